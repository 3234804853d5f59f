import { authorizeCall } from '../../../src/private/authorize-call';
import { PolicyDecision } from '../../../src/private/evaluate-policy';
import { Method } from '../state';
import { checkApiKey } from './api-keys';
import { authorizerEvent } from './authorizer-event';
import { Call, Decided, describeDecision, evaluateFor, isUnknownOrganization, Reached, Refused, resourceKeys, statementOf, unsupported } from './call';
import { documentsOf, evaluateIdentity } from './identity-policies';
import { FunctionAnswer, invocationProblem, readAnswer } from './lambda-authorizer';
import {
  accessDenied, AUTHORIZER_CONFIGURATION_ERROR, deniedByAuthorizer, FORBIDDEN, INVALID_API_KEY, MISSING_AUTHENTICATION_TOKEN, UNAUTHORIZED,
} from './outcomes';
import { describeNetwork } from './request-context';
import { foreignAuthorization } from './signature';
import { SignedCaller } from './signed-caller';

/** What only a function can decide: ask it, then conclude. */
export interface Question {
  readonly functionArn: string;
  readonly event: object;
  readonly conclude: (answer: FunctionAnswer) => Decided;
}

type Found = Required<Pick<Reached, 'api' | 'stage' | 'method'>>;

/** A method that is there, its authorization, and the policy of the deployment, never the one that only stands on the API. */
export function authorizeMethod(call: Call, found: Found, caller: SignedCaller | undefined): Decided | Question {
  const { api, stage, method } = found;
  const { policy } = stage.deployment;
  const refuse = refusing(found);
  if (policy === undefined) {
    // AWS refuses to deploy a private API without a policy, so that the stage stays without a deployment.
    return refuse({ outcome: FORBIDDEN, layer: 'stage', reason: `${api.id} has no resource policy in ${stage.deploymentId}, which AWS would not have deployed` });
  }
  // Callers of all other methods are anonymous to the resource policy, signed or not.
  const signed = method.authorizationType === 'AWS_IAM' ? caller : undefined;
  if (isUnknownOrganization(policy, call, signed)) {
    return refuse(unsupported('resource-policy', `the policy of ${api.id} asks for an organization, and the lab is not told which accounts are in one`));
  }
  const resource: ResourceVerdict = {
    decision: evaluateFor(policy, call, signed), where: `resource policy of ${api.id}, as deployed in ${stage.deploymentId} on stage ${stage.name}`,
  };
  switch (method.authorizationType) {
    case 'NONE': return resource.decision.effect === 'allow' ? admit(call, found, resource) : refuse(deniedByResource(call, resource));
    case 'AWS_IAM': return authorizeSigned(call, found, resource, signed);
    case 'CUSTOM': return askAuthorizer(call, found, resource);
    default: return refuse(unsupported('authorization', `${nameOf(found)} needs ${method.authorizationType}`));
  }
}

interface ResourceVerdict {
  readonly decision: PolicyDecision;
  readonly where: string;
}

function authorizeSigned(call: Call, found: Found, resource: ResourceVerdict, signed: SignedCaller | undefined): Decided {
  if (signed === undefined) {
    const outcome = foreignAuthorization(call.request) ?? MISSING_AUTHENTICATION_TOKEN;
    return refusing(found)({ outcome, layer: 'authorization', reason: `${nameOf(found)} needs AWS_IAM, and the request is not signed` });
  }
  const reached = { ...found, signed };
  const refuse = refusing(reached);
  const { arn, api } = call;
  const identity = evaluateIdentity(signed, {
    principal: signed.principal, action: 'execute-api:Invoke', resource: arn, keys: { ...call.keys, ...signed.keys, ...resourceKeys(call) },
  });
  if (resource.decision.effect === 'explicitDeny') return refuse(deniedByResource(call, resource, signed));
  if (documentsOf(signed).some((document) => isUnknownOrganization(document, call, signed))) {
    return refuse(unsupported('authorization', `the policies of ${signed.principal.arn} ask for an organization, and the lab is not told which accounts are in one`));
  }
  if ('unsupported' in identity) return refuse(unsupported('authorization', identity.unsupported));
  const sameAccount = signed.principal.account === api.account;
  const effect = authorizeCall(resource.decision.effect, { type: 'AWS_IAM', identity: identity.effect, sameAccount, toAccount: resource.decision.toAccount });
  if (effect === 'allow') {
    return identity.limited
      ? refuse(unsupported('authorization', `${identity.reason}, and the resource policy does: AWS documents for other services only whether that is enough`))
      : admit(call, reached, resource, `; ${identity.reason}`);
  }
  if (effect === 'either') {
    return refuse(unsupported('authorization', `${identity.reason}, and the resource policy allows ${signed.principal.account} as a whole: `
      + 'for IAM that leaves it to the caller’s own policies, and API Gateway does not document it'));
  }
  if (identity.effect === 'allow') return refuse(deniedByResource(call, resource, signed));
  const denied = identity.effect === 'explicitDeny' ? 'explicitDeny' : 'implicitDeny';
  return refuse({ outcome: accessDenied(signed.principal.arn, arn, identity.by, denied), layer: 'authorization', reason: `${identity.reason}; ${describe(call, resource)}` });
}

