import { describe, expect, it } from 'vitest';
import { factsOf } from '../../core/facts.ts';
import { FUNCTIONS } from '../../core/functions.ts';
import type { PolicySubject } from '../../core/policy.ts';
import { tokensOf } from './cel-tokens.ts';
import { suggestionsAt } from './completions.ts';

/** What is offered at the `|` of a text, and the text that it would replace. */
function offered(marked: string, subject: PolicySubject = 'resource') {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = suggestionsAt(text, at, {
    facts: factsOf(subject),
    functions: FUNCTIONS,
    tag_keys: ['owner', 'cost-center'],
  });
  return (
    found && { replaces: text.slice(found.from, at), labels: found.items.map(({ label }) => label), items: found.items }
  );
}

describe('suggestionsAt', () => {
  it('offers facts, tags and functions where something begins', () => {
    const found = offered('resource.region == "a" && reg|')!;
    expect(found.replaces).toBe('reg');
    expect(found.labels).toEqual(
      expect.arrayContaining(['resource.region', 'cost.monthly_cost', 'tags.owner', 'now', 'has', 'days']),
    );
    expect(found.labels).not.toContain('startsWith');
    expect(offered('|')!.labels).toContain('resource.region');
  });

  it('tells types, meaning, and what may be missing', () => {
    const { items } = offered('|')!;
    expect(items.find(({ label }) => label === 'cost.monthly_cost')).toMatchObject({
      detail: 'number',
      info: expect.stringMatching(/^What it cost .* May be missing: has\(…\) tells\.$/),
    });
    expect(items.find(({ label }) => label === 'tags.cost-center')).toMatchObject({ apply: 'tags["cost-center"]' });
    expect(items.find(({ label }) => label === 'tags.owner')).toMatchObject({ apply: 'tags.owner' });
  });

  it.each([
    ['resource.re|', 'resource.re', 'resource.region', 'startsWith'],
    ['tags.ow|', 'tags.ow', 'tags.owner', 'startsWith'],
    ['tags.|', 'tags.', 'tags.exists', 'has'],
    ['resource.name.|', '', 'startsWith', 'exists'],
    ['resource.name.st|', 'st', 'startsWith', 'resource.name'],
    ['tags.owner.|', '', 'endsWith', 'exists'],
    ['finding.sources.e|', 'e', 'exists', 'startsWith'],
    ['resource.created_at.get|', 'get', 'getFullYear', 'startsWith'],
    ['tags["a"].low|', 'low', 'lower', 'resource.name'],
    ['size(tags).|', '', 'startsWith', 'resource.name'],
  ])('offers in %s what fits', (text, replaces, one, other) => {
    const found = offered(text, text.startsWith('finding') ? 'finding' : 'resource')!;
    expect(found.replaces).toBe(replaces);
    expect(found.labels).toContain(one);
    expect(found.labels).not.toContain(other);
  });

  it('offers what the subject has', () => {
    const { labels } = offered('|', 'budget')!;
    expect(labels).toContain('budget.owner');
    expect(labels.filter((label) => /^(resource|tags|cost)/.test(label))).toEqual([]);
  });

  it('offers nothing inside of texts and comments', () => {
    expect(offered('tags.env == "de|v"')).toBeNull();
    expect(offered('tags.env == "de|')).toBeNull();
    expect(offered('true // res|')).toBeNull();
    expect(offered('tags.env == "dev" && r|')!.replaces).toBe('r');
  });
});

describe('tokensOf', () => {
  it('tells pieces apart', () => {
    const text = 'has(tags.env) && tags["a\\"b"] in [r"x", \'y\'] || 12.5e3 >= -1 ? true : null // "end';
    expect(tokensOf(text).map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`)).toEqual([
      'function has',
      'name tags',
      'name env',
      'operator &&',
      'name tags',
      'text "a\\"b"',
      'constant in',
      'text r"x"',
      "text 'y'",
      'operator ||',
      'number 12.5e3',
      'operator >=',
      'operator -',
      'number 1',
      'operator ?',
      'constant true',
      'operator :',
      'constant null',
      'comment // "end',
    ]);
  });

  it('takes a text without an end to the end of its line', () => {
    expect(tokensOf('"abc\nnow')).toEqual([
      { kind: 'text', from: 0, to: 4 },
      { kind: 'name', from: 5, to: 8 },
    ]);
  });
});
