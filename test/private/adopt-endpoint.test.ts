import { App, CfnOutput, CustomResource, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ConsumerEndpoint, ConsumerEndpointFacts, PrivateApiConsumer } from '../../src';
import { outputOf } from '../consumer-fixtures';
import {
  consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, logicalIdOf, messagesOf, OTHER_ENDPOINT_ID, OTHER_REGION, petStore, PROVIDER_ACCOUNT, REGION,
  remotePetStore, REST_API_ID, VPC_ID, vpcOf,
} from '../fixtures';

const HOST = `${ENDPOINT_ID}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com`;
const FACTS = { regionalDnsName: HOST, hostedZoneId: 'Z2E726K9Y6RL4W' };
const APIGATEWAY = ec2.InterfaceVpcEndpointAwsService.APIGATEWAY;

/** Of the app, by the L2. */
function own(options: Partial<ec2.InterfaceVpcEndpointOptions> = {}) {
  const app = new App();
  const stack = consumerStack(app);
  const vpc = vpcOf(stack);
  const endpoint = vpc.addInterfaceEndpoint('Apis', { service: APIGATEWAY, ...options });
  return { app, stack, vpc, endpoint };
}

function imported(facts?: ConsumerEndpointFacts, vpcEndpointId = ENDPOINT_ID) {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Apis', { vpcEndpointId, port: 443 });
  return { stack, vpc, consumer: new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint, facts) }) };
}

const adopt = (scope: Stack, vpc: ec2.IVpc, endpoint: ec2.IInterfaceVpcEndpoint, facts?: ConsumerEndpointFacts) =>
  new PrivateApiConsumer(scope, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint, facts) });

/** The template without the outputs. */
const resourcesOf = (stack: Stack) => Template.fromStack(stack).toJSON().Resources as object;

describe('an endpoint of the app', () => {
  test('tells its facts by itself, and nothing of it changes', () => {
    const before = own();
    const { stack, vpc, endpoint } = own();
    const consumer = adopt(stack, vpc, endpoint);
    consumer.allowTo(remotePetStore(stack));

    const id = logicalIdOf(stack, 'AWS::EC2::VPCEndpoint');
    const first = { 'Fn::Select': [0, { 'Fn::GetAtt': [id, 'DnsEntries'] }] };
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', first] }] });
    expect(consumer).toMatchObject({ vpc, isAdopted: true, privateDnsEnabled: true, env: { account: CONSUMER_ACCOUNT, region: REGION } });
    expect(stack.resolve(consumer.vpcEndpointId)).toEqual({ Ref: id });
    expect(stack.resolve([consumer.vpcEndpointHostName, consumer.vpcEndpointHostedZoneId])).toEqual([part(1), part(0)]);
    expect(consumer.connections).toBe(endpoint.connections);
    expect(resourcesOf(stack)).toEqual(resourcesOf(before.stack));
  });

  test('knows private DNS to be off where its resource leaves it out, as CloudFormation does', () => {
    const { stack, vpc } = own();
    const resource = new ec2.CfnVPCEndpoint(stack, 'L1', { vpcId: vpc.vpcId, serviceName: APIGATEWAY.name, vpcEndpointType: 'Interface' });
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Imported', { vpcEndpointId: resource.ref, port: 443 });

    expect(adopt(stack, vpc, endpoint).privateDnsEnabled).toBe(false);
  });

  test('leaves private DNS open where only the deployment knows it', () => {
    const { stack, vpc, endpoint } = own();
    (endpoint.node.defaultChild as ec2.CfnVPCEndpoint).privateDnsEnabled = Lazy.any({ produce: () => true });

    expect(adopt(stack, vpc, endpoint).privateDnsEnabled).toBeUndefined();
  });

  test('takes what was said about it if that is so', () => {
    const { stack, vpc, endpoint } = own();

    expect(adopt(stack, vpc, endpoint, { ...FACTS, regionalDnsName: HOST, privateDnsEnabled: true })).toMatchObject({
      vpcEndpointHostName: HOST, vpcEndpointHostedZoneId: FACTS.hostedZoneId, privateDnsEnabled: true,
    });
  });

  test('may have private DNS for all resolvers', () => {
    const { stack, vpc, endpoint } = own({
      privateDnsOnlyForInboundResolverEndpoint: ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ALL_RESOLVERS,
    });

    expect(() => adopt(stack, vpc, endpoint)).not.toThrow();
  });

  test('may have DNS options without a word on it', () => {
    const { stack, vpc, endpoint } = own({ dnsRecordIpType: ec2.VpcEndpointDnsRecordIpType.IPV4 });

    expect(() => adopt(stack, vpc, endpoint)).not.toThrow();
  });

  test('of another account is where its stack is', () => {
    const app = new App();
    const hub = new Stack(app, 'Hub', { env: { account: '444444444444', region: REGION } });
    const vpc = vpcOf(hub);
    const consumer = adopt(consumerStack(app), vpc, vpc.addInterfaceEndpoint('Apis', { service: APIGATEWAY }));

    expect(consumer.env).toEqual({ account: '444444444444', region: REGION });
  });
});

