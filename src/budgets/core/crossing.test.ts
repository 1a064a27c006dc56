import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  oneof,
  option,
  property,
  shuffledSubarray,
  tuple,
  uniqueArray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import { type Threshold, thresholdKey } from './budget.ts';
import { limitOf, stepOf } from './crossing.ts';
import { eventOf, eventWith, judge } from './judge.ts';
import { type KnownDay, spendOf } from './spend.ts';

const PERIOD = { start: '2026-02-01', end: '2026-03-01' };
const DAYS = 28;
const actual = (value: number, unit: Threshold['unit'] = 'amount'): Threshold => ({
  basis: 'actual',
  unit,
  value,
  bound: 'mean',
});
const KEY = 'actual 100 amount';

/** Follows a threshold of 100 through what is known at one time after another; answers what happened, and of which day. */
function follow(times: readonly (readonly (number | null)[])[]): string[] {
  let open: { threshold_key: string; data_through: IsoDate; is_told: boolean }[] = [];
  const told: string[] = [];
  for (const amounts of times) {
    const days = amounts.map((amount, index): KnownDay => {
      return { date: addDays(PERIOD.start, index), amount: String(amount ?? 1e6), incomplete: amount === null };
    });
    const missing = amounts.indexOf(null);
    const complete = missing < 0 ? amounts.length : missing;
    const data_through = complete === 0 ? null : addDays(PERIOD.start, complete - 1);
    const spend = spendOf(PERIOD, { days, data_through, forecast: null });
    const { crossed, left } = judge([actual(100)], { amount: null, reason: 'None.' }, spend, open);
    told.push(...left.map(({ threshold_key }) => `left ${threshold_key}`));
    told.push(...crossed.map(({ measured, data_through: day }) => `crossed at ${measured} of ${day}`));
    open = [
      ...open.filter((one) => !left.includes(one)),
      ...crossed.map((one) => ({ threshold_key: KEY, data_through: one.data_through, is_told: true })),
    ];
  }
  return told;
}

const costs = array(integer({ min: 0, max: 12 }), { minLength: DAYS, maxLength: DAYS });

describe('a threshold', () => {
  it('is crossed once in a period, whatever the order in which its days become complete', () => {
    const order = shuffledSubarray(
      Array.from({ length: DAYS }, (_, day) => day),
      { minLength: DAYS, maxLength: DAYS },
    );
    assert(
      property(costs, order, (amounts, arriving) => {
        const times = arriving.map((_, count) =>
          amounts.map((amount, day) => (arriving.slice(0, count + 1).includes(day) ? amount : null)),
        );
        const total = amounts.reduce((sum, amount) => sum + amount, 0);
        // Each time is looked at twice: what is not new changes nothing.
        const told = follow(times.flatMap((time) => [time, time]));
        expect(told).toHaveLength(total >= 100 ? 1 : 0);
        if (total < 100) return;
        const [, measured, day] = /^crossed at (\d+) of (.*)$/.exec(told[0]!)!;
        const counted = amounts.filter((_, index) => addDays(PERIOD.start, index) <= day!);
        expect(counted.reduce((sum, amount) => sum + amount, 0)).toBe(Number(measured));
      }),
    );
  });

  it('is never crossed by days that are not complete, and always once those are that make it', () => {
    assert(
      property(array(option(integer({ min: 0, max: 200 })), { minLength: 1, maxLength: DAYS }), (amounts) => {
        const missing = amounts.indexOf(null);
        const complete = amounts.slice(0, missing < 0 ? amounts.length : missing);
        const sum = complete.reduce<number>((total, amount) => total + amount!, 0);
        expect(follow([amounts])).toHaveLength(complete.length > 0 && sum >= 100 ? 1 : 0);
      }),
    );
  });

  it('is crossed again only after it was left, which only days at least as complete can say', () => {
    const state = array(option(integer({ min: 0, max: 20 }), { freq: 10 }), { minLength: DAYS, maxLength: DAYS });
    assert(
      property(array(state, { minLength: 1, maxLength: 12 }), (times) => {
        const told = follow(times);
        // Crossed and left in turn, beginning with crossed.
        for (const [index, what] of told.entries()) expect(what.startsWith('crossed')).toBe(index % 2 === 0);
        for (const [index, at] of times.entries()) {
          const before = follow(times.slice(0, index));
          const after = follow(times.slice(0, index + 1));
          if (after.length === before.length || !after.at(-1)!.startsWith('left')) continue;
          const through = /of (.*)$/.exec(before.at(-1)!)![1]!;
          const missing = at.indexOf(null);
          expect(addDays(PERIOD.start, (missing < 0 ? DAYS : missing) - 1) >= through).toBe(true);
        }
      }),
    );
  });

  it('restated below and above again is told of again', () => {
    const month = (a_day: number): number[] => Array.from({ length: 10 }, () => a_day);
    expect(follow([month(10), month(9.99), month(9), month(11)])).toEqual([
      'crossed at 100 of 2026-02-10',
      `left ${KEY}`,
      'crossed at 110 of 2026-02-10',
    ]);
    // Fewer days, or none, say nothing of it.
    expect(follow([month(10), month(10).slice(0, 9), [], month(12)])).toEqual(['crossed at 100 of 2026-02-10']);
  });
});

