import { App, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { consumerStack, messagesOf, only, vpcOf } from './fixtures';
import { ConsumerEndpoint, ConsumerEndpointCreateOptions, PrivateApiConsumer } from '../src';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const CAPTURES = 'private DNS leads every *.execute-api.ap-northeast-1 host name to this endpoint for the whole VPC: '
  + 'public APIs cannot be called by those names any more [ack: cdk-cross-account-private-api:privateDnsCapturesRegion]';
const ONE_ZONE = 'the endpoint is in one Availability Zone only: select subnets in two or more, or a zone that fails takes the private APIs with it '
  + '[ack: cdk-cross-account-private-api:endpointInOneZone]';

function define(options?: ConsumerEndpointCreateOptions, vpcProps?: Partial<ec2.VpcProps>, stack: Stack = consumerStack()): Stack {
  new PrivateApiConsumer(stack, 'Consumer', { vpc: vpcOf(stack, vpcProps), endpoint: ConsumerEndpoint.create(options) });
  return stack;
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

  test('cannot be seen in a VPC of another app', () => {
    const stack = consumerStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-01234567', availabilityZones: ['a', 'b'], isolatedSubnetIds: ['subnet-1', 'subnet-2'],
    });

    expect(() => new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) })).not.toThrow();
  });
});
