import { addressOf, curlOf, defaultForm, environmentOf, signedHostOf } from '../../src/private/addressing';

const facts = { restApiId: 'abc123', vpcEndpointId: 'vpce-1', domain: 'execute-api.example', endpointHostName: 'endpoint.example' };
const unknownName = { ...facts, get endpointHostName(): string { throw new Error('unknown'); } };

test.each([
  ['hostedZone', 'abc123.execute-api.example', {}, 'abc123.execute-api.example'],
  ['privateDns', 'abc123.execute-api.example', {}, 'abc123.execute-api.example'],
  ['endpointAlias', 'abc123-vpce-1.execute-api.example', {}, 'abc123-vpce-1.execute-api.example'],
  ['hostHeader', 'endpoint.example', { Host: 'abc123.execute-api.example' }, 'abc123.execute-api.example'],
  ['apiIdHeader', 'endpoint.example', { 'x-apigw-api-id': 'abc123' }, 'endpoint.example'],
] as const)('%s', (form, hostName, headers, signedHost) => {
  const address = addressOf(form, facts);

  expect(address).toEqual({ hostName, headers });
  expect(signedHostOf(address)).toBe(signedHost);
});

test.each(['hostedZone', 'privateDns', 'endpointAlias'] as const)('%s needs no name of the endpoint', (form) => {
  expect(addressOf(form, unknownName)).toEqual(addressOf(form, facts));
});

test.each(['hostHeader', 'apiIdHeader'] as const)('%s fails without the name of the endpoint', (form) => {
  expect(() => addressOf(form, unknownName)).toThrow(new Error('unknown'));
});

test.each([
  [false, true, 'privateDns'],
  [false, false, 'hostedZone'],
  [false, undefined, 'hostedZone'],
  [true, true, 'privateDns'],
  [true, false, 'apiIdHeader'],
  [true, undefined, undefined],
] as const)('adopted %p, private DNS %p: the default is %p', (isAdopted, privateDnsEnabled, form) => {
  expect(defaultForm({ isAdopted, privateDnsEnabled })).toBe(form);
});

test('the environment has a header only where one is needed', () => {
  expect(environmentOf('https://x/v1', {})).toEqual({ PRIVATE_API_URL: 'https://x/v1' });
  expect(environmentOf('https://x/v1', { Host: 'y' })).toEqual({
    PRIVATE_API_URL: 'https://x/v1', PRIVATE_API_HEADER_NAME: 'Host', PRIVATE_API_HEADER_VALUE: 'y',
  });
});

test('the command ends with the URL', () => {
  expect(curlOf('https://x/v1', {})).toBe('curl --silent --show-error --include https://x/v1');
  expect(curlOf('https://x/v1', { Host: 'y' })).toBe("curl --silent --show-error --include --header 'Host: y' https://x/v1");
});
