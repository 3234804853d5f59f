import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { parseIpRange } from './ip-range';

/** Whether what a client gives is a network and not something in one: its rules come from itself and not from groups. */
export function isPeer(client: ec2.IConnectable): client is ec2.IPeer {
  return 'toIngressRuleConfig' in client;
}

/** What is wrong with a network as a client, in words that follow the name of the parameter. Tokens are taken as they are. */
export function peerProblem(peer: ec2.IPeer): string | undefined {
  const { cidrIp, cidrIpv6, sourcePrefixListId } = peer.toIngressRuleConfig();
  return rangeProblem(cidrIp ?? cidrIpv6) ?? prefixListProblem(sourcePrefixListId);
}

/** What is wrong with a range of clients; the CDK takes any numbers. */
export function rangeProblem(cidr: string | undefined): string | undefined {
  if (cidr === undefined || Token.isUnresolved(cidr)) return undefined;
  const range = cidr.includes('/') ? parseIpRange(cidr) : undefined;
  if (range === undefined) {
    return `must be a CIDR range of IPv4 or IPv6, got ${JSON.stringify(cidr)}; write one like "10.0.1.0/24"`;
  }
  return range.prefixLength === 0
    ? `must not hold every address, got ${JSON.stringify(cidr)}; name the networks that the clients are in`
    : undefined;
}

function prefixListProblem(id: string | undefined): string | undefined {
  return id === undefined || Token.isUnresolved(id) || /^pl-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id)
    ? undefined
    : `must be a prefix list id ("pl-" and 8 or 17 hexadecimal digits in lower case), got ${JSON.stringify(id)}; copy it from the VPC console`;
}