describe('a forecast', () => {
  const measure = (measured: string | null, through: string | null = '2026-02-10', limit: string | null = '100') => ({
    measured,
    limit,
    through,
  });

  it('is below a threshold again only by more than it moves about', () => {
    const crossed = { data_through: '2026-02-10' };
    expect(stepOf(null, 'forecast', measure('99.99'))).toBe('stay');
    expect(stepOf(null, 'forecast', measure('100'))).toBe('cross');
    for (const near of ['150', '100', '99', '98']) expect(stepOf(crossed, 'forecast', measure(near))).toBe('stay');
    expect(stepOf(crossed, 'forecast', measure('97.99'))).toBe('leave');
    expect(stepOf(crossed, 'actual', measure('99.99'))).toBe('leave');
  });

  it('or an amount that is not known crosses nothing and leaves nothing', () => {
    assert(
      property(
        constantFrom('actual', 'forecast'),
        boolean(),
        integer({ min: 0, max: 2 }),
        (basis, is_crossed, which) => {
          const unknown = [measure(null), measure('1e3', null), measure('1', '2026-02-28', null)][which]!;
          expect(stepOf(is_crossed ? { data_through: '2026-02-01' } : null, basis, unknown)).toBe('stay');
        },
      ),
    );
  });

  it.each([
    ['mean', 250],
    ['lower_80', 200],
    ['upper_80', 320],
  ] as const)('is measured at the bound that is asked for: %s', (bound, measured) => {
    const days = [{ date: '2026-02-01', amount: '50', incomplete: false }];
    const sums = Array.from({ length: 27 }, () => ({ mean: 200, lower_80: 150, upper_80: 270 }));
    const spend = spendOf(PERIOD, { days, data_through: '2026-02-01', forecast: { start: '2026-02-02', sums } });
    const threshold: Threshold = { basis: 'forecast', unit: 'percent', value: 50, bound };
    const { crossed } = judge([threshold], { amount: '400', reason: null }, spend, []);
    expect(crossed).toEqual([{ threshold, measured: String(measured), limit: '200', data_through: '2026-02-01' }]);
    expect(judge([{ ...threshold, value: 81 }], { amount: '400', reason: null }, spend, []).crossed).toEqual([]);
  });
});

