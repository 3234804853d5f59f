import { App, CfnOutput, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { consumerStack, ENDPOINT_ID, only, OTHER_REGION, petStore, providerStack, PROVIDER_ACCOUNT, remotePetStore, REST_API_ID, vpcOf } from './fixtures';
import { ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer } from '../src';

const API_HOST = '6r6oaqtr37.execute-api.ap-northeast-1.amazonaws.com';
const ENDPOINT_HOST = 'vpce-03f6d2b1bb8d0f015-abcd.execute-api.ap-northeast-1.vpce.amazonaws.com';

function workload(privateDnsEnabled: boolean, addressing?: PrivateApiAddressing) {
  const app = new App();
  const network = consumerStack(app);
  const consumer = new PrivateApiConsumer(network, 'Consumer', {
    vpc: vpcOf(network), endpoint: ConsumerEndpoint.create({ privateDnsEnabled }),
  });
  const stack = consumerStack(app, 'Workload');
  return { app, network, stack, consumer, pets: new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack), addressing }) };
}

/** What a value of the template would be on AWS, with the endpoint's host name in the place of its attribute. */
function onAws(stack: Stack, value: unknown): unknown {
  const resolved = JSON.stringify(stack.resolve(value), (_key, node) => {
    if (node?.Ref === 'AWS::URLSuffix') return 'amazonaws.com';
    if (node?.['Fn::Select']?.[0] === 1) return ENDPOINT_HOST;
    return node;
  });
  return JSON.parse(resolved, (_key, node) => node?.['Fn::Join'] ? node['Fn::Join'][1].join(node['Fn::Join'][0]) : node);
}

test.each([
  ['private DNS on', true, undefined, API_HOST, {}],
  ['private DNS off', false, undefined, ENDPOINT_HOST, { 'x-apigw-api-id': REST_API_ID }],
  ['private DNS on, by header all the same', true, PrivateApiAddressing.apiIdHeader(), ENDPOINT_HOST, { 'x-apigw-api-id': REST_API_ID }],
  ['the Host header', false, PrivateApiAddressing.hostHeader(), ENDPOINT_HOST, { Host: API_HOST }],
  ['private DNS by name', true, PrivateApiAddressing.privateDns(), API_HOST, {}],
])('%s', (_case, privateDnsEnabled, addressing, hostName, headers) => {
  const { stack, pets } = workload(privateDnsEnabled, addressing);

  expect(onAws(stack, pets.hostName)).toBe(hostName);
  expect(onAws(stack, pets.url)).toBe(`https://${hostName}/v1`);
  expect(onAws(stack, pets.urlForPath('/pets'))).toBe(`https://${hostName}/v1/pets`);
  expect(onAws(stack, pets.headers)).toEqual(headers);
});

test('the environment is all that a function needs', () => {
  const { stack, pets } = workload(false);

  expect(onAws(stack, pets.environment)).toEqual({
    PRIVATE_API_URL: `https://${ENDPOINT_HOST}/v1`,
    PRIVATE_API_HEADER_NAME: 'x-apigw-api-id',
    PRIVATE_API_HEADER_VALUE: REST_API_ID,
  });
});

test('the command can be pasted into a shell', () => {
  const { stack, pets } = workload(false);

  expect(onAws(stack, pets.verifyCommand)).toBe(
    `curl --silent --show-error --include --header 'x-apigw-api-id: ${REST_API_ID}' https://${ENDPOINT_HOST}/v1`,
  );
});

test('it opens the endpoint\'s policy for the API and defines nothing in the workload\'s stack', () => {
  const { network, stack } = workload(false);

  expect(only(network, 'AWS::EC2::VPCEndpoint').PolicyDocument.Statement).toEqual([
    expect.objectContaining({ Effect: 'Allow', Resource: [expect.anything()] }),
  ]);
  expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
});

test('the host name of an endpoint in another stack arrives there', () => {
  const { app, network, stack, pets } = workload(false);
  new CfnOutput(stack, 'Url', { value: pets.url });

  app.synth();
  expect(stack.dependencies).toEqual([network]);
  expect(JSON.stringify(Template.fromStack(stack).findOutputs('Url'))).toContain('Fn::ImportValue');
});

test('an API of the same app is named by its account', () => {
  const app = new App();
  const network = consumerStack(app);
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
  const provider = providerStack(app);
  const api = petStore(provider, { allowedVpcEndpointIds: [ENDPOINT_ID] });
  new PrivateApiConnection(network, 'Pets', { consumer, api });

  expect(JSON.stringify(only(network, 'AWS::EC2::VPCEndpoint').PolicyDocument)).toContain(`:${PROVIDER_ACCOUNT}:*`);
});

describe('fails', () => {
  test('for private DNS through an endpoint without it', () => {
    expect(() => workload(false, PrivateApiAddressing.privateDns())).toThrow(new Error(
      '[Workload/Pets] addressing must not be privateDns() with an endpoint that has private DNS off, got privateDns(); '
      + 'create the endpoint with privateDnsEnabled: true, or leave addressing out',
    ));
  });

  test('for an API of another Region, and leaves the endpoint as it was', () => {
    const network = consumerStack();
    const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
    const api = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(network, 'Remote', {
      restApiId: REST_API_ID, stageName: 'v1', account: PROVIDER_ACCOUNT, region: OTHER_REGION,
    });

    expect(() => new PrivateApiConnection(network, 'Pets', { consumer, api })).toThrow(new Error(
      '[Network/Pets] api must be in the Region of the consumer\'s endpoint, "ap-northeast-1", got "eu-west-1"; '
      + 'an execute-api endpoint serves the APIs of its own Region only, so define the PrivateApiConsumer in that Region',
    ));
    expect(only(network, 'AWS::EC2::VPCEndpoint').PolicyDocument.Statement[0].Effect).toBe('Deny');
  });

  test.each(['pets', ''])('for the path %j', (path) => {
    expect(() => workload(false).pets.urlForPath(path)).toThrow(new Error(
      `[Workload/Pets] path must start with "/", got ${JSON.stringify(path)}; write ${JSON.stringify(`/${path}`)}`,
    ));
  });
});

test('a path that is a token is taken as it is', () => {
  const { stack, pets } = workload(true);

  expect(onAws(stack, pets.urlForPath(Lazy.string({ produce: () => '/pets' })))).toBe(`https://${API_HOST}/v1/pets`);
});
