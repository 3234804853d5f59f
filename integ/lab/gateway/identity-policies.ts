import { evaluatePolicy, PolicyEffect, PolicyRequest } from '../../../src/private/evaluate-policy';
import { parsePolicy } from '../../../src/private/policy-document';
import { IdentityPolicy } from '../state-signers';
import { DenyingPolicy } from './outcomes';
import { SignedCaller } from './signed-caller';

/** What a caller's own policies say about one request. */
export interface IdentityVerdict {
  readonly effect: PolicyEffect;
  /** The kind of policy that denies, or that lacks the Allow. */
  readonly by: DenyingPolicy;
  readonly reason: string;
  /** Whether a permissions boundary or a session policy lacks the Allow. */
  readonly limited: boolean;
}

interface Group {
  readonly kind: DenyingPolicy;
  readonly policies: readonly IdentityPolicy[];
}

/**
 * Policies of the user or role, its permissions boundary and the session's policies: a Deny in any wins, and each kind that is
 * there has to allow.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function evaluateIdentity({ identity, credential }: SignedCaller, request: PolicyRequest): IdentityVerdict | { readonly unsupported: string } {
  if (identity === undefined) {
    return { effect: 'allow', by: 'identity-policy', reason: `${credential.arn} is the root user, who may do what its account may`, limited: false };
  }
  const groups = groupsOf(identity.policies, identity.boundary, credential.sessionPolicies);
  for (const { kind, policies } of groups) {
    const denying = policies.find(({ document }) => document !== undefined && effectOf(document, request) === 'explicitDeny');
    if (denying !== undefined) return { effect: 'explicitDeny', by: kind, reason: `${describe(kind)} ${denying.name} of ${identity.arn} denies`, limited: false };
  }
  const silent = groups.filter(({ policies }) => !policies.some((policy) => allows(policy, request)));
  if (silent.length === 0) {
    const { name } = identity.policies.find((policy) => allows(policy, request))!;
    return { effect: 'allow', by: 'identity-policy', reason: `identity-based policy ${name} of ${identity.arn} allows`, limited: false };
  }
  const unknown = silent.flatMap(({ policies }) => policies).find(({ document }) => document === undefined);
  if (unknown !== undefined) {
    return { unsupported: `the emulator does not know what ${unknown.name} of ${identity.arn} allows` };
  }
  const [{ kind }] = silent;
  return { effect: 'implicitDeny', by: kind, reason: `no ${describe(kind)} of ${identity.arn} allows`, limited: silent.some((group) => group.kind !== 'identity-policy') };
}

function allows({ document }: IdentityPolicy, request: PolicyRequest): boolean {
  return document !== undefined && effectOf(document, request) === 'allow';
}

/** The documents of all policies that bear on a caller. */
export function documentsOf({ identity, credential }: SignedCaller): string[] {
  const groups = identity === undefined ? [] : groupsOf(identity.policies, identity.boundary, credential.sessionPolicies);
  return groups.flatMap(({ policies }) => policies).flatMap(({ document }) => document === undefined ? [] : [document]);
}

function groupsOf(policies: readonly IdentityPolicy[], boundary?: IdentityPolicy, session?: readonly IdentityPolicy[]): Group[] {
  return [
    { kind: 'identity-policy', policies },
    ...boundary === undefined ? [] : [{ kind: 'permissions-boundary' as const, policies: [boundary] }],
    ...session === undefined ? [] : [{ kind: 'session-policy' as const, policies: session }],
  ];
}

function effectOf(document: string, request: PolicyRequest): PolicyEffect {
  return evaluatePolicy(parsePolicy(document), request).effect;
}

function describe(kind: DenyingPolicy): string {
  return kind === 'identity-policy' ? 'identity-based policy' : kind.replace('-', ' ');
}