describe('of thresholds that are crossed together', () => {
  const forecast = (value: number, bound: Threshold['bound'] = 'mean'): Threshold => ({
    basis: 'forecast',
    unit: 'percent',
    value,
    bound,
  });
  const spendOfDays = (spent: number, ahead: number) =>
    spendOf(PERIOD, {
      days: [{ date: '2026-02-01', amount: String(spent), incomplete: false }],
      data_through: '2026-02-01',
      forecast: {
        start: '2026-02-02',
        sums: Array.from({ length: 27 }, () => ({ mean: ahead, lower_80: ahead - 5, upper_80: ahead + 5 })),
      },
    });
  type Open = Parameters<typeof judge>[3][number];
  /** The keys of what is told, and all that is crossed afterwards. */
  function told(thresholds: Threshold[], [spent, ahead]: [number, number], open: Open[] = []) {
    const judged = judge(thresholds, { amount: '100', reason: null }, spendOfDays(spent, ahead), open);
    const keys = judged.told.map(({ crossing }) => thresholdKey(crossing.threshold));
    const kept = [
      ...open.filter((one) => !judged.left.includes(one)).map(({ threshold_key }) => threshold_key),
      ...judged.crossed.map(({ threshold }) => thresholdKey(threshold)),
    ].map((threshold_key) => ({
      threshold_key,
      data_through: '2026-02-01',
      is_told: keys.includes(threshold_key) || open.some((one) => one.threshold_key === threshold_key && one.is_told),
    }));
    return { keys, kept };
  }
  const percent = (value: number): Threshold => actual(value, 'percent');

  it.each([
    ['the highest amount', [percent(80), percent(100), percent(50)], [110, 0], ['actual 100 percent']],
    [
      'what was spent, not that it will be',
      [forecast(90), percent(100), forecast(100, 'upper_80')],
      [110, 20],
      ['actual 100 percent'],
    ],
    [
      'what is forecast beyond what was spent',
      [percent(100), forecast(120)],
      [110, 20],
      ['actual 100 percent', 'forecast mean 120 percent'],
    ],
    [
      'the surest of a forecast',
      [forecast(100, 'upper_80'), forecast(100), forecast(100, 'lower_80')],
      [10, 96],
      ['forecast lower_80 100 percent'],
    ],
    [
      'a higher amount that is less sure as well',
      [forecast(90), forecast(100, 'upper_80')],
      [10, 86],
      ['forecast mean 90 percent', 'forecast upper_80 100 percent'],
    ],
    ['one of two that are the same', [actual(100), percent(100)], [100, 0], ['actual 100 amount']],
  ] as [string, Threshold[], [number, number], string[]][])('%s is told', (_, thresholds, amounts, keys) => {
    const first = told(thresholds, amounts);
    expect(first.keys).toEqual(keys);
    expect(told(thresholds, amounts, first.kept).keys).toEqual([]);
  });

  it('the lesser is not told later either, unless the greater is left', () => {
    const thresholds = [percent(80), percent(100), forecast(100)];
    const first = told(thresholds, [110, 20]);
    expect(first.keys).toEqual(['actual 100 percent']);
    const restated = told(thresholds, [85, 13.5], first.kept);
    // The forecast is below by less than it moves about: it says nothing new.
    expect(restated.keys).toEqual(['actual 80 percent']);
    expect(restated.kept.map(({ threshold_key }) => threshold_key)).toEqual([
      'actual 80 percent',
      'forecast mean 100 percent',
    ]);
    expect(told(thresholds, [85, 13.5], restated.kept).keys).toEqual([]);
    expect(told(thresholds, [85, 20], restated.kept).keys).toEqual(['forecast mean 100 percent']);
    expect(told(thresholds, [110, 20], restated.kept).keys).toEqual(['actual 100 percent']);
  });

  it('every one is told, or one that says as much', () => {
    const threshold = oneof(
      constantFrom(50, 80, 100, 120).map(percent),
      tuple(constantFrom(80, 100, 120), constantFrom('mean', 'lower_80', 'upper_80')).map(([value, bound]) =>
        forecast(value, bound),
      ),
    );
    const thresholds = uniqueArray(threshold, { selector: thresholdKey, minLength: 1, maxLength: 8 });
    const amounts = tuple(integer({ min: 0, max: 150 }), integer({ min: 5, max: 150 }));
    assert(
      property(thresholds, array(amounts, { minLength: 1, maxLength: 5 }), (all, times) => {
        let open: Open[] = [];
        const heard: string[] = [];
        for (const time of times) {
          const { keys, kept } = told(all, time, open);
          for (const key of keys) {
            expect(heard, 'told once while crossed').not.toContain(key);
            expect(kept.map(({ threshold_key }) => threshold_key)).toContain(key);
          }
          open = kept;
          heard.length = 0;
          heard.push(...kept.filter(({ is_told }) => is_told).map(({ threshold_key }) => threshold_key));
          const crossed_actual = kept.filter(({ threshold_key }) => threshold_key.startsWith('actual'));
          if (crossed_actual.length > 0) expect(heard.some((key) => key.startsWith('actual'))).toBe(true);
          expect(heard.length > 0 || kept.every(({ threshold_key }) => threshold_key.startsWith('forecast'))).toBe(
            true,
          );
        }
      }),
    );
  });

  it('the forecast of a period that is complete is what it costs', () => {
    const crossing = { threshold: forecast(100), limit: '100', measured: '120', data_through: '2026-02-28' };
    expect(eventOf(crossing, '100', true)).toBe('budget.exceeded');
    expect(eventOf({ ...crossing, threshold: forecast(80), limit: '80' }, '100', true)).toBe('budget.warning');
    const days = Array.from({ length: DAYS }, (_, day) => {
      return { date: addDays(PERIOD.start, day), amount: '5', incomplete: false };
    });
    const spend = spendOf(PERIOD, { days, data_through: '2026-02-28', forecast: null });
    expect(eventWith(PERIOD, crossing, { amount: '100', reason: null }, spend).type).toBe('budget.exceeded');
    const rest = spendOf(PERIOD, { days: days.slice(0, -1), data_through: '2026-02-27', forecast: null });
    expect(eventWith(PERIOD, crossing, { amount: '100', reason: null }, rest).type).toBe('budget.forecast_over');
  });
});

it.each([
  [actual(80, 'percent'), '100', '80', 'budget.warning'],
  [actual(100, 'percent'), '100', '100', 'budget.exceeded'],
  [actual(150, 'percent'), '100', '150', 'budget.exceeded'],
  [actual(99.99), '100', '99.99', 'budget.warning'],
  [actual(100), '100', '100', 'budget.exceeded'],
  [actual(100), null, '100', 'budget.warning'],
  [{ ...actual(100, 'percent'), basis: 'forecast' as const }, '100', '100', 'budget.forecast_over'],
  [actual(12.5, 'percent'), '0.000000000000000008', '0.000000000000000001', 'budget.warning'],
])('%o of %s is at %s and told as %s', (threshold, amount, limit, event) => {
  expect(limitOf(threshold, amount)).toBe(limit);
  expect(eventOf({ threshold, limit, measured: '1', data_through: '2026-02-01' }, amount, false)).toBe(event);
});
