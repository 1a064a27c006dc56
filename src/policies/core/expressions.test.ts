import { describe, expect, it } from 'vitest';
import { checkExpressions } from './expressions.ts';
import { LONGEST_EXPRESSION, type PolicySubject } from './policy.ts';

/** What is said of `must_hold`, each with the part of the text that it is about. */
const told = (must_hold: string, subject: PolicySubject = 'resource') =>
  checkExpressions({ subject, applies_when: '', must_hold }).map(({ from, to, message }) => [
    must_hold.slice(from, to),
    message,
  ]);

describe('checkExpressions', () => {
  it.each([
    ['resource.age_days > 3'],
    ['cost.monthly_cost * 12.0 <= 1e4 && cost.monthly_cost > 5'],
    ['has(tags.owner) && tags.owner.lower() in ["web", "data"]'],
    ['tags[?"cost-center"].orValue("") != "" || !("env" in tags)'],
    ['now - resource.created_at < days(90) || resource.created_at > timestamp("2026-01-31T00:00:00Z")'],
    ['resource.name.matches("^(?:web|api)-[a-z0-9]{1,8}$")'],
    ['resource.attributes.size_gib <= 100 && resource.attributes.encrypted'],
    ['["t3.", "m6i."].exists(size, resource.size.startsWith(size)) ? true : tags.all(key, size(tags[key]) < 64)'],
    ['resource.region in [] || size(tags.filter(key, key.startsWith("aws:"))) == 0'],
  ])('finds nothing wrong with %s', (text) => {
    expect(told(text)).toEqual([]);
  });

  it.each([
    ['resource.regoin == "a"', 'regoin', /^resource has no fact regoin. Did you mean resource.region\?$/],
    ['has(resource.regoin)', 'regoin', /no fact regoin/],
    ['resource.?regoin.orValue("") == ""', 'regoin', /no fact regoin/],
    ['has(resource.constructor)', 'constructor', /no fact constructor/],
    ['resource.monthly_cost > 5.0', 'monthly_cost', /Did you mean cost.monthly_cost\?/],
    ['region == "a"', 'region', /^region is not known. Did you mean resource.region\?$/],
    ['budget.amount > 5.0', 'budget', /Policies on resources see resource, cost, account, tags, now/],
    ['resource.age_days > "a"', 'resource.age_days > "a"', /^> can't stand between a whole number and a text.$/],
    ['cost.monthly_cost * 12 > 5.0', 'cost.monthly_cost * 12', /Write 2.0 for 2/],
    ['cost.monthly_cost == null', 'cost.monthly_cost == null', /asked by has\(…\)/],
    ['tags.env in "dev"', 'tags.env in "dev"', /there has to be a list of the same type/],
    ['tags.?owner == "a"', 'tags.?owner == "a"', /Say what to take where it is missing/],
    ['resource.region', 'resource.region', /^It has to come out true or false, and is a text.$/],
    ['resource.region.startswith("eu")', 'startswith', /^There is no function startswith. Did you mean startsWith\?$/],
    ['lower(tags.env) == "a"', 'lower(tags.env)', /It is used so: tags.env.lower\(\)/],
    ['resource.region == "a" and true', 'and', /Parts are joined by && \(and\)/],
    ['resource.region = "a"', '=', /Parts are joined by/],
    ['resource.region ==', '', /^Something is missing at the end.$/],
    ['resource.region in ["a"', '', /^Here should be \], not the end.$/],
    ['"abc', '"abc', /no quotation mark at its end/],
    ['["a", 1].size() > 1', '1', /have to be of one type/],
    ['timestamp("2026") < now', '"2026"', /"2026-01-31T00:00:00Z"/],
    ['now - resource.created_at > duration("5 days")', '"5 days"', /days are days\(2\)/],
    ['resource.name.matches("(a+")', '"(a+"', /This \( has no \)/],
    ['resource.name.matches(tags.pattern)', 'tags.pattern', /has to be written out here/],
    ['has(tags)', 'tags', /has\(tags.owner\)/],
    ['tags.exists(1, true)', '1', /has to be a new name/],
    ['resource.region.exists(a, true)', 'region', /look through lists and maps, and this is a text/],
    ['resource.region ? true : false', 'region', /A truth value is needed here, and this is a text/],
    ['!resource.region', '!resource.region', /^! can't be put before a text.$/],
  ])('says of %s that it is wrong at %j', (text, place, message) => {
    expect(told(text)).toEqual([[place, expect.stringMatching(message)]]);
  });

  it('says all that is wrong, of both expressions, with lines and columns', () => {
    const errors = checkExpressions({
      subject: 'resource',
      applies_when: 'foo',
      must_hold: 'tags.env > 3 &&\n  resource.age_days > "a" &&\n  resource.nope == 1 && bar',
    });
    expect(errors.map(({ field, from, to, line, column }) => [field, from, to, line, column])).toEqual([
      ['applies_when', 0, 3, 1, 1],
      ['must_hold', 0, 12, 1, 1],
      ['must_hold', 18, 41, 2, 3],
      ['must_hold', 56, 60, 3, 12],
      ['must_hold', 69, 72, 3, 25],
    ]);
  });

  it('tells nothing of empty expressions', () => {
    expect(checkExpressions({ subject: 'budget', applies_when: ' ', must_hold: '' })).toEqual([]);
  });

  it.each([
    ['cel.bind(x, "a", cel.bind(y, x + x, y + y)) == ""', /no function bind/],
    ['[1, 2].map(x, [x, x]).size() > 1', /no function map/],
    ['type(1) == int', /no function type/],
    ['tags.exists(a, tags.exists(b, tags.exists(c, true)))', /nested 2 deep at most/],
    [Array.from({ length: 12 }, () => 'tags.all(a, true)').join(' && '), /There can be 10/],
    ['(["a"] + ["b"]).exists(a, a == "a")', /^exists looks through one list/],
    ['tags.all(a, (["a"] + ["b"]).filter(b, b == a).exists(b, true))', /^exists looks through one list/],
    [`${'('.repeat(1_500)}true${')'.repeat(1_500)}`, /too large/],
    [`${'!'.repeat(3_900)}true`, /too large/],
    [`${'-'.repeat(3_900)}1 == 1`, /too large/],
    [`resource${'.a'.repeat(1_900)} == 1`, /too large/],
    [`true${' || true'.repeat(480)}`, /too large/],
    [`${'true ? '.repeat(280)}true${' : true'.repeat(280)}`, /too large/],
    [`1 in [${'1,'.repeat(1_500)}1]`, /too large/],
    [`true && ${'x'.repeat(LONGEST_EXPRESSION)}`, /more than 4000 characters/],
    ['resource.name.matches("(((a{100}){100}){100})")', /repeats too much/],
    ['resource.name.matches("((((){99}){99}){99}){99}")', /repeats too much/],
    [`duration("${'1'.repeat(3_900)}") < days(1)`, /written as "12h30m"/],
    ['duration(tags.time) < days(1)', /has to be written out/],
    [`double("${'1'.repeat(3_900)}") > 1.0`, /not a number/],
    [`resource.name.matches("${'('.repeat(1_000)}a${')'.repeat(1_000)}")`, /nested too deep/],
  ])('refuses what could take long before it runs: %#', (text, message) => {
    const before = performance.now();
    expect(told(text).map(([, said]) => said)).toContainEqual(expect.stringMatching(message));
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
