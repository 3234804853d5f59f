import { Endpoint, EndpointInterface, LabState } from '../state';
import { contains } from './cidr';
import { describeOrigin, Origin, OriginNetwork } from './origin';

/**
 * Why packets of a caller do not get to an interface of an endpoint, or its answers not back; `undefined` where they do. There
 * is no way on from a peered VPC or from a site's VPC to a third one.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */
export function whyUnreachable(state: LabState, origin: Origin, endpoint: Endpoint, at: EndpointInterface): string | undefined {
  const { network, site } = origin;
  if (network === undefined) {
    return `${describeOrigin(origin)} is in no VPC`;
  }
  if (site !== undefined) {
    return site.vpcIds.includes(endpoint.vpcId) ? undefined : `${site.name} has no connection to ${endpoint.vpcId}`;
  }
  return network.vpcId === endpoint.vpcId ? undefined : whyNotPeered(state, network, endpoint, at);
}

/** Routes are needed in both directions. */
function whyNotPeered(state: LabState, network: OriginNetwork, endpoint: Endpoint, at: EndpointInterface): string | undefined {
  const peering = state.peerings.find(({ vpcIds }) => vpcIds.includes(network.vpcId!) && vpcIds.includes(endpoint.vpcId));
  if (peering === undefined) {
    return `no peering connects ${endpoint.vpcId} with ${network.vpcId}`;
  }
  const hasRoute = (from: string, to: string) => peering.routes.some(({ subnetId, cidr }) => subnetId === from && contains(cidr, to));
  if (!hasRoute(network.subnetId!, at.address)) {
    return `${network.subnetId} has no route to ${at.address} over ${peering.id}`;
  }
  return hasRoute(at.subnetId, network.address) ? undefined : `${at.subnetId} has no route back to ${network.address} over ${peering.id}`;
}
