import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, logicalIdOf, messagesOf, only, OTHER_REGION, petStore, PROVIDER_ACCOUNT, providerStack, REGION,
  remotePetStore, REST_API_ID, vpcOf,
} from './fixtures';
import { CrossAccountPrivateApi, PrivateApiConsumer } from '../src';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';

function network(app = new App()) {
  const stack = consumerStack(app);
  const vpc = vpcOf(stack);
  return { app, stack, vpc, consumer: new PrivateApiConsumer(stack, 'Consumer', { vpc }) };
}

test('the attributes are those of the endpoint, and the environment is the consumer\'s', () => {
  const { stack, consumer } = network();

  const id = logicalIdOf(stack, ENDPOINT);
  expect(stack.resolve(consumer.vpcEndpointId)).toEqual({ Ref: id });
  expect(stack.resolve(consumer.vpcEndpointRef)).toEqual({ vpcEndpointId: { Ref: id } });
  expect(stack.resolve(consumer.vpcEndpointHostName)).toEqual({
    'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': [id, 'DnsEntries'] }] }] }],
  });
  expect(consumer).toMatchObject({ privateDnsEnabled: false, env: { account: CONSUMER_ACCOUNT, region: REGION } });
  expect(consumer.connections.securityGroups).toHaveLength(1);
  expect(consumer.node.defaultChild).toBe(consumer.vpcEndpoint.node.defaultChild);
});

