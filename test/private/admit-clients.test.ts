import { App, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ConsumerEndpoint, PrivateApiConsumer } from '../../src';
import { outputOf } from '../consumer-fixtures';
import { consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, OTHER_REGION, REGION, VPC_ID, vpcOf } from '../fixtures';

const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const HTTPS = { Description: 'HTTPS to private APIs', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };

function network(app = new App()) {
  const stack = consumerStack(app);
  const vpc = vpcOf(stack);
  return { app, stack, vpc, consumer: new PrivateApiConsumer(stack, 'Consumer', { vpc }) };
}

/** An endpoint that is imported with the group of another team, or with one of the app. */
function adopted(groupOf: (stack: Stack, vpc: ec2.IVpc) => ec2.ISecurityGroup[]) {
  const app = new App();
  const stack = consumerStack(app);
  const vpc = vpcOf(stack);
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Apis', {
    vpcEndpointId: ENDPOINT_ID, port: 443, securityGroups: groupOf(stack, vpc),
  });
  return { app, stack, vpc, consumer: new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint) }) };
}

const foreignGroup = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Foreign', 'sg-0123456789abcdef0');
const rules = (stack: Stack) => Object.values(Template.fromStack(stack).findResources(INGRESS)).map(({ Properties }) => Properties);
const inlineRules = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup')).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
const other = (scope: Stack) => new ec2.Vpc(scope, 'Other');

test('networks are admitted by their range or their prefix list, and all others stay out', () => {
  const { stack, consumer } = network();
  consumer.allowFrom(ec2.Peer.ipv4('10.20.0.0/16'), ec2.Peer.ipv6('fd00::/8'), ec2.Peer.prefixList('pl-0123456789abcdef0'));

  expect(inlineRules(stack)).toEqual([{ ...HTTPS, CidrIp: '10.20.0.0/16' }, { ...HTTPS, CidrIpv6: 'fd00::/8' }]);
  expect(rules(stack)).toEqual([expect.objectContaining({ ...HTTPS, SourcePrefixListId: 'pl-0123456789abcdef0' })]);

  expect(() => network().consumer.allowFrom(ec2.Peer.prefixList('pl-01234567'))).not.toThrow();
});

test('a group of another account is admitted by its id and its owner', () => {
  const { stack, consumer } = network();
  consumer.allowFrom(ec2.Peer.securityGroupId('sg-0123456789abcdef0', '444444444444'));

  expect(inlineRules(stack)).toEqual([{ ...HTTPS, SourceSecurityGroupId: 'sg-0123456789abcdef0', SourceSecurityGroupOwnerId: '444444444444' }]);
});

test('a network that only the deployment knows is taken as it is', () => {
  const { stack, consumer } = network();
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
  consumer.allowFrom(ec2.Peer.ipv4(parameter('Cidr')), ec2.Peer.prefixList(parameter('List')));

  expect(inlineRules(stack)).toEqual([{ ...HTTPS, CidrIp: { Ref: 'Cidr' } }]);
  expect(rules(stack)).toEqual([expect.objectContaining({ SourcePrefixListId: { Ref: 'List' } })]);
});

test('clients of a peered VPC are admitted where that is said', () => {
  const { stack, consumer } = network();
  const client = new ec2.SecurityGroup(stack, 'Client', { vpc: other(stack) });
  consumer.allowFromPeeredVpc(client);

  expect(rules(stack)).toEqual([expect.objectContaining({ ...HTTPS, SourceSecurityGroupId: stack.resolve(client.securityGroupId) })]);
});

