import { DecisionCaller } from '../decision';
import { LabState, Site } from '../state';

/** The source address of whoever is in no account and in no VPC. */
export const INTERNET_ADDRESS = '127.64.0.1';

/** The network of a caller, as far as decisions need it. */
export interface OriginNetwork {
  readonly address: string;
  /** Empty outside of AWS. */
  readonly securityGroupIds: string[];
  /** Absent outside of AWS, as is the subnet. */
  readonly vpcId?: string;
  readonly subnetId?: string;
}

/** Where a call comes from, known by the loopback address it was sent from and by nothing it says about itself. */
export interface Origin {
  readonly who: DecisionCaller;
  /** Absent outside every VPC and every site. */
  readonly network?: OriginNetwork;
  /** Present outside of AWS, but for the internet. */
  readonly site?: Site;
}

export function originOf(state: LabState, sourceAddress: string): Origin {
  if (sourceAddress === INTERNET_ADDRESS) {
    return { who: { kind: 'internet', name: 'internet' } };
  }
  const site = state.sites.find(({ loopback }) => loopback === sourceAddress);
  if (site !== undefined) {
    return { who: { kind: 'site', name: site.name }, network: { address: site.address, securityGroupIds: [] }, site };
  }
  const caller = state.callers.find(({ loopback }) => loopback === sourceAddress);
  return caller === undefined
    ? { who: { kind: 'unknown', name: sourceAddress } }
    : { who: { kind: caller.kind, name: caller.label ?? caller.name, account: caller.account }, network: caller.network };
}

/** For sentences: `function App of 111111111111`. */
export function describeOrigin({ who }: Origin): string {
  switch (who.kind) {
    case 'internet': return 'the internet';
    case 'unknown': return `the unknown source ${who.name}`;
    case 'site': return `the host at ${who.name}`;
    default: return `${who.kind} ${who.name} of ${who.account}`;
  }
}
