import { ACCOUNT_VARIABLES, ONE_ACCOUNT_VARIABLE, REGION_VARIABLE, Side } from '../environment';

/** Where the suites are deployed on AWS. */
export interface AwsSettings {
  readonly accounts: Readonly<Record<Side, string>>;
  readonly region: string;
  readonly isOneAccount: boolean;
}

const SIDES: readonly Side[] = ['consumer', 'provider', 'outsider'];

/** Reads the environment, and returns all that is wrong with it. */
export function readAwsSettings(variables: NodeJS.ProcessEnv): AwsSettings | { readonly problems: readonly string[] } {
  const oneAccount = variables[ONE_ACCOUNT_VARIABLE];
  const isOneAccount = oneAccount === 'true';
  const asked: readonly Side[] = isOneAccount ? ['provider'] : SIDES;
  const problems = [
    ...oneAccount === undefined || isOneAccount ? [] : [`${ONE_ACCOUNT_VARIABLE} must be "true" or not be set, got ${JSON.stringify(oneAccount)}`],
    ...asked.flatMap((side) => accountProblem(side, variables[ACCOUNT_VARIABLES[side]])),
    ...regionProblem(variables[REGION_VARIABLE]),
  ];
  const ids = asked.map((side) => variables[ACCOUNT_VARIABLES[side]]);
  if (problems.length === 0 && new Set(ids).size < ids.length) {
    problems.push(`the three accounts must differ, got ${ids.join(', ')}; for a single account set ${ONE_ACCOUNT_VARIABLE}=true, which leaves out what needs more`);
  }
  if (problems.length > 0) return { problems };
  const account = (side: Side) => variables[ACCOUNT_VARIABLES[isOneAccount ? 'provider' : side]]!;
  return {
    accounts: { consumer: account('consumer'), provider: account('provider'), outsider: account('outsider') },
    region: variables[REGION_VARIABLE]!,
    isOneAccount,
  };
}

function accountProblem(side: Side, value: string | undefined): string[] {
  const variable = ACCOUNT_VARIABLES[side];
  if (value === undefined || value === '') return [`${variable} must be the id of the ${side}'s account; it is not set`];
  return /^\d{12}$/.test(value) ? [] : [`${variable} must have 12 digits, got ${JSON.stringify(value)}`];
}

function regionProblem(value: string | undefined): string[] {
  if (value === undefined || value === '') return [`${REGION_VARIABLE} must name a Region; it is not set`];
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(value) ? [] : [`${REGION_VARIABLE} must be a Region such as "ap-northeast-1", got ${JSON.stringify(value)}`];
}
