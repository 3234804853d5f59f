import { anonymousPrincipal, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyEffect, PolicyRequest } from '../../../src/private/evaluate-policy';
import type { Caller } from '../../../src/private/match-principal';

/** What the independent evaluator says; nobody here wrote it, and it is used in tests only. */

const EFFECTS = { Allowed: 'allow', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' } as const;
const OTHER_ACCOUNT = '999999999999';
const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * The verdict of one policy of a resource. It only decides of documents together with those of the caller, so a signed caller is of another
 * account, and has a policy that allows everything: what is left is the resource's.
 */
export function simulateResourcePolicy(policy: object, request: PolicyRequest): PolicyEffect {
  return simulate(request, OTHER_ACCOUNT, policy, request.principal.kind === 'anonymous' ? undefined : ALLOW_ALL);
}

/** The verdict of one policy of an identity. */
export function simulateIdentityPolicy(policy: object, request: PolicyRequest): PolicyEffect {
  return simulate(request, accountOf(request.principal), undefined, policy);
}

/** What both policies come to for a caller of the resource's account, or of another. */
export function simulateBoth(resourcePolicy: object, identityPolicy: object, request: PolicyRequest, sameAccount: boolean): PolicyEffect {
  return simulate(request, sameAccount ? accountOf(request.principal) : OTHER_ACCOUNT, resourcePolicy, identityPolicy);
}

function simulate(request: PolicyRequest, accountId: string, resourcePolicy?: object, identityPolicy?: object): PolicyEffect {
  const result = runUnsafeSimulation({
    request: {
      principal: request.principal.kind === 'anonymous' ? anonymousPrincipal : request.principal.arn,
      action: request.action,
      resource: { resource: request.resource, accountId },
      contextVariables: Object.fromEntries(Object.entries(request.keys).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]])),
    },
    identityPolicies: identityPolicy === undefined ? [] : [{ name: 'identity', policy: identityPolicy }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    // It wants a resource's policy in the wrapping in which its own validation returns one; without, it does not find the name and throws.
    resourcePolicy: resourcePolicy && { __validated: true, policyDocument: resourcePolicy, metadata: { name: 'resource' }, errors: [] },
  }, {});
  return EFFECTS[result];
}

function accountOf(caller: Caller): string {
  return caller.kind === 'anonymous' ? OTHER_ACCOUNT : caller.account;
}
