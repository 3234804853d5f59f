import { Endpoint, EndpointInterface, LabState } from '../state';
import { describeOrigin, Origin } from './origin';
import { servesExecuteApi } from './public-names';
import { whyUnreachable } from './reachability';
import { admitConnection, admitFromOutside, Admission } from './security-groups';

const HTTPS = 443;

export type Connection =
  | { readonly to: 'endpoint'; readonly endpoint: Endpoint; readonly networkInterface: EndpointInterface }
  /** Nothing answers: the client reports its own timeout. */
  | { readonly to: 'nowhere'; readonly layer: 'network' | 'security-groups'; readonly endpointId?: string; readonly reason: string }
  | { readonly to: 'unsupported'; readonly layer: 'network' | 'security-groups'; readonly endpointId?: string; readonly reason: string };

/** Where a connection to an address arrives: in the caller's own VPC, in a peered one, or in one that its site is connected to. */
export function connect(state: LabState, origin: Origin, address: string, port: number): Connection {
  const { network } = origin;
  if (network === undefined) {
    return { to: 'nowhere', layer: 'network', reason: `${address} is an address inside a VPC at best, and ${describeOrigin(origin)} is in no VPC` };
  }
  const there = state.endpoints.flatMap((endpoint) => endpoint.interfaces.filter((each) => each.address === address).map((at) => ({ endpoint, at })));
  // Ranges of VPCs overlap: the way to the address decides whose it is.
  const reached = there.find(({ endpoint }) => endpoint.vpcId === network.vpcId)
    ?? there.find(({ endpoint, at }) => whyUnreachable(state, origin, endpoint, at) === undefined);
  if (reached !== undefined) {
    return connectToInterface(state, origin, reached.endpoint, reached.at, port);
  }
  const from = network.vpcId ?? origin.who.name;
  const [nearest] = there;
  const whose = nearest === undefined
    ? 'no endpoint has that address'
    : `it belongs to ${nearest.endpoint.id} in ${nearest.endpoint.vpcId}, and ${whyUnreachable(state, origin, nearest.endpoint, nearest.at)}`;
  return { to: 'nowhere', layer: 'network', endpointId: nearest?.endpoint.id, reason: `${address} cannot be reached from ${from}: ${whose}` };
}

/** The same for an interface that is known. */
export function connectToInterface(
  state: LabState, origin: Origin, endpoint: Endpoint, networkInterface: EndpointInterface, port: number,
): Connection {
  const { address } = networkInterface;
  const unreachable = whyUnreachable(state, origin, endpoint, networkInterface);
  if (unreachable !== undefined) {
    return { to: 'nowhere', layer: 'network', endpointId: endpoint.id, reason: `${describeOrigin(origin)} cannot reach ${endpoint.id} in ${endpoint.vpcId}: ${unreachable}` };
  }
  const admission = admitted(state, origin, { address, securityGroupIds: endpoint.securityGroupIds }, port);
  const decided = { layer: 'security-groups', endpointId: endpoint.id } as const;
  if ('unsupported' in admission) {
    return { to: 'unsupported', ...decided, reason: `${admission.unsupported} (from ${describeOrigin(origin)} to ${endpoint.id})` };
  }
  if (!admission.admitted) {
    return { to: 'nowhere', ...decided, reason: `${describeOrigin(origin)} cannot reach ${endpoint.id} at ${address}: ${admission.reason}` };
  }
  if (port !== HTTPS) {
    return { to: 'nowhere', layer: 'network', endpointId: endpoint.id, reason: `${endpoint.id} listens on port ${HTTPS} only, not on ${port}` };
  }
  if (!servesExecuteApi(endpoint, endpoint.region)) {
    return { to: 'unsupported', layer: 'network', endpointId: endpoint.id, reason: `${endpoint.id} is for ${endpoint.serviceName}, and the lab serves execute-api only` };
  }
  return { to: 'endpoint', endpoint, networkInterface };
}

/** Outside of AWS nobody has security groups. */
function admitted(state: LabState, { network, site }: Origin, endpoint: Parameters<typeof admitConnection>[2], port: number): Admission {
  return site === undefined ? admitConnection(state, network!, endpoint, port) : admitFromOutside(state, site.address, endpoint, { protocol: 'tcp', port });
}