describe('the endpoint\'s policy', () => {
  const statements = (stack: Stack) => only(stack, ENDPOINT).PolicyDocument.Statement;

  test('lets nothing pass before the first API', () => {
    expect(statements(network().stack)).toEqual([{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]);
  });

  test('lets calls pass to the APIs of the provider\'s account only, each named once', () => {
    const { stack, consumer } = network();
    consumer.allowTo(remotePetStore(stack, 'One'));
    consumer.allowTo(remotePetStore(stack, 'Again'));
    consumer.allowTo(CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(stack, 'Two', {
      restApiId: 'abcde12345', stageName: 'v1', account: '333333333333', region: REGION,
    }));

    const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:execute-api:${REGION}:${rest}/*`]] });
    expect(statements(stack)).toEqual([{
      Effect: 'Allow',
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: [arn(`${PROVIDER_ACCOUNT}:${REST_API_ID}`), arn('333333333333:abcde12345')],
    }]);
  });

  test('lets an API pass that is connected after somebody has looked at it', () => {
    const { stack, consumer } = network();
    const { policyDocument } = consumer.node.defaultChild as ec2.CfnVPCEndpoint;

    expect(stack.resolve(policyDocument).Statement[0].Effect).toBe('Deny');
    consumer.allowTo(remotePetStore(stack));
    expect(statements(stack)[0].Effect).toBe('Allow');
  });

  test('names the API\'s account and Region where the consumer\'s own are not known', () => {
    const stack = new Stack(new App(), 'Anywhere');
    const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc: vpcOf(stack) });
    consumer.allowTo(remotePetStore(stack));

    expect(JSON.stringify(statements(stack)[0].Resource)).toContain(`:execute-api:${REGION}:${PROVIDER_ACCOUNT}:${REST_API_ID}/*`);
  });

  test('fails for an API of another Region', () => {
    const { stack, consumer } = network();
    const api = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(stack, 'Remote', {
      restApiId: REST_API_ID, stageName: 'v1', account: PROVIDER_ACCOUNT, region: OTHER_REGION,
    });

    expect(() => consumer.allowTo(api)).toThrow(new Error(
      '[Network/Consumer] api must be in the Region of the consumer\'s endpoint, "ap-northeast-1", got "eu-west-1"; '
      + 'an execute-api endpoint serves the APIs of its own Region only, so define the PrivateApiConsumer in that Region',
    ));
  });

  test('fails for an API of the app whose account is not known', () => {
    const { app, consumer } = network();
    const api = petStore(new Stack(app, 'Anywhere', { env: { region: REGION } }), { allowedVpcEndpointIds: [ENDPOINT_ID] });

    expect(() => consumer.allowTo(api)).toThrow(new Error(
      '[Network/Consumer] api must have a known account, because the endpoint\'s policy names it, got a token; '
      + 'give the provider\'s stack an env with a concrete account',
    ));
  });

  test('names an API of the same app in the provider\'s account', () => {
    const { app, stack, consumer } = network();
    consumer.allowTo(petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID] }));

    expect(JSON.stringify(statements(stack)[0].Resource)).toContain(`:execute-api:${REGION}:${PROVIDER_ACCOUNT}:`);
  });
});

describe('allowFrom()', () => {
  const groupIn = (scope: Stack, vpc: ec2.IVpc, id: string, allowAllOutbound = true) => new ec2.SecurityGroup(scope, id, { vpc, allowAllOutbound });
  const rules = (stack: Stack, type: string) => Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);

  test('admits HTTPS from the clients\' groups and from nowhere else', () => {
    const { stack, vpc, consumer } = network();
    const [one, two] = ['One', 'Two'].map((id) => groupIn(stack, vpc, id));
    consumer.allowFrom(one, two);

    expect(rules(stack, INGRESS)).toEqual([one, two].map((client) => ({
      Description: 'HTTPS to private APIs',
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      GroupId: { 'Fn::GetAtt': [stack.getLogicalId(consumer.connections.securityGroups[0].node.defaultChild as ec2.CfnSecurityGroup), 'GroupId'] },
      SourceSecurityGroupId: stack.resolve(client.securityGroupId),
    })));
  });

  test('a client that may call anything gets no further rule, and no warning', () => {
    const { stack, vpc, consumer } = network();
    consumer.allowFrom(groupIn(stack, vpc, 'Client'));

    expect(rules(stack, EGRESS)).toEqual([]);
    expect(messagesOf(stack)).toEqual([]);
  });

  test('a client that may not gets a way to the endpoint', () => {
    const { stack, vpc, consumer } = network();
    consumer.allowFrom(groupIn(stack, vpc, 'Client', false));

    expect(rules(stack, EGRESS)).toEqual([expect.objectContaining({
      IpProtocol: 'tcp', FromPort: 443, ToPort: 443,
      DestinationSecurityGroupId: stack.resolve(consumer.connections.securityGroups[0].securityGroupId),
    })]);
  });

  test.each([true, false])('clients of a stack that depends on the endpoint\'s bring their rules along (all outbound: %s)', (allowAllOutbound) => {
    const { app, stack, vpc, consumer } = network();
    const workload = consumerStack(app, 'Workload');
    consumer.allowFrom(groupIn(workload, vpc, 'Client', allowAllOutbound));

    expect(rules(stack, INGRESS)).toEqual([]);
    expect(rules(workload, INGRESS)).toHaveLength(1);
    expect(rules(workload, EGRESS)).toHaveLength(allowAllOutbound ? 0 : 1);
    expect(workload.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
  });

  test('twice is once', () => {
    const { stack, vpc, consumer } = network();
    const client = groupIn(stack, vpc, 'Client');
    consumer.allowFrom(client);
    consumer.allowFrom(client);

    expect(rules(stack, INGRESS)).toHaveLength(1);
  });

  test('every group of a client is admitted', () => {
    const { stack, vpc, consumer } = network();
    consumer.allowFrom(new ec2.Connections({ securityGroups: [groupIn(stack, vpc, 'One'), groupIn(stack, vpc, 'Two')] }));

    expect(rules(stack, INGRESS)).toHaveLength(2);
  });

  test('fails for a client without a group, before anything is admitted', () => {
    const { stack, vpc, consumer } = network();

    expect(() => consumer.allowFrom(groupIn(stack, vpc, 'Client'), new ec2.Connections())).toThrow(new Error(
      '[Network/Consumer] clients[1] must have a security group, got none; put it into the VPC first, or give its security group instead',
    ));
    expect(rules(stack, INGRESS)).toEqual([]);
  });
});

test('exportHandOver() is an output that says which endpoint it is and where', () => {
  const { stack, consumer } = network();
  consumer.exportHandOver('Orders');

  Template.fromStack(stack).hasOutput('HandOverOrders', {
    Value: {
      'Fn::Join': ['', [
        `{"version":1,"kind":"consumer","account":"${CONSUMER_ACCOUNT}","region":"${REGION}","vpcEndpointId":"`,
        { Ref: logicalIdOf(stack, ENDPOINT) },
        '","vpcId":"',
        { Ref: logicalIdOf(stack, 'AWS::EC2::VPC') },
        '"}',
      ]],
    },
  });
});
