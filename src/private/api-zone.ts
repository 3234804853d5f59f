import { createHash } from 'crypto';
import { Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';
import { idText, isSameId } from './deploy-time-ids';
import { importEndpointName } from './import-endpoint-name';
import { areSameVpc, resourceOf } from './known-vpc';
import { loadRoute53 } from './load-route53';

/** A private hosted zone for the name of one API in one VPC. */
export interface ApiZone {
  /** The API's own name. */
  readonly name: string;
  readonly restApiId: string;
  readonly vpc: ec2.IVpc;
  readonly vpcRegion: string;
  readonly vpcEndpointId: string;
  /** The endpoint's regional name, as an alias record names it. */
  readonly target: { readonly dnsName: string; readonly hostedZoneId: string };
}

/** Which connection has a zone in which VPC: of all stacks of the app, since Route 53 takes a name once per VPC. */
class ApiZones extends Construct {
  public static of({ node: { root } }: IConstruct): ApiZones {
    return root.node.tryFindChild(ApiZones.ID) as ApiZones | undefined ?? new ApiZones(root as Construct, ApiZones.ID);
  }

  private static readonly ID = 'CdkCrossAccountPrivateApiZones';

  public readonly owners = new Map<string, { readonly connection: IConstruct; readonly vpcEndpointId: string }>();
}

/**
 * Why a connection cannot have the zone, or `undefined` if it can.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function zoneProblem(connection: IConstruct, zone: ApiZone): string | undefined {
  const { vpc, vpcEndpointId } = zone;
  const { account } = Stack.of(connection);
  const isElsewhere = ![account, vpc.env.account].some(Token.isUnresolved) && account !== vpc.env.account;
  if (isElsewhere) {
    return `addressing must not be hostedZone() in another account than the VPC's, ${JSON.stringify(vpc.env.account)}, got a stack of account ${JSON.stringify(account)}; `
      + 'CloudFormation cannot associate a hosted zone across accounts, so define the connection in a stack of the VPC\'s account, or choose another addressing';
  }
  const off = settingsOff(vpc);
  if (off.length > 0) {
    return `addressing must not be hostedZone() in a VPC with ${off.join(' and ')} off, got ${JSON.stringify(vpc.node.path)}; `
      + 'switch both on in the VPC, or choose endpointAlias(), hostHeader() or apiIdHeader()';
  }
  const owner = ApiZones.of(connection).owners.get(keyOf(connection, zone));
  if (owner === undefined) return undefined;
  const other = JSON.stringify(owner.connection.node.path);
  if (isSameId(owner.vpcEndpointId, vpcEndpointId) !== true) {
    return `addressing must lead to one endpoint for all connections of a VPC to the API, got another endpoint than that of ${other}; `
      + 'connect both through one consumer, or choose another addressing for one of them';
  }
  return Stack.of(owner.connection) === Stack.of(connection) ? undefined
    : `addressing must be hostedZone() in one stack only for a VPC and an API, got it in the stack of ${other} too; `
      + 'use that connection here and let this stack depend on its stack, or choose another addressing for one of them';
}

/** Both must be on for a private hosted zone. Of the resource, host names are off unless they are switched on. */
function settingsOff({ vpcId }: ec2.IVpc): string[] {
  const resource = resourceOf(vpcId) as ec2.CfnVPC | undefined;
  if (resource === undefined) return [];
  const { enableDnsSupport = true, enableDnsHostnames = false } = resource;
  return Object.entries({ enableDnsSupport, enableDnsHostnames }).filter(([, isOn]) => isOn === false).map(([setting]) => setting);
}

/** Define the zone with its records, unless the stack has it. */
export function defineApiZone(connection: IConstruct, zone: ApiZone): void {
  const { owners } = ApiZones.of(connection);
  const key = keyOf(connection, zone);
  if (owners.has(key)) return;
  owners.set(key, { connection, vpcEndpointId: zone.vpcEndpointId });

  const { CfnHostedZone, CfnRecordSet } = loadRoute53();
  // Of the stack and not of the connection: renamed with it, it would be created again beside the old one, which Route 53 refuses.
  const scope = new Construct(Stack.of(connection), `PrivateApiZone${createHash('sha256').update(key).digest('hex').slice(0, 8)}`);
  const { ref } = new CfnHostedZone(scope, 'Resource', {
    name: zone.name,
    hostedZoneConfig: { comment: 'Leads this one private API to the execute-api endpoint of the VPC' },
    vpcs: [{ vpcId: zone.vpc.vpcId, vpcRegion: zone.vpcRegion }],
  });
  const [dnsName, hostedZoneId] = [zone.target.dnsName, zone.target.hostedZoneId].map((value) => importEndpointName(connection, value));
  for (const type of recordTypes(zone.vpcEndpointId)) {
    new CfnRecordSet(scope, type, { hostedZoneId: ref, name: zone.name, type, aliasTarget: { dnsName, hostedZoneId } });
  }
}

/** Which addresses the endpoint has, where it is of this app; IPv4 ones if not. */
function recordTypes(vpcEndpointId: string): string[] {
  const resource = resourceOf(vpcEndpointId) as ec2.CfnVPCEndpoint | undefined;
  switch (resource?.ipAddressType) {
    case 'dualstack': return ['A', 'AAAA'];
    case 'ipv6': return ['AAAA'];
    default: return ['A'];
  }
}

function keyOf(connection: IConstruct, { restApiId, vpc }: ApiZone): string {
  // A VPC that the CLI has yet to look up has an id that others have as well: it is not even certain to be the same as itself.
  const isPending = !Token.isUnresolved(vpc.vpcId) && !areSameVpc(vpc.vpcId, vpc.vpcId);
  return `${idText(connection, restApiId)} in ${isPending ? vpc.node.path : idText(connection, vpc.vpcId)}`;
}
