import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  ConsumerEndpoint, CrossAccountPrivateApi, IPrivateApiConsumer, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer,
  PrivateApiConsumerAttributes,
} from '../../src';
import {
  consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, logicalIdOf, messagesOf, only, OTHER_ENDPOINT_ID, petStore, PROVIDER_ACCOUNT, providerStack,
  REGION, remotePetStore, REST_API_ID, VPC_ID, vpcOf,
} from '../fixtures';

const ZONE = 'AWS::Route53::HostedZone';
const RECORD = 'AWS::Route53::RecordSet';
const API_NAME = { 'Fn::Join': ['', [`${REST_API_ID}.execute-api.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] };
const ENDPOINT_HOST = `${ENDPOINT_ID}-abcd.execute-api.${REGION}.vpce.amazonaws.com`;

/** A VPC and an endpoint of another app, in a stack of this one. */
function imported(stack: Stack, attrs: Partial<PrivateApiConsumerAttributes> = {}, id = 'Consumer'): IPrivateApiConsumer {
  return PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, id, {
    vpc: ec2.Vpc.fromVpcAttributes(stack, `VpcOf${id}`, { vpcId: VPC_ID, availabilityZones: [`${REGION}a`] }),
    vpcEndpointId: ENDPOINT_ID,
    vpcEndpointHostName: ENDPOINT_HOST,
    vpcEndpointHostedZoneId: 'Z2E726K9Y6RL4W',
    ...attrs,
  });
}

function connect(stack: Stack, consumer: IPrivateApiConsumer, id = 'Pets'): PrivateApiConnection {
  return new PrivateApiConnection(stack, id, { consumer, api: remotePetStore(stack, `ApiOf${id}`), addressing: PrivateApiAddressing.hostedZone() });
}

describe('the zone of an API', () => {
  const stack = consumerStack(undefined, 'Workload');
  connect(stack, imported(stack));

  test('is private to the VPC and has the API\'s name, so that no other name changes', () => {
    expect(only(stack, ZONE)).toEqual({
      Name: API_NAME,
      HostedZoneConfig: { Comment: 'Leads this one private API to the execute-api endpoint of the VPC' },
      VPCs: [{ VPCId: VPC_ID, VPCRegion: REGION }],
    });
  });

  test('leads the name itself to the endpoint', () => {
    expect(only(stack, RECORD)).toEqual({
      HostedZoneId: { Ref: logicalIdOf(stack, ZONE) },
      Name: API_NAME,
      Type: 'A',
      AliasTarget: { DNSName: ENDPOINT_HOST, HostedZoneId: 'Z2E726K9Y6RL4W' },
    });
  });
});

test.each([
  [undefined, ['A']],
  [ec2.VpcEndpointIpAddressType.IPV4, ['A']],
  [ec2.VpcEndpointIpAddressType.DUALSTACK, ['A', 'AAAA']],
  [ec2.VpcEndpointIpAddressType.IPV6, ['AAAA']],
])('an endpoint with the addresses %p has the records %j', (ipAddressType, types) => {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  const endpoint = vpc.addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, ipAddressType, privateDnsEnabled: false });
  connect(stack, new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint) }));

  const records = Object.values(Template.fromStack(stack).findResources(RECORD)).map(({ Properties }) => Properties);
  expect(records.map(({ Type }) => Type).sort()).toEqual(types);
  expect(new Set(records.map(({ AliasTarget }) => JSON.stringify(AliasTarget))).size).toBe(1);
});

test('an endpoint of this app is named by its regional DNS entry', () => {
  const app = new App();
  const network = consumerStack(app);
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
  connect(network, consumer);

  const entry = { 'Fn::Select': [0, { 'Fn::GetAtt': [logicalIdOf(network, 'AWS::EC2::VPCEndpoint'), 'DnsEntries'] }] };
  expect(only(network, RECORD).AliasTarget).toEqual({
    HostedZoneId: { 'Fn::Select': [0, { 'Fn::Split': [':', entry] }] },
    DNSName: { 'Fn::Select': [1, { 'Fn::Split': [':', entry] }] },
  });
});

test('an API whose id only its own stack knows has a zone too', () => {
  const app = new App();
  const stack = consumerStack(app, 'Workload');
  const api = petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] });
  new PrivateApiConnection(stack, 'Pets', { consumer: imported(stack), api, addressing: PrivateApiAddressing.hostedZone() });

  expect(only(stack, ZONE).Name['Fn::Join'][1]).toEqual([
    { 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'Provider' }) }, `.execute-api.${REGION}.`, { Ref: 'AWS::URLSuffix' },
  ]);
});

test('it stays the same resource when the connection is renamed, because Route 53 takes no second one of the name', () => {
  const idOf = (id: string) => {
    const stack = consumerStack(undefined, 'Workload');
    connect(stack, imported(stack), id);
    return logicalIdOf(stack, ZONE);
  };

  expect(idOf('Pets')).toBe(idOf('PetStore'));
});

test('each API and each VPC has its own', () => {
  const app = new App();
  const stack = consumerStack(app, 'Workload');
  const provider = providerStack(app);
  const consumer = imported(stack);
  const otherVpc = ec2.Vpc.fromVpcAttributes(stack, 'OtherVpc', { vpcId: 'vpc-0bbbbbbbbbbbbbbbb', availabilityZones: [`${REGION}a`] });
  const otherConsumer = imported(stack, { vpc: otherVpc }, 'OtherConsumer');
  const apis = ['One', 'Two'].map((id) => petStore(provider, { allowedVpcEndpointIds: [ENDPOINT_ID] }, id));
  apis.forEach((api, index) => new PrivateApiConnection(stack, `Api${index}`, { consumer, api, addressing: PrivateApiAddressing.hostedZone() }));
  connect(stack, consumer);
  connect(stack, otherConsumer, 'OtherPets');

  const zones = Object.values(Template.fromStack(stack).findResources(ZONE)).map(({ Properties }) => JSON.stringify(Properties));
  expect(zones).toHaveLength(4);
  expect(new Set(zones).size).toBe(4);
});

test('connections of one stack share it', () => {
  const stack = consumerStack(undefined, 'Workload');
  const consumer = imported(stack);
  const [pets, others] = ['Pets', 'OtherPets'].map((id) => connect(stack, consumer, id));

  expect(stack.resolve(others.url)).toEqual(stack.resolve(pets.url));
  expect(only(stack, ZONE).Name).toEqual(API_NAME);
  expect(only(stack, RECORD).Type).toBe('A');
});

describe('fails', () => {
  test('for a connection in another stack, which Route 53 would refuse when it is deployed', () => {
    const app = new App();
    const [orders, reporting] = ['Orders', 'Reporting'].map((id) => consumerStack(app, id));
    const consumer = imported(orders);
    connect(orders, consumer);

    expect(() => connect(reporting, consumer)).toThrow(new Error(
      '[Reporting/Pets] addressing must be hostedZone() in one stack only for a VPC and an API, got it in the stack of "Orders/Pets" too; '
      + 'use that connection here and let this stack depend on its stack, or choose another addressing for one of them',
    ));
  });

  test('for another endpoint of the VPC', () => {
    const stack = consumerStack(undefined, 'Workload');
    connect(stack, imported(stack));
    const other = imported(stack, { vpcEndpointId: OTHER_ENDPOINT_ID, vpcEndpointHostName: ENDPOINT_HOST.replace(ENDPOINT_ID, OTHER_ENDPOINT_ID) }, 'Other');

    expect(() => connect(stack, other, 'OtherPets')).toThrow(new Error(
      '[Workload/OtherPets] addressing must lead to one endpoint for all connections of a VPC to the API, got another endpoint than that of "Workload/Pets"; '
      + 'connect both through one consumer, or choose another addressing for one of them',
    ));
  });

  test('for a stack of another account', () => {
    const app = new App();
    const consumer = imported(consumerStack(app));
    const stack = new Stack(app, 'Workload', { env: { account: '333333333333', region: REGION } });

    expect(() => connect(stack, consumer)).toThrow(new Error(
      `[Workload/Pets] addressing must not be hostedZone() in another account than the VPC's, "${CONSUMER_ACCOUNT}", got a stack of account "333333333333"; `
      + 'CloudFormation cannot associate a hosted zone across accounts, so define the connection in a stack of the VPC\'s account, or choose another addressing',
    ));
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test.each([
    [{ enableDnsSupport: false, enableDnsHostnames: true }, 'enableDnsSupport'],
    [{ enableDnsHostnames: false }, 'enableDnsHostnames'],
    [{}, 'enableDnsHostnames'],
    [{ enableDnsSupport: false, enableDnsHostnames: false }, 'enableDnsSupport and enableDnsHostnames'],
  ])('in a VPC with %j', (settings, off) => {
    const stack = consumerStack();
    const { ref } = new ec2.CfnVPC(stack, 'Network', { cidrBlock: '10.0.0.0/16', ...settings });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: ref, availabilityZones: [`${REGION}a`] });

    expect(() => connect(stack, imported(stack, { vpc }))).toThrow(new Error(
      `[Network/Pets] addressing must not be hostedZone() in a VPC with ${off} off, got "Network/Vpc"; `
      + 'switch both on in the VPC, or choose endpointAlias(), hostHeader() or apiIdHeader()',
    ));
  });
});

