import { evaluatePolicy, PolicyDecision } from '../../../src/private/evaluate-policy';
import { invokeArn } from '../../../src/private/invoke-arn';
import { parsePolicy } from '../../../src/private/policy-document';
import { DecisionStatement, Layer } from '../decision';
import { CallerNetwork, Endpoint, LabState, Method, RestApi, Stage } from '../state';
import { matchMethod } from './method-matching';
import { accessDenied, FORBIDDEN, MISSING_AUTHENTICATION_TOKEN, notSupported, Outcome } from './outcomes';
import { GatewayRequest, headerOf, parseTarget, Target } from './request';
import { ContextKeys, contextKeys, describeNetwork } from './request-context';
import { routeRequest } from './routing';

export interface Refusal {
  readonly outcome: Outcome;
  readonly layer: Layer;
  readonly apiId?: string;
  readonly statement?: DecisionStatement;
  readonly reason: string;
}

/** The request goes to the integration. */
export interface Admitted {
  readonly apiId: string;
  readonly target: Target;
  readonly statement?: DecisionStatement;
  readonly reason: string;
}

interface Call {
  readonly api: RestApi;
  readonly endpoint: Endpoint;
  readonly request: GatewayRequest;
  readonly target: Target;
  readonly arn: string;
  readonly keys: ContextKeys;
}

const DOCUMENTED_SIGNATURES = /^AWS4-/;
const SIGNED_QUERY = /[?&]X-Amz-(Algorithm|Signature|Credential)=/i;
/** The organization of the API's account is nowhere in the lab. */
const UNKNOWN_KEYS = /aws:ResourceOrg(ID|Paths)/i;

/**
 * What API Gateway does with a request that arrived at an endpoint. The steps are in AWS's order, the first that refuses decides.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function decideRequest(state: LabState, caller: CallerNetwork, endpoint: Endpoint, request: GatewayRequest): Refusal | Admitted {
  const route = routeRequest(state, endpoint, request);
  if ('unsupported' in route) return { outcome: notSupported(route.unsupported), layer: 'routing', reason: route.unsupported };
  if ('forbidden' in route) return { outcome: FORBIDDEN, layer: 'routing', apiId: route.apiId, reason: route.forbidden };
  const { api } = route;
  const target = parseTarget(request.target);
  const arn = invokeArn({
    partition: 'aws', region: api.region, account: api.account, apiId: api.id, stage: target.stage, method: request.method, path: target.path,
  });
  const call: Call = { api, endpoint, request, target, arn, keys: contextKeys(endpoint, caller.address, request) };
  const decided = decideByEndpointPolicy(call) ?? decideByStage(call);
  return { apiId: api.id, ...decided };
}

function decideByEndpointPolicy({ api, endpoint, request, arn, keys }: Call): Refusal | undefined {
  const layer = 'endpoint-policy';
  if (DOCUMENTED_SIGNATURES.test(headerOf(request, 'authorization') ?? '') || SIGNED_QUERY.test(request.target)) {
    return unsupported(layer, 'requests signed with SigV4: the signature would have to be verified');
  }
  if (endpoint.policy === undefined) {
    return undefined;
  }
  if (UNKNOWN_KEYS.test(endpoint.policy)) {
    return unsupported(layer, `the policy of ${endpoint.id} asks for the organization of ${api.account}, and the lab has no organizations`);
  }
  const decision = evaluate(endpoint.policy, arn, { ...keys, 'aws:ResourceAccount': api.account });
  if (decision.effect === 'allow') {
    return undefined;
  }
  return {
    outcome: accessDenied(arn, layer, decision.effect), layer, statement: statementOf(decision),
    reason: `policy of ${endpoint.id}: ${describeDecision(decision)} execute-api:Invoke on ${arn}`,
  };
}

function decideByStage(call: Call): Omit<Refusal, 'apiId'> | Omit<Admitted, 'apiId'> {
  const { api, request, target } = call;
  const stage = api.stages.find(({ name }) => name === target.stage);
  if (stage === undefined) {
    return { outcome: FORBIDDEN, layer: 'stage', reason: `${api.id} has no stage ${JSON.stringify(target.stage)} with a deployment` };
  }
  if (stage.deployment.disableExecuteApiEndpoint) {
    return { outcome: FORBIDDEN, layer: 'stage', reason: `the execute-api endpoint of ${api.id} is disabled as of ${stage.deploymentId} on stage ${stage.name}` };
  }
  const match = matchMethod(stage.deployment.methods, request.method, target.path);
  if ('unsupported' in match) {
    return unsupported('method', `${match.unsupported} (${api.id}, stage ${stage.name})`);
  }
  if ('missing' in match) {
    return { outcome: MISSING_AUTHENTICATION_TOKEN, layer: 'method', reason: `${match.missing} in ${stage.deploymentId}, deployed on stage ${stage.name} of ${api.id}` };
  }
  return authenticate(match.method, api) ?? authorize(call, stage, match.method);
}

/** IAM and Cognito authenticate the caller before the resource policy is read. */
function authenticate({ authorizationType, httpMethod, path }: Method, api: RestApi): Refusal | undefined {
  const method = `${httpMethod} ${path} of ${api.id}`;
  switch (authorizationType) {
    case 'NONE':
    case 'CUSTOM':
      return undefined;
    case 'AWS_IAM':
      return { outcome: MISSING_AUTHENTICATION_TOKEN, layer: 'authorization', reason: `${method} needs AWS_IAM, and the request is not signed` };
    default:
      return unsupported('authorization', `${method} needs ${authorizationType}`);
  }
}

