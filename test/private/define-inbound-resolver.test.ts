import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ConsumerEndpoint, InboundResolverOptions, PrivateApiConsumer } from '../../src';
import { outputOf } from '../consumer-fixtures';
import { consumerStack, ENDPOINT_ID, messagesOf, only, VPC_ID, vpcOf } from '../fixtures';

const NETWORKS = { allowedCidrs: ['10.20.0.0/16', '10.30.0.0/16'] };

function network(privateDnsEnabled = true) {
  const app = new App();
  const stack = consumerStack(app);
  const vpc = vpcOf(stack);
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled }) });
  return { app, stack, vpc, consumer };
}

/** What the only group with this description admits. */
function ingressOf(stack: Stack, description: string): object[] {
  const groups = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: description } }));
  expect(groups).toHaveLength(1);
  return groups[0].Properties.SecurityGroupIngress;
}

const rule = (protocol: string, port: number, cidr: string) =>
  expect.objectContaining({ IpProtocol: protocol, FromPort: port, ToPort: port, CidrIp: cidr });

test('a resolver with an address in each zone, that answers the networks and nobody else', () => {
  const { app, stack, consumer } = network();
  const resolver = consumer.addInboundResolver(NETWORKS);
  app.synth();

  const { Direction, IpAddresses, SecurityGroupIds } = only(stack, 'AWS::Route53Resolver::ResolverEndpoint');
  expect(Direction).toBe('INBOUND');
  expect(IpAddresses).toEqual([1, 2].map((zone) => ({ SubnetId: { Ref: expect.stringContaining(`Subnet${zone}`) } })));
  expect(SecurityGroupIds).toHaveLength(1);
  const [group] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup', {
    Properties: { GroupDescription: 'Who may ask for the names of private APIs' },
  }));
  // The CDK's way to let nothing out.
  expect(group.Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
  expect(group.Properties.SecurityGroupIngress.map(({ Description }: { Description: string }) => Description)).toEqual(['DNS', 'DNS', 'DNS', 'DNS']);
  expect(ingressOf(stack, 'Who may ask for the names of private APIs')).toEqual([
    rule('tcp', 53, '10.20.0.0/16'), rule('udp', 53, '10.20.0.0/16'), rule('tcp', 53, '10.30.0.0/16'), rule('udp', 53, '10.30.0.0/16'),
  ]);
  expect(stack.resolve(resolver)).toEqual({
    resolverEndpointId: { Ref: expect.stringContaining('InboundResolver') },
    forwardedDomainName: { 'Fn::Join': ['', ['execute-api.ap-northeast-1.', { Ref: 'AWS::URLSuffix' }]] },
  });
});

test('the same networks may call the endpoint', () => {
  const { stack, consumer } = network();
  consumer.addInboundResolver(NETWORKS);

  expect(ingressOf(stack, 'Who may call private APIs through the execute-api endpoint')).toEqual([
    rule('tcp', 443, '10.20.0.0/16'), rule('tcp', 443, '10.30.0.0/16'),
  ]);
});

test('the subnets can be chosen, one in each zone', () => {
  const stack = consumerStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0, availabilityZones: ['ap-northeast-1a', 'ap-northeast-1c'],
    subnetConfiguration: ['Apps', 'Resolver'].map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED })),
  });
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });
  consumer.addInboundResolver({ ...NETWORKS, subnets: { subnetGroupName: 'Resolver' } });

  expect(only(stack, 'AWS::Route53Resolver::ResolverEndpoint').IpAddresses).toEqual([1, 2].map((zone) => ({
    SubnetId: { Ref: expect.stringContaining(`VpcResolverSubnet${zone}`) },
  })));
});

test('where several subnets of a zone are chosen, each zone has one address', () => {
  const stack = consumerStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0, availabilityZones: ['ap-northeast-1a', 'ap-northeast-1c'],
    subnetConfiguration: ['Apps', 'Resolver'].map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED })),
  });
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });
  const subnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  expect(() => consumer.addInboundResolver({ ...NETWORKS, subnets, ipAddresses: ['10.0.0.10', '10.0.64.10', '10.0.128.10', '10.0.192.10'] }))
    .toThrow(/ipAddresses must have one address for each of the 2 subnets, got 4;/);
  consumer.addInboundResolver({ ...NETWORKS, subnets });
  expect(only(stack, 'AWS::Route53Resolver::ResolverEndpoint').IpAddresses).toHaveLength(2);
});

