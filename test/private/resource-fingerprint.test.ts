import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { fingerprintOf } from '../../src/private/resource-fingerprint';
import { consumerStack, OTHER_REGION, CONSUMER_ACCOUNT } from '../fixtures';

const VPC = { cidrBlock: '10.0.0.0/16' };
const SERVICE = 'com.amazonaws.ap-northeast-1.execute-api';

interface Network {
  readonly stack?: Stack;
  readonly id?: string;
  readonly vpc?: Partial<ec2.CfnVPCProps>;
  readonly endpoint?: Partial<ec2.CfnVPCEndpointProps>;
}

function endpointOf({ stack = consumerStack(), id = 'Endpoint', vpc = {}, endpoint = {} }: Network = {}): ec2.CfnVPCEndpoint {
  const { ref } = new ec2.CfnVPC(stack, 'Vpc', { ...VPC, ...vpc });
  return new ec2.CfnVPCEndpoint(stack, id, { vpcId: ref, serviceName: SERVICE, vpcEndpointType: 'Interface', ...endpoint });
}

const fingerprint = (network?: Network) => fingerprintOf([endpointOf(network)]);
const known = fingerprint();

test('the same network has the same fingerprint in every synthesis', () => {
  expect(fingerprint()).toBe(known);
  expect(known).toMatch(/^[0-9a-f]{16}$/);
});

test.each<[string, Network]>([
  ['the range of its VPC', { vpc: { cidrBlock: '10.1.0.0/16' } }],
  ['the tenancy of its VPC', { vpc: { instanceTenancy: 'dedicated' } }],
  ['the pool of its VPC', { vpc: { cidrBlock: undefined, ipv4IpamPoolId: 'ipam-pool-0a1b2c3d', ipv4NetmaskLength: 24 } }],
  ['another VPC', { endpoint: { vpcId: 'vpc-0a1b2c3d4e5f60718' } }],
  ['its service', { endpoint: { serviceName: 'com.amazonaws.ap-northeast-1.s3' } }],
  ['its service\'s Region', { endpoint: { serviceRegion: OTHER_REGION } }],
  ['its type', { endpoint: { vpcEndpointType: 'GatewayLoadBalancer' } }],
  ['its DNS options', { endpoint: { dnsOptions: { dnsRecordIpType: 'dualstack' } } }],
  ['its logical id', { id: 'Other' }],
  ['its stack', { stack: consumerStack(new App(), 'Other') }],
  ['its Region', { stack: new Stack(new App(), 'Network', { env: { account: CONSUMER_ACCOUNT, region: OTHER_REGION } }) }],
  ['its account', { stack: new Stack(new App(), 'Network', { env: { account: '333333333333', region: 'ap-northeast-1' } }) }],
])('what replaces the endpoint changes it: %s', (_, network) => {
  expect(fingerprint(network)).not.toBe(known);
});

test.each<[string, Network]>([
  ['subnets', { endpoint: { subnetIds: ['subnet-0a1b2c3d'] } }],
  ['groups', { endpoint: { securityGroupIds: ['sg-0a1b2c3d'] } }],
  ['the policy', { endpoint: { policyDocument: {} } }],
  ['private DNS', { endpoint: { privateDnsEnabled: true } }],
  ['DNS of the VPC', { vpc: { enableDnsSupport: false, enableDnsHostnames: false } }],
])('what is updated in place does not: %s', (_, network) => {
  expect(fingerprint(network)).toBe(known);
});

test('a VPC in another stack counts too', () => {
  const inOtherStack = (cidrBlock: string) => {
    const app = new App();
    const vpc = new ec2.CfnVPC(consumerStack(app, 'Base'), 'Vpc', { cidrBlock });
    return fingerprintOf([new ec2.CfnVPCEndpoint(consumerStack(app), 'Endpoint', { vpcId: vpc.ref, serviceName: SERVICE })]);
  };
  expect(inOtherStack('10.1.0.0/16')).not.toBe(inOtherStack('10.0.0.0/16'));
});

test('another resource that the endpoint refers to counts by its name in the template', () => {
  const behind = (id: string) => {
    const stack = consumerStack();
    const custom = new CfnResource(stack, id, { type: 'Custom::Vpc' });
    return fingerprintOf([new ec2.CfnVPCEndpoint(stack, 'Endpoint', { vpcId: custom.ref, serviceName: SERVICE })]);
  };
  expect(behind('One')).toBe(behind('One'));
  expect(behind('One')).not.toBe(behind('Two'));
});

test('neither the order nor a repetition of resources counts, but each of them does', () => {
  const stack = consumerStack();
  const [one, two] = ['10.0.0.0/16', '10.1.0.0/16'].map((cidrBlock, index) => new ec2.CfnVPC(stack, `Vpc${index}`, { cidrBlock }));
  expect(fingerprintOf([two, one, two])).toBe(fingerprintOf([one, two]));
  expect(fingerprintOf([one])).not.toBe(fingerprintOf([one, two]));
});

test.each<[string, (stack: Stack, name: string) => CfnResource]>([
  ['role', (stack, roleName) => new iam.CfnRole(stack, 'Role', { roleName, assumeRolePolicyDocument: {} })],
  ['user', (stack, userName) => new iam.CfnUser(stack, 'User', { userName })],
])('the name of a %s counts', (_, make) => {
  const named = (name: string) => fingerprintOf([make(consumerStack(), name)]);
  expect(named('one')).toBe(named('one'));
  expect(named('one')).not.toBe(named('two'));
});
