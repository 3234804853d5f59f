import * as iam from 'aws-cdk-lib/aws-iam';
import type { SignedCallers } from './allow-terms';

const REMEDY = 'give an ARN, account or organization principal, a role or a user';

/**
 * Principals of IAM as signed callers, or what is wrong with the first one that cannot be read, in words that follow its name.
 *
 * Conditions are refused, because the keys that `execute-api` supports are few and each has an option of its own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
export function readCallers(principals: readonly iam.IPrincipal[]): SignedCallers | string {
  const read = principals.map((principal) => readCaller(principal.grantPrincipal));
  const problem = read.find((each) => typeof each === 'string');
  if (problem !== undefined) return problem;
  const callers = read as readonly SignedCallers[];
  return {
    arns: callers.flatMap(({ arns = [] }) => arns),
    accounts: callers.flatMap(({ accounts = [] }) => accounts),
    organizations: callers.flatMap(({ organizations = [] }) => organizations),
  };
}

function readCaller(principal: iam.IPrincipal): SignedCallers | string {
  if (principal instanceof iam.AccountPrincipal) return { accounts: [`${principal.accountId}`] };
  if (principal instanceof iam.OrganizationPrincipal) return { organizations: [principal.organizationId] };
  if (principal instanceof iam.CompositePrincipal) return `must be one principal, got a composite one; ${REMEDY}, each by itself`;

  const { principalJson, conditions } = principal.policyFragment;
  const [kind, ...otherKinds] = Object.keys(principalJson);
  if (Object.keys(conditions).length > 0) {
    return `must be a principal without conditions, got one with ${JSON.stringify(conditions)}; use the options of the entry, such as sourceCidrs or expires, `
      + 'since execute-api supports few condition keys';
  }
  const [arn, ...otherArns] = principalJson[kind];
  if (kind !== 'AWS' || otherKinds.length + otherArns.length > 0 || arn === '*') {
    const got = kind === 'AWS' ? JSON.stringify(principalJson.AWS) : `one of the kind ${JSON.stringify(kind)}`;
    return `must be a caller that signs with the credentials of IAM, got ${got}; ${REMEDY}`;
  }
  return { arns: [arn] };
}
