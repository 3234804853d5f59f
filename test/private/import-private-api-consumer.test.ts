import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AllowedConsumer, PrivateApiConsumer, PrivateApiConsumerAttributes } from '../../src';
import { outputOf } from '../consumer-fixtures';
import { CONSUMER_ACCOUNT, consumerStack, ENDPOINT_ID, OTHER_REGION, petStore, providerStack, REGION, remotePetStore, REST_API_ID, VPC_ID, vpcOf } from '../fixtures';

const HOST = `${ENDPOINT_ID}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com`;

function imported(attrs: Partial<PrivateApiConsumerAttributes> = {}, stack = consumerStack()) {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['a'] });
  return { stack, vpc, consumer: PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, 'Consumer', { vpc, vpcEndpointId: ENDPOINT_ID, ...attrs }) };
}

test('it is what was told, of the account and the Region that were told', () => {
  const { vpc, consumer } = imported({
    vpcEndpointHostName: `${ENDPOINT_ID}-abcd1234.execute-api.${OTHER_REGION}.vpce.amazonaws.com`, vpcEndpointHostedZoneId: 'Z2E726K9Y6RL4W',
    privateDnsEnabled: true, account: '444444444444', region: OTHER_REGION,
  });

  expect(consumer).toMatchObject({
    vpc, vpcEndpointId: ENDPOINT_ID, vpcEndpointRef: { vpcEndpointId: ENDPOINT_ID }, isAdopted: true, privateDnsEnabled: true,
    vpcEndpointHostName: `${ENDPOINT_ID}-abcd1234.execute-api.${OTHER_REGION}.vpce.amazonaws.com`, vpcEndpointHostedZoneId: 'Z2E726K9Y6RL4W',
    env: { account: '444444444444', region: OTHER_REGION },
  });
});

test('without account and Region it is where it is imported', () => {
  expect(imported().consumer).toMatchObject({ env: { account: CONSUMER_ACCOUNT, region: REGION } });
});

test('a provider can allow it', () => {
  const { consumer } = imported();

  expect(() => petStore(providerStack(), { allowedConsumers: [AllowedConsumer.consumer(consumer)] })).not.toThrow();
});

test.each(['vpcEndpointHostName', 'vpcEndpointHostedZoneId'] as const)('fails where %s is read and was not told', (attribute) => {
  expect(() => imported().consumer[attribute]).toThrow(new Error(
    `[Network/Consumer] ${attribute} must be given for an endpoint that this app does not define, got none; `
    + `pass ${attribute} to fromPrivateApiConsumerAttributes()`,
  ));
});

test('the statement for its policy is an output', () => {
  const { stack, consumer } = imported();
  consumer.allowTo(remotePetStore(stack));

  expect(JSON.parse(outputOf(stack, 'ConsumerEndpointPolicyStatement').value)).toMatchObject({ Effect: 'Allow', Resource: [expect.stringContaining(REST_API_ID)] });
});

test.each(['allowFrom', 'allowFromPeeredVpc'] as const)('%s() of a client tells the rule for its group in the client\'s stack', (method) => {
  const { stack, consumer } = imported({});
  const withGroups = imported({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')] }).consumer;
  const workload = consumerStack(undefined, 'Workload');
  const client = new ec2.SecurityGroup(workload, 'Client', { vpc: vpcOf(workload) });
  withGroups[method](client);

  expect(JSON.parse(outputOf(workload, 'EndpointRules').value)).toMatchObject({ GroupId: 'sg-0123456789abcdef0' });
  expect(() => consumer[method](client)).toThrow(new Error(
    '[Network/Consumer] the endpoint must have a known security group to admit clients, got none; pass securityGroups where the endpoint is imported',
  ));
});

test('fails for attributes that are none, all at once', () => {
  expect(() => imported({ vpcEndpointId: 'orders', account: '1234', region: 'Tokyo', vpcEndpointHostName: HOST, vpcEndpointHostedZoneId: '' })).toThrow(new Error([
    '[Network/Consumer] account must be an account id of 12 digits, got "1234"; give the account that owns the endpoint',
    'region must be the name of a Region, got "Tokyo"; give the endpoint\'s Region, such as "eu-west-1"',
    'vpcEndpointId must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), got "orders"; '
    + 'copy it from the VPC console of the consumer\'s account',
    `vpcEndpointHostName must be the endpoint's regional name, "orders-….execute-api.Tokyo.vpce.…", got "${HOST}"; `
    + 'copy the first of its DNS names, which names no zone',
    'vpcEndpointHostedZoneId must be the id of a hosted zone, got ""; copy what stands before the colon in the first of the endpoint\'s DNS entries',
  ].join('\n')));
});

test('a client of another VPC of the app is refused, unless it is said to be peered', () => {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  const consumer = PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, 'Consumer', {
    vpc, vpcEndpointId: ENDPOINT_ID, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
  });
  const client = new ec2.SecurityGroup(stack, 'Client', { vpc: new ec2.Vpc(stack, 'Other', { natGateways: 0 }) });

  expect(() => consumer.allowFrom(client)).toThrow('[Network/Consumer] clients[0] must be in the endpoint\'s VPC, "Network/Vpc/Resource", got one in "Network/Other/Resource"; ');
  expect(() => consumer.allowFromPeeredVpc(client)).not.toThrow();
});
