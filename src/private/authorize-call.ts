import type { PolicyEffect } from './evaluate-policy';

export type AuthorizationType = 'NONE' | 'AWS_IAM' | 'CUSTOM' | 'COGNITO_USER_POOLS';

export type IdentityDecision = PolicyEffect | 'unsigned';
export type AuthorizerDecision = 'allow' | 'silent' | 'deny' | 'unauthorized';

/** A method without authorization: the resource policy alone decides. */
export interface NoAuthorization {
  readonly type: 'NONE';
}

/** A method with authorization `AWS_IAM` and what is known of the caller. */
export interface IamAuthorization {
  readonly type: 'AWS_IAM';
  /** What the caller's own policies say; `unsigned` if it sent no signature. */
  readonly identity: IdentityDecision;
  /** Whether the caller's account is the account of the API. */
  readonly sameAccount: boolean;
  /** Whether the resource policy allows no more than the caller's account; see `PolicyDecision`. */
  readonly toAccount?: boolean;
}

/** A method with a Lambda authorizer and what that answered. */
export interface LambdaAuthorization {
  readonly type: 'CUSTOM';
  /** `unauthorized` if the token was missing or refused, so that there is no policy. */
  readonly authorizer: AuthorizerDecision;
  /** Whether the account that owns the authorizer's function is the account of the API. */
  readonly sameAccount: boolean;
}

/** A method with a Cognito user pool. */
export interface CognitoAuthorization {
  readonly type: 'COGNITO_USER_POOLS';
  readonly validToken: boolean;
}

export type MethodAuthorization = NoAuthorization | IamAuthorization | LambdaAuthorization | CognitoAuthorization;

/** `either` where AWS documents no single answer; `unauthenticated` where the resource policy is not what refuses. */
export type CallDecision = PolicyEffect | 'unauthenticated' | 'either';

const AUTHORIZER_EFFECT = { allow: 'allow', silent: 'implicitDeny', deny: 'explicitDeny' } as const;

/**
 * Combines the decision of an API's resource policy with the authorization of the called method.
 *
 * `NONE` needs an explicit Allow of the policy. IAM and Cognito authenticate the caller before the policy is read; a Lambda authorizer
 * runs only if the policy holds no explicit Deny.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function authorizeCall(resourcePolicy: PolicyEffect, authorization: MethodAuthorization): CallDecision {
  switch (authorization.type) {
    case 'NONE':
      return resourcePolicy;
    case 'AWS_IAM':
      return authorizeSigned(resourcePolicy, authorization);
    case 'CUSTOM':
      return authorizeByFunction(resourcePolicy, authorization);
    case 'COGNITO_USER_POOLS':
      // The text of the page asks for an explicit Allow; the captions of its tables also list Cognito. The text is taken, being the stricter.
      return authorization.validToken ? resourcePolicy : 'unauthenticated';
  }
}

/**
 * For IAM, an Allow that names an account delegates to it, so that the caller's own policies have to allow as well; Table A makes no such exception.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
function authorizeSigned(resourcePolicy: PolicyEffect, { identity, sameAccount, toAccount = false }: IamAuthorization): CallDecision {
  if (identity === 'unsigned') return 'unauthenticated';
  const both = bothAllow(identity, resourcePolicy);
  if (!sameAccount) return both;
  const one = eitherAllows(identity, resourcePolicy);
  return toAccount && identity !== 'allow' && one !== both ? 'either' : one;
}

/** By their captions, the tables also part authorizers of the API's own account from those of others; the text knows only Table A. */
function authorizeByFunction(resourcePolicy: PolicyEffect, { authorizer, sameAccount }: LambdaAuthorization): CallDecision {
  if (resourcePolicy === 'explicitDeny') return 'explicitDeny';
  if (authorizer === 'unauthorized') return 'unauthenticated';
  const effect = AUTHORIZER_EFFECT[authorizer];
  const ownAccount = eitherAllows(effect, resourcePolicy);
  return sameAccount || ownAccount === bothAllow(effect, resourcePolicy) ? ownAccount : 'either';
}

/**
 * Table A: one Allow is enough, so an Allow in the resource policy limits nothing.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html#apigateway-resource-policies-iam-policies-interaction
 */
function eitherAllows(one: PolicyEffect, other: PolicyEffect): PolicyEffect {
  if (one === 'explicitDeny' || other === 'explicitDeny') return 'explicitDeny';
  return one === 'allow' || other === 'allow' ? 'allow' : 'implicitDeny';
}

/**
 * Table B: both have to allow.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html#apigateway-resource-policies-iam-policies-interaction
 */
function bothAllow(one: PolicyEffect, other: PolicyEffect): PolicyEffect {
  if (one === 'explicitDeny' || other === 'explicitDeny') return 'explicitDeny';
  return one === 'allow' && other === 'allow' ? 'allow' : 'implicitDeny';
}
