import { AwsCaller } from '../../../src/private/match-principal';
import { Organizations, organizationOf } from '../organizations';
import { LabState } from '../state';
import { Credential, Identity } from '../state-signers';
import { ContextKeys } from './request-context';

/** Whoever signed a request, its signature being verified. */
export interface SignedCaller {
  readonly principal: AwsCaller;
  readonly credential: Credential;
  /** Absent for an account's root user, who may do what the account may. */
  readonly identity?: Identity;
  /** What policies know of it: `aws:PrincipalArn` and the like. */
  readonly keys: ContextKeys;
  readonly organizationId?: string;
}

const PRINCIPAL_TYPES = { role: 'AssumedRole', user: 'User' } as const;

/**
 * `undefined` for a federated user.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
 */
export function signedCaller(state: LabState, credential: Credential, organizations: Organizations | undefined): SignedCaller | undefined {
  const { owner, account, arn } = credential;
  if (owner === undefined) return undefined;
  const identity = state.identities.find((each) => each.arn === owner);
  const organizationId = organizations && organizationOf(organizations, account);
  const keys: Record<string, string> = {
    'aws:PrincipalArn': owner,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': identity === undefined ? 'Account' : PRINCIPAL_TYPES[identity.kind],
    'aws:userid': credential.userId,
    ...identity?.userName !== undefined && { 'aws:username': identity.userName },
    ...organizationId !== undefined && { 'aws:PrincipalOrgID': organizationId },
    ...credential.issued !== undefined && {
      'aws:TokenIssueTime': `${new Date(credential.issued * 1000).toISOString().slice(0, -5)}Z`,
      'aws:MultiFactorAuthPresent': 'false',
    },
  };
  // Names of tags do not differ in case only; those of the session win.
  for (const [name, value] of [...Object.entries(identity?.tags ?? {}), ...Object.entries(credential.tags)]) {
    keys[`aws:PrincipalTag/${name.toLowerCase()}`] = value;
  }
  return { principal: { kind: 'aws', arn, account }, credential, identity, keys, organizationId };
}
