import { GroupRule, LabState, SecurityGroup } from '../state';
import { contains } from './cidr';

/** One end of a connection. */
export interface End {
  readonly address: string;
  /** Empty outside of AWS. */
  readonly securityGroupIds: string[];
}

export interface Service {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: string }
  /** The rules need something that the lab does not know, so it does not answer at all. */
  | { readonly unsupported: string };

/** IANA's numbers, by which rules may name a protocol. */
const NUMBERS = { tcp: '6', udp: '17' } as const;

/**
 * Whether the groups of both ends admit a TCP connection: egress of the caller and ingress of the endpoint. Answers need no
 * rule of their own, security groups are stateful.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function admitConnection(state: LabState, caller: End, endpoint: End, port: number): Admission {
  const service: Service = { protocol: 'tcp', port };
  const out = admitDirection(state, caller.securityGroupIds, 'egress', endpoint, service);
  return 'admitted' in out && out.admitted ? admitDirection(state, endpoint.securityGroupIds, 'ingress', caller, service) : out;
}

/** The same for a client outside of AWS: only the groups of the end that it calls are asked. */
export function admitFromOutside(state: LabState, address: string, to: End, service: Service): Admission {
  return admitDirection(state, to.securityGroupIds, 'ingress', { address, securityGroupIds: [] }, service);
}

function admitDirection(state: LabState, groupIds: string[], direction: 'ingress' | 'egress', other: End, service: Service): Admission {
  const groups = groupIds.map((id) => state.securityGroups.find((group) => group.id === id));
  const missing = groupIds.filter((_, index) => groups[index] === undefined);
  if (missing.length > 0) {
    return { unsupported: `security group ${missing.join(', ')} is in use but not among those deployed` };
  }
  const rules = (groups as SecurityGroup[]).flatMap((group) => group[direction]).filter((rule) => covers(rule, service));
  if (rules.some((rule) => namesEnd(state, rule, other))) {
    return { admitted: true };
  }
  const unknown = rules.flatMap(({ prefixListIds }) => prefixListIds).filter((id) => state.prefixLists.every((list) => list.id !== id));
  if (unknown.length > 0) {
    return { unsupported: `the lab does not know what is in prefix lists that AWS manages, and ${unknown.join(', ')} in ${groupIds.join(', ')} could decide` };
  }
  const [preposition, verb] = direction === 'egress' ? ['to', 'out'] : ['from', 'in'];
  const whom = [other.address, ...other.securityGroupIds.length === 0 ? [] : [other.securityGroupIds.join(', ')]].join(' or ');
  const what = `${service.protocol.toUpperCase()} ${service.port}`;
  return { admitted: false, reason: `no ${direction} rule of ${groupIds.join(', ')} lets ${what} ${verb} ${preposition} ${whom}` };
}

function covers(rule: GroupRule, { protocol, port }: Service): boolean {
  return rule.protocol === '-1' || ((rule.protocol === protocol || rule.protocol === NUMBERS[protocol]) && rule.fromPort <= port && port <= rule.toPort);
}

function namesEnd({ prefixLists }: LabState, { cidrs, groupIds, prefixListIds }: GroupRule, { address, securityGroupIds }: End): boolean {
  const listed = prefixLists.filter(({ id }) => prefixListIds.includes(id)).flatMap((list) => list.cidrs);
  return groupIds.some((id) => securityGroupIds.includes(id)) || [...cidrs, ...listed].some((cidr) => contains(cidr, address));
}
