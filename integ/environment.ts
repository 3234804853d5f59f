/** Whose stack it is: who calls, who owns the API, and who has an endpoint too and is on nobody's list. */
export type Side = 'consumer' | 'provider' | 'outsider';

/** Where a suite is deployed, and on what. */
export interface IntegEnvironment {
  readonly accounts: Readonly<Record<Side, string>>;
  readonly region: string;
  /** On AWS, what was deployed takes effect after a while; the lab has no such delay. */
  readonly isAws: boolean;
  /** When the run began, the same for all of its steps. In the lab it is a day that is always the same. */
  readonly started: Date;
  /** All sides are one account, for those who have no others. */
  readonly isOneAccount: boolean;
}

/** The names of the variables. */
export const ACCOUNT_VARIABLES: Readonly<Record<Side, string>> = {
  consumer: 'INTEG_CONSUMER_ACCOUNT',
  provider: 'INTEG_PROVIDER_ACCOUNT',
  outsider: 'INTEG_OUTSIDER_ACCOUNT',
};
export const REGION_VARIABLE = 'INTEG_REGION';
export const ONE_ACCOUNT_VARIABLE = 'INTEG_ONE_ACCOUNT';
/** When the run began, ISO 8601. */
export const STARTED_VARIABLE = 'INTEG_STARTED';
export const TARGET_VARIABLE = 'INTEG_TARGET';
/** Which step of a suite is synthesized; the first one without it. */
export const STEP_VARIABLE = 'INTEG_STEP';

/** The lab's accounts. Snapshots are made with these, so that they depend on nobody's. */
const LAB_ACCOUNTS: Readonly<Record<Side, string>> = { consumer: '111111111111', provider: '222222222222', outsider: '333333333333' };
const LAB_REGION = 'ap-northeast-1';
/** Later than any real time at which a lab runs, so that what expires after it has not expired before its clock is set. */
const LAB_STARTED = new Date('2040-01-01T00:00:00Z');

/** What the variables say. On AWS they were checked before a suite is asked: `runner/aws-settings.ts`. */
export function integEnvironment(variables: NodeJS.ProcessEnv = process.env): IntegEnvironment {
  if (variables[TARGET_VARIABLE] !== 'aws') {
    return { accounts: LAB_ACCOUNTS, region: LAB_REGION, isAws: false, started: LAB_STARTED, isOneAccount: false };
  }
  const account = (side: Side) => variables[ACCOUNT_VARIABLES[side]]!;
  const isOneAccount = variables[ONE_ACCOUNT_VARIABLE] === 'true';
  return {
    accounts: isOneAccount
      ? { consumer: account('provider'), provider: account('provider'), outsider: account('provider') }
      : { consumer: account('consumer'), provider: account('provider'), outsider: account('outsider') },
    region: variables[REGION_VARIABLE]!,
    isAws: true,
    started: new Date(variables[STARTED_VARIABLE]!),
    isOneAccount,
  };
}