test('a VPC with both settings on has a zone', () => {
  const stack = consumerStack();
  const { ref } = new ec2.CfnVPC(stack, 'Network', { cidrBlock: '10.0.0.0/16', enableDnsHostnames: true });
  connect(stack, imported(stack, { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: ref, availabilityZones: [`${REGION}a`] }) }));

  expect(only(stack, ZONE).VPCs[0].VPCId).toEqual({ Ref: 'Network' });
});

test('an account that is known at deployment only is taken for the VPC\'s', () => {
  const app = new App();
  const stack = new Stack(app, 'Workload');
  connect(stack, imported(stack, { account: CONSUMER_ACCOUNT, region: REGION }));

  expect(stack.account).toBe(Aws.ACCOUNT_ID);
  expect(only(stack, ZONE).VPCs).toEqual([{ VPCId: VPC_ID, VPCRegion: REGION }]);
});

test('two VPCs that are still to be looked up are not taken for the same one', () => {
  const app = new App();
  const stacks = ['Orders', 'Reporting'].map((id) => consumerStack(app, id));
  for (const stack of stacks) {
    connect(stack, imported(stack, { vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: stack.stackName }) }));
  }

  expect(stacks.map((stack) => only(stack, ZONE).VPCs[0].VPCId)).toEqual(['vpc-12345', 'vpc-12345']);
});

