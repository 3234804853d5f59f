import { conditionsHold } from './condition-operators';
import { SHORT_FORM } from './invoke-arn';
import { Caller, PrincipalMatch, matchPrincipal, notPrincipalExempts } from './match-principal';
import { matchesPattern } from './match-wildcards';
import type { Policy, Statement } from './policy-document';
import { RequestContext, substituteVariables } from './policy-variables';

/** One request, as a policy sees it. */
export interface PolicyRequest {
  readonly principal: Caller;
  readonly action: string;
  readonly resource: string;
  /** The context keys, names in any case. A key that is not listed, or has no values, is absent. */
  readonly keys: ContextKeys;
}

export type ContextKeys = Readonly<Record<string, string | readonly string[]>>;

export type PolicyEffect = 'allow' | 'explicitDeny' | 'implicitDeny';

/** What one policy says. `statement` is the first Deny that applies, or else the first Allow, of the caller itself before one of its account. */
export interface PolicyDecision {
  readonly effect: PolicyEffect;
  readonly statement?: DecidingStatement;
  /** Whether every Allow that applies names no more than the caller's account. */
  readonly toAccount?: true;
}

export interface DecidingStatement {
  readonly index: number;
  readonly sid?: string;
}

const ARN_COLONS = 5;

/**
 * Decides one request by one policy: of an API, of an endpoint, or of an identity (which has no `Principal`, and so applies to whoever has it).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicy(policy: Policy, request: PolicyRequest): PolicyDecision {
  const context: RequestContext = { keys: lowerCaseKeys(request.keys), variables: policy.Version === '2012-10-17' };
  let decision: PolicyDecision = { effect: 'implicitDeny' };
  for (const [index, statement] of policy.Statement.entries()) {
    const allowed = statement.Effect === 'Allow' && decision.effect === 'allow';
    if (allowed && decision.toAccount === undefined) continue;
    const applies = statementApplies(statement, request, context);
    if (applies === undefined || (allowed && applies === 'account')) continue;
    const deciding: DecidingStatement = statement.Sid === undefined ? { index } : { index, sid: statement.Sid };
    if (statement.Effect === 'Deny') return { effect: 'explicitDeny', statement: deciding };
    decision = { effect: 'allow', statement: deciding, ...(applies === 'account' && { toAccount: true }) };
  }
  return decision;
}

/** To whom, if at all. */
function statementApplies(statement: Statement, request: PolicyRequest, context: RequestContext): PrincipalMatch | undefined {
  const applies = actionApplies(statement, request.action) && resourceApplies(statement, request.resource, context);
  const match = applies ? principalApplies(statement, request.principal) : undefined;
  return match !== undefined && (statement.Condition === undefined || conditionsHold(statement.Condition, context)) ? match : undefined;
}

function actionApplies({ Action, NotAction }: Statement, action: string): boolean {
  const lowerCase = action.toLowerCase();
  return namedOrNotExcluded(Action, NotAction, (pattern) => matchesPattern({ text: pattern.toLowerCase() }, lowerCase));
}

function resourceApplies({ Resource, NotResource }: Statement, resource: string, context: RequestContext): boolean {
  return namedOrNotExcluded(Resource, NotResource, (pattern) => resourceMatches(pattern, resource, context));
}

type Names = readonly string[] | undefined;

function namedOrNotExcluded(named: Names, excluded: Names, matches: (pattern: string) => boolean): boolean {
  if (named !== undefined) return named.some(matches);
  if (excluded !== undefined) return !excluded.some(matches);
  throw new Error('statement must name actions and resources, got one without; read the policy with parsePolicy');
}

function principalApplies({ Principal, NotPrincipal }: Statement, caller: Caller): PrincipalMatch | undefined {
  if (Principal !== undefined) return matchPrincipal(Principal, caller);
  return NotPrincipal === undefined || !notPrincipalExempts(NotPrincipal, caller) ? 'caller' : undefined;
}

function resourceMatches(policyResource: string, resource: string, context: RequestContext): boolean {
  if (policyResource.startsWith(SHORT_FORM)) {
    // Without this, a Deny in the short form would silently match no call at all.
    throw new Error(`Resource must be in full, got ${JSON.stringify(policyResource)}; expand the policy for its API before you evaluate it`);
  }
  const pattern = substituteVariables(completeArn(policyResource), context);
  return pattern !== undefined && matchesPattern(pattern, resource);
}

/**
 * AWS fills the missing fields of an incomplete ARN with `*`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function completeArn(resource: string): string {
  if (!resource.startsWith('arn:')) return resource;
  let colons = 0;
  for (let at = resource.indexOf(':'); at >= 0 && colons < ARN_COLONS; at = resource.indexOf(':', at + 1)) colons += 1;
  return colons === ARN_COLONS ? resource : resource + ':*'.repeat(ARN_COLONS - colons);
}

function lowerCaseKeys(keys: ContextKeys): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(keys)) {
    const name = key.toLowerCase();
    if (result.has(name)) throw new Error(`keys must name each context key once, got ${JSON.stringify(key)} again; names differ in more than case`);
    result.set(name, typeof value === 'string' ? [value] : value);
  }
  return result;
}
