import { Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isPeer, peerProblem } from './client-peers';
import { tellRule } from './endpoint-rule-output';
import { constructError } from './errors';
import { areOtherVpcs, describeVpc, resourceOf } from './known-vpc';
import { loadEc2 } from './load-ec2';
import type { IPrivateApiConsumer } from '../i-private-api-consumer';

const DESCRIPTION = 'HTTPS to private APIs';

/** Open port 443 on both ends, after all clients were found to be good. */
export function admitClients(consumer: IPrivateApiConsumer, clients: readonly ec2.IConnectable[], inPeeredVpc: boolean): void {
  const ofEndpoint = groupOf(consumer);
  const problems = clients.flatMap((client, index) => {
    const problem = clientProblem(consumer, ofEndpoint, client, inPeeredVpc);
    return problem === undefined ? [] : `clients[${index}] ${problem}`;
  });
  if (problems.length > 0) {
    throw constructError(consumer, problems.join('\n'));
  }
  for (const client of clients) {
    const groups = client.connections.securityGroups;
    groups.forEach((group) => admitGroup(consumer, ofEndpoint, group));
    if (groups.length === 0 && isPeer(client)) admitPeer(consumer, ofEndpoint, client);
  }
}

/** The group that gets the rules: one of the app, if there is one. */
function groupOf(consumer: IPrivateApiConsumer): ec2.ISecurityGroup {
  const groups = consumer.connections.securityGroups;
  if (groups.length === 0) {
    throw constructError(consumer, 'the endpoint must have a known security group to admit clients, got none; '
      + 'pass securityGroups where the endpoint is imported');
  }
  return groups.find(isOfApp) ?? groups[0];
}

function isOfApp(group: ec2.ISecurityGroup): boolean {
  return resourceOf(group.securityGroupId) !== undefined;
}

function clientProblem(
  consumer: IPrivateApiConsumer, ofEndpoint: ec2.ISecurityGroup, client: ec2.IConnectable, inPeeredVpc: boolean,
): string | undefined {
  const groups = client.connections.securityGroups;
  if (groups.length === 0) {
    return isPeer(client)
      ? peerProblem(client)
      : 'must have a security group, got none; put it into the VPC first, or give its security group instead';
  }
  return groups.map((group) => placeProblem(consumer, ofEndpoint, group) ?? (inPeeredVpc ? undefined : vpcProblem(consumer, group)))
    .find((problem) => problem !== undefined);
}

/** A rule names a group by its id, which says nothing in another Region, and in another account only with its owner, which outputs tell. */
function placeProblem(
  { env: endpoint }: IPrivateApiConsumer, ofEndpoint: ec2.ISecurityGroup, { env: client }: ec2.ISecurityGroup,
): string | undefined {
  const facts = isOfApp(ofEndpoint) ? ['region', 'account'] as const : ['region'] as const;
  const fact = facts.find((each) => client[each] !== endpoint[each] && !Token.isUnresolved(client[each]) && !Token.isUnresolved(endpoint[each]));
  if (fact === undefined) return undefined;
  const remedy = fact === 'account' ? 'ec2.Peer.securityGroupId() with the owner of its group, or ec2.Peer.ipv4()' : 'ec2.Peer.ipv4() with its network';
  return `must be in the ${fact === 'account' ? 'account' : 'Region'} of the endpoint, ${JSON.stringify(endpoint[fact])}, got ${JSON.stringify(client[fact])}; `
    + `give ${remedy} instead`;
}

function vpcProblem({ vpc }: IPrivateApiConsumer, group: ec2.ISecurityGroup): string | undefined {
  const resource = resourceOf(group.securityGroupId);
  const vpcId = resource instanceof loadEc2().CfnSecurityGroup ? resource.vpcId : undefined;
  if (vpcId === undefined || !areOtherVpcs(vpcId, vpc.vpcId)) return undefined;
  return `must be in the endpoint's VPC, ${describeVpc(vpc.vpcId)}, got one in ${describeVpc(vpcId)}; `
    + 'call allowFromPeeredVpc() if the two are peered, and give its network as ec2.Peer.ipv4() behind a transit gateway';
}

function admitGroup(consumer: IPrivateApiConsumer, ofEndpoint: ec2.ISecurityGroup, group: ec2.ISecurityGroup): void {
  const https = loadEc2().Port.tcp(443);
  if (isOfApp(ofEndpoint)) {
    // As a remote rule it belongs to the client's stack, which knows the endpoint's; the other way round would be a cycle.
    ofEndpoint.addIngressRule(group, https, DESCRIPTION, true);
  } else {
    tellRule(Stack.of(group), consumer, ofEndpoint.securityGroupId, {
      ...group.toIngressRuleConfig(), sourceSecurityGroupOwnerId: group.env.account,
    });
  }
  if (!group.allowAllOutbound) {
    group.addEgressRule(ofEndpoint, https, DESCRIPTION);
  }
}

function admitPeer(consumer: IPrivateApiConsumer, ofEndpoint: ec2.ISecurityGroup, peer: ec2.IPeer): void {
  if (isOfApp(ofEndpoint)) {
    ofEndpoint.addIngressRule(peer, loadEc2().Port.tcp(443), DESCRIPTION);
  } else {
    tellRule(Stack.of(consumer), consumer, ofEndpoint.securityGroupId, peer.toIngressRuleConfig());
  }
}
