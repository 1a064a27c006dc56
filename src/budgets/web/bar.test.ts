import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barOf, type Shown, shareOfDays } from './bar.ts';

const shown = (differing: Partial<Shown>): Shown => ({
  period_start: '2026-11-01',
  period_end: '2026-12-01',
  data_through: '2026-11-15',
  amount: 100,
  current_spend: 25,
  forecasted_spend: 75,
  ...differing,
});

describe('the bar of a budget', () => {
  it('reaches its end with the largest of what is meant, spent and forecast', () => {
    expect(barOf(shown({}))).toEqual({ spent: 0.25, forecast: 0.75, amount: 1, even: 0.5 });
    expect(barOf(shown({ current_spend: 100, forecasted_spend: 200 }))).toEqual({
      spent: 0.5,
      forecast: 1,
      amount: 0.5,
      even: 0.25,
    });
    expect(barOf(shown({ current_spend: 400, forecasted_spend: 300 })).amount).toBe(0.25);
  });

  it('marks an even share only while some days are complete and others are not', () => {
    expect(shareOfDays(shown({ data_through: '2026-10-31' }))).toBeNull();
    expect(barOf(shown({ data_through: null })).even).toBeNull();
    expect(barOf(shown({ data_through: '2026-11-30' })).even).toBeNull();
    expect(barOf(shown({ data_through: '2027-01-30' })).even).toBeNull();
    expect(barOf(shown({ amount: null })).even).toBeNull();
  });

  it('tells the unknown from nothing, and stays inside itself whatever the amounts', () => {
    expect(barOf(shown({ current_spend: 0, forecasted_spend: null }))).toMatchObject({ spent: 0, forecast: null });
    expect(barOf(shown({ amount: null, current_spend: null, forecasted_spend: null }))).toEqual({
      spent: null,
      forecast: null,
      amount: null,
      even: null,
    });
    const amount = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.option(fc.double({ min: 0.01, max: 1e9, noNaN: true })),
        (current, ahead, meant) => {
          const bar = barOf(shown({ current_spend: current, forecasted_spend: ahead, amount: meant }));
          for (const part of Object.values(bar)) if (part !== null) expect(part >= 0 && part <= 1).toBe(true);
          if (meant !== null)
            expect([bar.spent === null, bar.forecast === null]).toEqual([current === null, ahead === null]);
        },
      ),
    );
  });
});
