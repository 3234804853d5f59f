import * as fc from 'fast-check';
import { runs } from './runs';
import { matchesPattern, splitPattern } from '../../src/private/match-wildcards';

const SHORT_TEXT = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':', '*', '?'), maxLength: 8 });

describe('matchesPattern', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['a', '', false],
    ['*', '', true],
    ['*', 'a/b:c', true],
    ['**', '', true],
    ['?', '', false],
    ['?', 'a', true],
    ['?', 'ab', false],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['*a', 'ab', false],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyy', false],
    ['*ab', 'aab', true],
    ['/v1/*/pets', '/v1/GET/admin/pets', true],
    ['/v1/GET/pets/*', '/v1/GET/pets', false],
    ['/v1/GET/pets/*', '/v1/GET/pets/', true],
    ['A', 'a', false],
  ])('%p against %p is %p', (text, value, expected) => {
    expect(matchesPattern({ text }, value)).toBe(expected);
  });

  test('a marked wildcard stands for itself', () => {
    const pattern = { text: 'a*?*', literal: '-xx-' };
    expect(matchesPattern(pattern, 'a*?rest')).toBe(true);
    expect(matchesPattern(pattern, 'axyrest')).toBe(false);
  });

  test('a pattern without wildcards matches only itself', () => {
    fc.assert(fc.property(fc.string().filter((text) => !/[*?]/.test(text)), fc.string(), (text, value) => {
      expect(matchesPattern({ text }, text)).toBe(true);
      expect(matchesPattern({ text }, value)).toBe(text === value);
    }));
  });

  test('agrees with a regular expression', () => {
    fc.assert(fc.property(SHORT_TEXT, SHORT_TEXT, (text, value) => {
      const source = [...text].map((character) => ({ '*': '[^]*', '?': '[^]' })[character] ?? character).join('');
      expect(matchesPattern({ text }, value)).toBe(new RegExp(`^${source}$`).test(value));
    }), { numRuns: runs(2000) });
  });

  test('a hostile pattern takes no exponential time', () => {
    expect(matchesPattern({ text: `${'*a'.repeat(50)}b` }, 'a'.repeat(2000))).toBe(false);
  });
});

test('splitPattern keeps the colons of the last part and the marks of each', () => {
  expect(splitPattern({ text: 'a:b:c:d', literal: '--x--xx' }, 3)).toEqual([
    { text: 'a', literal: '-' }, { text: 'b', literal: 'x' }, { text: 'c:d', literal: '-xx' },
  ]);
  expect(splitPattern({ text: 'a' }, 6)).toEqual([{ text: 'a' }]);
});
