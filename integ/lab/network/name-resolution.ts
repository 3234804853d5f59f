import { LabState, ResolverEndpoint, Site } from '../state';
import { isWithin } from './hosted-zones';
import { describeOrigin, Origin } from './origin';
import { resolvePublicName } from './public-names';
import { Resolution } from './resolution';
import { admitFromOutside } from './security-groups';
import { plainName, resolveInVpc } from './vpc-resolver';

const DNS = { protocol: 'udp', port: 53 } as const;

/** How a caller's resolver answers for a name. */
export function resolveName(state: LabState, origin: Origin, asked: string): Resolution {
  const name = plainName(asked);
  const { network, site } = origin;
  if (site !== undefined) {
    return resolveAtSite(state, site, name);
  }
  const vpc = state.vpcs.find(({ id }) => id === network?.vpcId);
  return vpc === undefined
    ? resolvePublicName(state, name, () => `has no public record that the lab serves, and ${describeOrigin(origin)} is in no VPC`)
    : resolveInVpc(state, vpc, name);
}

/** A DNS server that forwards some domains to addresses it knows, and asks the public ones for the rest. */
function resolveAtSite(state: LabState, site: Site, name: string): Resolution {
  const [rule] = site.forwarding.filter(({ domain }) => isWithin(name, domain)).sort((one, other) => other.domain.length - one.domain.length);
  if (rule === undefined) {
    return resolvePublicName(state, name, () => `has no public record that the lab serves, and ${site.name} forwards it to no resolver`);
  }
  const silent: string[] = [];
  for (const address of rule.addresses) {
    const resolver = state.resolverEndpoints.find(({ vpcId, addresses }) => site.vpcIds.includes(vpcId) && addresses.includes(address));
    const answer = resolver === undefined ? 'no inbound resolver that the site is connected to has that address' : askResolver(state, site, resolver, address, name);
    if (typeof answer !== 'string') return answer;
    silent.push(`${address}: ${answer}`);
  }
  return { notFound: `${name} cannot be resolved at ${site.name}: nobody answers at ${silent.join('; ')}` };
}

/** The answer, or why there is none. */
function askResolver(state: LabState, site: Site, { vpcId, securityGroupIds }: ResolverEndpoint, address: string, name: string): Resolution | string {
  const admission = admitFromOutside(state, site.address, { address, securityGroupIds }, DNS);
  if ('unsupported' in admission) {
    return admission;
  }
  return admission.admitted ? resolveInVpc(state, state.vpcs.find(({ id }) => id === vpcId)!, name) : admission.reason;
}