describe('the DNS settings of a VPC of another app', () => {
  const warnings = (define: (stack: Stack) => void) => {
    const stack = consumerStack(undefined, 'Workload');
    define(stack);
    return messagesOf(stack);
  };

  test('cannot be seen, which is said once for a consumer', () => {
    expect(warnings((stack) => {
      const consumer = imported(stack);
      ['Pets', 'Orders'].forEach((id) => new PrivateApiConnection(stack, id, {
        consumer,
        api: CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(stack, `ApiOf${id}`, {
          restApiId: `${id.toLowerCase()}0000`, stageName: 'v1', account: PROVIDER_ACCOUNT, region: REGION,
        }),
        addressing: PrivateApiAddressing.hostedZone(),
      }));
    })).toEqual([
      'warning: a hosted zone needs DNS support and DNS host names in the VPC, which is imported, so that they cannot be seen: '
      + 'look whether both are on, or the zone answers nothing [ack: cdk-cross-account-private-api:vpcDnsNotKnown]',
    ]);
  });

  test('do not matter without a zone, and are seen in a VPC of the app', () => {
    expect(warnings((stack) => new PrivateApiConnection(stack, 'Pets', {
      consumer: imported(stack), api: remotePetStore(stack), addressing: PrivateApiAddressing.apiIdHeader(),
    }))).toEqual([]);
    expect(warnings((stack) => connect(stack, imported(stack, { vpc: vpcOf(stack) })))).toEqual([]);
  });
});
