import { App, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CONSUMER_ACCOUNT, consumerStack, messagesOf, only, OTHER_REGION, providerStack, REGION, VPC_ID, vpcOf } from './fixtures';
import { ConsumerEndpoint, ConsumerEndpointCreateOptions, PrivateApiConsumer } from '../src';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const CAPTURES = 'private DNS leads every *.execute-api.ap-northeast-1 host name to this endpoint for the whole VPC: '
  + 'public APIs cannot be called by those names any more [ack: cdk-cross-account-private-api:privateDnsCapturesRegion]';
const ONE_ZONE = 'the endpoint is in one Availability Zone only: select subnets in two or more, or a zone that fails takes the private APIs with it '
  + '[ack: cdk-cross-account-private-api:endpointInOneZone]';

function define(options?: ConsumerEndpointCreateOptions, vpc: ec2.IVpc | Partial<ec2.VpcProps> = {}, stack: Stack = consumerStack()): Stack {
  new PrivateApiConsumer(stack, 'Consumer', { vpc: 'vpcId' in vpc ? vpc : vpcOf(stack, vpc), endpoint: ConsumerEndpoint.create(options) });
  return stack;
}

function importedVpc(stack: Stack, vpcId = VPC_ID): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId, availabilityZones: ['a', 'b'], isolatedSubnetIds: ['subnet-1', 'subnet-2'] });
}

test('an interface endpoint for execute-api with an address in every zone', () => {
  const stack = define();

  expect(only(stack, ENDPOINT)).toMatchObject({
    ServiceName: 'com.amazonaws.ap-northeast-1.execute-api', VpcEndpointType: 'Interface', SubnetIds: [{}, {}],
  });
});

test('private DNS is off unless it is asked for, and nothing is said', () => {
  const stack = define();

  expect(only(stack, ENDPOINT).PrivateDnsEnabled).toBe(false);
  expect(messagesOf(stack)).toEqual([]);
});

test('private DNS that is asked for says what it captures', () => {
  const stack = define({ privateDnsEnabled: true });

  expect(only(stack, ENDPOINT).PrivateDnsEnabled).toBe(true);
  expect(messagesOf(stack)).toEqual([`info: ${CAPTURES}`]);
});

test('without a Region the message leaves it open', () => {
  const stack = new Stack(new App(), 'Anywhere');
  define({ privateDnsEnabled: true }, {}, stack);

  expect(messagesOf(stack)).toEqual([`info: ${CAPTURES.replace('ap-northeast-1', '{region}')}`]);
});

