import { Stack, Token, type Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { areOtherVpcs, describeVpc, resourceOf } from './known-vpc';
import { loadEc2 } from './load-ec2';
import type { IPrivateApiConsumer } from '../i-private-api-consumer';

const SHORTEST_MS = 100;
/** What a function needs beside the call: its start, and a signature. */
export const SPARE_SECONDS = 10;
/** Of Lambda's 900 seconds: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_MS = (900 - SPARE_SECONDS) * 1000;

/** What decides where a probe calls from. */
interface ProbePlace {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/** Why a probe could not be deployed, or would see nothing but itself; `undefined` if neither is known. */
export function probeProblem(scope: IConstruct, place: ProbePlace, timeout: Duration, consumer: IPrivateApiConsumer | undefined): string | undefined {
  return timeoutProblem(timeout) ?? regionProblem(scope, place.vpc) ?? subnetsProblem(place) ?? groupsProblem(place)
    ?? (consumer && connectionProblem(place.vpc, consumer));
}

function timeoutProblem(timeout: Duration): string | undefined {
  const rule = `timeout must be from ${SHORTEST_MS} milliseconds to ${LONGEST_MS / 1000} seconds`;
  const remedy = 'leave it out for 5 seconds';
  if (timeout.isUnresolved()) return `${rule}, got a token; give a number that is known at synthesis, or ${remedy}`;
  const milliseconds = timeout.toMilliseconds({ integral: false });
  return milliseconds < SHORTEST_MS || milliseconds > LONGEST_MS ? `${rule}, got ${JSON.stringify(timeout.toHumanString())}; ${remedy}` : undefined;
}

function regionProblem(scope: IConstruct, { env }: ec2.IVpc): string | undefined {
  const { region } = Stack.of(scope);
  return env.region !== region && !Token.isUnresolved(env.region) && !Token.isUnresolved(region)
    ? `vpc must be in the probe's Region, ${JSON.stringify(region)}, got one in ${JSON.stringify(env.region)}; define the probe in a stack of the VPC's Region`
    : undefined;
}

function subnetsProblem({ vpc, vpcSubnets }: ProbePlace): string | undefined {
  if ([...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets].length === 0 && vpcSubnets?.subnets === undefined) {
    return `vpc must have subnets for the probe, got ${JSON.stringify(vpc.node.path)} without any; give their ids where the VPC is imported, or set vpcSubnets`;
  }
  const { isPendingLookup, subnetIds } = vpc.selectSubnets(vpcSubnets);
  return !isPendingLookup && subnetIds.length === 0
    ? 'vpcSubnets must select a subnet of the VPC, got a selection of none; change its filters or availabilityZones, or leave it out'
    : undefined;
}

function groupsProblem({ vpc, securityGroups }: ProbePlace): string | undefined {
  if (securityGroups?.length === 0) return 'securityGroups must name a group, got []; leave it out for one that may call everywhere';
  const strays = (securityGroups ?? []).flatMap(({ securityGroupId }, index) => {
    const resource = resourceOf(securityGroupId);
    const ofGroup = resource instanceof loadEc2().CfnSecurityGroup ? resource.vpcId : undefined;
    return ofGroup !== undefined && areOtherVpcs(ofGroup, vpc.vpcId)
      ? [`securityGroups[${index}] must be in the probe's VPC, ${describeVpc(vpc.vpcId)}, got one in ${describeVpc(ofGroup)}; give a group of the VPC`]
      : [];
  });
  return strays.length > 0 ? strays.join('\n') : undefined;
}

function connectionProblem(vpc: ec2.IVpc, consumer: IPrivateApiConsumer): string | undefined {
  return areOtherVpcs(vpc.vpcId, consumer.vpc.vpcId)
    ? `connection must be of an endpoint in the probe's VPC, ${describeVpc(vpc.vpcId)}, got one in ${describeVpc(consumer.vpc.vpcId)}; `
      + 'from a peered VPC, leave it out, call consumer.allowFromPeeredVpc() with the probe, and give url and headers in the event'
    : undefined;
}
