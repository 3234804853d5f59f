import { authorizeCall } from '../../src/private/authorize-call';

/** The words of the tables in https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html */
const WORDS = {
  'Allow': { effect: 'allow', authorizer: 'allow' },
  'Neither Allow nor Deny': { effect: 'implicitDeny', authorizer: 'silent' },
  'Deny': { effect: 'explicitDeny', authorizer: 'deny' },
} as const;
const RESULTS = { 'Allow': 'allow', 'Implicit Deny': 'implicitDeny', 'Explicit Deny': 'explicitDeny' } as const;
type Row = [keyof typeof WORDS, keyof typeof WORDS, keyof typeof RESULTS];

const TABLE_A: Row[] = [
  ['Allow', 'Allow', 'Allow'],
  ['Allow', 'Neither Allow nor Deny', 'Allow'],
  ['Allow', 'Deny', 'Explicit Deny'],
  ['Neither Allow nor Deny', 'Allow', 'Allow'],
  ['Neither Allow nor Deny', 'Neither Allow nor Deny', 'Implicit Deny'],
  ['Neither Allow nor Deny', 'Deny', 'Explicit Deny'],
  ['Deny', 'Allow', 'Explicit Deny'],
  ['Deny', 'Neither Allow nor Deny', 'Explicit Deny'],
  ['Deny', 'Deny', 'Explicit Deny'],
];

const TABLE_B: Row[] = [
  ['Allow', 'Allow', 'Allow'],
  ['Allow', 'Neither Allow nor Deny', 'Implicit Deny'],
  ['Allow', 'Deny', 'Explicit Deny'],
  ['Neither Allow nor Deny', 'Allow', 'Implicit Deny'],
  ['Neither Allow nor Deny', 'Neither Allow nor Deny', 'Implicit Deny'],
  ['Neither Allow nor Deny', 'Deny', 'Explicit Deny'],
  ['Deny', 'Allow', 'Explicit Deny'],
  ['Deny', 'Neither Allow nor Deny', 'Explicit Deny'],
  ['Deny', 'Deny', 'Explicit Deny'],
];

describe('a resource policy that allows the account of the caller, and not the caller', () => {
  const decide = (resource: 'allow' | 'implicitDeny' | 'explicitDeny', identity: 'allow' | 'implicitDeny' | 'explicitDeny', sameAccount: boolean) =>
    authorizeCall(resource, { type: 'AWS_IAM', identity, sameAccount, toAccount: true });

  test('is enough or not, in the account of the API, where the identity is silent: AWS documents no single answer', () => {
    expect(decide('allow', 'implicitDeny', true)).toBe('either');
  });

  test.each([
    ['allow', 'allow', true, 'allow'], ['allow', 'explicitDeny', true, 'explicitDeny'], ['implicitDeny', 'allow', true, 'allow'],
    ['implicitDeny', 'implicitDeny', true, 'implicitDeny'], ['allow', 'implicitDeny', false, 'implicitDeny'], ['allow', 'allow', false, 'allow'],
  ] as const)('resource policy %s, identity %s, same account %s: %s, as without', (resource, identity, sameAccount, expected) => {
    expect(decide(resource, identity, sameAccount)).toBe(expected);
  });
});

describe('Table A', () => {
  test.each(TABLE_A)('IAM policy: %s, resource policy: %s, result: %s', (identity, resource, result) => {
    expect(authorizeCall(WORDS[resource].effect, { type: 'AWS_IAM', identity: WORDS[identity].effect, sameAccount: true })).toBe(RESULTS[result]);
  });

  test.each(TABLE_A)('Lambda authorizer: %s, resource policy: %s, result: %s', (authorizer, resource, result) => {
    expect(authorizeCall(WORDS[resource].effect, { type: 'CUSTOM', authorizer: WORDS[authorizer].authorizer, sameAccount: true })).toBe(RESULTS[result]);
  });
});

describe('Table B', () => {
  test.each(TABLE_B)('IAM policy: %s, resource policy: %s, result: %s', (identity, resource, result) => {
    expect(authorizeCall(WORDS[resource].effect, { type: 'AWS_IAM', identity: WORDS[identity].effect, sameAccount: false })).toBe(RESULTS[result]);
  });
});

test.each([
  ['allow', 'allow', 'allow'],
  ['allow', 'implicitDeny', 'either'],
  ['allow', 'explicitDeny', 'explicitDeny'],
  ['silent', 'allow', 'either'],
  ['silent', 'implicitDeny', 'implicitDeny'],
  ['silent', 'explicitDeny', 'explicitDeny'],
  ['deny', 'allow', 'explicitDeny'],
  ['deny', 'implicitDeny', 'explicitDeny'],
  ['deny', 'explicitDeny', 'explicitDeny'],
] as const)('Lambda authorizer of another account: %s, resource policy: %s, result: %s', (authorizer, resourcePolicy, expected) => {
  expect(authorizeCall(resourcePolicy, { type: 'CUSTOM', authorizer, sameAccount: false })).toBe(expected);
});

test.each([
  ['allow', 'unauthenticated'],
  ['implicitDeny', 'unauthenticated'],
  ['explicitDeny', 'explicitDeny'],
] as const)('no token for the Lambda authorizer, resource policy: %s, result: %s', (resourcePolicy, expected) => {
  expect(authorizeCall(resourcePolicy, { type: 'CUSTOM', authorizer: 'unauthorized', sameAccount: true })).toBe(expected);
});

describe.each(['allow', 'implicitDeny', 'explicitDeny'] as const)('resource policy: %s', (resourcePolicy) => {
  test('decides alone without authorization', () => {
    expect(authorizeCall(resourcePolicy, { type: 'NONE' })).toBe(resourcePolicy);
  });

  test('decides alone after a valid Cognito token', () => {
    expect(authorizeCall(resourcePolicy, { type: 'COGNITO_USER_POOLS', validToken: true })).toBe(resourcePolicy);
  });

  test('is not asked without a valid Cognito token', () => {
    expect(authorizeCall(resourcePolicy, { type: 'COGNITO_USER_POOLS', validToken: false })).toBe('unauthenticated');
  });

  test.each([true, false])('is not asked for an unsigned call of an IAM method (same account: %p)', (sameAccount) => {
    expect(authorizeCall(resourcePolicy, { type: 'AWS_IAM', identity: 'unsigned', sameAccount })).toBe('unauthenticated');
  });
});
