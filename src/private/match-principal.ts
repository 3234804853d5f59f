import type { Principals } from './policy-document';

/** Whoever signed nothing, or nothing that the evaluated policy takes for an identity. */
export interface AnonymousCaller {
  readonly kind: 'anonymous';
}

/** A signed caller. `arn` is that of the session where a role was assumed: `arn:…:sts::…:assumed-role/role/session`. */
export interface AwsCaller {
  readonly kind: 'aws';
  readonly arn: string;
  readonly account: string;
}

export type Caller = AnonymousCaller | AwsCaller;

const ACCOUNT_ID = /^\d{12}$/;
const ROLE_ARN = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const SESSION_ARN = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/;
const ROOT_ARN = /^arn:[^:]+:iam::(\d{12}):root$/;

/** Whether a `Principal` names the caller itself, be it among everyone, or only the account that the caller is of. */
export type PrincipalMatch = 'caller' | 'account';

/**
 * How `Principal` names the caller: everyone, the role of its session, or itself; or its account; or not at all.
 *
 * Services and federated identities call under an identity of AWS or not at all, so `Service` and `Federated` never match here.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function matchPrincipal(principals: Principals, caller: Caller): PrincipalMatch | undefined {
  const entries = principals.AWS ?? [];
  if (entries.includes('*')) return 'caller';
  const [account, ...own] = identitiesOf(caller);
  const named = entries.map(identityOf);
  if (own.some((identity) => named.includes(identity))) return 'caller';
  return account !== undefined && named.includes(account) ? 'account' : undefined;
}

/**
 * Whether `NotPrincipal` exempts the caller. It has to list the account, the role and the session: AWS validates one after
 * the other, and denies the caller at the first that is missing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function notPrincipalExempts(principals: Principals, caller: Caller): boolean {
  const entries = principals.AWS ?? [];
  if (entries.includes('*')) return true;
  const exempt = entries.map(identityOf);
  const identities = identitiesOf(caller);
  return identities.length > 0 && identities.every((identity) => exempt.includes(identity));
}

/** The account first. */
function identitiesOf(caller: Caller): readonly string[] {
  if (caller.kind === 'anonymous') return [];
  const session = SESSION_ARN.exec(caller.arn);
  return [caller.account, ...(session ? [roleIdentity(session)] : []), identityOf(caller.arn)];
}

/** One spelling for the two of an account, and one for a role without its path, which the ARN of a session lacks; names are unique without it. */
function identityOf(entry: string): string {
  if (ACCOUNT_ID.test(entry)) return entry;
  const role = ROLE_ARN.exec(entry);
  return role ? roleIdentity(role) : ROOT_ARN.exec(entry)?.[1] ?? entry;
}

function roleIdentity([, partition, account, name]: RegExpExecArray): string {
  return `${partition}:${account}:role/${name}`;
}
