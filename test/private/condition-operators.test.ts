import * as fc from 'fast-check';
import { conditionsHold, findConditionOperator } from '../../src/private/condition-operators';

type Keys = Record<string, string[]>;

function holds(operator: string, values: string | string[], keys: string | Keys, key = 'k'): boolean {
  const context = typeof keys === 'string' ? { k: [keys] } : keys;
  return conditionsHold({ [operator]: { [key]: [values].flat() } }, { keys: new Map(Object.entries(context)), variables: true });
}

const ROLE = 'arn:aws:iam::111111111111:role/app';

describe('one value', () => {
  test.each<[string, string, string, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a*', 'a*', true],
    ['StringNotEquals', 'a', 'a', false],
    ['StringNotEquals', 'a', 'A', true],
    ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
    ['StringEqualsIgnoreCase', 'a', 'b', false],
    ['StringNotEqualsIgnoreCase', 'aB', 'Ab', false],
    ['StringNotEqualsIgnoreCase', 'a', 'b', true],
    ['StringLike', 'a*c?', 'abbcd', true],
    ['StringLike', 'a*', 'A', false],
    ['StringLike', '${*}', 'x', false],
    ['StringLike', '${*}', '*', true],
    ['StringNotLike', 'a*', 'abc', false],
    ['StringNotLike', 'a*', 'b', true],
    ['NumericEquals', '10', '10.0', true],
    ['NumericEquals', '10', '11', false],
    ['NumericEquals', '10', 'ten', false],
    ['NumericNotEquals', '10', '11', true],
    ['NumericNotEquals', '10', '10', false],
    ['NumericLessThan', '10', '9.9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericLessThanEquals', '10', '10.1', false],
    ['NumericGreaterThan', '-1', '0', true],
    ['NumericGreaterThan', '-1', '-1', false],
    ['NumericGreaterThanEquals', '-1', '-1', true],
    ['NumericGreaterThanEquals', '-1', '-2', false],
    ['DateEquals', '2026-11-23T00:00:00Z', '2026-11-23', true],
    ['DateEquals', '2026-11-23T01:00:00+01:00', '2026-11-23T00:00Z', true],
    ['DateEquals', '1000000000', '2001-09-09T01:46:40Z', true],
    ['DateEquals', '2026', '2026-01-01', true],
    ['DateEquals', '2026-11', '2026-11-01', true],
    ['DateEquals', '2026-13', '2026-13', false],
    ['DateEquals', '2026-11-23T00:00:00', '2026-11-23T00:00:00', false],
    ['DateNotEquals', '2026-11-23', '2026-11-24', true],
    ['DateLessThan', '2026-12-01T00:00:00Z', '2026-11-30T23:59:59Z', true],
    ['DateLessThan', '2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z', false],
    ['DateLessThanEquals', '2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z', true],
    ['DateLessThanEquals', '2026-12-01T00:00:00Z', '2026-12-01T00:00:00.001Z', false],
    ['DateGreaterThan', '2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z', false],
    ['DateGreaterThan', '2026-12-01T00:00:00Z', '2026-12-01T00:00:01Z', true],
    ['DateGreaterThanEquals', '2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z', true],
    ['DateGreaterThanEquals', '2026-12-01T00:00:00Z', '2026-11-30T23:59:59Z', false],
    ['Bool', 'true', 'TRUE', true],
    ['Bool', 'false', 'true', false],
    ['Bool', 'true', 'yes', false],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
    ['BinaryEquals', 'QQ==', 'no Base64', false],
    ['IpAddress', '10.0.1.0/24', '10.0.1.9', true],
    ['IpAddress', '10.0.1.0/24', '10.0.2.9', false],
    ['IpAddress', '10.0.1.0/24', 'nowhere', false],
    ['IpAddress', '2001:db8::/32', '2001:db8::9', true],
    ['NotIpAddress', '10.0.1.0/24', '10.0.1.9', false],
    ['NotIpAddress', '10.0.1.0/24', '2001:db8::9', true],
    ['ArnEquals', ROLE, ROLE, true],
    ['ArnEquals', 'arn:aws:iam::*:role/*', ROLE, true],
    ['ArnLike', 'arn:aws:iam::11111111111?:role/app', ROLE, true],
    ['ArnLike', 'arn:aws:iam::*:role/app', 'arn:aws:iam::1:2:role/app', false],
    ['ArnLike', 'arn:aws:s:::a:*', 'arn:aws:s:::a:b:c', true],
    ['ArnLike', '*', ROLE, false],
    ['ArnLike', 'arn:aws:iam::*:role/app', 'app', false],
    ['ArnNotEquals', ROLE, ROLE, false],
    ['ArnNotLike', 'arn:aws:iam::*:role/other', ROLE, true],
  ])('%s %p against %p is %p', (operator, policyValue, value, expected) => {
    expect(holds(operator, policyValue, value)).toBe(expected);
  });
});

