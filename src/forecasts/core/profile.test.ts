import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber } from './calendar.ts';
import { type History, prepareHistory } from './history.ts';
import { localLevels, type Profile, ProfileFitter, type Profiles } from './profile.ts';
import { type AnalysisCalendar, EMPTY_CALENDAR } from './series.ts';

const START = '2025-01-01';
const HORIZON = 60;

function historyOf(days: number, value: (t: number) => number, calendar: AnalysisCalendar = EMPTY_CALENDAR): History {
  const values = Float64Array.from({ length: days }, (_, t) => value(t));
  return prepareHistory({ id: 'x', start: START, values }, HORIZON, calendar)!;
}

function fit(history: History, is_multiplicative: boolean, end = history.length): Profiles {
  const level = new Float64Array(history.length);
  localLevels(history.values, 0, end, level);
  return new ProfileFitter(history, is_multiplicative).fit(end, level);
}

const wobble = (t: number): number => 1 + (((t * 7919) % 101) / 101 - 0.5) * 0.04;
const weekday = (t: number): number => (t % 7 < 5 ? 100 : 60);
const dateOf = (t: number): string => dateOfDay(dayNumber(START) + t);
const dayOfMonth = (t: number): number => Number(dateOf(t).slice(8));
/** What a profile makes of a level of 100 on day `t`. */
const shown = ({ scale, offset }: Profile, t: number): number => 100 * scale[t]! + offset[t]!;

describe('the weekly profile', () => {
  it.each([true, false])('is that of the series (as factors: %s)', (is_multiplicative) => {
    const { weekly, plain } = fit(
      historyOf(200, (t) => weekday(t) * wobble(t)),
      is_multiplicative,
    );
    for (let t = 200; t < 214; t += 1) expect(shown(weekly, t)).toBeCloseTo(weekday(t), -0.5);
    expect(shown(plain, 205)).toBe(100);
  });

  it('keeps its factors while the level grows', () => {
    const { weekly } = fit(
      historyOf(300, (t) => weekday(t) * 1.005 ** t),
      true,
    );
    expect(weekly.scale[300 + 1]! / weekly.scale[300 + 3]!).toBeCloseTo(weekday(301) / weekday(303), 1);
  });

  it('tells one week from the next where they clearly differ, and only there', () => {
    const { weekly } = fit(
      historyOf(200, (t) => (t % 14 === 3 ? 900 : 100) * wobble(t)),
      true,
    );
    const seen = Array.from({ length: 14 }, (_, i) => weekly.scale[210 + i]!).map((factor) => Math.round(factor));
    expect(seen.filter((factor) => factor === 9)).toHaveLength(1);
    expect(weekly.scale[213]! > 5).toBe(213 % 14 === 3);
    const { weekly: even } = fit(
      historyOf(200, (t) => weekday(t) * wobble(t)),
      true,
    );
    for (let t = 200; t < 207; t += 1) expect(even.scale[t + 7]).toBe(even.scale[t]);
  });

  it('follows a change of rhythm at once where it is to be recent', () => {
    const { weekly, recent } = fit(
      historyOf(280, (t) => (t % 7 === 2 ? (t < 220 ? 100 : 300) : 100) * wobble(t)),
      true,
    );
    const next = 280 + ((2 - (280 % 7) + 7) % 7);
    expect(recent.scale[next]!).toBeCloseTo(3, 0);
    expect(weekly.scale[next]!).toBeLessThan(2);
  });

  it('of two weeks is drawn towards none', () => {
    const { weekly } = fit(historyOf(14, weekday), true);
    expect(weekly.scale[19]!).toBeGreaterThan(0.6);
    expect(weekly.scale[19]!).toBeLessThan(0.8);
    expect(fit(historyOf(13, weekday), true).weekly.scale[19]).toBe(1);
  });
});

describe('days of the month', () => {
  const charge = (t: number): number => (dayOfMonth(t) === 1 ? 250 : dayOfMonth(t + 1) === 1 ? 80 : 0);

  it.each([true, false])('are found where they always come (as factors: %s)', (is_multiplicative) => {
    const { calendar, weekly } = fit(
      historyOf(300, (t) => weekday(t) * wobble(t) + charge(t)),
      is_multiplicative,
    );
    for (let t = 300; t < 360; t += 1) {
      const found = shown(calendar, t) - shown(weekly, t);
      expect(Math.abs(found - charge(t))).toBeLessThan(charge(t) === 0 ? 2 : 25);
    }
  });

  it('as a share of the level grow with it, as an amount do not', () => {
    const grown = (t: number): number => 100 * 1.004 ** t * wobble(t);
    const first = Array.from({ length: 60 }, (_, h) => 300 + h).find((t) => dayOfMonth(t) === 1)!;
    const share = fit(
      historyOf(300, (t) => grown(t) * (dayOfMonth(t) === 1 ? 3 : 1)),
      true,
    ).calendar;
    expect(share.scale[first]!).toBeCloseTo(3, 0);
    expect(share.offset[first]).toBe(0);
    const amount = fit(
      historyOf(300, (t) => grown(t) + (dayOfMonth(t) === 1 ? 200 : 0)),
      true,
    ).calendar;
    expect(amount.offset[first]!).toBeCloseTo(200, -1);
  });

  it.each([
    ['a spike of one month', (t: number) => (dateOf(t) === '2025-06-01' ? 500 : 0)],
    ['noise', (t: number) => 30 * (((t * 104_729) % 211) / 211 - 0.5)],
    ['a charge of six weeks', (t: number) => (t % 42 === 0 ? 300 : 0)],
  ])('are not made of %s', (_, extra) => {
    const { calendar, weekly } = fit(
      historyOf(365, (t) => 100 * wobble(t) + extra(t)),
      true,
    );
    expect(calendar.scale.filter((value, t) => Math.abs(value - weekly.scale[t]!) > 0.25)).toHaveLength(0);
  });

  it('are learnt from the days known then only', () => {
    const { calendar, weekly } = fit(
      historyOf(300, (t) => 100 * wobble(t) + (t > 200 ? charge(t) : 0)),
      true,
      150,
    );
    expect(calendar.scale).toEqual(weekly.scale);
  });
});

describe('events', () => {
  const quiet = (t: number): boolean => dateOf(t).slice(5) >= '12-24' || dateOf(t).slice(5) === '01-01';
  it("of the year's end come again", () => {
    const { plain } = fit(
      historyOf(700, (t) => weekday(t) * wobble(t) * (quiet(t) ? 0.6 : 1)),
      true,
    );
    for (let t = 700; t < 760; t += 1) expect(plain.scale[t]!).toBeCloseTo(quiet(t) ? 0.6 : 1, 1);
  });
  it('are none where the days do not share them', () => {
    const { plain } = fit(
      historyOf(700, (t) => weekday(t) * wobble(t)),
      true,
    );
    expect(plain.scale.every((value) => value === 1)).toBe(true);
  });
});
