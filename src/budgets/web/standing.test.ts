import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Amounts, barOf, type Standing, standingOf, standingText, summaryText } from './standing.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };
const amounts = (current_spend: number | null, forecasted_spend: number | null, amount = 100): Amounts => ({
  amount,
  current_spend,
  forecasted_spend,
});

describe('how a budget stands', () => {
  it.each<[string, Amounts, Standing, string]>([
    ['spent to the cent', amounts(100, 100), 'within', '$0.00 left at its end'],
    ['spent beyond it', amounts(100.5, 140), 'over', 'Over by $0.50 already'],
    ['spent beyond it, credits still to come', amounts(120, 90), 'over', 'Over by $20.00 already'],
    ['forecast beyond it', amounts(40, 112.25), 'will_be_over', 'Over by $12.25 at its end'],
    ['forecast within it', amounts(40, 80), 'within', '$20.00 left at its end'],
    ['without a forecast', amounts(40, null), 'open', '$60.00 left so far; no forecast yet'],
    ['with nothing spent', amounts(0, null), 'open', '$100.00 left so far; no forecast yet'],
    ['with nothing known', amounts(null, null), 'unknown', 'Not known: the costs of its days are not all there'],
  ])('%s', (_, budget, standing, text) => {
    expect(standingOf(budget)).toBe(standing);
    expect(standingText({ ...budget, currency: 'USD' }, FORMATS)).toBe(text);
  });

  it('is summed up without saying of the unknown that it is well', () => {
    const [over, coming, well, unknown] = [amounts(101, 140), amounts(1, 140), amounts(1, 2), amounts(null, null)];
    expect(summaryText([well, well], false)).toBe('None of 2 budgets is over');
    expect(summaryText([well, over, coming, coming], false)).toBe('Of 4 budgets: 1 over, 2 forecast to be over');
    expect(summaryText([unknown], false)).toBe('Of 1 budget: 1 not known');
    expect(summaryText([well, over], true)).toBe('Of the oldest 2 budgets: 1 over');
  });
});

describe('the bar of a budget', () => {
  it('reaches its end with the largest of what is meant, spent and forecast', () => {
    expect(barOf(amounts(25, 75))).toEqual({ spent: 0.25, forecast: 0.75, amount: 1 });
    expect(barOf(amounts(100, 200))).toEqual({ spent: 0.5, forecast: 1, amount: 0.5 });
    expect(barOf(amounts(400, 300))).toEqual({ spent: 1, forecast: 0.75, amount: 0.25 });
  });

  it('tells the unknown from nothing, and stays inside itself whatever the amounts', () => {
    expect(barOf(amounts(null, null))).toEqual({ spent: null, forecast: null, amount: 1 });
    expect(barOf(amounts(0, null))).toEqual({ spent: 0, forecast: null, amount: 1 });
    const spend = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(spend, spend, fc.double({ min: 0.01, max: 1e9, noNaN: true }), (current, forecast, amount) => {
        const bar = barOf(amounts(current, forecast, amount));
        for (const part of [bar.spent, bar.forecast, bar.amount])
          if (part !== null) expect(part >= 0 && part <= 1).toBe(true);
        expect([bar.spent === null, bar.forecast === null]).toEqual([current === null, forecast === null]);
      }),
    );
  });
});