describe('several values in the policy', () => {
  test.each<[string, string, boolean]>([
    ['StringEquals', 'b', true],
    ['StringEquals', 'c', false],
    ['StringNotEquals', 'b', false],
    ['StringNotEquals', 'c', true],
  ])('%s [a, b] against %p is %p', (operator, value, expected) => {
    expect(holds(operator, ['a', 'b'], value)).toBe(expected);
  });

  test('several keys are joined by AND, and so are several operators', () => {
    const guard = { StringNotEquals: { 'aws:SourceVpce': ['vpce-1'], 'aws:SourceVpc': ['vpc-1'] }, ArnNotLike: { 'aws:PrincipalArn': [ROLE] } };
    const denied = (keys: Keys) => conditionsHold(guard, { keys: new Map(Object.entries(keys)), variables: true });
    expect(denied({ 'aws:sourcevpce': ['vpce-9'], 'aws:sourcevpc': ['vpc-9'] })).toBe(true);
    expect(denied({ 'aws:sourcevpce': ['vpce-1'], 'aws:sourcevpc': ['vpc-9'] })).toBe(false);
    expect(denied({ 'aws:sourcevpce': ['vpce-9'], 'aws:sourcevpc': ['vpc-1'] })).toBe(false);
    expect(denied({ 'aws:principalarn': [ROLE] })).toBe(false);
  });
});

describe('an absent key', () => {
  test.each<[string, string, boolean]>([
    ['StringEquals', 'a', false],
    ['StringNotEquals', 'a', true],
    ['StringEqualsIfExists', 'a', true],
    ['StringNotEqualsIfExists', 'a', true],
    ['NumericLessThan', '1', false],
    ['Bool', 'false', false],
    ['BoolIfExists', 'true', true],
    ['IpAddress', '0.0.0.0/0', false],
    ['NotIpAddress', '0.0.0.0/0', true],
    ['ArnNotLike', 'arn:*:*:*:*:*', true],
    ['Null', 'true', true],
    ['Null', 'false', false],
    ['ForAllValues:StringEquals', 'a', true],
    ['ForAllValues:StringNotEquals', 'a', true],
    ['ForAnyValue:StringEquals', 'a', false],
    ['ForAnyValue:StringNotEquals', 'a', false],
    ['ForAllValues:StringEqualsIfExists', 'a', true],
    ['ForAnyValue:StringEqualsIfExists', 'a', false],
  ])('%s %p is %p', (operator, value, expected) => {
    expect(holds(operator, value, {})).toBe(expected);
    expect(holds(operator, value, { k: [] })).toBe(expected);
  });

  test('StringNotEquals holds whatever the policy lists', () => {
    fc.assert(fc.property(fc.array(fc.string(), { minLength: 1 }), (values) => {
      expect(holds('StringNotEquals', values, {})).toBe(true);
      expect(holds('StringEquals', values, {})).toBe(false);
    }));
  });
});

