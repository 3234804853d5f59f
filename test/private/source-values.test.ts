import type { SourceKey } from '../../src/private/allow-terms';
import { areCovered, canMeet, isLiteral } from '../../src/private/source-values';

const ARN: SourceKey = 'aws:PrincipalArn';
const ENDPOINT: SourceKey = 'aws:SourceVpce';
const LATER = '{known only at deploy: Ref Role}';

test.each([['a', true], [LATER, true], ['a*', false], ['a?', false], ['', true]])('%p is literal: %p', (value, expected) => {
  expect(isLiteral(value)).toBe(expected);
});

test.each<[SourceKey, string[], string[] | undefined, boolean]>([
  [ARN, ['a'], ['b', 'a'], true],
  [ARN, ['a', 'b'], ['a'], false],
  [ARN, ['a'], undefined, false],
  [ARN, [], undefined, true],
  [ARN, ['ab', 'ac'], ['a*'], true],
  [ARN, ['ab', 'b'], ['a*'], false],
  [ARN, ['a*'], ['ab'], false],
  [ARN, ['ab*'], ['a*'], true],
  [ARN, ['ab?'], ['a*'], true],
  [ARN, ['a?'], ['a?'], true],
  [ARN, ['a*'], ['a?'], false],
  [ARN, ['ab'], ['a?'], true],
  [ARN, [`a/${LATER}`], ['a/*'], true],
  [ENDPOINT, ['a'], ['a'], true],
  [ENDPOINT, ['a'], ['*'], false],
])('%s: whoever has one of %j has one of %j: %p', (key, values, by, expected) => {
  expect(areCovered(key, values, by)).toBe(expected);
});

test.each<[SourceKey, string[], string[], boolean]>([
  [ARN, ['a'], ['b', 'a'], true],
  [ARN, ['a'], ['b'], false],
  [ARN, [], ['b'], false],
  [ARN, ['x', 'ab'], ['y', 'a*'], true],
  [ARN, ['a*'], ['ab'], true],
  [ARN, ['a'], ['ab*'], false],
  [ARN, ['ba'], ['*b'], false],
  [ARN, ['a*'], ['ab*'], true],
  [ARN, ['a*'], ['b*'], false],
  [ARN, ['*a'], ['*ba'], true],
  [ARN, ['*a'], ['*b'], false],
  [ARN, ['a?'], ['a?c'], true],
  [ARN, [`a/${LATER}`], ['a/b*'], true],
  [ARN, [`a/${LATER}/c`], ['a/*/d'], false],
  [ARN, [`b/${LATER}`], ['a/*'], false],
  [ARN, [`a/${LATER}`], ['a/b'], false],
  [ENDPOINT, ['a'], ['a'], true],
  [ENDPOINT, ['a'], ['*'], false],
])('%s: somebody can have one of %j and one of %j: %p', (key, some, others, expected) => {
  expect(canMeet(key, some, others)).toBe(expected);
  expect(canMeet(key, others, some)).toBe(expected);
});
