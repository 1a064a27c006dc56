import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impacts, type Weighed } from './impact.ts';

const weighed = (saving: number | null, more: Partial<Weighed> = {}): Weighed => ({
  identity: String(saving),
  saving: saving === null ? null : String(saving),
  currency: saving === null ? null : 'USD',
  in_total: saving !== null,
  ...more,
});
const levels = (...findings: Weighed[]) => Object.fromEntries(impacts(findings));

describe('the impact of findings', () => {
  it('is high for the largest that make 60 % together, medium for the next 30 %', () => {
    expect(levels(...[500, 200, 150, 100, 50].map((saving) => weighed(saving)))).toEqual({
      500: 'high',
      200: 'high',
      150: 'medium',
      100: 'medium',
      50: 'low',
    });
    // Exactly 60 % and 90 %: the next one is of the next class.
    expect(levels(weighed(60), weighed(30), weighed(10))).toEqual({ 60: 'high', 30: 'medium', 10: 'low' });
  });

  it('is high for the only one, and the same for equal ones', () => {
    expect(levels(weighed(1))).toEqual({ 1: 'high' });
    const equal = impacts(Array.from({ length: 10 }, (_, index) => weighed(5, { identity: `f${index}` })));
    expect(new Set(equal.values())).toEqual(new Set(['high']));
  });

  it('is low for what is unknown or saves nothing', () => {
    expect(levels(weighed(null), weighed(0), weighed(-9), weighed(3))).toEqual({
      null: 'low',
      0: 'low',
      '-9': 'low',
      3: 'high',
    });
    expect(levels()).toEqual({});
  });

  it('compares what is not in the total with what is, in its own currency', () => {
    const found = levels(
      weighed(60),
      weighed(30),
      weighed(10),
      weighed(40, { in_total: false }),
      weighed(1, { identity: 'euro', currency: 'EUR' }),
      weighed(5, { identity: 'franc', currency: 'CHF', in_total: false }),
    );
    expect(found).toMatchObject({ 60: 'high', 40: 'medium', euro: 'high', franc: 'low' });
  });

  it('never puts a smaller saving above a larger one', () => {
    assert(
      property(array(integer({ min: 1, max: 10_000 }), { minLength: 1 }), (savings) => {
        const found = impacts(savings.map((saving, index) => weighed(saving, { identity: `${index}` })));
        const rank = { low: 0, medium: 1, high: 2 };
        const all = savings.map((saving, index) => ({ saving, rank: rank[found.get(`${index}`)!] }));
        for (const one of all)
          for (const other of all) if (one.saving > other.saving) expect(one.rank).toBeGreaterThanOrEqual(other.rank);
        const total = savings.reduce((sum, saving) => sum + saving, 0);
        const high = all.filter((one) => one.rank === 2).reduce((sum, { saving }) => sum + saving, 0);
        expect(high).toBeGreaterThanOrEqual(0.6 * total);
      }),
    );
  });
});
