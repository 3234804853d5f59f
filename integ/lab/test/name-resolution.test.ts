import { resolveName } from '../network/name-resolution';
import { Origin, originOf } from '../network/origin';
import { LabState } from '../state';
import { API, api, APP, experiment, HOST, LISTED, NEIGHBOUR, OTHER_APP, OUTSIDE_FUNCTION, REGION, UNLISTED, withEndpoint, withVpc } from './states';

const A_ADDRESSES = { addresses: ['10.1.0.229', '10.1.1.229'] };
const privateDnsOff = withEndpoint(LISTED, { privateDnsEnabled: false });

function from(source: string, state: LabState = experiment()): Origin {
  return originOf(state, source);
}

function resolve(source: string, name: string, state: LabState = experiment()) {
  return resolveName(state, from(source, state), name);
}

describe('the default name', () => {
  test('resolves to the endpoint in a VPC with private DNS', () => {
    expect(resolve(APP, HOST)).toEqual(A_ADDRESSES);
    expect(resolve(OTHER_APP, HOST)).toEqual({ addresses: ['10.1.0.229'] });
  });

  test('is case-insensitive and may end in a dot', () => {
    expect(resolve(APP, `${HOST.toUpperCase()}.`)).toEqual(A_ADDRESSES);
  });

  test('private DNS captures unknown APIs, public ones and alias names too', () => {
    for (const label of ['0123456789', 'publicapi1', `${API}-${UNLISTED}`, `${API}-${LISTED}`]) {
      expect(resolve(OTHER_APP, `${label}.execute-api.${REGION}.amazonaws.com`)).toEqual({ addresses: ['10.1.0.229'] });
    }
  });

  test.each([
    ['from the internet', '127.64.0.1', experiment(), 'the internet is in no VPC'],
    ['from a function outside every VPC', OUTSIDE_FUNCTION, experiment(), 'function Outside of 111111111111 is in no VPC'],
    ['with private DNS off', APP, privateDnsOff, `private DNS is off at ${LISTED}`],
    ['without DNS hostnames', APP, withVpc('vpc-a', { enableDnsHostnames: false }), 'its enableDnsHostnames, which is off'],
    ['without DNS support', APP, withVpc('vpc-a', { enableDnsSupport: false }), 'its enableDnsSupport is off'],
    ['with an endpoint of another service', APP, withEndpoint(LISTED, { serviceName: `com.amazonaws.${REGION}.ssm` }), 'no execute-api endpoint'],
    ['without an endpoint', APP, experiment({ endpoints: [] }), 'no execute-api endpoint'],
  ])('is not found %s', (_, source, state, reason) => {
    expect(resolve(source, HOST, state)).toEqual({ notFound: expect.stringContaining(reason) });
  });

  test('is not found for another Region', () => {
    expect(resolve(APP, `${API}.execute-api.us-east-1.amazonaws.com`)).toEqual({ notFound: expect.stringContaining('no execute-api endpoint for us-east-1') });
  });
});

describe('the alias of an associated endpoint', () => {
  const alias = `${API}-${LISTED}.execute-api.${REGION}.amazonaws.com`;

  test('resolves publicly', () => {
    expect(resolve('127.64.0.1', alias)).toEqual(A_ADDRESSES);
    expect(resolve(NEIGHBOUR, alias, privateDnsOff)).toEqual(A_ADDRESSES);
  });

  test.each([
    ['is not associated', experiment({ apis: [api({}, { vpcEndpointIds: [] })] }), alias, 'is not associated with'],
    ['is not associated in any stage', experiment({ apis: [api({ stages: [] })] }), alias, 'is not associated with'],
    ['belongs to an API that is not private', experiment({ apis: [api({ endpointType: 'REGIONAL' })] }), alias, 'is not associated with'],
    ['is gone', experiment({ endpoints: [] }), alias, 'does not exist'],
    ['is another one', experiment(), `${API}-${UNLISTED}.execute-api.${REGION}.amazonaws.com`, 'is not associated with'],
  ])('is not found if the endpoint %s', (_, state, name, reason) => {
    expect(resolve('127.64.0.1', name, state)).toEqual({ notFound: expect.stringContaining(reason) });
  });

  test('is not found without DNS support, though it is public', () => {
    expect(resolve(APP, alias, withVpc('vpc-a', { enableDnsSupport: false }))).toEqual({ notFound: expect.stringContaining('enableDnsSupport') });
  });
});

describe('the names of the endpoint itself', () => {
  const own = (label: string) => `${label}.execute-api.${REGION}.vpce.amazonaws.com`;

  test('the regional one resolves publicly, whatever private DNS says', () => {
    expect(resolve('127.64.0.1', own(`${LISTED}-abcd1234`), privateDnsOff)).toEqual(A_ADDRESSES);
  });

  test('a zonal one resolves to the interface in that zone', () => {
    expect(resolve('127.64.0.1', own(`${LISTED}-abcd1234-ap-northeast-1c`))).toEqual({ addresses: ['10.1.1.229'] });
  });

  test.each([`${LISTED}-wrong123`, `${LISTED}-abcd1234-ap-northeast-1d`, LISTED, 'vpce-0123'])('%s is not found', (label) => {
    expect(resolve(APP, own(label))).toEqual({ notFound: expect.stringContaining('is not the name of an execute-api endpoint') });
  });
});

test.each(['example.com', `sts.${REGION}.amazonaws.com`, `execute-api.${REGION}.amazonaws.com`, 'petstore.internal'])('%s is not found in a VPC', (name) => {
  expect(resolve(APP, name)).toEqual({ notFound: expect.stringContaining('is not a name of the lab') });
});
