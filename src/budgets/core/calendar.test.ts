import { assert, constantFrom, date, integer, option, property, record } from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import {
  daysIn,
  type Period,
  type PeriodRule,
  periodOf,
  periodsBefore,
  periodsSince,
  runningPeriod,
  wholePeriod,
} from './calendar.ts';
import { periodsJudged } from './periods-judged.ts';

const rule = (given: Partial<PeriodRule>): PeriodRule => ({
  period: 'month',
  calendar: 'fiscal',
  start: null,
  end: null,
  fiscal_year_start: 1,
  ...given,
});
const days = date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }).map((day) =>
  day.toISOString().slice(0, 10),
);
const rules = record({
  period: constantFrom('month', 'quarter', 'year'),
  calendar: constantFrom('fiscal', 'calendar'),
  fiscal_year_start: integer({ min: 1, max: 12 }),
  start: option(days),
  length: option(integer({ min: 1, max: 3_000 })),
}).map(({ length, ...given }): PeriodRule => {
  // Where there is no start, an end is so long after a day of our time.
  const end = length === null ? null : addDays(given.start ?? '2026-01-01', length);
  return { ...given, end } as PeriodRule;
});

describe('periods', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('hold each day of a budget once, without a gap between them, whatever the fiscal year and the time zone', () => {
    const zones = constantFrom('UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Pacific/Apia');
    assert(
      property(rules, days, zones, (one, day, time_zone) => {
        process.env.TZ = time_zone;
        const part = periodOf(one, day);
        const is_inside = (one.start === null || day >= one.start) && (one.end === null || day < one.end);
        expect(part !== null).toBe(is_inside);
        if (part === null) return;
        expect(part.start <= day && day < part.end).toBe(true);
        // Every day of it has the same period, and those beside it others, which meet it.
        for (const other of [part.start, addDays(part.end, -1)]) expect(periodOf(one, other)).toEqual(part);
        const before = periodOf(one, addDays(part.start, -1));
        const after = periodOf(one, part.end);
        expect(before === null ? part.start : before.end).toBe(part.start);
        if (before === null) expect(part.start).toBe(one.start);
        expect(after === null ? part.end : after.start).toBe(part.end);
        if (after === null) expect(part.end).toBe(one.end);
      }),
    );
  });

  it('are whole months, quarters and years that begin with the month of the calendar', () => {
    assert(
      property(rules, days, (one, day) => {
        const { start, end } = wholePeriod(one, day);
        const months =
          (Number(end.slice(0, 4)) - Number(start.slice(0, 4))) * 12 + (+end.slice(5, 7) - +start.slice(5, 7));
        expect(months).toBe({ month: 1, quarter: 3, year: 12, custom: 0 }[one.period]);
        expect([start.slice(8), end.slice(8)]).toEqual(['01', '01']);
        const first = one.calendar === 'fiscal' ? one.fiscal_year_start : 1;
        expect((+start.slice(5, 7) - first + 12) % months).toBe(0);
      }),
    );
  });

  it('before one are counted back to the first, and since the first forward again', () => {
    assert(
      property(rules, days, integer({ min: 0, max: 14 }), (one, day, most) => {
        const part = runningPeriod(one, day);
        const before = periodsBefore(one, part, most);
        const all: Period[] = [...before, part];
        expect(before.length).toBeLessThanOrEqual(most);
        if (before.length < most) expect(all[0]!.start).toBe(one.start);
        for (const [index, { start }] of all.entries()) {
          if (index > 0) expect(start).toBe(all[index - 1]!.end);
          expect(periodsSince(one, all[0]!.start, start)).toBe(index);
        }
      }),
    );
  });

  it.each<[string, Partial<PeriodRule>, IsoDate, IsoDate, IsoDate, number]>([
    ['February', {}, '2026-02-28', '2026-02-01', '2026-03-01', 28],
    ['February of a leap year', {}, '2028-02-29', '2028-02-01', '2028-03-01', 29],
    [
      'a quarter over the end of a year',
      { period: 'quarter', fiscal_year_start: 2 },
      '2026-01-31',
      '2025-11-01',
      '2026-02-01',
      92,
    ],
    [
      'a quarter of the calendar',
      { period: 'quarter', calendar: 'calendar', fiscal_year_start: 2 },
      '2026-01-31',
      '2026-01-01',
      '2026-04-01',
      90,
    ],
    ['a fiscal year', { period: 'year', fiscal_year_start: 10 }, '2026-09-30', '2025-10-01', '2026-10-01', 365],
    ['a first month that is cut', { start: '2026-01-10' }, '2026-01-31', '2026-01-10', '2026-02-01', 22],
    [
      'a last quarter that is cut',
      { period: 'quarter', end: '2026-05-02' },
      '2026-05-01',
      '2026-04-01',
      '2026-05-02',
      31,
    ],
    [
      'days of its own',
      { period: 'custom', start: '2026-01-10', end: '2027-03-05' },
      '2026-12-31',
      '2026-01-10',
      '2027-03-05',
      419,
    ],
  ])('%s', (_, given, day, start, end, length) => {
    const part = periodOf(rule(given), day)!;
    expect([part.start, part.end, daysIn(part)]).toEqual([start, end, length]);
  });

  it('before a budget begins the first one runs, and after it has ended the last', () => {
    const bounds = { period: 'quarter', start: '2026-02-10', end: '2026-08-20' } as const;
    expect(runningPeriod(rule(bounds), '2020-01-01')).toMatchObject({ start: '2026-02-10', end: '2026-04-01' });
    expect(runningPeriod(rule(bounds), '2030-01-01')).toMatchObject({ start: '2026-07-01', end: '2026-08-20' });
    const custom = { ...bounds, period: 'custom' } as const;
    for (const day of ['2020-01-01', '2026-05-05', '2030-01-01'])
      expect(runningPeriod(rule(custom), day)).toMatchObject({ start: '2026-02-10', end: '2026-08-20' });
  });
});

