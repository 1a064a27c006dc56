import { array, assert, constantFrom, date, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths } from '../../platform/core/dates.ts';
import { compareDecimals, negated, sumDecimals } from '../../platform/core/decimal.ts';
import { amountIn, type BudgetTree, shownAmount, storedAmount } from './amounts.ts';
import type { BudgetAmount } from './budget.ts';
import { periodOf, periodsBefore } from './calendar.ts';

const tree = (given: BudgetAmount, more: Partial<BudgetTree> = {}): BudgetTree => ({
  name: 'Everything',
  period: 'month',
  calendar: 'fiscal',
  start: null,
  end: null,
  fiscal_year_start: 1,
  given: storedAmount(given),
  children: [],
  ...more,
});
const amountOn = (budget: BudgetTree, day: string) => amountIn(budget, periodOf(budget, day)!);
const days = date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((day) =>
  day.toISOString().slice(0, 10),
);
const cents = integer({ min: 1, max: 1e12 }).map((units) => units / 100);

describe('amounts', () => {
  it('are kept as the decimals that were given, and shown as given', () => {
    const given: BudgetAmount[] = [
      { kind: 'fixed', amount: 0.1 },
      { kind: 'growing', amount: 1e15, growth_percent: -2.5 },
      { kind: 'monthly', months: { '2026-01': 1234.56, '2026-02': 0.01 } },
      { kind: 'children' },
    ];
    expect(given.map(storedAmount)).toEqual([
      { kind: 'fixed', amount: '0.1' },
      { kind: 'growing', amount: '1000000000000000', growth_percent: -2.5 },
      { kind: 'monthly', months: { '2026-01': '1234.56', '2026-02': '0.01' } },
      { kind: 'children' },
    ]);
    expect(given.map(storedAmount).map(shownAmount)).toEqual(given);
  });

  it('are the same in every whole period, of 28 days or of 366', () => {
    assert(
      property(constantFrom('month', 'quarter', 'year'), days, cents, (period, day, amount) => {
        const { given, ...budget } = tree({ kind: 'fixed', amount }, { period });
        expect(amountOn({ given, ...budget }, day)).toEqual({
          amount: (given as { amount: string }).amount,
          reason: null,
        });
      }),
    );
  });

  it('of a period that is cut are its even share, and all parts of a period make the whole', () => {
    assert(
      property(constantFrom('month', 'quarter', 'year'), days, cents, (period, day, amount) => {
        const whole = tree({ kind: 'fixed', amount }, { period });
        const part = periodOf(whole, day)!;
        if (day === part.start) return;
        const parts = [
          amountOn({ ...whole, end: day }, part.start).amount!,
          amountOn({ ...whole, start: day }, day).amount!,
        ];
        const missing = sumDecimals([amountOn(whole, day).amount!, negated(sumDecimals(parts))]);
        // Each may be cut off after 18 decimal places.
        expect(compareDecimals(missing, '0')).toBeGreaterThanOrEqual(0);
        expect(compareDecimals(missing, '0.000000000000000002')).toBeLessThanOrEqual(0);
      }),
    );
    expect(amountOn(tree({ kind: 'fixed', amount: 9_300 }, { start: '2026-01-10' }), '2026-01-31').amount).toBe('6600');
  });

  it('by month add up to those of longer periods, exactly', () => {
    const months = array(cents, { minLength: 12, maxLength: 12 });
    const fiscal = integer({ min: 1, max: 12 });
    assert(
      property(months, fiscal, constantFrom('quarter', 'year'), days, (amounts, fiscal_year_start, period, day) => {
        const { start } = periodOf(tree({ kind: 'children' }, { period: 'year', fiscal_year_start }), day)!;
        const named = amounts.map((amount, index) => [addMonths(start, index).slice(0, 7), amount] as const);
        const budget = tree({ kind: 'monthly', months: Object.fromEntries(named) }, { period, fiscal_year_start });
        const own = periodOf(budget, day)!;
        const monthly = { ...budget, period: 'month' as const };
        const last = periodOf(monthly, addDays(own.end, -1))!;
        const parts = [...periodsBefore(monthly, last, period === 'year' ? 11 : 2), last];
        expect(parts[0]!.start).toBe(own.start);
        const sum = sumDecimals(parts.map((part) => amountIn(monthly, part).amount!));
        expect(amountIn(budget, own)).toEqual({ amount: sum, reason: null });
      }),
    );
  });

  it('by month are not known where a month is not named', () => {
    const budget = tree({ kind: 'monthly', months: { '2026-01': 5, '2026-02': 5 } }, { period: 'quarter' });
    expect(amountOn(budget, '2026-01-01')).toEqual({
      amount: null,
      reason: 'No amount is given for 2026-03. Add it to the amounts of the budget.',
    });
    expect(amountOn({ ...budget, end: '2026-02-15' }, '2026-01-01').amount).toBe('7.5');
  });

  it.each([
    ['2027-01-15', '1000'],
    ['2027-02-01', '1100'],
    ['2027-04-30', '1331'],
  ])('grow by so much percent each period: on %s %s', (day, amount) => {
    const growing = { kind: 'growing', amount: 1_000, growth_percent: 10 } as const;
    expect(amountOn(tree(growing, { start: '2027-01-01' }), day).amount).toBe(amount);
  });

  it('grow from a first period that is cut', () => {
    const growing = tree({ kind: 'growing', amount: 310, growth_percent: 100 }, { start: '2027-01-22' });
    expect(amountOn(growing, '2027-01-22').amount).toBe('100');
    expect(amountOn(growing, '2027-02-01').amount).toBe('620');
  });

  it.each([1_000, -99])('that grow by %d %% become none that a budget can be', (growth_percent) => {
    const budget = tree({ kind: 'growing', amount: 1_000, growth_percent }, { start: '1900-01-01' });
    expect(amountOn(budget, '1900-02-01').amount).not.toBeNull();
    expect(amountOn(budget, '2999-01-01')).toEqual({ amount: null, reason: expect.stringMatching(/grown or shrunk/) });
  });
});