describe('a present key', () => {
  test.each<[string, string, string, boolean]>([
    ['Null', 'true', '', false],
    ['Null', 'False', '', true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringNotEqualsIfExists', 'a', 'a', false],
  ])('%s %p against %p is %p', (operator, policyValue, value, expected) => {
    expect(holds(operator, policyValue, value)).toBe(expected);
  });

  test.each<[string, string[], boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'c'], false],
    ['ForAllValues:StringNotEquals', ['c', 'd'], true],
    ['ForAllValues:StringNotEquals', ['a', 'c'], false],
    ['ForAnyValue:StringEquals', ['a', 'c'], true],
    ['ForAnyValue:StringEquals', ['c', 'd'], false],
    ['ForAnyValue:StringNotEquals', ['a', 'c'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], false],
    ['ForAnyValue:StringLikeIfExists', ['c', 'a'], true],
  ])('%s [a, b] against %p is %p', (operator, values, expected) => {
    expect(holds(operator, ['a', 'b'], { k: values })).toBe(expected);
  });

  test('has a name that ignores case', () => {
    fc.assert(fc.property(fc.constantFrom('aws:SourceVpce', 'AWS:SOURCEVPCE', 'aws:sourcevpce'), fc.boolean(), (key, negated) => {
      expect(holds(negated ? 'StringNotEquals' : 'StringEquals', 'vpce-1', { 'aws:sourcevpce': ['vpce-1'] }, key)).toBe(!negated);
    }));
  });
});

describe('a policy variable', () => {
  test.each<[string, string, Keys, boolean]>([
    ['StringEquals', '${team}', { k: ['red'], team: ['red'] }, true],
    ['StringEquals', '${team}', { k: ['red'], team: ['blue'] }, false],
    ['StringEquals', '${team}', { k: ['red'] }, false],
    ['StringNotEquals', '${team}', { k: ['red'] }, true],
    ['StringLike', '${agent}', { k: ['anything'], agent: ['*'] }, false],
    ['StringLike', '${agent}*', { k: ['*thing'], agent: ['*'] }, true],
    ['ArnLike', 'arn:aws:iam::*:role/${team, \'app\'}', { k: [ROLE] }, true],
    ['ArnLike', 'arn:aws:iam::*:role/${team}', { k: [ROLE], team: ['*'] }, false],
  ])('%s %p with %p is %p', (operator, value, keys, expected) => {
    expect(holds(operator, value, keys)).toBe(expected);
  });
});

test('a negated operator is the opposite of its twin for any present key', () => {
  const twins = fc.constantFrom(
    ['StringEquals', 'StringNotEquals'], ['StringLike', 'StringNotLike'], ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    ['ArnLike', 'ArnNotLike'], ['IpAddress', 'NotIpAddress'], ['NumericEquals', 'NumericNotEquals'], ['DateEquals', 'DateNotEquals'],
  );
  const value = fc.oneof(fc.constantFrom('a', 'A', '*', '7', '10.0.0.1', '10.0.0.0/8', '2026-01-01', ROLE), fc.string());
  fc.assert(fc.property(twins, fc.array(value, { minLength: 1 }), value, ([name, negated], policyValues, requested) => {
    expect(holds(negated, policyValues, requested)).toBe(!holds(name, policyValues, requested));
  }));
});

test.each(['stringequals', 'StringEqual', 'NullIfExists', 'ForAnyValue:Null', 'ForSomeValues:StringEquals', 'IfExists', ''])(
  'fails for the unknown operator %p', (operator) => {
    expect(findConditionOperator(operator)).toBeUndefined();
    expect(() => holds(operator, 'a', 'a')).toThrow(new Error(`condition operator must be one that IAM knows, got "${operator}"; correct its name`));
  },
);

test('fails for several values without a qualifier', () => {
  expect(() => holds('StringEquals', 'a', { k: ['a', 'b'] })).toThrow(
    new Error('StringEquals must test a key with one value, got "k" with 2; use ForAnyValue or ForAllValues'),
  );
});