/** The resource policy as of the deployment, never the one that only stands on the API. */
function authorize({ api, arn, keys, target }: Call, stage: Stage, method: Method): Omit<Refusal, 'apiId'> | Omit<Admitted, 'apiId'> {
  const { policy } = stage.deployment;
  const where = `resource policy of ${api.id}, as deployed in ${stage.deploymentId} on stage ${stage.name}`;
  if (policy === undefined) {
    // AWS refuses to deploy a private API without a policy, so that the stage stays without a deployment.
    return { outcome: FORBIDDEN, layer: 'stage', reason: `${api.id} has no resource policy in ${stage.deploymentId}, which AWS would not have deployed` };
  }
  const decision = evaluate(policy, arn, keys);
  const decided = { statement: statementOf(decision), reason: `${where}: ${describeDecision(decision)}; ${describeNetwork(keys)}` };
  if (decision.effect === 'explicitDeny') {
    return { outcome: accessDenied(arn, 'resource-policy', 'explicitDeny'), layer: 'resource-policy', ...decided };
  }
  if (method.authorizationType === 'CUSTOM') {
    return unsupported('authorization', `${method.httpMethod} ${method.path} of ${api.id} has a Lambda authorizer, which can allow what the resource policy does not`);
  }
  if (decision.effect === 'implicitDeny') {
    return { outcome: accessDenied(arn, 'resource-policy', 'implicitDeny'), layer: 'resource-policy', ...decided };
  }
  return method.apiKeyRequired
    ? unsupported('authorization', `${method.httpMethod} ${method.path} of ${api.id} needs an API key`)
    : { target, ...decided };
}

function evaluate(policy: string, arn: string, keys: ContextKeys): PolicyDecision {
  return evaluatePolicy(parsePolicy(policy), { principal: { kind: 'anonymous' }, action: 'execute-api:Invoke', resource: arn, keys });
}

function statementOf({ effect, statement }: PolicyDecision): DecisionStatement | undefined {
  return statement && { ...statement, effect: effect === 'allow' ? 'Allow' : 'Deny' };
}

function describeDecision({ effect, statement }: PolicyDecision): string {
  if (statement === undefined) {
    return 'no statement allows';
  }
  const name = statement.sid === undefined ? `statement ${statement.index}` : `statement ${statement.index} (${statement.sid})`;
  return `${name} ${effect === 'allow' ? 'allows' : 'denies'}`;
}

function unsupported(layer: Layer, what: string): Refusal {
  return { outcome: notSupported(what), layer, reason: `the lab cannot decide: ${what}` };
}
