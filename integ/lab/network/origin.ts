import { DecisionCaller } from '../decision';
import { CallerNetwork, LabState } from '../state';

/** The source address of whoever is in no account and in no VPC. */
export const INTERNET_ADDRESS = '127.64.0.1';

/** Where a call comes from, known by the loopback address it was sent from and by nothing it says about itself. */
export interface Origin {
  readonly who: DecisionCaller;
  /** Absent outside every VPC. */
  readonly network?: CallerNetwork;
}

export function originOf(state: LabState, sourceAddress: string): Origin {
  if (sourceAddress === INTERNET_ADDRESS) {
    return { who: { kind: 'internet', name: 'internet' } };
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
    default: return `${who.kind} ${who.name} of ${who.account}`;
  }
}