test('the outputs say what to forward on-premises, and how to find where to', () => {
  const { stack, consumer } = network();
  consumer.addInboundResolver(NETWORKS);
  expect(outputOf(stack, 'ConsumerInboundResolverForwardingRule').description).toBe('What resolvers on-premises have to forward, to the addresses of the inbound resolver.');
  expect(outputOf(stack, 'ConsumerInboundResolverAddresses').description).toBe('Addresses of the inbound resolver, or the command that lists them.');

  expect(JSON.parse(outputOf(stack, 'ConsumerInboundResolverForwardingRule').value)).toEqual({
    domain: 'execute-api.ap-northeast-1.AWS::URLSuffix', port: 53,
  });
  expect(outputOf(stack, 'ConsumerInboundResolverAddresses').value).toMatch(new RegExp(
    '^aws route53resolver list-resolver-endpoint-ip-addresses --resolver-endpoint-id ConsumerInboundResolver\\w+ --region ap-northeast-1 '
    + '--query \'IpAddresses\\[\\].Ip\' --output text$'));
});

test('addresses can be chosen, and are then in the outputs', () => {
  const { stack, consumer } = network();
  consumer.addInboundResolver({ ...NETWORKS, ipAddresses: ['10.0.0.10', '10.0.128.10'] });

  expect(only(stack, 'AWS::Route53Resolver::ResolverEndpoint').IpAddresses.map(({ Ip }: { Ip: string }) => Ip)).toEqual(['10.0.0.10', '10.0.128.10']);
  expect(outputOf(stack, 'ConsumerInboundResolverAddresses').value).toBe('10.0.0.10,10.0.128.10');
  expect(JSON.parse(outputOf(stack, 'ConsumerInboundResolverForwardingRule').value)).toMatchObject({ targets: ['10.0.0.10', '10.0.128.10'] });
});

test('what only the deployment knows is taken as it is', () => {
  const { stack, consumer } = network();
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
  consumer.addInboundResolver({ allowedCidrs: [parameter('Cidr')], ipAddresses: [parameter('One'), parameter('Two')] });

  expect(only(stack, 'AWS::Route53Resolver::ResolverEndpoint').IpAddresses).toEqual([
    expect.objectContaining({ Ip: { Ref: 'One' } }), expect.objectContaining({ Ip: { Ref: 'Two' } }),
  ]);
});

test('addresses in subnets whose range is not known are taken as they are', () => {
  const stack = consumerStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['a', 'b'], isolatedSubnetIds: ['subnet-1', 'subnet-2'] });
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });

  expect(() => consumer.addInboundResolver({ ...NETWORKS, ipAddresses: ['192.168.1.1', '192.168.2.1'] })).not.toThrow();
});

test('a subnet whose range comes from a pool has none that is known', () => {
  const { vpc, consumer } = network();
  (vpc.isolatedSubnets[0].node.defaultChild as ec2.CfnSubnet).cidrBlock = undefined;
  (vpc.isolatedSubnets[1].node.defaultChild as ec2.CfnSubnet).cidrBlock = Fn.select(0, Fn.cidr('10.0.0.0/16', 1));

  expect(() => consumer.addInboundResolver({ ...NETWORKS, ipAddresses: ['192.168.1.1', '192.168.2.1'] })).not.toThrow();
});

test('subnets of a VPC that is still to be looked up are not counted', () => {
  const stack = consumerStack();
  const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: VPC_ID });
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled: true }) });

  expect(() => consumer.addInboundResolver({ ...NETWORKS, subnets: { availabilityZones: ['a'] }, ipAddresses: ['10.0.0.10'] })).not.toThrow();
});

test('an endpoint without private DNS may have one for the hosted zone of an API', () => {
  const { stack, vpc, consumer } = network(false);
  consumer.addInboundResolver(NETWORKS);
  new route53.PrivateHostedZone(stack, 'Zone', { vpc, zoneName: '6r6oaqtr37.execute-api.ap-northeast-1.amazonaws.com' });

  expect(messagesOf(stack)).toEqual([]);
});

