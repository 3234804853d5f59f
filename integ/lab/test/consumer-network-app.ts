import { App, CfnOutput, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer } from '../../../src';
import { ACCOUNTS } from '../accounts';

const CIDRS = { hub: '10.1.0.0/16', spoke: '10.2.0.0/16', listed: '10.3.0.0/16', other: '10.4.0.0/16' };
export const ON_PREMISES = '192.168.0.0/24';
/** Of the inbound resolver, one in each subnet of the hub. */
export const RESOLVER = ['10.1.0.10', '10.1.128.10'];

/** What another team of the account tells of its network and its endpoint. */
export interface OwnedEndpoint {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly vpcEndpointId: string;
  readonly securityGroupId: string;
}

export interface NetworkInput {
  readonly region: string;
  readonly owned: OwnedEndpoint;
  /** Id of the provider's API, which is told once the endpoints are there. */
  readonly restApiId?: string;
}

/** The consumer's networks: a hub with an endpoint of its own, VPCs that are peered with it, and a workload behind another team's endpoint. */
export function networkApp(app: App, input: NetworkInput): void {
  const props = { env: { account: ACCOUNTS.consumer, region: input.region } };
  const network = new Network(app, 'Network', props);
  const tenant = new Tenant(app, 'Tenant', input.owned, props);
  if (input.restApiId !== undefined) {
    new Workload(app, 'Workload', network.consumer, input.restApiId, props);
    const connection = new PrivateApiConnection(tenant, 'Pets', { consumer: tenant.consumer, api: petStore(tenant, input.restApiId) });
    new CfnOutput(tenant, 'Url', { value: connection.urlForPath('/pets') });
  }
}

function petStore(stack: Stack, restApiId: string) {
  return CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(stack, 'PetStore', {
    restApiId, stageName: 'v1', account: ACCOUNTS.provider, region: stack.region,
  });
}

/** The class of the CDK would look the image up. */
function instanceIn(stack: Stack, name: string, subnetId: string, group: ec2.ISecurityGroup): void {
  const { ref } = new ec2.CfnInstance(stack, name, { imageId: 'ami-0123456789abcdef0', subnetId, securityGroupIds: [group.securityGroupId] });
  new CfnOutput(stack, `${name}Id`, { value: ref });
}

class Network extends Stack {
  public readonly consumer: PrivateApiConsumer;

  constructor(scope: App, id: string, props: StackProps) {
    super(scope, id, props);
    const [hub, spoke, listed, other] = (['hub', 'spoke', 'listed', 'other'] as const).map((name) => this.vpc(name));
    const [peering] = [spoke, listed, other].map((vpc) => this.peer(hub, vpc));
    const group = (vpc: ec2.Vpc, name: string) => new ec2.SecurityGroup(this, name, { vpc });
    const app = group(hub, 'App');
    const member = group(spoke, 'Member');

    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc: hub });
    this.consumer.allowFrom(app, ec2.Peer.ipv4('10.2.0.0/24'), ec2.Peer.prefixList(this.prefixList(CIDRS.listed)));
    this.consumer.allowFromPeeredVpc(member);
    this.consumer.node.addDependency(peering); // before it, EC2 refuses a rule that names a group of the other VPC
    this.consumer.addInboundResolver({ allowedCidrs: [ON_PREMISES], ipAddresses: RESOLVER });

    instanceIn(this, 'AppInstance', hub.isolatedSubnets[0].subnetId, app);
    instanceIn(this, 'Neighbour', hub.isolatedSubnets[0].subnetId, group(hub, 'NeighbourGroup'));
    instanceIn(this, 'InRange', spoke.isolatedSubnets[0].subnetId, group(spoke, 'InRangeGroup'));
    instanceIn(this, 'BesideRange', spoke.isolatedSubnets[1].subnetId, group(spoke, 'BesideRangeGroup'));
    instanceIn(this, 'OfMember', spoke.isolatedSubnets[1].subnetId, member);
    instanceIn(this, 'InList', listed.isolatedSubnets[0].subnetId, group(listed, 'InListGroup'));
    instanceIn(this, 'InNone', other.isolatedSubnets[0].subnetId, group(other, 'InNoneGroup'));
    new CfnOutput(this, 'Hub', { value: hub.vpcId });
    new CfnOutput(this, 'VpcEndpointHost', { value: this.consumer.vpcEndpointHostName });
    new CfnOutput(this, 'Endpoint', { value: this.consumer.vpcEndpointId });
  }

  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  private vpc(name: keyof typeof CIDRS): ec2.Vpc {
    return new ec2.Vpc(this, `${name}Vpc`, {
      ipAddresses: ec2.IpAddresses.cidr(CIDRS[name]), natGateways: 0, restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
  }

  /** With the routes on both sides. */
  private peer(one: ec2.Vpc, other: ec2.Vpc): ec2.CfnVPCPeeringConnection {
    const peering = new ec2.CfnVPCPeeringConnection(this, `PeeringOf${other.node.id}`, { vpcId: one.vpcId, peerVpcId: other.vpcId });
    for (const [from, to] of [[one, other], [other, one]]) {
      from.isolatedSubnets.forEach(({ routeTable: { routeTableId } }, index) => new ec2.CfnRoute(this, `Route${index}From${from.node.id}To${to.node.id}`, {
        routeTableId, destinationCidrBlock: to.vpcCidrBlock, vpcPeeringConnectionId: peering.ref,
      }));
    }
    return peering;
  }

  private prefixList(cidr: string): string {
    return new ec2.CfnPrefixList(this, 'PrefixList', { prefixListName: 'partners', addressFamily: 'IPv4', maxEntries: 1, entries: [{ cidr }] }).attrPrefixListId;
  }
}

/** Calls the API in two ways: by its own name, and by the endpoint's name with a header. */
class Workload extends Stack {
  constructor(scope: App, id: string, consumer: PrivateApiConsumer, restApiId: string, props: StackProps) {
    super(scope, id, props);
    const api = petStore(this, restApiId);
    const own = new PrivateApiConnection(this, 'Own', { consumer, api });
    const byHeader = new PrivateApiConnection(this, 'ByHeader', { consumer, api, addressing: PrivateApiAddressing.apiIdHeader() });
    new CfnOutput(this, 'Url', { value: own.urlForPath('/pets') });
    new CfnOutput(this, 'UrlByHeader', { value: byHeader.urlForPath('/pets') });
  }
}

/** Calls through an endpoint with private DNS that another team's app defines. */
class Tenant extends Stack {
  public readonly consumer: PrivateApiConsumer;

  constructor(scope: App, id: string, owned: OwnedEndpoint, props: StackProps) {
    super(scope, id, props);
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId: owned.vpcId, availabilityZones: ['a'], isolatedSubnetIds: [owned.subnetId] });
    const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(this, 'Endpoint', {
      vpcEndpointId: owned.vpcEndpointId, port: 443,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(this, 'EndpointGroup', owned.securityGroupId)],
    });
    this.consumer = new PrivateApiConsumer(this, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint, { privateDnsEnabled: true }) });
    const app = new ec2.SecurityGroup(this, 'App', { vpc });
    this.consumer.allowFrom(app);
    instanceIn(this, 'AppInstance', owned.subnetId, app);
  }
}
