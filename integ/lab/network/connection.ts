import { Endpoint, EndpointInterface, LabState } from '../state';
import { describeOrigin, Origin } from './origin';
import { servesExecuteApi } from './public-names';
import { admitConnection } from './security-groups';

const HTTPS = 443;

export type Connection =
  | { readonly to: 'endpoint'; readonly endpoint: Endpoint; readonly networkInterface: EndpointInterface }
  /** Nothing answers: the client reports its own timeout. */
  | { readonly to: 'nowhere'; readonly layer: 'network' | 'security-groups'; readonly endpointId?: string; readonly reason: string }
  | { readonly to: 'unsupported'; readonly layer: 'network' | 'security-groups'; readonly endpointId?: string; readonly reason: string };

/** Where a connection to an address arrives. Only the interfaces of endpoints in the caller's own VPC can be reached. */
export function connect(state: LabState, origin: Origin, address: string, port: number): Connection {
  const { network } = origin;
  if (network === undefined) {
    return { to: 'nowhere', layer: 'network', reason: `${address} is an address inside a VPC at best, and ${describeOrigin(origin)} is in no VPC` };
  }
  for (const endpoint of state.endpoints.filter(({ vpcId }) => vpcId === network.vpcId)) {
    const networkInterface = endpoint.interfaces.find((each) => each.address === address);
    if (networkInterface !== undefined) return connectToInterface(state, origin, endpoint, networkInterface, port);
  }
  const elsewhere = state.endpoints.find(({ interfaces }) => interfaces.some((each) => each.address === address));
  const whose = elsewhere === undefined ? 'no endpoint has that address' : `it belongs to ${elsewhere.id} in ${elsewhere.vpcId}, and the lab has no peering`;
  return { to: 'nowhere', layer: 'network', endpointId: elsewhere?.id, reason: `${address} cannot be reached from ${network.vpcId}: ${whose}` };
}

/** The same for an interface that is known. Its address alone does not tell it: ranges of VPCs overlap. */
export function connectToInterface(
  state: LabState, origin: Origin, endpoint: Endpoint, networkInterface: EndpointInterface, port: number,
): Connection {
  const { address } = networkInterface;
  if (origin.network?.vpcId !== endpoint.vpcId) {
    return { to: 'nowhere', layer: 'network', endpointId: endpoint.id, reason: `${describeOrigin(origin)} is not in ${endpoint.vpcId}, and ${endpoint.id} can be reached from there only` };
  }
  const admission = admitConnection(state, origin.network, { address, securityGroupIds: endpoint.securityGroupIds }, port);
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
