import { Caller, notPrincipalExempts, principalMatches } from '../../src/private/match-principal';

const ACCOUNT = '111111111111';
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/app/one`;
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/ann`;
const SESSION: Caller = { kind: 'aws', arn: SESSION_ARN, account: ACCOUNT };
const USER: Caller = { kind: 'aws', arn: USER_ARN, account: ACCOUNT };
const ROOT_USER: Caller = { kind: 'aws', arn: ROOT, account: ACCOUNT };
const ANONYMOUS: Caller = { kind: 'anonymous' };

test.each<[string, Caller, boolean]>([
  ['*', ANONYMOUS, true],
  ['*', SESSION, true],
  [ACCOUNT, ANONYMOUS, false],
  [ACCOUNT, SESSION, true],
  ['222222222222', SESSION, false],
  [ROOT, SESSION, true],
  [ROOT, USER, true],
  [ROOT, ROOT_USER, true],
  ['arn:aws:iam::222222222222:root', SESSION, false],
  [ROLE, SESSION, true],
  [`arn:aws:iam::${ACCOUNT}:role/with/path/app`, SESSION, true],
  [`arn:aws:iam::${ACCOUNT}:role/ap`, SESSION, false],
  [`arn:aws:iam::${ACCOUNT}:role/APP`, SESSION, false],
  ['arn:aws:iam::222222222222:role/app', SESSION, false],
  [`arn:aws-cn:iam::${ACCOUNT}:role/app`, SESSION, false],
  [ROLE, USER, false],
  [ROLE, { kind: 'aws', arn: ROLE, account: ACCOUNT }, true],
  [SESSION_ARN, SESSION, true],
  [`arn:aws:sts::${ACCOUNT}:assumed-role/app/two`, SESSION, false],
  [USER_ARN, USER, true],
  ['AROAEXAMPLE', SESSION, false],
])('Principal AWS %p names %j: %p', (entry, caller, expected) => {
  expect(principalMatches({ AWS: [entry] }, caller)).toBe(expected);
});

test.each([ANONYMOUS, SESSION])('services, federated and canonical users never name %j', (caller) => {
  const others = { Service: ['*'], Federated: ['*'], CanonicalUser: ['*'] };
  expect(principalMatches(others, caller)).toBe(false);
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
