import { DecidedBy } from './expected-answer';

/** The key of a suite's record, in the metadata of the template that makes its calls. */
export const RECORD = 'PrivateApiSuite';

/** What a runner can know of a suite without running it. */
export interface SuiteRecord {
  readonly needsAccountsApart: boolean;
  /** How late changes take effect in the lab. */
  readonly labDelays?: LabDelays;
  /** In the order in which they are deployed, one over the other. */
  readonly steps: readonly SuiteStep[];
  /** Those of the step that was synthesized. */
  readonly calls: readonly RecordedCall[];
  /** What is asked of AWS's own APIs. */
  readonly facts: readonly RecordedFact[];
}

export interface RecordedFact {
  readonly name: string;
  /** The question about AWS that a run on AWS answers; until then it is as the lab takes it. */
  readonly settles?: string;
}

/** As the lab takes them: `lab/README.md`, "Delays". */
export interface LabDelays {
  readonly redeployMs?: number;
  readonly endpointPolicyMs?: number;
  readonly namesMs?: number;
}

export interface SuiteStep {
  readonly name: string;
  /** Everything is destroyed after its calls, before the next step. After the last one it always is. */
  readonly isDestroyed: boolean;
  /** What time policies see in the lab from this step on, ISO 8601. AWS's clock cannot be set: there a suite has times that pass. */
  readonly labClock?: string;
}

export interface RecordedCall extends RecordedFact {
  readonly caller: { readonly account: string; readonly stackName: string; readonly logicalId: string };
  readonly method: string;
  readonly path: string;
  readonly decidedBy: DecidedBy;
}
