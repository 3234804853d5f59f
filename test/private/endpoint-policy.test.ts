import fc from 'fast-check';
import { compileEndpointPolicy, policyLengthProblem, Reachable } from '../../src/private/endpoint-policy';

const ACCOUNT = '222222222222';
const arnOf = (account: string, rest: string) => ['arn:aws:execute-api:eu-west-1', account, rest].join(':');

function api(apiId: string, account = ACCOUNT): Reachable {
  const arn = arnOf(account, `${apiId}/*`);
  return { account, isWholeAccount: false, arn, text: arn };
}

function accountOf(account: string): Reachable {
  const arn = arnOf(account, '*');
  return { account, isWholeAccount: true, arn, text: arn };
}

const resources = (...reachable: Reachable[]) => compileEndpointPolicy(reachable).Statement[0].Resource;

test('without an API nothing passes', () => {
  expect(compileEndpointPolicy([]).Statement).toEqual([{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]);
});

test('calls of connected APIs pass, each named once and sorted, and callers need no signature', () => {
  expect(compileEndpointPolicy([api('b'), api('a'), api('b')])).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: [arnOf(ACCOUNT, 'a/*'), arnOf(ACCOUNT, 'b/*')] }],
  });
});

test('an account that is named as a whole needs none of its APIs, and those of other accounts stay', () => {
  expect(resources(api('a'), accountOf(ACCOUNT), api('b', '333333333333'))).toEqual([arnOf(ACCOUNT, '*'), arnOf('333333333333', 'b/*')]);
});

test('it holds tokens, and is sorted by the texts that stand for them', () => {
  const token = (arn: string, text: string): Reachable => ({ account: ACCOUNT, isWholeAccount: false, arn, text });

  expect(resources(token('${Token[2]}', 'b'), token('${Token[3]}', 'a'), token('${Token[4]}', 'b'))).toEqual(['${Token[3]}', '${Token[4]}']);
});

test('the order in which APIs are connected does not matter', () => {
  const entry = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('222222222222', '333333333333'), fc.boolean())
    .map(([id, account, whole]) => whole ? accountOf(account) : api(id, account));

  fc.assert(fc.property(fc.array(entry, { minLength: 1 }).chain((entries) => fc.tuple(fc.constant(entries),
    fc.shuffledSubarray(entries, { minLength: entries.length }))), ([one, other]) => {
    expect(compileEndpointPolicy(one)).toEqual(compileEndpointPolicy(other));
  }));
});

describe('the quota', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => api(String(index).padStart(10, '0')));
  /** As AWS counts a policy that is written with a space wherever JSON may have one. */
  const lengthOf = (count: number) => '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": [  ] } ] }'.length
    + count * '"arn:aws:execute-api:eu-west-1:222222222222:0000000000/*"'.length + (count - 1) * ', '.length;

  test('344 APIs fit', () => {
    expect(lengthOf(344)).toBeLessThanOrEqual(20480);
    expect(policyLengthProblem(many(344))).toBeUndefined();
  });

  test('one more does not', () => {
    expect(lengthOf(345)).toBeGreaterThan(20480);
    expect(policyLengthProblem([...many(345), accountOf('333333333333')])).toBe(
      `the endpoint's policy must have at most 20480 characters, got ${lengthOf(345) + arnOf(ACCOUNT, '*').length + 4} with 345 APIs and 1 whole account; `
      + 'call the further APIs through another PrivateApiConsumer, whose endpoint has a policy of its own',
    );
  });

  test('what is known at deployment only counts as the longest that it can be', () => {
    const text = (count: number): Reachable[] => many(count).map((each, index) => ({
      ...each,
      text: ['arn', '{known only at deploy: AWS::Partition}', 'execute-api', '{known only at deploy: AWS::Region}', '{known only at deploy: AWS::AccountId}',
        `{known only at deploy: ${index}}/*`].join(':'),
    }));
    const longest = '"arn:aws-us-gov:execute-api:us-isof-south-1:123456789012:abcdefghij/*"';
    const fit = Math.floor((20480 - lengthOf(0)) / (longest.length + ', '.length));

    expect(policyLengthProblem(text(fit))).toBeUndefined();
    expect(policyLengthProblem(text(fit + 1))).toContain(`with ${fit + 1} APIs`);
  });
});
