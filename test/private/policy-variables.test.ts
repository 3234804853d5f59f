import { hasReadableVariables, substituteVariables } from '../../src/private/policy-variables';

const KEYS = new Map([['aws:username', ['ann']], ['aws:useragent', ['a*']], ['aws:principalorgpaths', ['o/1', 'o/2']], ['aws:empty', []]]);
const CONTEXT = { keys: KEYS, variables: true };

test.each([
  ['plain', 'plain'],
  ['${aws:username}', 'ann'],
  ['${AWS:UserName}', 'ann'],
  ['a-${aws:username}-b-${aws:username}', 'a-ann-b-ann'],
  ['${aws:username, \'nobody\'}', 'ann'],
  ['${aws:absent, \'nobody\'}', 'nobody'],
  ['${aws:absent,\'\'}', ''],
  ['${*}${?}${$}', '*?$'],
  ['${aws:absent}', undefined],
  ['${aws:empty}', undefined],
  ['${aws:principalorgpaths}', undefined],
  ['${}', undefined],
  ['${ aws:username }', undefined],
])('substitutes %p', (value, expected) => {
  expect(substituteVariables(value, CONTEXT)?.text).toBe(expected);
});

test('marks what a variable brought in', () => {
  expect(substituteVariables('*${aws:UserAgent}?${*}', CONTEXT)).toEqual({ text: '*a*?*', literal: '-xx-x' });
});

test('leaves variables alone in an old version of the policy language', () => {
  expect(substituteVariables('${aws:username}', { ...CONTEXT, variables: false })).toEqual({ text: '${aws:username}' });
});

test.each([
  ['plain', true],
  ['$5 {a}', true],
  ['${aws:username}', true],
  ['${aws:PrincipalTag/team, \'all\'}', true],
  ['${*}', true],
  ['${}', false],
  ['${ aws:username}', false],
  ['${aws:username', false],
  ['${aws:username, nobody}', false],
  ['${a${b}}', false],
])('finds the variables of %p readable: %p', (value, expected) => {
  expect(hasReadableVariables(value)).toBe(expected);
});
