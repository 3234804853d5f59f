import { PolicyRoom, apiArnPrefixLength, appendedLength, describeRoom, exceedsRoom, expandedLength, isNearlyFull } from '../../src/private/policy-room';

const LATER = '{known only at deploy: Ref Endpoint}';
const lengthOf = (text: object) => JSON.stringify(text).length;

test('an API\'s ARN is as long as its names', () => {
  expect(apiArnPrefixLength('aws', 'us-east-1')).toBe('arn:aws:execute-api:us-east-1:111111111111:abcdefghij/'.length);
  const longest = 'arn:aws-iso-f:execute-api:us-isof-south-1:111111111111:abcdefghij/'.length;
  expect([apiArnPrefixLength(), apiArnPrefixLength('aws'), apiArnPrefixLength(undefined, 'us-east-1')]).toEqual([longest, longest, longest]);
});

test.each<[object, object]>([
  [{ Resource: 'execute-api:/*' }, { Resource: '1234567890*' }],
  [{ NotResource: ['execute-api:/v1/GET/', 'x/execute-api:/'] }, { NotResource: ['1234567890v1/GET/', 'x/execute-api:/'] }],
  [{ a: { 'aws:SourceVpce': LATER, 'aws:SourceVpc': [LATER, 'vpc-1'] } }, { a: { 'aws:SourceVpce': 'vpce-0123456789abcdef0', 'aws:SourceVpc': ['vpc-0123456789abcdef0', 'vpc-1'] } }],
  [{ 'aws:PrincipalAccount': [LATER, 1, [LATER]], 'b': [{ 'aws:SourceVpce': LATER }] },
    { 'aws:PrincipalAccount': ['123456789012', 1, [`arn:aws-us-gov:iam::123456789012:role/${'n'.repeat(64)}`]], 'b': [{ 'aws:SourceVpce': 'vpce-0123456789abcdef0' }] }],
])('%j is stored as long as %j', (policy, stored) => {
  expect(expandedLength(policy, 10)).toBe(lengthOf(stored));
});

test('statements are appended behind a comma each', () => {
  const statements = [{ Sid: 'a', Resource: 'execute-api:/*' }, { Sid: 'b' }];
  const policy = (list: object[]) => expandedLength({ Statement: [{ Effect: 'Allow' }, ...list] }, 60);
  expect(appendedLength(statements, 60)).toBe(policy(statements) - policy([]));
  expect(appendedLength([], 60)).toBe(0);
});

const ROOM: PolicyRoom = { length: 900, maximumLength: 1000, lengthWithoutLimits: 100, vpcEndpoints: 2, vpcs: 1, limitedGroups: 4, limitedKinds: 1 };

test.each([
  [899, false, false], [900, true, false], [1000, true, false], [1001, false, true],
])('%d of 1000 characters: nearly full %p, too many %p', (length, nearly, exceeds) => {
  expect([isNearlyFull({ ...ROOM, length }), exceedsRoom({ ...ROOM, length })]).toEqual([nearly, exceeds]);
});

const WAYS_OUT = 'let callers sign and allow their account or organization, or have the quota L-8B81B02C raised and set maximumPolicyLength';

test.each<[Partial<PolicyRoom>, string]>([
  [{}, 'got 900 with 2 VPC endpoints, 1 VPC and 4 groups of limited consumers (about 4 such groups would fit)'],
  [{ length: 1300 }, 'got 1300 with 2 VPC endpoints, 1 VPC and 4 groups of limited consumers (about 3 such groups would fit)'],
  [{ length: 2100, limitedGroups: 1, vpcEndpoints: 1 }, 'got 2100 with 1 VPC endpoint, 1 VPC and 1 group of limited consumers (about 0 such groups would fit)'],
  [{ length: 2100, limitedGroups: 3, vpcs: 0 }, 'got 2100 with 2 VPC endpoints, 0 VPCs and 3 groups of limited consumers (about 1 such group would fit)'],
  [{ length: 2100, lengthWithoutLimits: 2000 }, 'got 2100 with 2 VPC endpoints, 1 VPC and 4 groups of limited consumers (about 0 such groups would fit)'],
])('%j is described with the groups that fit', (room, expected) => {
  expect(describeRoom({ ...ROOM, ...room })).toBe(
    `${expected}; allow a VPC instead of each endpoint in it, give more consumers equal terms, which share their statements, ${WAYS_OUT}`);
});

test('limited consumers of several kinds are said to take more', () => {
  expect(describeRoom({ ...ROOM, limitedKinds: 2 })).toBe(
    'got 900 with 2 VPC endpoints, 1 VPC and 4 groups of limited consumers (at least 4 such groups would fit); allow a VPC instead of each endpoint in it, '
    + 'give more consumers equal terms, which share their statements, '
    + `name all limited consumers by endpoint, or all by VPC, since a call can be of several kinds at once, which takes more statements, ${WAYS_OUT}`);
});

test.each([
  [2, 900, 9, 'at least 9 such groups'], [1, 900, 9, 'about 10 such groups'], [2, 2350, 5, 'at least 2 such groups'], [3, 3000, 4, 'at least 1 such group '],
])('of %d kinds, with %d characters for %d groups, %s fit', (limitedKinds, length, limitedGroups, expected) => {
  expect(describeRoom({ ...ROOM, limitedKinds, length, limitedGroups })).toContain(`(${expected}`);
});

test('without limited groups, none are said to fit', () => {
  expect(describeRoom({ ...ROOM, limitedGroups: 0 })).toBe(
    `got 900 with 2 VPC endpoints, 1 VPC and 0 groups of limited consumers; allow a VPC instead of each endpoint in it, ${WAYS_OUT}`);
});
