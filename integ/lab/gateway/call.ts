import { evaluatePolicy, PolicyDecision } from '../../../src/private/evaluate-policy';
import { parsePolicy } from '../../../src/private/policy-document';
import { DecisionStatement, Layer } from '../decision';
import { OriginNetwork } from '../network/origin';
import { Organizations, organizationOf } from '../organizations';
import { Endpoint, LabState, Method, RestApi, Stage } from '../state';
import { notSupported, Outcome } from './outcomes';
import { GatewayRequest, Target } from './request';
import { ContextKeys } from './request-context';
import { SignedCaller } from './signed-caller';

/** One request to one API, as far as it is the same for all policies. */
export interface Call {
  readonly state: LabState;
  readonly api: RestApi;
  readonly endpoint: Endpoint;
  readonly caller: OriginNetwork;
  readonly request: GatewayRequest;
  readonly target: Target;
  readonly arn: string;
  readonly keys: ContextKeys;
  readonly organizations?: Organizations;
}

/** How far a request came; what a stage's access log tells of it. */
export interface Reached {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly method?: Method;
  /** Where the method authorizes by IAM. */
  readonly signed?: SignedCaller;
  /** What a Lambda authorizer told of the caller. */
  readonly authorizer?: Readonly<Record<string, string>>;
}

/** A request that came to a method. */
export interface ReachedMethod extends Reached {
  readonly method: Method;
}

export interface Refusal {
  readonly outcome: Outcome;
  readonly layer: Layer;
  readonly apiId?: string;
  readonly reached?: Reached;
  readonly statement?: DecisionStatement;
  readonly reason: string;
}

export type Refused = Omit<Refusal, 'apiId' | 'reached'>;

/** The request goes to the integration. */
export interface Admitted {
  readonly apiId: string;
  readonly reached: ReachedMethod;
  readonly target: Target;
  readonly statement?: DecisionStatement;
  readonly reason: string;
}

export type Decided = Refusal | Admitted;

const ORGANIZATION_PATHS = /aws:(Resource|Principal)OrgPaths/i;
const RESOURCE_ORGANIZATION = /aws:ResourceOrgID/i;
const PRINCIPAL_ORGANIZATION = /aws:PrincipalOrgID/i;

/** Whether a policy asks for an organization that the lab is not told: of the API's account, or of a signed caller's. */
export function isUnknownOrganization(policy: string, { organizations }: Pick<Call, 'organizations'>, signed: SignedCaller | undefined): boolean {
  if (ORGANIZATION_PATHS.test(policy)) return true;
  return organizations === undefined && (RESOURCE_ORGANIZATION.test(policy) || (signed !== undefined && PRINCIPAL_ORGANIZATION.test(policy)));
}

/** What endpoint and identity policies know of the API; its own policy does not ask. */
export function resourceKeys({ api, organizations }: Pick<Call, 'api' | 'organizations'>): ContextKeys {
  const organization = organizations && organizationOf(organizations, api.account);
  return { 'aws:ResourceAccount': api.account, ...organization !== undefined && { 'aws:ResourceOrgID': organization } };
}

/** @param signed Absent where a policy takes the caller for anonymous, signed or not. */
export function evaluateFor(policy: string, { arn, keys }: Pick<Call, 'arn' | 'keys'>, signed?: SignedCaller, more: ContextKeys = {}): PolicyDecision {
  return evaluatePolicy(parsePolicy(policy), {
    principal: signed?.principal ?? { kind: 'anonymous' }, action: 'execute-api:Invoke', resource: arn, keys: { ...keys, ...signed?.keys, ...more },
  });
}

export function statementOf({ effect, statement }: PolicyDecision): DecisionStatement | undefined {
  return statement && { ...statement, effect: effect === 'allow' ? 'Allow' : 'Deny' };
}

export function describeDecision({ effect, statement }: PolicyDecision): string {
  if (statement === undefined) {
    return 'no statement allows';
  }
  const name = statement.sid === undefined ? `statement ${statement.index}` : `statement ${statement.index} (${statement.sid})`;
  return `${name} ${effect === 'allow' ? 'allows' : 'denies'}`;
}

export function unsupported(layer: Layer, what: string): Refused {
  return { outcome: notSupported(what), layer, reason: `the lab cannot decide: ${what}` };
}
