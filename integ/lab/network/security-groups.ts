import { BlockList, isIPv6 } from 'node:net';
import { GroupRule, LabState, SecurityGroup } from '../state';

/** One end of a connection. */
export interface End {
  readonly address: string;
  readonly securityGroupIds: string[];
}

export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: string }
  /** The rules need something that the lab does not know, so it does not answer at all. */
  | { readonly unsupported: string };

/**
 * Whether the groups of both ends admit a TCP connection: egress of the caller and ingress of the endpoint. Answers need no
 * rule of their own, security groups are stateful.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function admitConnection(state: LabState, caller: End, endpoint: End, port: number): Admission {
  const out = admitDirection(state, caller.securityGroupIds, 'egress', endpoint, port);
  return 'admitted' in out && out.admitted ? admitDirection(state, endpoint.securityGroupIds, 'ingress', caller, port) : out;
}

function admitDirection(state: LabState, groupIds: string[], direction: 'ingress' | 'egress', other: End, port: number): Admission {
  const groups = groupIds.map((id) => state.securityGroups.find((group) => group.id === id));
  const missing = groupIds.filter((_, index) => groups[index] === undefined);
  if (missing.length > 0) {
    return { unsupported: `security group ${missing.join(', ')} is in use but not among those deployed` };
  }
  const rules = (groups as SecurityGroup[]).flatMap((group) => group[direction]).filter((rule) => coversPort(rule, port));
  if (rules.some((rule) => namesEnd(rule, other))) {
    return { admitted: true };
  }
  const prefixLists = rules.flatMap(({ prefixListIds }) => prefixListIds);
  if (prefixLists.length > 0) {
    return { unsupported: `prefix lists in security groups are not supported by the lab, and ${prefixLists.join(', ')} in ${groupIds.join(', ')} could decide` };
  }
  const [preposition, verb] = direction === 'egress' ? ['to', 'out'] : ['from', 'in'];
  return { admitted: false, reason: `no ${direction} rule of ${groupIds.join(', ')} lets TCP ${port} ${verb} ${preposition} ${other.address} or ${other.securityGroupIds.join(', ')}` };
}

function coversPort({ protocol, fromPort, toPort }: GroupRule, port: number): boolean {
  return protocol === '-1' || ((protocol === 'tcp' || protocol === '6') && fromPort <= port && port <= toPort);
}

function namesEnd({ cidrs, groupIds }: GroupRule, { address, securityGroupIds }: End): boolean {
  return groupIds.some((id) => securityGroupIds.includes(id)) || cidrs.some((cidr) => contains(cidr, address));
}

function contains(cidr: string, address: string): boolean {
  const [network, prefix] = cidr.split('/');
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family);
  // BlockList finds IPv4-mapped IPv6 addresses in IPv4 subnets, but not the other way round: families are compared first.
  return family === (isIPv6(address) ? 'ipv6' : 'ipv4') && block.check(address, family);
}
