import { Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';

/** Why EC2 would refuse the subnets of an endpoint, at deployment, or `undefined`. */
export function subnetProblem(vpc: ec2.IVpc, selection: ec2.SubnetSelection = {}): string | undefined {
  const named = selection.subnets;
  if (named !== undefined && named.length === 0) {
    return 'subnets must name a subnet, got []; name one in each of two zones or more, or leave it out';
  }
  if ([...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets].length === 0 && named === undefined) {
    return `vpc must have subnets for the endpoint, got ${JSON.stringify(vpc.node.path)} without any; give their ids where the VPC is imported, or set subnets`;
  }
  const selected = vpc.selectSubnets({ ...selection, onePerAz: true });
  if (!selected.isPendingLookup && selected.subnetIds.length === 0) {
    return 'subnets must select a subnet of the VPC, got a selection of none; change its filters or availabilityZones';
  }
  const [one, other] = sameZone(named ?? []) ?? [];
  return one && other && `subnets must be in zones of their own, got ${describe(one)} and ${describe(other)} in ${JSON.stringify(other.availabilityZone)}; `
    + 'an endpoint has one address per zone, so leave one of them out';
}

function sameZone(subnets: readonly ec2.ISubnet[]): [ec2.ISubnet, ec2.ISubnet] | undefined {
  const byZone = new Map<string, ec2.ISubnet>();
  for (const subnet of subnets) {
    const before = byZone.get(subnet.availabilityZone);
    if (before !== undefined) return [before, subnet];
    byZone.set(subnet.availabilityZone, subnet);
  }
  return undefined;
}

function describe({ node, subnetId }: ec2.ISubnet): string {
  return JSON.stringify(Token.isUnresolved(subnetId) ? node.path : subnetId);
}

/** Why the zones of an endpoint cannot be compared with those of the service at synthesis. */
export function zoneLookupProblem(scope: IConstruct, vpc: ec2.IVpc, selection: ec2.SubnetSelection | undefined): string | undefined {
  const { account, region } = Stack.of(scope);
  const unknown = [
    ...Token.isUnresolved(account) ? ['account'] : [],
    ...Token.isUnresolved(region) ? ['Region'] : [],
    ...vpc.selectSubnets(selection).availabilityZones.some(Token.isUnresolved) ? ['zones'] : [],
  ];
  return unknown.length === 0
    ? undefined
    : `lookupSupportedAzs must be false while ${unknown.join(' and ')} are known at deployment only, got true; `
      + 'give the stack an env with account and Region, or select subnets whose zones offer execute-api';
}
