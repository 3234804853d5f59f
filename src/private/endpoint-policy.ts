import { replaceDeployTimeTexts } from './deploy-time-text';

/** What calls may pass to: one API, or all of an account. */
export interface Reachable {
  readonly account: string;
  readonly isWholeAccount: boolean;
  /** `arn:{partition}:execute-api:{region}:{account}:{apiId}/*`, or `…:{account}:*`; may hold tokens. */
  readonly arn: string;
  /** The ARN with a text, the same in each synthesis, in the place of each token. */
  readonly text: string;
}

/**
 * The quota of an endpoint policy, which counts white space and cannot be raised.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
 */
const MAXIMUM_LENGTH = 20480;

/**
 * The policy of a consumer's endpoint: a ceiling, not a grant.
 *
 * `Principal` stays `*` because callers are unsigned: a named principal would refuse them all.
 */
export function compileEndpointPolicy(reachable: readonly Reachable[]) {
  // A policy needs a statement, so "nothing" has to be said as a Deny.
  const statement = reachable.length === 0
    ? { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }
    : allowStatement(needed(reachable).map(({ arn }) => arn));
  return { Version: '2012-10-17', Statement: [statement] };
}

/** The one statement that lets calls pass. */
export function allowStatement(arns: readonly string[]) {
  return { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: arns };
}

/** Each once, sorted, without the APIs of an account that is named as a whole. */
export function needed(reachable: readonly Reachable[]): readonly Reachable[] {
  const whole = new Set(reachable.filter(({ isWholeAccount }) => isWholeAccount).map(({ account }) => account));
  const byText = new Map(reachable.filter(({ isWholeAccount, account }) => isWholeAccount || !whole.has(account)).map((each) => [each.text, each]));
  return [...byText.values()].sort((one, other) => one.text < other.text ? -1 : 1);
}

/**
 * Why the policy would be refused, in a sentence, or `undefined`.
 *
 * It is counted with a space wherever JSON may have one: AWS counts white space, and does not say how CloudFormation writes a policy.
 */
export function policyLengthProblem(reachable: readonly Reachable[]): string | undefined {
  const entries = needed(reachable);
  const arns = entries.map(({ text }) => replaceDeployTimeTexts(text, (_, index) => longestPart(text.slice(0, index))));
  const policy = { Version: '2012-10-17', Statement: [allowStatement(arns)] };
  const length = JSON.stringify(policy, null, 1).replace(/\n */g, ' ').length;
  if (length <= MAXIMUM_LENGTH) return undefined;
  const accounts = entries.filter(({ isWholeAccount }) => isWholeAccount).length;
  return `the endpoint's policy must have at most ${MAXIMUM_LENGTH} characters, got ${length} with ${count(entries.length - accounts, 'API')} and `
    + `${count(accounts, 'whole account')}; call the further APIs through another PrivateApiConsumer, whose endpoint has a policy of its own`;
}

const LONGEST_PARTS = ['arn', 'aws-us-gov', 'execute-api', 'us-isof-south-1', '123456789012', 'abcdefghij'];

/** By its place in the ARN. Texts for what stands before may hold colons of their own. */
function longestPart(before: string): string {
  return LONGEST_PARTS[replaceDeployTimeTexts(before, () => '').split(':').length - 1];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