describe('fails', () => {
  test.each<[string, InboundResolverOptions, string]>([
    ['no network', { allowedCidrs: [] }, 'allowedCidrs must name a network, got []; name the on-premises networks that ask the resolver'],
    ['a token for all networks', { allowedCidrs: Fn.split(',', Fn.importValue('Networks')) },
      'allowedCidrs must list the ranges one by one, got a token for the whole list; pass each range by itself'],
    ['every address', { allowedCidrs: ['10.20.0.0/16', '0.0.0.0/0'] },
      'allowedCidrs[1] must not hold every address, got "0.0.0.0/0"; name the networks that the clients are in'],
    ['an address without a mask', { allowedCidrs: ['10.20.0.1'] },
      'allowedCidrs[0] must be a CIDR range of IPv4 or IPv6, got "10.20.0.1"; write one like "10.0.1.0/24"'],
    ['IPv6', { allowedCidrs: ['fd00::/8'] },
      'allowedCidrs[0] must be of IPv4, got "fd00::/8"; the resolver has addresses of IPv4 only, so name the IPv4 network of the same place'],
    ['one zone', { ...NETWORKS, subnets: { availabilityZones: ['ap-northeast-1a'] } },
      'subnets must be in two Availability Zones or more, got one; select more, since Route 53 Resolver demands two addresses'],
    ['no zone', { ...NETWORKS, subnets: { availabilityZones: ['ap-northeast-1d'] } },
      'subnets must be in two Availability Zones or more, got none; select more, since Route 53 Resolver demands two addresses'],
    ['too few addresses', { ...NETWORKS, ipAddresses: ['10.0.0.10'] },
      'ipAddresses must have one address for each of the 2 subnets, got 1; name as many as there are subnets'],
    ['addresses that are none of the subnet', { ...NETWORKS, ipAddresses: ['10.0.128.10', 'fd00::1'] }, [
      'ipAddresses[0] must be an IPv4 address of 10.0.0.0/17, the range of Network/Vpc/PrivateSubnet1, got "10.0.128.10"; choose a free one of the subnet',
      'ipAddresses[1] must be an IPv4 address of 10.0.128.0/17, the range of Network/Vpc/PrivateSubnet2, got "fd00::1"; choose a free one of the subnet',
    ].join('\n')],
  ])('for %s, before anything is defined', (_what, options, problem) => {
    const { stack, consumer } = network();

    expect(() => consumer.addInboundResolver(options)).toThrow(new Error(`[Network/Consumer] ${problem}`));
    Template.fromStack(stack).resourceCountIs('AWS::Route53Resolver::ResolverEndpoint', 0);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 1);
  });

  test('for an address that is none, in a subnet whose range is not known', () => {
    const stack = consumerStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: VPC_ID, availabilityZones: ['a', 'b'], isolatedSubnetIds: ['subnet-1', 'subnet-2'] });
    const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc });

    expect(() => consumer.addInboundResolver({ ...NETWORKS, ipAddresses: ['192.168.1.1', 'two'] })).toThrow(new Error(
      '[Network/Consumer] ipAddresses[1] must be an IPv4 address, got "two"; choose a free one of the subnet',
    ));
  });

  test('for a second one', () => {
    const { consumer } = network();
    consumer.addInboundResolver(NETWORKS);

    expect(() => consumer.addInboundResolver(NETWORKS)).toThrow(new Error(
      '[Network/Consumer] addInboundResolver() must be called once, got another call; give all networks to one',
    ));
  });

});

describe('warns', () => {
  test('of an endpoint whose names public DNS knows', () => {
    const { stack, consumer } = network(false);
    consumer.addInboundResolver(NETWORKS);
    new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
    new route53.CfnHostedZone(stack, 'Nameless', {});

    expect(messagesOf(stack)).toEqual([expect.stringContaining(
      'warning: the inbound resolver should answer a name that leads to the endpoint, got an endpoint with private DNS off and no hosted zone for an API in this app; '
      + 'connect with hostedZone() for the API\'s own name, or switch private DNS on; PrivateApiAddressing.endpointAlias(), hostHeader() and apiIdHeader() need no '
      + 'resolver, since public DNS knows their names',
    )]);
  });

  test('of an imported endpoint of which private DNS is not known', () => {
    const { stack, vpc } = network();
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Apis', {
      vpcEndpointId: ENDPOINT_ID, port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    });
    new PrivateApiConsumer(stack, 'Adopted', { vpc, endpoint: ConsumerEndpoint.existing(endpoint) }).addInboundResolver(NETWORKS);

    expect(messagesOf(stack)).toEqual(expect.arrayContaining([expect.stringContaining(
      'got an endpoint with private DNS not known and no hosted zone for an API in this app; connect with hostedZone() for the API\'s own name, or pass privateDnsEnabled; ',
    )]));
  });
});