/** A Deny of the resource policy keeps the authorizer from being asked. */
function askAuthorizer(call: Call, found: Found, resource: ResourceVerdict): Decided | Question {
  const { api, arn } = call;
  const { authorizer } = found.method;
  const refuse = refusing(found);
  if (resource.decision.effect === 'explicitDeny') return refuse(deniedByResource(call, resource));
  if (authorizer?.functionArn === undefined) {
    return refuse({ outcome: AUTHORIZER_CONFIGURATION_ERROR, layer: 'authorization', reason: `the authorizer of ${nameOf(found)} is gone, or has no function` });
  }
  if (authorizer.functionArn.includes('${')) return refuse(unsupported('authorization', `stage variables in the authorizer of ${nameOf(found)}`));
  const problem = invocationProblem(authorizer, api);
  if (problem !== undefined) return refuse({ outcome: AUTHORIZER_CONFIGURATION_ERROR, layer: 'authorization', reason: problem });
  const event = authorizerEvent(authorizer, { ...call, ...found });
  if ('unsupported' in event) return refuse(unsupported('authorization', String(event.unsupported)));
  if ('unauthorized' in event) return refuse({ outcome: UNAUTHORIZED, layer: 'authorization', reason: `authorizer ${authorizer.name}: ${String(event.unauthorized)}` });
  const conclude = (answer: FunctionAnswer) => concludeByAuthorizer(call, found, resource, readAnswer(answer, arn, call.keys));
  return { functionArn: authorizer.functionArn, event, conclude };
}

function concludeByAuthorizer(call: Call, found: Found, resource: ResourceVerdict, verdict: ReturnType<typeof readAnswer>): Decided {
  const { functionArn, name } = found.method.authorizer!;
  const reason = `authorizer ${name}: ${verdict.reason}; ${describe(call, resource)}`;
  if ('outcome' in verdict) return refusing(found)({ outcome: verdict.outcome, layer: 'authorization', reason });
  const reached = { ...found, authorizer: verdict.context };
  const refuse = refusing(reached);
  const sameAccount = functionArn!.split(':')[4] === call.api.account;
  const effect = authorizeCall(resource.decision.effect, { type: 'CUSTOM', authorizer: verdict.decision, sameAccount });
  switch (effect) {
    case 'allow': return admit(call, reached, resource, `; authorizer ${name}: ${verdict.reason}`);
    case 'unauthenticated': return refuse({ outcome: UNAUTHORIZED, layer: 'authorization', reason });
    case 'either': return refuse(unsupported('authorization', `${reason}; AWS does not document how an authorizer of another account (${functionArn}) and the resource policy combine`));
    default: return refuse({ outcome: deniedByAuthorizer(effect), layer: 'authorization', reason });
  }
}

/** The last question is for the API key, which is no identity. */
function admit(call: Call, reached: Found & Reached, resource: ResourceVerdict, more = ''): Decided {
  const key = checkApiKey(call.state, reached.api, reached.stage, reached.method, call.request);
  if (key !== 'ok') {
    return refusing(reached)('missing' in key ? { outcome: INVALID_API_KEY, layer: 'authorization', reason: key.missing } : unsupported('authorization', key.unsupported));
  }
  return { apiId: reached.api.id, reached, target: call.target, statement: statementOf(resource.decision), reason: `${describe(call, resource)}${more}` };
}

function deniedByResource(call: Call, resource: ResourceVerdict, signed?: SignedCaller): Refused {
  const layer = 'resource-policy';
  const effect = resource.decision.effect === 'explicitDeny' ? 'explicitDeny' : 'implicitDeny';
  return { outcome: accessDenied(signed?.principal.arn ?? 'anonymous', call.arn, layer, effect), layer, statement: statementOf(resource.decision), reason: describe(call, resource) };
}

function describe({ keys }: Call, { decision, where }: ResourceVerdict): string {
  return `${where}: ${describeDecision(decision)}; ${describeNetwork(keys)}`;
}

function refusing(reached: Reached): (refused: Refused) => Decided {
  return (refused) => ({ apiId: reached.api.id, reached, ...refused });
}

function nameOf({ method, api }: { readonly method: Method; readonly api: Found['api'] }): string {
  return `${method.httpMethod} ${method.path} of ${api.id}`;
}
