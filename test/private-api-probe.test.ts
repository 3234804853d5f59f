import { App, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { consumerStack, ENDPOINT_ID, logicalIdOf, only, remotePetStore, VPC_ID, vpcOf } from './fixtures';
import { ConsumerEndpoint, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe, PrivateApiProbeProps } from '../src';

const FUNCTION = 'AWS::Lambda::Function';

/** A probe in a network that has a consumer, and not connected unless it is said. */
function probing(props: Partial<PrivateApiProbeProps> = {}, vpcProps: ec2.VpcProps = {}) {
  const stack = consumerStack();
  const vpc = vpcOf(stack, vpcProps);
  return { stack, vpc, probe: new PrivateApiProbe(stack, 'Probe', { vpc, ...props }) };
}

/** A probe in the workload's stack, connected through the endpoint of another one. */
function connected(addressing?: PrivateApiAddressing, props: Partial<PrivateApiProbeProps> = {}) {
  const app = new App();
  const network = consumerStack(app);
  const vpc = vpcOf(network);
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc });
  const stack = consumerStack(app, 'Workload');
  const connection = new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack), addressing });
  return { app, network, stack, vpc, consumer, connection, probe: new PrivateApiProbe(stack, 'Probe', { vpc, connection, ...props }) };
}

describe('the function', () => {
  test('is in the VPC, with a role, a log group and a security group of its own', () => {
    const { stack } = probing();

    expect(only(stack, FUNCTION)).toMatchObject({
      Handler: 'index.handler',
      Runtime: expect.stringMatching(/^nodejs(2\d)\.x$/),
      MemorySize: 256,
      Timeout: 15,
      Environment: { Variables: { PROBE_TIMEOUT_MS: '5000' } },
      Role: { 'Fn::GetAtt': [logicalIdOf(stack, 'AWS::IAM::Role'), 'Arn'] },
      LoggingConfig: { LogGroup: { Ref: logicalIdOf(stack, 'AWS::Logs::LogGroup') } },
      VpcConfig: {
        SubnetIds: [{ Ref: 'VpcPrivateSubnet1Subnet536B997A' }, { Ref: 'VpcPrivateSubnet2Subnet3788AAA1' }],
        SecurityGroupIds: [{ 'Fn::GetAtt': [logicalIdOf(stack, 'AWS::EC2::SecurityGroup'), 'GroupId'] }],
      },
    });
  });

  test.each([
    [Duration.millis(100), '100', 11], [Duration.millis(1001), '1001', 12], [Duration.seconds(30), '30000', 40], [Duration.seconds(890), '890000', 900],
  ])('has time for a call of %p, and to start', (timeout, milliseconds, seconds) => {
    expect(only(probing({ timeout }).stack, FUNCTION)).toMatchObject({
      Timeout: seconds, Environment: { Variables: { PROBE_TIMEOUT_MS: milliseconds } },
    });
  });

  test('is in the subnets and the groups that are given', () => {
    const stack = consumerStack();
    const vpc = vpcOf(stack);
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0');
    const vpcSubnets = { availabilityZones: ['ap-northeast-1c'] };
    const probe = new PrivateApiProbe(stack, 'Probe', { vpc, vpcSubnets, securityGroups: [group] });

    expect(only(stack, FUNCTION).VpcConfig).toEqual({
      SubnetIds: [{ Ref: 'VpcPrivateSubnet2Subnet3788AAA1' }], SecurityGroupIds: ['sg-0123456789abcdef0'],
    });
    expect(probe.connections.securityGroups).toEqual([group]);
  });

  test('may be in public subnets, since an endpoint is reached without the internet', () => {
    const { stack } = probing({}, { subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] });

    expect(only(stack, FUNCTION).VpcConfig.SubnetIds).toEqual([{ Ref: expect.stringContaining('PublicSubnet1') }, { Ref: expect.stringContaining('PublicSubnet2') }]);
  });

  test('may be in a VPC of which only the subnets in use are known', () => {
    const stack = consumerStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['ap-northeast-1a'] });
    new PrivateApiProbe(stack, 'Probe', { vpc, vpcSubnets: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0a1b2c3d')] } });

    expect(only(stack, FUNCTION).VpcConfig.SubnetIds).toEqual(['subnet-0a1b2c3d']);
  });

  test('may be in a VPC that is yet to be looked up: until then, which subnets it has is not known', () => {
    const stack = consumerStack();
    new PrivateApiProbe(stack, 'Probe', { vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: VPC_ID }), vpcSubnets: { subnetGroupName: 'Later' } });

    expect(only(stack, FUNCTION).VpcConfig.SubnetIds).toEqual([]);
  });

  test('is told by its name, its ARN and itself', () => {
    const { stack, probe } = probing();
    const id = logicalIdOf(stack, FUNCTION);

    expect(stack.resolve([probe.functionName, probe.functionArn, probe.function.functionName]))
      .toEqual([{ Ref: id }, { 'Fn::GetAtt': [id, 'Arn'] }, { Ref: id }]);
  });

  test('keeps its log for a month, and nothing of it when it goes', () => {
    const { stack } = probing();

    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });
});

