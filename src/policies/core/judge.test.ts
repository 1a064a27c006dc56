import { describe, expect, it } from 'vitest';
import type { SubjectFacts } from './facts.ts';
import { compilePolicy } from './judge.ts';

const FACTS: SubjectFacts = {
  now: '2026-11-26T12:00:00Z',
  tags: { env: 'dev', 'cost-center': '7', __proto__own: 'x' },
  resource: {
    id: 'i-1',
    name: 'web-1',
    region: 'eu-west-1',
    age_days: 40,
    created_at: '2026-10-17T00:00:00Z',
    public_ip: true,
    owner: null,
    attributes: { size_gib: 8, encrypted: true, kms_key_id: null },
  },
  cost: { monthly_cost: 10.5, currency: 'USD' },
};
const judge = (must_hold: string, applies_when = '') =>
  compilePolicy({ subject: 'resource', applies_when, must_hold }).judge(FACTS);

describe('compilePolicy', () => {
  it.each([
    ['resource.age_days == 40', 'kept'],
    ['resource.age_days > 40', 'broken'],
    ['cost.monthly_cost < 11', 'kept'],
    ['now - resource.created_at > days(40)', 'kept'],
    ['now.getDayOfWeek() == 4 && now.getHours() == 12', 'kept'],
    ['resource.attributes.size_gib == 8 && resource.attributes.encrypted', 'kept'],
    ['has(resource.attributes.kms_key_id)', 'broken'],
    ['has(tags.owner) && tags.owner == "a"', 'broken'],
    ['"owner" in tags', 'broken'],
    ['tags[?"owner"].orValue("") != ""', 'broken'],
    ['resource.name.matches("^web-[0-9]+$")', 'kept'],
    ['tags.exists(key, key.startsWith("cost"))', 'kept'],
  ])('judges %s: %s', (text, outcome) => {
    expect(judge(text)).toEqual({ outcome, reason: null });
  });

  it('gives up regular expressions that take too long for one subject, and goes on with the next', () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, 'v'.repeat(250)]));
    const heavy = compilePolicy({
      subject: 'resource',
      applies_when: '',
      must_hold: 'tags.all(a, tags.all(b, !(tags[a] + tags[b] + tags[a] + tags[b]).matches("(v|vv|v*v*v*)*z")))',
    });
    expect(heavy.judge({ ...FACTS, tags })).toEqual({
      outcome: 'unknown',
      reason: "It can't be evaluated: its regular expressions take too long.",
    });
    expect(heavy.judge(FACTS).outcome).toBe('kept');
  });

  it('takes lists that are too long to be looked through as missing', () => {
    const asks = compilePolicy({ subject: 'resource', applies_when: '', must_hold: 'has(resource.attributes.rules)' });
    const having = (count: number) =>
      asks.judge({ ...FACTS, resource: { attributes: { rules: Array.from({ length: count }, () => 'x') } } }).outcome;
    expect([having(300), having(301)]).toEqual(['kept', 'broken']);
  });

  it('leaves out what it is not about', () => {
    expect(judge('false', 'tags.env == "prod"').outcome).toBe('not_applicable');
    expect(judge('false', 'tags.env == "dev"').outcome).toBe('broken');
  });

  it.each([
    ['resource.owner == "ann"', 'resource.owner is not known. has(resource.owner) asks whether it is.'],
    ['cost.list_monthly_cost > 5.0', /^cost.list_monthly_cost is not known/],
    ['tags.owner == "ann"', 'The tag owner is not set. has(tags.owner) asks whether it is.'],
    ['tags["a-b"] == "ann"', /^The tag a-b is not set. has\(tags\["a-b"\]\)/],
    ['resource.attributes.nothing == 1', /^resource.attributes.nothing is not known/],
    ['resource.attributes.size_gib', /neither true nor false/],
    ['10 / (resource.age_days - 40) > 1', /division by zero/],
    ['int(resource.name) > 1', /int/],
  ])('does not know of %s', (text, reason) => {
    expect(judge(text)).toEqual({
      outcome: 'unknown',
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
  });

  it('knows as soon as what is known decides', () => {
    expect(judge('resource.owner == "ann" || resource.public_ip').outcome).toBe('kept');
    expect(judge('resource.owner == "ann" && !resource.public_ip').outcome).toBe('broken');
    expect(judge('false', 'resource.owner == "ann"').outcome).toBe('unknown');
  });

  it('matches regular expressions in linear time, wherever they stand', () => {
    const tags = { name: `${'a'.repeat(2_000)}!` };
    const slow = '.matches("^(?:a+)+$")';
    const before = performance.now();
    for (const must_hold of [
      `tags.exists(key, tags[key]${slow})`,
      `tags.filter(key, tags[key]${slow}).exists(key, key${slow})`,
      `has(tags.name) ? tags.name${slow} : tags.?name.orValue("")${slow}`,
      `["x"].all(one, one${slow} || tags["name"]${slow})`,
    ])
      expect(
        compilePolicy({ subject: 'resource', applies_when: '', must_hold }).judge({ ...FACTS, tags }).outcome,
      ).toBe('broken');
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('sees nothing that is not of the facts', () => {
    for (const name of ['constructor', '__proto__', 'hasOwnProperty', 'size'])
      expect(judge(`tags[${JSON.stringify(name)}] == "x"`).outcome).toBe('unknown');
    expect(judge('has(resource.attributes.constructor)').outcome).toBe('broken');
  });

  it('names the facts that it is about, as they are', () => {
    const { paths, named } = compilePolicy({
      subject: 'resource',
      applies_when: 'resource.region.startsWith("eu-")',
      must_hold:
        '"owner" in tags && tags["cost-center"] != "" && resource.owner == "a" && ["web"].exists(p, resource.name.startsWith(p)) && cost.monthly_cost < 5',
    });
    expect(paths).toEqual([
      'resource.region',
      'tags.owner',
      'tags["cost-center"]',
      'resource.owner',
      'resource.name',
      'cost.monthly_cost',
    ]);
    expect(named(FACTS).map(({ value }) => value)).toEqual(['eu-west-1', 'not set', '7', 'not known', 'web-1', '10.5']);
  });

  it('sees facts of a remediation and of what it changes', () => {
    const { judge: judged } = compilePolicy({
      subject: 'remediation',
      applies_when: 'resource.?production.orValue(true)',
      must_hold: '!remediation.destructive || remediation.target.volume_id == "vol-1"',
    });
    const remediation = { destructive: true, target: { volume_id: 'vol-2' } };
    expect(judged({ now: FACTS.now, remediation }).outcome).toBe('broken');
    expect(judged({ now: FACTS.now, remediation, resource: { production: false } }).outcome).toBe('not_applicable');
  });

  it('says why expressions can not be used', () => {
    const made = (must_hold: string) => () => compilePolicy({ subject: 'budget', applies_when: '', must_hold });
    expect(made('resource.region == "a"')).toThrow('resource is not known');
    expect(made('')).toThrow('It does not say what must hold.');
  });
});