test('the security group admits nobody and lets nothing out', () => {
  const stack = define();

  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: Match.absent(),
    SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })],
  });
  Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('the subnets can be chosen', () => {
  const stack = define({ subnets: { subnetGroupName: 'Apis' } }, {
    subnetConfiguration: [
      { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, { name: 'Apis', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });

  expect(JSON.stringify(only(stack, ENDPOINT).SubnetIds)).toMatch(/^\[\{"Ref":"VpcApisSubnet1.*"\},\{"Ref":"VpcApisSubnet2.*"\}\]$/);
});

test('one zone only is a warning', () => {
  expect(messagesOf(define({}, { maxAzs: 1 }))).toEqual([`warning: ${ONE_ZONE}`]);
});

test('two zones by number are no warning', () => {
  class TwoZones extends Stack {
    public get availabilityZones() {
      return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
    }
  }

  expect(messagesOf(define({}, {}, new TwoZones(new App(), 'Zones')))).toEqual([]);
});

test('the zones of a VPC that is still to be looked up are not counted', () => {
  const stack = consumerStack();
  const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-01234567' });
  jest.spyOn(vpc, 'selectSubnets').mockReturnValue({ ...vpc.selectSubnets(), subnetIds: ['subnet-1'], isPendingLookup: true });
  new PrivateApiConsumer(stack, 'Consumer', { vpc });

  expect(messagesOf(stack)).toEqual([]);
});

describe('private DNS in a VPC without DNS', () => {
  test.each([
    ['enableDnsHostnames', { enableDnsHostnames: false }],
    ['enableDnsSupport and enableDnsHostnames', { enableDnsHostnames: false, enableDnsSupport: false }],
  ])('fails for %s', (settings, vpcProps) => {
    expect(() => define({ privateDnsEnabled: true }, vpcProps)).toThrow(new Error(
      `[Network/Consumer] privateDnsEnabled must be false in a VPC with ${settings} false, got true; `
      + 'switch both on in the VPC, or leave private DNS off',
    ));
  });

  test('is no matter while private DNS is off', () => {
    expect(() => define({}, { enableDnsHostnames: false })).not.toThrow();
  });

  test('cannot be seen in a VPC of another app, which is said', () => {
    const stack = consumerStack();
    define({ privateDnsEnabled: true }, importedVpc(stack), stack);

    expect(messagesOf(stack)).toContain('warning: private DNS needs DNS support and DNS host names in the VPC, which is imported, so that they cannot be '
      + 'seen: look whether both are on, or the deployment fails [ack: cdk-cross-account-private-api:vpcDnsNotKnown]');
  });
});

describe('the subnets', () => {
  const TWO_GROUPS = {
    subnetConfiguration: [
      { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, { name: 'Apis', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  };

  test('of several groups of a type are one in each zone', () => {
    expect(only(define({ subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }, TWO_GROUPS), ENDPOINT).SubnetIds).toHaveLength(2);
  });

  test.each<[string, (vpc: ec2.Vpc) => ec2.SubnetSelection, string]>([
    ['none', () => ({ subnets: [] }), 'subnets must name a subnet, got []; name one in each of two zones or more, or leave it out'],
    ['a selection of none', () => ({ subnetFilters: [ec2.SubnetFilter.byIds(['subnet-1'])] }),
      'subnets must select a subnet of the VPC, got a selection of none; change its filters or availabilityZones'],
    ['two in one zone', (vpc) => ({ subnets: [vpc.isolatedSubnets[0], vpc.isolatedSubnets[1], vpc.isolatedSubnets[2]] }),
      'subnets must be in zones of their own, got "Network/Vpc/DataSubnet1" and "Network/Vpc/ApisSubnet1" in "ap-northeast-1a"; '
      + 'an endpoint has one address per zone, so leave one of them out'],
    ['two by id in one zone', ({ stack }) => ({
      subnets: ['subnet-1', 'subnet-2'].map((subnetId) => ec2.Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, availabilityZone: 'a' })),
    }), 'subnets must be in zones of their own, got "subnet-1" and "subnet-2" in "a"; an endpoint has one address per zone, so leave one of them out'],
  ])('fails for %s', (_what, select, problem) => {
    const stack = consumerStack();
    const vpc = vpcOf(stack, TWO_GROUPS);

    expect(() => define({ subnets: select(vpc) }, vpc, stack)).toThrow(new Error(`[Network/Consumer] ${problem}`));
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('may be named for a VPC that is imported without any', () => {
    const stack = consumerStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['a', 'b'] });
    const subnets = ['a', 'b'].map((availabilityZone) =>
      ec2.Subnet.fromSubnetAttributes(stack, availabilityZone, { subnetId: `subnet-${availabilityZone}`, availabilityZone }));

    expect(only(define({ subnets: { subnets } }, vpc, stack), ENDPOINT).SubnetIds).toEqual(['subnet-a', 'subnet-b']);
  });

  test('fails for a VPC that is imported without any', () => {
    const stack = consumerStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['a', 'b'] });

    expect(() => define({}, vpc, stack)).toThrow(new Error(
      '[Network/Consumer] vpc must have subnets for the endpoint, got "Network/Vpc" without any; give their ids where the VPC is imported, or set subnets',
    ));
  });
});

describe('the owner of the VPC', () => {
  const importedInto = (vpcStack: Stack, stack: Stack) => () => define({}, vpcOf(vpcStack), stack);

  test('fails for subnets that another account shares', () => {
    const app = new App();

    expect(importedInto(providerStack(app), consumerStack(app))).toThrow(new Error(
      '[Network/Consumer] vpc must be of the consumer\'s account, "111111111111", got one of "222222222222"; subnets that another account shares take no '
      + 'endpoint, so define the consumer in that account, or adopt its endpoint with ConsumerEndpoint.existing()',
    ));
  });

  test('fails for another Region', () => {
    const app = new App();
    const elsewhere = new Stack(app, 'Elsewhere', { env: { account: CONSUMER_ACCOUNT, region: OTHER_REGION } });

    expect(importedInto(elsewhere, consumerStack(app))).toThrow(new Error(
      '[Network/Consumer] vpc must be in the consumer\'s Region, "ap-northeast-1", got one in "eu-west-1"; define the consumer in the stack of the VPC',
    ));
  });

  test('is not compared where only the deployment knows it', () => {
    const app = new App();

    expect(importedInto(new Stack(app, 'Anywhere'), consumerStack(app))).not.toThrow();
    expect(importedInto(providerStack(app), new Stack(app, 'Elsewhere'))).not.toThrow();
  });
});

describe('zones without execute-api', () => {
  const CONTEXT = `endpoint-service-availability-zones:account=${CONSUMER_ACCOUNT}:region=${REGION}:serviceName=com.amazonaws.${REGION}.execute-api`;

  test('are left out by a lookup', () => {
    const stack = consumerStack(new App({ context: { [CONTEXT]: [`${REGION}c`] } }));

    expect(only(define({ lookupSupportedAzs: true }, {}, stack), ENDPOINT).SubnetIds).toEqual([{ Ref: expect.stringContaining('Subnet2') }]);
    expect(messagesOf(stack)).toEqual([`warning: ${ONE_ZONE}`]);
  });

  test.each<[string, Stack]>([
    ['account and Region and zones', new Stack(new App(), 'Network')],
    ['Region and zones', new Stack(new App(), 'Network', { env: { account: CONSUMER_ACCOUNT } })],
    ['account and zones', new Stack(new App(), 'Network', { env: { region: REGION } })],
  ])('cannot be looked up while %s are not known', (unknown, stack) => {
    expect(() => define({ lookupSupportedAzs: true }, {}, stack)).toThrow(new Error(
      `[Network/Consumer] lookupSupportedAzs must be false while ${unknown} are known at deployment only, got true; `
      + 'give the stack an env with account and Region, or select subnets whose zones offer execute-api',
    ));
  });
});

describe('the addresses', () => {
  test('are of IPv4 unless both are asked for', () => {
    expect(only(define(), ENDPOINT).IpAddressType).toBeUndefined();
    expect(only(define({ ipAddressType: ec2.VpcEndpointIpAddressType.DUALSTACK }), ENDPOINT).IpAddressType).toBe('dualstack');
  });

  test('fail to be of IPv6 alone', () => {
    expect(() => define({ ipAddressType: ec2.VpcEndpointIpAddressType.IPV6 })).toThrow(new Error(
      '[Network/Consumer] ipAddressType must be "ipv4" or "dualstack", got "ipv6"; '
      + 'with DUALSTACK the endpoint has IPv6 addresses too, and clients of IPv4 reach it as well',
    ));
  });
});

test('a removal policy is also that of the security group, which the endpoint keeps in use', () => {
  const template = Template.fromStack(define({ removalPolicy: RemovalPolicy.RETAIN }));

  for (const type of [ENDPOINT, 'AWS::EC2::SecurityGroup']) {
    template.hasResource(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
});

test('without one the endpoint goes with its stack', () => {
  Template.fromStack(define()).hasResource(ENDPOINT, { DeletionPolicy: Match.absent(), UpdateReplacePolicy: Match.absent() });
});

test('a VPC id that only the deployment knows is a warning, since a new one replaces the endpoint', () => {
  const stack = consumerStack();
  define({}, importedVpc(stack, Fn.importValue('VpcId')), stack);

  expect(messagesOf(stack)).toContain('warning: the id of the VPC is known at deployment only: another value replaces the endpoint, and no call passes until '
    + 'every provider allows the new id [ack: cdk-cross-account-private-api:endpointFollowsVpcId]');
});
