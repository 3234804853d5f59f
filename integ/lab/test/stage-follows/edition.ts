/** What the provider edits in its app between deploys. */
export interface Edition {
  /** Endpoints of the network app, which is deployed by now. */
  readonly endpoints: { readonly first: string; readonly second: string };
  /** Which of them is on the list by its literal id. */
  readonly literal: 'first' | 'second';
  /** Of the parameter in Parameter Store. */
  readonly pinnedVersion: number;
  /** Of the VPC that is in the provider's own app. */
  readonly cidr: string;
  readonly policyRevision?: string;
  /** The literal id in the place of the value in Parameter Store, so that no selector is needed. */
  readonly withoutSelector?: 'first' | 'second';
  /** A second method of the APIs whose deploy is rolled back. */
  readonly secondMethod?: boolean;
  /** What AWS refuses, at the end of that deploy. */
  readonly broken?: boolean;
  /** A second stage of an API, with a deployment that stays as it is. */
  readonly oldStage?: boolean;
}

/** The parameters in Parameter Store, one for each API that has its consumer from there. */
export const STORED = {
  lookedUp: '/stage-follows/looked-up',
  pinned: '/stage-follows/pinned',
  followed: '/stage-follows/followed',
  toggled: '/stage-follows/toggled',
  rolledBack: '/stage-follows/rolled-back',
} as const;