describe('amounts of parts', () => {
  const parts = record({ amount: cents, from: integer({ min: 0, max: 27 }) });

  it('make that of what they are parts of, each with its own days', () => {
    assert(
      property(array(parts, { minLength: 1, maxLength: 5 }), days, (given, day) => {
        const { start } = periodOf(tree({ kind: 'children' }), day)!;
        const children = given.map(({ amount, from }) =>
          tree({ kind: 'fixed', amount }, { start: from === 0 ? null : addDays(start, from) }),
        );
        const sum = sumDecimals(children.map((child) => amountOn(child, addDays(start, 27)).amount!));
        const parent = tree({ kind: 'children' }, { children });
        expect(amountOn(parent, day)).toEqual({ amount: sum, reason: null });
        const grandparent = tree({ kind: 'children' }, { children: [parent] });
        expect(amountOn(grandparent, day).amount).toBe(sum);
      }),
    );
  });

  it('are not known without parts in the period, or where that of one is not', () => {
    const ended = tree({ kind: 'fixed', amount: 5 }, { end: '2026-01-01' });
    const none = { amount: null, reason: expect.stringMatching(/has no parts in this period/) };
    for (const children of [[], [ended]])
      expect(amountOn(tree({ kind: 'children' }, { children }), '2026-01-01')).toEqual(none);
    const going_on = tree({ kind: 'fixed', amount: 7 });
    expect(amountOn(tree({ kind: 'children' }, { children: [ended, going_on] }), '2026-01-01').amount).toBe('7');
    const unknown = tree({ kind: 'monthly', months: {} }, { name: 'Shop' });
    const children = [tree({ kind: 'fixed', amount: 5 }), unknown];
    expect(amountOn(tree({ kind: 'children' }, { children }), '2026-01-01')).toEqual({
      amount: null,
      reason: expect.stringMatching(/amount of Shop.*No amount is given for 2026-01/),
    });
  });
});
