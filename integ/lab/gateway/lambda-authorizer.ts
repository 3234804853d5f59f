import { AuthorizerDecision } from '../../../src/private/authorize-call';
import { evaluatePolicy } from '../../../src/private/evaluate-policy';
import { parsePolicy } from '../../../src/private/policy-document';
import { Authorizer, RestApi } from '../state';
import { AUTHORIZER_CONFIGURATION_ERROR, AUTHORIZER_FAILURE, Outcome } from './outcomes';
import { ContextKeys } from './request-context';

/** What became of the question to an authorizer's function. */
export type FunctionAnswer =
  | { readonly payload: string }
  /** The function raised an error. */
  | { readonly error: string };

/** What an authorizer decides about one call. */
export type AuthorizerVerdict =
  | { readonly decision: AuthorizerDecision; readonly reason: string; readonly context: Readonly<Record<string, string>> }
  | { readonly outcome: Outcome; readonly reason: string };

interface AuthorizerOutput {
  readonly principalId?: unknown;
  readonly policyDocument?: unknown;
  readonly context?: Readonly<Record<string, unknown>>;
}

const API_GATEWAY = 'apigateway.amazonaws.com';

/**
 * Whether API Gateway may invoke the function; `undefined` if so.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 */
export function invocationProblem({ functionArn, functionPolicy, id, usesRole }: Authorizer, api: RestApi): string | undefined {
  if (functionPolicy === undefined) return `there is no function ${functionArn}`;
  if (usesRole) return undefined;
  const policy = JSON.parse(functionPolicy) as { Statement: { Principal?: { Service?: string | string[] } | string }[] };
  // Service principals are nobody to the evaluator; those statements that name API Gateway are asked as if they named everybody.
  const statements = policy.Statement
    .filter(({ Principal }) => Principal === '*' || (typeof Principal === 'object' && [Principal.Service].flat().includes(API_GATEWAY)))
    .map((statement) => ({ ...statement, Principal: '*' }));
  const { effect } = evaluatePolicy(parsePolicy({ Version: '2012-10-17', Statement: statements }), {
    principal: { kind: 'anonymous' }, action: 'lambda:InvokeFunction', resource: functionArn!,
    keys: { 'aws:SourceArn': `arn:aws:execute-api:${api.region}:${api.account}:${api.id}/authorizers/${id}`, 'aws:SourceAccount': api.account },
  });
  return effect === 'allow' ? undefined : `the policy of ${functionArn} does not let API Gateway invoke it for the authorizer ${id}`;
}

/**
 * Reads the function's answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function readAnswer(answer: FunctionAnswer, arn: string, keys: ContextKeys): AuthorizerVerdict {
  if ('error' in answer) {
    return answer.error === 'Unauthorized'
      ? { decision: 'unauthorized', reason: 'its function raised "Unauthorized"', context: {} }
      : { outcome: AUTHORIZER_FAILURE, reason: `its function failed: ${answer.error}` };
  }
  const output = readObject(answer.payload);
  if (typeof output?.policyDocument !== 'object' || output.policyDocument === null) {
    return { outcome: AUTHORIZER_CONFIGURATION_ERROR, reason: 'its function did not answer with a policyDocument' };
  }
  const { effect } = evaluatePolicy(parsePolicy(output.policyDocument), { principal: { kind: 'anonymous' }, action: 'execute-api:Invoke', resource: arn, keys });
  const decision = ({ allow: 'allow', implicitDeny: 'silent', explicitDeny: 'deny' } as const)[effect];
  return { decision, reason: `its policy ${decision === 'silent' ? 'is silent' : `says ${decision}`}`, context: contextOf(output) };
}

function readObject(payload: string): AuthorizerOutput | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // like an answer of another type
  }
}

/** Only texts, numbers and booleans go on to the integration, as texts. */
function contextOf({ principalId, context = {} }: AuthorizerOutput): Record<string, string> {
  const values = Object.entries(context).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries([...values, ...principalId === undefined ? [] : [['principalId', principalId]]].map(([name, value]) => [name, String(value)]));
}
