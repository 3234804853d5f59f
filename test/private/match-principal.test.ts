import { Caller, matchPrincipal, notPrincipalExempts } from '../../src/private/match-principal';

const ACCOUNT = '111111111111';
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/app/one`;
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/ann`;
const SESSION: Caller = { kind: 'aws', arn: SESSION_ARN, account: ACCOUNT };
const USER: Caller = { kind: 'aws', arn: USER_ARN, account: ACCOUNT };
const ROOT_USER: Caller = { kind: 'aws', arn: ROOT, account: ACCOUNT };
const ANONYMOUS: Caller = { kind: 'anonymous' };

test.each<[string, Caller, 'caller' | 'account' | undefined]>([
  ['*', ANONYMOUS, 'caller'],
  ['*', SESSION, 'caller'],
  [ACCOUNT, ANONYMOUS, undefined],
  [ACCOUNT, SESSION, 'account'],
  ['222222222222', SESSION, undefined],
  [ROOT, SESSION, 'account'],
  [ROOT, USER, 'account'],
  [ROOT, ROOT_USER, 'caller'],
  ['arn:aws:iam::222222222222:root', SESSION, undefined],
  [ROLE, SESSION, 'caller'],
  [`arn:aws:iam::${ACCOUNT}:role/with/path/app`, SESSION, 'caller'],
  [`arn:aws:iam::${ACCOUNT}:role/ap`, SESSION, undefined],
  [`arn:aws:iam::${ACCOUNT}:role/APP`, SESSION, undefined],
  ['arn:aws:iam::222222222222:role/app', SESSION, undefined],
  [`arn:aws-cn:iam::${ACCOUNT}:role/app`, SESSION, undefined],
  [ROLE, USER, undefined],
  [ROLE, { kind: 'aws', arn: ROLE, account: ACCOUNT }, 'caller'],
  [SESSION_ARN, SESSION, 'caller'],
  [`arn:aws:sts::${ACCOUNT}:assumed-role/app/two`, SESSION, undefined],
  [USER_ARN, USER, 'caller'],
  ['AROAEXAMPLE', SESSION, undefined],
])('Principal AWS %p names %j: %p', (entry, caller, expected) => {
  expect(matchPrincipal({ AWS: [entry] }, caller)).toBe(expected);
});

test('an account that is named beside the caller leaves nothing to the account', () => {
  expect(matchPrincipal({ AWS: [ROOT, ROLE] }, SESSION)).toBe('caller');
  expect(matchPrincipal({ AWS: [ACCOUNT, '*'] }, SESSION)).toBe('caller');
});

test.each([ANONYMOUS, SESSION])('services, federated and canonical users never name %j', (caller) => {
  const others = { Service: ['*'], Federated: ['*'], CanonicalUser: ['*'] };
  expect(matchPrincipal(others, caller)).toBeUndefined();
  expect(notPrincipalExempts(others, caller)).toBe(false);
});

test.each<[string[], Caller, boolean]>([
  [['*'], ANONYMOUS, true],
  [[ACCOUNT], ANONYMOUS, false],
  [[USER_ARN], USER, false],
  [[ROOT], USER, false],
  [[ROOT, USER_ARN], USER, true],
  [[ACCOUNT, USER_ARN], USER, true],
  [[ROOT, ROLE], SESSION, false],
  [[ROOT, SESSION_ARN], SESSION, false],
  [[ROOT, ROLE, SESSION_ARN], SESSION, true],
  [[ROOT], ROOT_USER, true],
])('NotPrincipal AWS %p exempts %j: %p', (AWS, caller, expected) => {
  expect(notPrincipalExempts({ AWS }, caller)).toBe(expected);
});