describe('an endpoint whose group this app does not define', () => {
  test('gets no rule; each is told once, in the stack that knows the client', () => {
    const { app, stack, vpc, consumer } = adopted((scope) => [foreignGroup(scope)]);
    const workload = consumerStack(app, 'Workload');
    const client = new ec2.SecurityGroup(workload, 'Client', { vpc });
    const late = new ec2.SecurityGroup(workload, 'Late', { vpc });
    consumer.allowFrom(client, ec2.Peer.ipv4('10.20.0.0/16'), ec2.Peer.ipv6('fd00::/8'), ec2.Peer.prefixList('pl-0123456789abcdef0'));
    workload.resolve(workload.node.children.filter((child) => child instanceof CfnOutput).map(({ value }) => value)); // whoever looks early changes nothing
    consumer.allowFrom(client, late, ec2.Peer.securityGroupId('sg-0aaaaaaaaaaaaaaaa', '444444444444'));

    const rule = (source: object) => ({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...source });
    const idOf = (group: ec2.SecurityGroup) => `${workload.getLogicalId(group.node.defaultChild as ec2.CfnSecurityGroup)}.GroupId`;
    const ofWorkload = outputOf(workload, 'EndpointRules');
    expect(JSON.parse(ofWorkload.value)).toEqual({
      GroupId: 'sg-0123456789abcdef0',
      IpPermissions: [client, late].map((group) => rule({ UserIdGroupPairs: [{ GroupId: idOf(group), UserId: CONSUMER_ACCOUNT }] })),
    });
    expect(ofWorkload.description).toBe(
      'What the security group of the endpoint has to admit, for aws ec2 authorize-security-group-ingress. Its owner has to add it.');
    expect(JSON.parse(outputOf(stack, 'EndpointRules').value)).toEqual({
      GroupId: 'sg-0123456789abcdef0',
      IpPermissions: [
        rule({ IpRanges: [{ CidrIp: '10.20.0.0/16' }] }),
        rule({ Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }] }),
        rule({ PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }] }),
        rule({ UserIdGroupPairs: [{ GroupId: 'sg-0aaaaaaaaaaaaaaaa', UserId: '444444444444' }] }),
      ],
    });
    expect([...rules(stack), ...rules(workload), ...inlineRules(stack)]).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  });

  test('may be of another account than the client, whose account the rule then tells', () => {
    const { app, consumer } = adopted((scope) => [foreignGroup(scope)]);
    const participant = new Stack(app, 'Participant', { env: { account: '444444444444', region: REGION } });
    consumer.allowFrom(new ec2.SecurityGroup(participant, 'Client', { vpc: consumer.vpc }));

    expect(JSON.parse(outputOf(participant, 'EndpointRules').value)).toMatchObject({ IpPermissions: [{ UserIdGroupPairs: [{ UserId: '444444444444' }] }] });
  });

  test('fails to be of another Region than the client', () => {
    const { app, consumer } = adopted((scope) => [foreignGroup(scope)]);
    const elsewhere = new Stack(app, 'Elsewhere', { env: { account: CONSUMER_ACCOUNT, region: OTHER_REGION } });

    expect(() => consumer.allowFromPeeredVpc(new ec2.SecurityGroup(elsewhere, 'Client', { vpc: vpcOf(elsewhere) }))).toThrow(new Error(
      '[Network/Consumer] clients[0] must be in the Region of the endpoint, "ap-northeast-1", got "eu-west-1"; give ec2.Peer.ipv4() with its network instead',
    ));
  });

  test('a client that may not call everything gets its own way out', () => {
    const { stack, vpc, consumer } = adopted((scope) => [foreignGroup(scope)]);
    consumer.allowFrom(new ec2.SecurityGroup(stack, 'Client', { vpc, allowAllOutbound: false }));

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupEgress', { ...HTTPS, DestinationSecurityGroupId: 'sg-0123456789abcdef0' });
  });
});

test('of the groups of an adopted endpoint, one of the app gets the rule', () => {
  const { stack, vpc, consumer } = adopted((scope, ofEndpoint) => [foreignGroup(scope), new ec2.SecurityGroup(scope, 'Ours', { vpc: ofEndpoint })]);
  consumer.allowFrom(new ec2.SecurityGroup(stack, 'Client', { vpc }));

  expect(rules(stack)).toEqual([expect.objectContaining({ GroupId: stack.resolve(consumer.connections.securityGroups[1].securityGroupId) })]);
});

