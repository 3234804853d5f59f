import { Delays } from './delays';
import { LabState } from './state';

type Slow = Pick<LabState, 'apis' | 'endpoints' | 'hostedZones'>;

const NOTHING: Slow = { apis: [], endpoints: [], hostedZones: [] };

/** A part of what is deployed that callers meet late: what they meet now, and what they will meet after it. */
interface Lag {
  readonly inForce: Slow;
  /** The oldest first. */
  readonly pending: readonly { readonly state: Slow; readonly since: number }[];
}

type Lags = Readonly<Record<keyof Delays, Lag>>;

/**
 * What callers meet of what is deployed. What was seen first at some time is in force after the delay of its part, in the order in
 * which it was seen, and what it replaces is in force until then: also a name that is removed, and nothing where there was nothing.
 */
export class Propagation {
  private lags: Lags;
  private newest?: LabState;

  public constructor(private delays: Delays) {
    const nothing: Lag = { inForce: NOTHING, pending: [] };
    this.lags = { redeployMs: nothing, endpointPolicyMs: nothing, namesMs: nothing };
  }

  /** What is in force by then stays so; what is not has to wait for the new delays, from when it was seen. */
  public setDelays(delays: Delays, at: number): void {
    this.settle(at);
    this.delays = delays;
  }

  /** @param at Any clock's milliseconds that only grow. */
  public see(state: LabState, at: number): void {
    this.newest = state;
    this.lags = mapped((part) => {
      const { inForce, pending } = this.lags[part];
      return { inForce, pending: [...pending, { state, since: at }] };
    });
    this.settle(at);
  }

  /** What requests are decided by. */
  public inForce(at: number): LabState {
    this.settle(at);
    const state = this.deployed();
    const [deployments, policies] = [this.lags.redeployMs.inForce, this.lags.endpointPolicyMs.inForce];
    return {
      ...state,
      apis: deployments === state ? state.apis : withDeployments(state, deployments),
      endpoints: policies === state ? state.endpoints : withPolicies(state, policies),
    };
  }

  /** What names are resolved by. */
  public names(at: number): LabState {
    this.settle(at);
    const { apis, endpoints, hostedZones } = this.lags.namesMs.inForce;
    return { ...this.deployed(), apis, endpoints, hostedZones };
  }

  private settle(at: number): void {
    this.lags = mapped((part) => settled(this.lags[part], at - this.delays[part]));
  }

  private deployed(): LabState {
    if (this.newest === undefined) {
      throw new Error('what is deployed must be seen before it can be in force');
    }
    return this.newest;
  }
}

function mapped(lagOf: (part: keyof Delays) => Lag): Lags {
  return { redeployMs: lagOf('redeployMs'), endpointPolicyMs: lagOf('endpointPolicyMs'), namesMs: lagOf('namesMs') };
}

function settled(lag: Lag, until: number): Lag {
  const due = lag.pending.filter(({ since }) => since <= until);
  return due.length === 0 ? lag : { inForce: due[due.length - 1].state, pending: lag.pending.slice(due.length) };
}

/** A stage that was not there has no deployment yet. One that is removed is gone at once, as is its API. */
function withDeployments(state: LabState, { apis: before }: Slow): LabState['apis'] {
  return state.apis.map((api) => {
    const stages = before.find(({ id }) => id === api.id)?.stages ?? [];
    return {
      ...api,
      stages: api.stages.flatMap((stage) => stages
        .filter(({ name }) => name === stage.name)
        .map(({ deploymentId, deployment }) => ({ ...stage, deploymentId, deployment }))),
    };
  });
}

/** An endpoint is created with its policy. */
function withPolicies(state: LabState, { endpoints: before }: Slow): LabState['endpoints'] {
  return state.endpoints.map((endpoint) => {
    const old = before.find(({ id }) => id === endpoint.id);
    return old === undefined ? endpoint : { ...endpoint, policy: old.policy };
  });
}
