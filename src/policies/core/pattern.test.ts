import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, PatternError } from './pattern.ts';

describe('compilePattern', () => {
  it.each([
    ['abc', 'xabcx', true],
    ['^abc$', 'xabc', false],
    ['^a|b$', 'ax', true],
    ['^(?:web|api)-\\d{2,3}$', 'web-12', true],
    ['^(?:web|api)-\\d{2,3}$', 'web-1234', false],
    ['a{2}', 'aa', true],
    ['^a{2,}$', 'aaaa', true],
    ['^a??b+?$', 'abb', true],
    ['[^a-z]', 'abc', false],
    ['^[\\w.-]+@example\\.com$', 'ann.b-c@example.com', true],
    ['(?i)^PROD', 'production', true],
    ['^.$', '🙂', true],
    ['^\\p{L}+$', 'Größe', true],
    ['a\\-b', 'a-b', true],
    ['', '', true],
    ['(a*)*$', 'b', true],
  ])('finds %s in %s: %s', (pattern, text, found) => {
    expect(compilePattern(pattern)(text)).toBe(found);
  });

  it('finds what JavaScript finds', () => {
    const piece = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '(a|b)', '(?:ab)', '^', '$');
    const repeated = fc
      .tuple(piece, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'))
      .map(([one, times]) => (one === '^' || one === '$' ? one : one + times));
    const pattern = fc.array(
      fc.array(repeated, { maxLength: 4 }).map((parts) => parts.join('')),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.constantFrom('a', 'b', '1', 'c'), { maxLength: 8 }).map((letters) => letters.join('')),
        (choices, text) => {
          const source = choices.join('|');
          expect(compilePattern(source)(text)).toBe(new RegExp(source, 'su').test(text));
        },
      ),
      { numRuns: 400 },
    );
  });

  it.each(['(a+)+$', '(a|a)*$', '(a|aa)+$', 'a*a*a*a*a*a*b', '(.*)(.*)(.*)(.*)x$', '(a?){30}a{30}'])(
    'finds %s, or not, in a time that grows with the text only',
    (pattern) => {
      const found = compilePattern(pattern);
      const before = performance.now();
      found(`${'a'.repeat(2_000)}!`);
      expect(performance.now() - before).toBeLessThan(5_000);
    },
  );

  it.each([
    '(a',
    'a)',
    '*a',
    'a**',
    'a{3,2}',
    '[a',
    '\\',
    '(?=a)',
    '(?<!a)',
    '(a)\\1',
    '\\bword',
    '[[:alpha:]]',
    'a{2000}',
    '(((){999}){999}){999}',
  ])('refuses %s', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError);
  });
});
