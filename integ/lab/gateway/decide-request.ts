import { invokeArn } from '../../../src/private/invoke-arn';
import { Layer } from '../decision';
import { OriginNetwork } from '../network/origin';
import { Organizations } from '../organizations';
import { Endpoint, LabState } from '../state';
import { authorizeMethod, Question } from './authorize-method';
import { Call, Decided, describeDecision, evaluateFor, isUnknownOrganization, Refused, resourceKeys, statementOf, unsupported } from './call';
import { matchMethod } from './method-matching';
import { accessDenied, FORBIDDEN, MISSING_AUTHENTICATION_TOKEN, notSupported } from './outcomes';
import { GatewayRequest, parseTarget } from './request';
import { contextKeys } from './request-context';
import { routeRequest, whyNotStrict } from './routing';
import { Signature, verifySignature } from './signature';
import { SignedCaller, signedCaller } from './signed-caller';

export type { Admitted, Reached, Refusal } from './call';
export type { Question } from './authorize-method';

/**
 * What API Gateway does with a request that arrived at an endpoint. The steps are in AWS's order, the first that refuses decides.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function decideRequest(
  state: LabState, caller: OriginNetwork, endpoint: Endpoint, request: GatewayRequest, organizations?: Organizations,
): Decided | Question {
  const route = routeRequest(state, endpoint, request);
  if ('unsupported' in route) return { outcome: notSupported(route.unsupported), layer: 'routing', reason: route.unsupported };
  if ('forbidden' in route) return { outcome: FORBIDDEN, layer: 'routing', apiId: route.apiId, reason: route.forbidden };
  const { api } = route;
  const target = parseTarget(request.target);
  const arn = invokeArn({
    partition: 'aws', region: api.region, account: api.account, apiId: api.id, stage: target.stage, method: request.method, path: target.path,
  });
  const stage = api.stages.find(({ name }) => name === target.stage);
  const notStrict = stage?.deployment.isStrict ? whyNotStrict(api, request) : undefined;
  if (notStrict !== undefined) return { outcome: FORBIDDEN, layer: 'routing', apiId: api.id, reason: notStrict };
  const call: Call = { state, api, endpoint, caller, request, target, arn, keys: contextKeys(endpoint, caller.address, request), organizations };
  const signature = verifySignature(state, endpoint.region, request);
  const signed = signature.kind === 'valid' ? signedCaller(state, signature.credential, organizations) : undefined;
  const refused = decideBySignature(signature, signed);
  // Whatever API Gateway itself refuses at a stage is in the stage's log; what the endpoint's policy refuses did not reach it.
  if (refused !== undefined) return { apiId: api.id, reached: stage && { api, stage }, ...refused };
  const decided = decideByEndpointPolicy(call, signed);
  return decided === undefined ? decideByStage(call, signed) : { apiId: api.id, ...decided };
}

/** A signature that does not hold is refused wherever it is sent, also to methods that need none. */
function decideBySignature(signature: Signature, signed: SignedCaller | undefined): Refused | undefined {
  const layer: Layer = 'endpoint-policy';
  switch (signature.kind) {
    case 'none': return undefined;
    case 'unsupported': return unsupported(layer, signature.what);
    case 'refused': return { layer, outcome: signature.outcome, reason: signature.reason };
    case 'valid': return signed === undefined ? unsupported(layer, `the federated user ${signature.credential.arn}`) : undefined;
  }
}

/**
 * A signature counts here whatever the method asks for.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html
 */
function decideByEndpointPolicy(call: Call, signed: SignedCaller | undefined): Refused | undefined {
  const { endpoint, arn } = call;
  const layer = 'endpoint-policy';
  if (endpoint.policy === undefined) {
    return undefined;
  }
  if (isUnknownOrganization(endpoint.policy, call, signed)) {
    return unsupported(layer, `the policy of ${endpoint.id} asks for an organization, and the lab is not told which accounts are in one`);
  }
  const decision = evaluateFor(endpoint.policy, call, signed, resourceKeys(call));
  if (decision.effect === 'allow') {
    return undefined;
  }
  return {
    outcome: accessDenied(signed?.principal.arn ?? 'anonymous', arn, layer, decision.effect), layer, statement: statementOf(decision),
    reason: `policy of ${endpoint.id}: ${describeDecision(decision)} execute-api:Invoke on ${arn}`,
  };
}

function decideByStage(call: Call, signed: SignedCaller | undefined): Decided | Question {
  const { api, request, target } = call;
  const stage = api.stages.find(({ name }) => name === target.stage);
  if (stage === undefined) {
    return { apiId: api.id, outcome: FORBIDDEN, layer: 'stage', reason: `${api.id} has no stage ${JSON.stringify(target.stage)} with a deployment` };
  }
  const place = { apiId: api.id, reached: { api, stage } };
  if (stage.deployment.disableExecuteApiEndpoint) {
    return { ...place, outcome: FORBIDDEN, layer: 'stage', reason: `the execute-api endpoint of ${api.id} is disabled as of ${stage.deploymentId} on stage ${stage.name}` };
  }
  const match = matchMethod(stage.deployment.methods, request.method, target.path);
  if ('unsupported' in match) {
    return { ...place, ...unsupported('method', `${match.unsupported} (${api.id}, stage ${stage.name})`) };
  }
  if ('missing' in match) {
    const reason = `${match.missing} in ${stage.deploymentId}, deployed on stage ${stage.name} of ${api.id}`;
    return { ...place, outcome: MISSING_AUTHENTICATION_TOKEN, layer: 'method', reason };
  }
  return authorizeMethod(call, { api, stage, method: match.method }, signed);
}