describe('the role', () => {
  test('can write its log, and be run in a VPC; the function itself can neither see nor change the network', () => {
    const { stack } = probing();
    const actions = [
      'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
    ];
    const { AssumeRolePolicyDocument, ManagedPolicyArns, Policies } = only(stack, 'AWS::IAM::Role');

    expect(AssumeRolePolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }]);
    expect(ManagedPolicyArns).toBeUndefined();
    expect(Policies).toEqual([{
      PolicyName: 'Run',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [logicalIdOf(stack, 'AWS::Logs::LogGroup'), 'Arn'] } },
          { Effect: 'Allow', Action: actions, Resource: '*' },
          { Effect: 'Deny', Action: actions, Resource: '*', Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } } },
        ],
      },
    }]);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('gets no permission on the API by a connection', () => {
    Template.fromStack(connected().stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('is what the grants of a connection are for', () => {
    const { stack, probe, connection } = connected();

    expect(connection.grants.invoke(probe, ['GET /pets']).success).toBe(true);
    expect(only(stack, 'AWS::IAM::Policy')).toMatchObject({
      Roles: [{ Ref: logicalIdOf(stack, 'AWS::IAM::Role') }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke' }] },
    });
  });
});

describe('the connection', () => {
  test('is what is called, and its endpoint admits the probe', () => {
    const { stack, consumer, connection } = connected();

    expect(only(stack, FUNCTION).Environment.Variables).toEqual({ ...stack.resolve(connection.environment), PROBE_TIMEOUT_MS: '5000' });
    expect(only(stack, 'AWS::EC2::SecurityGroupIngress')).toMatchObject({
      GroupId: stack.resolve(consumer.connections.securityGroups[0].securityGroupId), IpProtocol: 'tcp', FromPort: 443, ToPort: 443,
      SourceSecurityGroupId: { 'Fn::GetAtt': [logicalIdOf(stack, 'AWS::EC2::SecurityGroup'), 'GroupId'] },
    });
  });

  test.each([
    [PrivateApiAddressing.apiIdHeader(), 'x-apigw-api-id'], [PrivateApiAddressing.hostHeader(), 'Host'],
  ])('of the form %j comes with its header', (addressing, name) => {
    expect(only(connected(addressing).stack, FUNCTION).Environment.Variables).toMatchObject({
      PRIVATE_API_URL: expect.anything(), PRIVATE_API_HEADER_NAME: name, PRIVATE_API_HEADER_VALUE: expect.anything(),
    });
  });

  test('is left out: nothing is opened, and nothing is called by itself', () => {
    const { stack } = probing();

    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    expect(Object.keys(only(stack, FUNCTION).Environment.Variables)).toEqual(['PROBE_TIMEOUT_MS']);
  });

  test('through an endpoint that was there before tells its owner what to add', () => {
    const stack = consumerStack();
    const vpc = vpcOf(stack);
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'VpcEndpoint', {
      vpcEndpointId: ENDPOINT_ID, port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    });
    const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint, { privateDnsEnabled: true }) });
    new PrivateApiProbe(stack, 'Probe', { vpc, connection: new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) }) });

    expect(Object.keys(Template.fromStack(stack).findOutputs('*')).filter((id) => id.startsWith('EndpointRules'))).toHaveLength(1);
  });

  test('in a VPC that may be the same one is taken', () => {
    const app = new App();
    const network = consumerStack(app);
    const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
    const stack = consumerStack(app, 'Workload');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['ap-northeast-1a'], isolatedSubnetIds: ['subnet-0a1b2c3d'] });
    new PrivateApiProbe(stack, 'Probe', { vpc, connection: new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) }) });

    expect(only(stack, FUNCTION).VpcConfig.SubnetIds).toEqual(['subnet-0a1b2c3d']);
  });
});