describe('an imported endpoint', () => {
  test('has the facts that were given', () => {
    expect(imported({ ...FACTS, privateDnsEnabled: false }).consumer).toMatchObject({
      vpcEndpointId: ENDPOINT_ID, vpcEndpointHostName: HOST, vpcEndpointHostedZoneId: FACTS.hostedZoneId, privateDnsEnabled: false, isAdopted: true,
    });
  });

  test('has open what was not given, and defines nothing', () => {
    const { stack, consumer } = imported();

    expect(consumer.privateDnsEnabled).toBeUndefined();
    expect(messagesOf(stack)).toEqual([]);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('may be found by a resource of the app, which does not tell its facts', () => {
    const stack = consumerStack();
    const found = new CustomResource(stack, 'Finder', { serviceToken: 'arn' }).getAttString('VpcEndpointId');
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Apis', { vpcEndpointId: found, port: 443 });

    expect(adopt(stack, vpcOf(stack), endpoint, { privateDnsEnabled: true })).toMatchObject({ vpcEndpointId: found, privateDnsEnabled: true });
  });

  test.each([
    ['vpcEndpointHostName', 'regionalDnsName'],
    ['vpcEndpointHostedZoneId', 'hostedZoneId'],
  ] as const)('fails where %s is read and was not given', (attribute, fact) => {
    const { consumer } = imported();

    expect(() => consumer[attribute]).toThrow(new Error(
      `[Network/Consumer] ${attribute} must be given for an endpoint that this app does not define, got none; pass ${fact} to ConsumerEndpoint.existing()`,
    ));
  });

  test('tells its owner the statement to add, for each API, once and sorted', () => {
    const { stack, consumer } = imported();
    consumer.allowTo(remotePetStore(stack));
    stack.resolve((consumer.node.findChild('EndpointPolicyStatement') as CfnOutput).value); // whoever looks early changes nothing
    const app = stack.node.root as App;
    consumer.allowTo(petStore(new Stack(app, 'Other', { env: { account: '333333333333', region: REGION } }), { allowedVpcEndpointIds: [ENDPOINT_ID] }));
    consumer.allowTo(remotePetStore(stack, 'Again'));

    const { value, description } = outputOf(stack, 'ConsumerEndpointPolicyStatement');
    const arn = (...rest: string[]) => ['arn:AWS::Partition:execute-api', REGION, ...rest].join(':');
    expect(JSON.parse(value)).toEqual({
      Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: [arn(PROVIDER_ACCOUNT, `${REST_API_ID}/*`), arn('333333333333', '*')],
    });
    expect(description).toBe('What the policy of the endpoint has to have in its Statement, unless it allows everything. Its owner has to add it.');
  });
});

describe('fails', () => {
  test('for an endpoint of another service', () => {
    const { stack, vpc, endpoint } = own({ service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });

    expect(() => adopt(stack, vpc, endpoint)).toThrow(new Error(
      '[Network/Consumer] endpoint must be an interface endpoint for execute-api, got "Network/Vpc/Apis/Resource", which is of type "Interface" for '
      + '"com.amazonaws.ap-northeast-1.secretsmanager"; create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer',
    ));
  });

  test('for an endpoint that leads to no service', () => {
    const { stack, vpc } = own();
    const { ref } = new ec2.CfnVPCEndpoint(stack, 'Lattice', { vpcId: vpc.vpcId, vpcEndpointType: 'ServiceNetwork', serviceNetworkArn: 'arn' });
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Imported', { vpcEndpointId: ref, port: 443 });

    expect(() => adopt(stack, vpc, endpoint)).toThrow(new Error(
      '[Network/Consumer] endpoint must be an interface endpoint for execute-api, got "Network/Lattice", which is of type "ServiceNetwork" for ""; '
      + 'create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer',
    ));
  });

  test('for an endpoint of another VPC', () => {
    const { stack, endpoint } = own();
    const other = new ec2.Vpc(stack, 'Other');

    expect(() => adopt(stack, other, endpoint)).toThrow(new Error(
      '[Network/Consumer] endpoint must be in the consumer\'s VPC, "Network/Other/Resource", got "Network/Vpc/Apis/Resource" in "Network/Vpc/Resource"; '
      + 'adopt an endpoint of that VPC, or give the VPC that the endpoint is in',
    ));
  });

  test('for an endpoint of another Region', () => {
    const app = new App();
    const elsewhere = new Stack(app, 'Elsewhere', { env: { account: CONSUMER_ACCOUNT, region: OTHER_REGION } });
    const endpoint = vpcOf(elsewhere).addInterfaceEndpoint('Apis', { service: APIGATEWAY });
    const stack = consumerStack(app);

    expect(() => adopt(stack, vpcOf(stack), endpoint)).toThrow(new Error(
      '[Network/Consumer] endpoint must be in the Region of the VPC, "ap-northeast-1", got one in "eu-west-1"; '
      + 'adopt an endpoint of that VPC, or give the VPC that the endpoint is in',
    ));
  });

  test('for private DNS that inbound resolvers alone see', () => {
    const { stack, vpc, endpoint } = own({
      privateDnsOnlyForInboundResolverEndpoint: ec2.VpcEndpointPrivateDnsOnlyForInboundResolverEndpoint.ONLY_INBOUND_RESOLVER,
    });

    expect(() => adopt(stack, vpc, endpoint)).toThrow(new Error(
      '[Network/Consumer] endpoint must have private DNS for every client, got "Network/Vpc/Apis/Resource" with '
      + 'privateDnsOnlyForInboundResolverEndpoint "OnlyInboundResolver"; that is for services that have a gateway endpoint too, which execute-api has not, '
      + 'so leave it out and call addInboundResolver()',
    ));
  });

  test('for private DNS that the endpoint has not, also where its resource says nothing', () => {
    const silent = own({});
    (silent.endpoint.node.defaultChild as ec2.CfnVPCEndpoint).privateDnsEnabled = undefined;
    expect(() => adopt(silent.stack, silent.vpc, silent.endpoint, { privateDnsEnabled: true })).toThrow('privateDnsEnabled must be what the endpoint has, false, got true; ');

    const { stack, vpc, endpoint } = own({ privateDnsEnabled: false });
    expect(() => adopt(stack, vpc, endpoint, { privateDnsEnabled: true })).toThrow(new Error(
      '[Network/Consumer] privateDnsEnabled must be what the endpoint has, false, got true; leave it out for "Network/Vpc/Apis/Resource", which this app defines',
    ));
  });

  test('for facts that are none, all at once', () => {
    expect(() => imported({ regionalDnsName: 'vpce.example.com', hostedZoneId: 'zone' }, OTHER_ENDPOINT_ID.toUpperCase())).toThrow(new Error([
      '[Network/Consumer] endpoint must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), got "VPCE-0BBBBBBBBBBBBBBBB"; '
      + 'write it as "vpce-0bbbbbbbbbbbbbbbb"',
      'regionalDnsName must be the endpoint\'s regional name, "VPCE-0BBBBBBBBBBBBBBBB-….execute-api.ap-northeast-1.vpce.…", got "vpce.example.com"; '
      + 'copy the first of its DNS names, which names no zone',
      'hostedZoneId must be the id of a hosted zone, got "zone"; copy what stands before the colon in the first of the endpoint\'s DNS entries',
    ].join('\n')));
  });
});

test('an endpoint in a VPC that is known by its id is taken as it is', () => {
  const { stack, endpoint } = own();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Known', { vpcId: VPC_ID, availabilityZones: ['a'] });

  expect(() => adopt(stack, vpc, endpoint)).not.toThrow();
});

test('places that only the deployment knows are not compared', () => {
  const app = new App();
  const anywhere = new Stack(app, 'Anywhere');
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(anywhere, 'Apis', { vpcEndpointId: ENDPOINT_ID, port: 443 });
  const stack = consumerStack(app);

  expect(() => adopt(stack, vpcOf(stack), endpoint)).not.toThrow();
  expect(() => new PrivateApiConsumer(anywhere, 'Other', {
    vpc: vpcOf(anywhere), endpoint: ConsumerEndpoint.existing(own().endpoint),
  })).toThrow('must be in the consumer\'s VPC');
});
