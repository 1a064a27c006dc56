import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Scope, scopeKey } from '../../costs/core/scope.ts';
import { addedUp, chooseSlices, recentCost, restGrouping, restKey, scopeOfKey, withRest } from './slices.ts';

const slice = (service: string, amounts: number[]) => {
  const scope: Scope = { service };
  return { scope, key: scopeKey(scope), title: service, amounts: Float64Array.from(amounts), cells: [] };
};
const days = (amount: number, count = 100): number[] => Array.from({ length: count }, () => amount);
const titles = (slices: { title: string }[]) => slices.map(({ title }) => title);

describe('the slices of a partition', () => {
  it('are the fewest that make 99 % of the last 90 days, and one of the others together', () => {
    const slices = [slice('small', days(0.4)), slice('A', days(60)), slice('tiny', days(0.1)), slice('B', days(39.5))];
    const chosen = chooseSlices(slices, 'service', 100);
    expect(titles(chosen)).toEqual(['A', 'B', 'Other services']);
    expect(chosen.at(-1)).toMatchObject({ key: 'other:service', scope: {}, partition: 'service' });
    expect([...chosen.at(-1)!.amounts]).toEqual(days(0.5));
  });

  it('name the last one instead of a rest of one, and leave out what has cost nothing for 90 days', () => {
    const ended = slice('ended', [...days(50, 10), ...days(0, 90)]);
    expect(titles(chooseSlices([ended, slice('A', days(100)), slice('B', days(0.1))], 'service', 100))).toEqual([
      'A',
      'B',
    ]);
  });

  it('count credits by their size, and what came after the last day not at all', () => {
    const late = slice('late', [...days(0, 99), 1e6]);
    const chosen = chooseSlices([slice('A', days(10)), slice('credit', days(-9)), late], 'service', 99);
    expect(titles(chosen)).toEqual(['A', 'credit']);
    expect(chosen[0]?.amounts.length).toBe(99);
  });

  it('are none where nothing has a value, and never more than a hundred and the rest', () => {
    expect(chooseSlices([slice('', days(5))], 'service', 100)).toEqual([]);
    const many = Array.from({ length: 300 }, (_, index) => slice(`s${index}`, days(10)));
    expect(chooseSlices(many, 'service', 100)).toHaveLength(101);
  });

  it('are in the rest when their value is too long to be a key', () => {
    const long = slice('x'.repeat(2_001), days(50));
    expect(titles(chooseSlices([long, slice('A', days(10))], 'service', 100))).toEqual(['A', 'Other services']);
  });

  it('add up to all that cost anything, whatever the costs', () => {
    const amounts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -50, max: 5_000 })), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 40 }), (all) => {
        const slices = all.map((one, index) => slice(`s${index}`, one));
        const chosen = chooseSlices(slices, 'service', 20);
        expect([...addedUp(chosen, 20)]).toEqual([...addedUp(slices, 20)]);
      }),
    );
  });

  it('take young ones into the rest', () => {
    const chosen = chooseSlices([slice('A', days(60)), slice('B', days(40))], 'service', 100);
    const [rest] = withRest(chosen.slice(1), chosen);
    expect(rest).toMatchObject({ key: 'other:service', title: 'Other services' });
    expect([...rest!.amounts]).toEqual(days(40));
    const both = withRest(chosen.slice(0, 1), [...chosen, rest!]);
    expect(both.map(({ amounts }) => amounts[0])).toEqual([100]);
    expect(withRest([], chosen)).toEqual([]);
  });
});

describe('keys', () => {
  it('lead back to their scope', () => {
    const grouping = fc.constantFrom('service', 'account', 'tag:team', 'tag:a=b&c');
    fc.assert(
      fc.property(fc.dictionary(grouping, fc.string(), { noNullPrototype: true }), (scope) => {
        expect(scopeOfKey(scopeKey(scope))).toEqual(scope);
      }),
    );
  });

  it.each(['nonsense=1', 'service', 'service=a=b', '&', 'service=%ZZ', 'other:service'])('of nothing: %s', (key) =>
    expect(scopeOfKey(key)).toBeNull(),
  );

  it('of a rest are told from all others', () => {
    for (const grouping of ['service', 'tag:team', 'tag:a b%'] as const)
      expect(restGrouping(restKey(grouping))).toBe(grouping);
    for (const key of ['', 'service=other:service', 'other:', 'other:nonsense', 'other:%ZZ'])
      expect(restGrouping(key)).toBeNull();
  });
});

it('recent cost leaves out what is not known', () => {
  expect(recentCost(Float64Array.of(100, 1, Number.NaN, 2), 3)).toBe(3);
});
