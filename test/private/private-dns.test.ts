import { App, IResolvable, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ConsumerEndpoint, PrivateApiConsumer } from '../../src';
import { consumerStack, ENDPOINT_ID, VPC_ID, vpcOf } from '../fixtures';

const APIGATEWAY = ec2.InterfaceVpcEndpointAwsService.APIGATEWAY;
const REMEDY = 'switch it off for all but one, or adopt that one with ConsumerEndpoint.existing()';

/** A consumer with private DNS in the VPC, after something else was defined there. */
function withPrivateDns(define: (stack: Stack, vpc: ec2.Vpc) => void): Stack {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  define(stack, vpc);
  new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });
  return stack;
}

const synth = (stack: Stack) => () => (stack.node.root as App).synth();

test.each<[string, (stack: Stack, vpc: ec2.Vpc) => void, string]>([
  ['of another consumer', (stack, vpc) => {
    new PrivateApiConsumer(stack, 'Another', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });
  }, 'Network/Another/Resource/Resource'],
  ['that the L2 makes', (_stack, vpc) => { vpc.addInterfaceEndpoint('Apis', { service: APIGATEWAY }); }, 'Network/Vpc/Apis/Resource'],
  ['that the L1 makes', (stack, vpc) => {
    new ec2.CfnVPCEndpoint(stack, 'L1', { vpcId: vpc.vpcId, serviceName: APIGATEWAY.name, vpcEndpointType: 'Interface', privateDnsEnabled: true });
  }, 'Network/L1'],
])('fails for a second one in the VPC %s', (_what, define, path) => {
  const [one, two] = [path, 'Network/Consumer/Resource/Resource'].sort();

  expect(synth(withPrivateDns(define))).toThrow(
    `[Network/Consumer] privateDnsEnabled must be true for one execute-api endpoint of a VPC at most, got "${one}" and "${two}"; ${REMEDY}`,
  );
});

test('fails besides one that is imported with it, which has no resource to name', () => {
  const stack = consumerStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['a', 'b'], isolatedSubnetIds: ['subnet-1', 'subnet-2'] });
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Imported', { vpcEndpointId: ENDPOINT_ID, port: 443 });
  new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint, { privateDnsEnabled: true }) });
  new ec2.InterfaceVpcEndpoint(stack, 'Apis', { vpc, service: APIGATEWAY, open: false });

  expect(synth(stack)).toThrow(
    `[Network/Consumer] privateDnsEnabled must be true for one execute-api endpoint of a VPC at most, got "Network/Apis/Resource" and "Network/Imported"; ${REMEDY}`,
  );
});

test.each<[string, (stack: Stack, vpc: ec2.Vpc) => void]>([
  ['with private DNS off', (_stack, vpc) => { vpc.addInterfaceEndpoint('Apis', { service: APIGATEWAY, privateDnsEnabled: false }); }],
  ['of another service', (_stack, vpc) => { vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM }); }],
  ['in another VPC', (stack) => { new ec2.Vpc(stack, 'Other').addInterfaceEndpoint('Apis', { service: APIGATEWAY }); }],
])('another endpoint %s is no matter', (_what, define) => {
  expect(synth(withPrivateDns(define))).not.toThrow();
});

test('one endpoint that two consumers adopt is one', () => {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  const endpoint = ConsumerEndpoint.existing(vpc.addInterfaceEndpoint('Apis', { service: APIGATEWAY }));
  ['One', 'Two'].forEach((id) => new PrivateApiConsumer(stack, id, { vpc, endpoint }));

  expect(synth(stack)).not.toThrow();
});

describe('private DNS that somebody switches later', () => {
  const changed = (options: { isOn: boolean; isAdopted?: boolean }, to: boolean | IResolvable | undefined) => {
    const stack = consumerStack();
    const vpc = vpcOf(stack);
    const adopted = options.isAdopted && ConsumerEndpoint.existing(vpc.addInterfaceEndpoint('Apis', { service: APIGATEWAY, privateDnsEnabled: options.isOn }));
    const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: adopted || ConsumerEndpoint.create({ privateDnsEnabled: options.isOn }) });
    (consumer.vpcEndpoint.node.defaultChild as ec2.CfnVPCEndpoint).privateDnsEnabled = to;
    return synth(stack);
  };
  const refusal = (path: string, before: boolean) => `[Network/Consumer] privateDnsEnabled of ${path} must stay ${before}, as it was when the consumer was defined, `
    + `got ${!before}; set it by ConsumerEndpoint.create(), or before ConsumerEndpoint.existing() adopts the endpoint`;

  test('fails where it goes on, off, or becomes what it is without a value', () => {
    expect(changed({ isOn: false }, true)).toThrow(refusal('Network/Consumer/Resource/Resource', false));
    expect(changed({ isOn: true }, false)).toThrow(refusal('Network/Consumer/Resource/Resource', true));
    expect(changed({ isOn: true }, undefined)).toThrow(refusal('Network/Consumer/Resource/Resource', true));
    expect(changed({ isOn: false, isAdopted: true }, true)).toThrow(refusal('Network/Vpc/Apis/Resource', false));
  });

  test('is taken where it stays, or where only the deployment tells', () => {
    expect(changed({ isOn: false }, undefined)).not.toThrow();
    expect(changed({ isOn: true, isAdopted: true }, true)).not.toThrow();
    expect(changed({ isOn: false }, Token.asAny({ 'Fn::ImportValue': 'PrivateDns' }))).not.toThrow();
  });

  test('cannot be seen where only the deployment tells what the adopted endpoint has', () => {
    const stack = consumerStack();
    const vpc = vpcOf(stack);
    const endpoint = vpc.addInterfaceEndpoint('Apis', { service: APIGATEWAY });
    const resource = endpoint.node.defaultChild as ec2.CfnVPCEndpoint;
    resource.privateDnsEnabled = Token.asAny({ 'Fn::ImportValue': 'PrivateDns' });
    new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint) });
    resource.privateDnsEnabled = false;

    expect(synth(stack)).not.toThrow();
  });
});