describe('fails', () => {
  const refused = (...clients: ec2.IConnectable[]) => () => network().consumer.allowFrom(...clients);

  test.each<[string, ec2.IConnectable, string]>([
    ['a network of every address', ec2.Peer.anyIpv4(), 'must not hold every address, got "0.0.0.0/0"; name the networks that the clients are in'],
    ['a network of every IPv6 address', ec2.Peer.ipv6('::/0'), 'must not hold every address, got "::/0"; name the networks that the clients are in'],
    ['a malformed network', ec2.Peer.ipv4('10.0.0.300/16'), 'must be a CIDR range of IPv4 or IPv6, got "10.0.0.300/16"; write one like "10.0.1.0/24"'],
    ['a malformed prefix list', ec2.Peer.prefixList('orders'),
      'must be a prefix list id ("pl-" and 8 or 17 hexadecimal digits in lower case), got "orders"; copy it from the VPC console'],
    ...['xpl-0123456789abcdef0', 'pl-0123456789abcdef0x', 'pl-0123'].map((id): [string, ec2.IConnectable, string] => [`the prefix list ${id}`, ec2.Peer.prefixList(id),
      `must be a prefix list id ("pl-" and 8 or 17 hexadecimal digits in lower case), got ${JSON.stringify(id)}; copy it from the VPC console`]),
    ['what has no group', new ec2.Connections(), 'must have a security group, got none; put it into the VPC first, or give its security group instead'],
  ])('for %s', (_what, client, problem) => {
    expect(refused(ec2.Peer.ipv4('10.0.0.0/8'), client)).toThrow(new Error(`[Network/Consumer] clients[1] ${problem}`));
  });

  test('for every bad client at once', () => {
    expect(refused(ec2.Peer.ipv4('10.0.0.0/33'), new ec2.Connections())).toThrow(new Error(
      '[Network/Consumer] clients[0] must be a CIDR range of IPv4 or IPv6, got "10.0.0.0/33"; write one like "10.0.1.0/24"\n'
      + 'clients[1] must have a security group, got none; put it into the VPC first, or give its security group instead',
    ));
  });

  test('for a client of another VPC, unless it is said to be peered', () => {
    const { stack, consumer } = network();
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: other(stack) });

    expect(() => consumer.allowFrom(client)).toThrow(new Error(
      '[Network/Consumer] clients[0] must be in the endpoint\'s VPC, "Network/Vpc/Resource", got one in "Network/Other/Resource"; '
      + 'call allowFromPeeredVpc() if the two are peered, and give its network as ec2.Peer.ipv4() behind a transit gateway',
    ));
    expect(rules(stack)).toEqual([]);
  });

  test.each([
    ['account', { account: '444444444444', region: REGION }, 'account of the endpoint, "111111111111", got "444444444444"; '
      + 'give ec2.Peer.securityGroupId() with the owner of its group, or ec2.Peer.ipv4() instead'],
    ['Region', { account: CONSUMER_ACCOUNT, region: OTHER_REGION }, 'Region of the endpoint, "ap-northeast-1", got "eu-west-1"; '
      + 'give ec2.Peer.ipv4() with its network instead'],
  ])('for a client of another %s, also if it is peered', (_what, env, problem) => {
    const { app, consumer } = network();
    const elsewhere = new Stack(app, 'Elsewhere', { env });
    const client = new ec2.SecurityGroup(elsewhere, 'Client', { vpc: vpcOf(elsewhere) });

    expect(() => consumer.allowFromPeeredVpc(client)).toThrow(new Error(`[Network/Consumer] clients[0] must be in the ${problem}`));
  });
});

test('a client of another VPC cannot be seen where one of the two is known by its id', () => {
  const { stack, consumer } = network();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Known', { vpcId: VPC_ID, availabilityZones: ['a'] });

  expect(() => consumer.allowFrom(new ec2.SecurityGroup(stack, 'Client', { vpc }))).not.toThrow();
  expect(() => consumer.allowFrom(foreignGroup(stack))).not.toThrow();
});

test('a client whose stack has no environment is admitted', () => {
  const anywhere = new Stack(new App(), 'Anywhere');
  const vpc = vpcOf(anywhere);

  expect(() => new PrivateApiConsumer(anywhere, 'Consumer', { vpc }).allowFrom(new ec2.SecurityGroup(anywhere, 'Client', { vpc }))).not.toThrow();
});