describe('the periods that are judged', () => {
  const starts = (given: Partial<PeriodRule>, day: IsoDate, since: IsoDate): IsoDate[] =>
    periodsJudged(rule(given), day, since).map(({ start }) => start);

  it('are the one that runs and those not final yet, since the budget was set', () => {
    expect(starts({}, '2026-09-20', '2025-01-01')).toEqual(['2026-08-01', '2026-09-01']);
    expect(starts({}, '2026-09-10', '2025-01-01')).toEqual(['2026-07-01', '2026-08-01', '2026-09-01']);
    expect(starts({}, '2026-09-10', '2026-08-31')).toEqual(['2026-08-01', '2026-09-01']);
    expect(starts({}, '2026-09-10', '2026-09-01')).toEqual(['2026-09-01']);
    expect(starts({ period: 'year' }, '2026-02-13', '2025-01-01')).toEqual(['2025-01-01', '2026-01-01']);
    expect(starts({ period: 'year' }, '2026-02-15', '2025-01-01')).toEqual(['2026-01-01']);
  });

  it('are those of costs that ended long ago, whenever the budget was set', () => {
    expect(starts({}, '2025-03-11', '2026-09-20')).toEqual(['2025-03-01']);
  });

  it('are none before the budget begins, and none once it is over for long', () => {
    const bounds = { start: '2026-02-10', end: '2026-03-20' };
    expect(starts(bounds, '2026-02-09', '2026-01-01')).toEqual([]);
    expect(starts(bounds, '2026-02-10', '2026-01-01')).toEqual(['2026-02-10']);
    expect(starts(bounds, '2026-04-01', '2026-01-01')).toEqual(['2026-02-10', '2026-03-01']);
    expect(starts(bounds, '2026-05-03', '2026-01-01')).toEqual(['2026-03-01']);
    expect(starts(bounds, '2026-05-04', '2026-01-01')).toEqual([]);
  });

  it('never leave out a day on its way to being final', () => {
    assert(
      property(rules, days, integer({ min: 0, max: 44 }), (one, day, late) => {
        const part = periodOf(one, day);
        if (part === null) return;
        const judged = periodsJudged(one, addDays(part.end, late), '1900-01-01');
        expect(judged.some(({ start }) => start === part.start)).toBe(true);
        for (const { start, end } of judged) expect(daysBetween(start, end)).toBeGreaterThan(0);
      }),
    );
  });
});
