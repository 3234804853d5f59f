import { App, Aws, CfnParameter, CfnResource, Lazy, Resource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { changedProblems, emptyListProblems, followedResources, needsSelector, readEntry } from '../../src/private/allow-list';
import { consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, OTHER_REGION, providerStack, REGION, VPC_ID } from '../fixtures';

class Api extends Resource {}

const api = (stack = providerStack()) => new Api(stack, 'Api');
const endpoint = (id: string, region?: string) => ({ source: { kind: 'vpcEndpoint' as const, id }, name: 'orders', ...(region && { region }) });

test('literals are their own texts', () => {
  const source = { kind: 'principal' as const, callers: { arns: ['a'], accounts: ['1'] }, fromAnyEndpoint: true };
  expect(readEntry(api(), { source, routes: ['GET /'] })).toEqual({
    terms: { source, routes: ['GET /'] },
    values: [{ kind: 'literal', text: 'a', value: 'a' }, { kind: 'literal', text: '1', value: '1' }],
  });
});

test('a token has a text that stands for it, wherever it is', () => {
  const stack = providerStack();
  const [id, account] = ['Endpoint', 'Account'].map((name) => new CfnParameter(stack, name).valueAsString);
  const [idText, accountText] = ['Endpoint', 'Account'].map((name) => `{known only at deploy: parameter Provider/${name}}`);

  expect(readEntry(api(stack), { ...endpoint(id), principals: { accounts: [account] } })).toEqual({
    terms: { source: { kind: 'vpcEndpoint', id: idText }, name: 'orders', principals: { accounts: [accountText] } },
    values: [{ kind: 'selected', text: idText, value: id }, { kind: 'selected', text: accountText, value: account }],
  });
});

test.each([
  ['the API\'s', REGION], ['no known', undefined],
])('an endpoint of %s Region is taken', (_, region) => {
  expect(readEntry(api(), endpoint(ENDPOINT_ID, region))).toMatchObject({ terms: { source: { id: ENDPOINT_ID } } });
});

test('where the API\'s Region is not known, none is compared', () => {
  expect(readEntry(api(new Stack(new App(), 'Anywhere')), endpoint(ENDPOINT_ID, OTHER_REGION))).toMatchObject({ terms: {} });
});

test('fails for every value that the stage cannot follow, and for another Region', () => {
  expect(readEntry(api(), endpoint('{{resolve:ssm:/orders}}', OTHER_REGION))).toEqual([
    expect.stringMatching(/^a value of \{known only at deploy: resolve:ssm:\/orders\} \(orders\) must be a value that the stage can follow, got /),
    'an allowed consumer\'s endpoint must be in the API\'s Region, "ap-northeast-1", got {known only at deploy: resolve:ssm:/orders} (orders) in "eu-west-1"; '
    + 'an execute-api endpoint serves its own Region only, so create one in the API\'s Region',
  ]);
});

describe('an id that is a token', () => {
  const inApp = (make: (network: Stack) => string, region = REGION) => {
    const app = new App();
    return { scope: api(providerStack(app)), id: make(new Stack(app, 'Network', { env: { account: CONSUMER_ACCOUNT, region } })) };
  };
  const vpc = (network: Stack) => new ec2.CfnVPC(network, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const endpointFor = (service: string) => (network: Stack) =>
    new ec2.CfnVPCEndpoint(network, 'Endpoint', { vpcId: vpc(network).ref, serviceName: `com.amazonaws.${REGION}.${service}`, vpcEndpointType: 'Interface' }).ref;
  const subnet = (network: Stack) => new ec2.CfnSubnet(network, 'Subnet', { vpcId: vpc(network).ref, cidrBlock: '10.0.0.0/24' }).ref;
  const custom = (scope: Stack) => new CfnResource(scope, 'Custom', { type: 'Custom::Orders' }).ref;
  const ofVpc = (id: string) => ({ source: { kind: 'vpc' as const, id }, name: 'orders' });
  const notOfType = (type: string, construct: string, got: string) =>
    `must be the id of a resource of type "${type}", got one of "${construct}", which is of type "${got}"; `
    + 'pass the endpoint or the VPC itself with AllowedConsumer.vpcEndpoint() or AllowedConsumer.vpc()';

  test('is taken if it is that of an endpoint for execute-api, or of a VPC, or what a resource of no EC2 type tells', () => {
    const endpointOfApp = inApp(endpointFor('execute-api'));
    const vpcOfApp = inApp((network) => vpc(network).ref);
    const stack = providerStack();

    expect(readEntry(endpointOfApp.scope, endpoint(endpointOfApp.id))).toMatchObject({ values: [{ kind: 'resource' }] });
    expect(readEntry(vpcOfApp.scope, ofVpc(vpcOfApp.id))).toMatchObject({ values: [{ kind: 'resource' }] });
    expect(readEntry(api(stack), ofVpc(custom(stack)))).toMatchObject({ values: [{ kind: 'selected' }] });
  });

  test('fails if it is that of an endpoint of another service', () => {
    const { scope, id } = inApp(endpointFor('secretsmanager'));
    expect(readEntry(scope, endpoint(id))).toEqual([
      'the endpoint of {known only at deploy: Ref Network/Endpoint} (orders) must be an interface endpoint for execute-api, got "Network/Endpoint", '
      + `which is of type "Interface" for "com.amazonaws.${REGION}.secretsmanager"; create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer`,
    ]);
  });

  test('fails if it is that of a resource of another type', () => {
    const ofSubnet = inApp(subnet);
    const ofEndpoint = inApp(endpointFor('execute-api'));
    const ofTheVpc = inApp((network) => vpc(network).ref);

    expect(readEntry(ofSubnet.scope, ofVpc(ofSubnet.id))).toContain(
      `the VPC of {known only at deploy: Ref Network/Subnet} (orders) ${notOfType('AWS::EC2::VPC', 'Network/Subnet', 'AWS::EC2::Subnet')}`);
    expect(readEntry(ofEndpoint.scope, ofVpc(ofEndpoint.id))).toEqual([
      `the VPC of {known only at deploy: Ref Network/Endpoint} (orders) ${notOfType('AWS::EC2::VPC', 'Network/Endpoint', 'AWS::EC2::VPCEndpoint')}`,
    ]);
    expect(readEntry(ofTheVpc.scope, endpoint(ofTheVpc.id))).toEqual([
      `the endpoint of {known only at deploy: Ref Network/Vpc} (orders) ${notOfType('AWS::EC2::VPCEndpoint', 'Network/Vpc', 'AWS::EC2::VPC')}`,
    ]);
  });

  test('fails if its resource is in another Region, which is compared where it is known', () => {
    const elsewhere = inApp(endpointFor('execute-api'), OTHER_REGION);
    const anywhere = inApp(() => endpointFor('execute-api')(new Stack(new App(), 'Network')));

    expect(readEntry(elsewhere.scope, endpoint(elsewhere.id))).toEqual([expect.stringMatching(/^an allowed consumer's endpoint must be in the API's Region, .* in "eu-west-1"; /)]);
    expect(readEntry(anywhere.scope, endpoint(anywhere.id))).toMatchObject({ values: [{ kind: 'resource' }] });
  });

  test('is checked as any other if it turns out to be a text', () => {
    const lazy = (text: string) => Lazy.string({ produce: () => text });

    expect(readEntry(api(), endpoint(lazy(ENDPOINT_ID)))).toMatchObject({ terms: { source: { id: ENDPOINT_ID } } });
    expect(readEntry(api(), ofVpc(lazy(VPC_ID)))).toMatchObject({ terms: { source: { id: VPC_ID } } });
    expect(readEntry(api(), endpoint(lazy(VPC_ID)))).toEqual([expect.stringMatching(/^the endpoint of vpc-0a1b2c3d4e5f60718 \(orders\) must be a VPC endpoint id /)]);
    expect(readEntry(api(), ofVpc(lazy(ENDPOINT_ID)))).toEqual([expect.stringMatching(/^the VPC of vpce-03f6d2b1bb8d0f015 \(orders\) must be a VPC id /)]);
  });

  test('need not look like one where a part of it is known at deployment only', () => {
    expect(readEntry(api(), ofVpc(`vpc-${Aws.ACCOUNT_ID}`))).toMatchObject({ values: [{ kind: 'literal', text: 'vpc-{known only at deploy: AWS::AccountId}' }] });
  });
});

describe('a lazy value that is another one at synthesis', () => {
  const entryFor = (scope: Api, value: string) => {
    const entry = readEntry(scope, { ...endpoint(ENDPOINT_ID), principals: { accounts: [value] } });
    if (Array.isArray(entry)) throw new Error(entry.join());
    return entry;
  };

  test.each([['222222222222', '"222222222222"'], [undefined, 'nothing']])('is a problem: %j', (after, got) => {
    const scope = api();
    let now: string | undefined = '111111111111';
    const entries = [entryFor(scope, '333333333333'), entryFor(scope, Lazy.uncachedString({ produce: () => now }))];
    expect(changedProblems(scope, entries)).toEqual([]);
    now = after;
    expect(changedProblems(scope, entries)).toEqual([
      `a value of the allow-list must stay as it was when it was put there, got "111111111111" and then ${got}; call allow() when the value is final`,
    ]);
  });

  test('is none where its text stands for what is known at deployment only', () => {
    const scope = api();
    expect(changedProblems(scope, [entryFor(scope, new CfnParameter(scope, 'P').valueAsString)])).toEqual([]);
  });
});

test('a list knows the resources to follow, and whether it needs a selector', () => {
  const app = new App();
  const vpc = new ec2.CfnVPC(consumerStack(app), 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const scope = api(providerStack(app));
  const entryOf = (id: string) => {
    const entry = readEntry(scope, endpoint(id));
    if (Array.isArray(entry)) throw new Error(entry.join());
    return entry;
  };
  const { ref } = new ec2.CfnVPCEndpoint(vpc.stack, 'Endpoint', { vpcId: vpc.ref, serviceName: 'com.amazonaws.ap-northeast-1.execute-api', vpcEndpointType: 'Interface' });
  const [literal, followed, selected] = [ENDPOINT_ID, ref, new CfnParameter(scope, 'P').valueAsString].map(entryOf);

  expect(followedResources([literal, selected])).toEqual([]);
  expect(followedResources([literal, followed]).map(({ node }) => node.path)).toEqual(['Network/Endpoint']);
  expect(needsSelector([literal, followed])).toBe(false);
  expect(needsSelector([literal, selected])).toBe(true);
  const mixed = readEntry(scope, { ...endpoint(ENDPOINT_ID), principals: { accounts: [new CfnParameter(scope, 'Account').valueAsString] } });
  expect(Array.isArray(mixed) || needsSelector([mixed])).toBe(true);
});

test('an empty list is a problem, and a list with an entry is none', () => {
  expect(emptyListProblems([{ terms: endpoint(ENDPOINT_ID), values: [] }])).toEqual([]);
  expect(emptyListProblems([])).toEqual([
    'the allow-list must name a consumer, got an empty one; set allowedVpcEndpointIds or allowedConsumers, or call allow()',
  ]);
});
