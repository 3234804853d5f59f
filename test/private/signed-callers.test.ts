import { App, Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { readCallers } from '../../src/private/signed-callers';
import { CONSUMER_ACCOUNT, providerStack } from '../fixtures';

const ROLE = 'arn:aws:iam::111111111111:role/app';
const REMEDY = 'give an ARN, account or organization principal, a role or a user';

test.each<[string, iam.IPrincipal, object]>([
  ['an ARN', new iam.ArnPrincipal(ROLE), { arns: [ROLE] }],
  ['an imported role', iam.Role.fromRoleArn(new Stack(), 'Role', ROLE), { arns: [ROLE] }],
  ['an imported user', iam.User.fromUserArn(new Stack(), 'User', 'arn:aws:iam::111111111111:user/ops'), { arns: ['arn:aws:iam::111111111111:user/ops'] }],
  ['an account', new iam.AccountPrincipal(CONSUMER_ACCOUNT), { accounts: [CONSUMER_ACCOUNT] }],
  ['an organization', new iam.OrganizationPrincipal('o-aaaaaaaaaa'), { organizations: ['o-aaaaaaaaaa'] }],
])('%s is read', (_, principal, callers) => {
  expect(readCallers([principal])).toEqual({ arns: [], accounts: [], organizations: [], ...callers });
});

test('a role of the app is read by its ARN', () => {
  const stack = providerStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  expect(readCallers([role])).toEqual({ arns: [role.roleArn], accounts: [], organizations: [] });
});

test('the own account is read as a token', () => {
  const callers = readCallers([new iam.AccountRootPrincipal()]) as { accounts: string[] };
  expect(providerStack().resolve(callers.accounts)).toEqual(['222222222222']);
  expect(new Stack(new App()).resolve(callers.accounts)).toEqual([{ Ref: 'AWS::AccountId' }]);
});

test('several are joined', () => {
  expect(readCallers([new iam.ArnPrincipal(ROLE), new iam.AccountPrincipal('333333333333'), new iam.OrganizationPrincipal('o-aaaaaaaaaa')])).toEqual({
    arns: [ROLE], accounts: ['333333333333'], organizations: ['o-aaaaaaaaaa'],
  });
});

test.each<[string, iam.IPrincipal, string]>([
  ['a composite one', new iam.CompositePrincipal(new iam.ArnPrincipal(ROLE), new iam.AccountPrincipal(CONSUMER_ACCOUNT)),
    `must be one principal, got a composite one; ${REMEDY}, each by itself`],
  ['a service', new iam.ServicePrincipal('lambda'), `must be a caller that signs with the credentials of IAM, got one of the kind "Service"; ${REMEDY}`],
  ['a federated one', new iam.FederatedPrincipal('cognito-identity'), `must be a caller that signs with the credentials of IAM, got one of the kind "Federated"; ${REMEDY}`],
  ['a canonical user', new iam.CanonicalUserPrincipal('x'), `must be a caller that signs with the credentials of IAM, got one of the kind "CanonicalUser"; ${REMEDY}`],
  ['everyone', new iam.AnyPrincipal(), `must be a caller that signs with the credentials of IAM, got ["*"]; ${REMEDY}`],
  ['everything', new iam.StarPrincipal(), `must be a caller that signs with the credentials of IAM, got one of the kind "LiteralString"; ${REMEDY}`],
  ['a conditioned one', new iam.ArnPrincipal(ROLE).withConditions({ StringEquals: { 'aws:VpceAccount': CONSUMER_ACCOUNT } }),
    'must be a principal without conditions, got one with {"StringEquals":{"aws:VpceAccount":"111111111111"}}; use the options of the entry, such as sourceCidrs or '
    + 'expires, since execute-api supports few condition keys'],
  ['an organization with conditions', new iam.OrganizationPrincipal('o-aaaaaaaaaa').withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    'must be a principal without conditions, got one with {"StringEquals":{"aws:PrincipalOrgID":"o-aaaaaaaaaa"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}; use the '
    + 'options of the entry, such as sourceCidrs or expires, since execute-api supports few condition keys'],
])('fails for %s', (_, principal, problem) => {
  expect(readCallers([new iam.ArnPrincipal(ROLE), principal])).toBe(problem);
});

test('fails for an account that is none only where the terms are checked', () => {
  expect(readCallers([new iam.AccountPrincipal(Aws.ACCOUNT_ID)])).toEqual({ arns: [], accounts: [Aws.ACCOUNT_ID], organizations: [] });
});
