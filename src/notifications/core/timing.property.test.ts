import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterQuiet, type Hours, isQuiet, nextDigest, nextWeeklyHour } from './timing.ts';
import { instantOf, wallClock } from './wall-clock.ts';

/** Half an hour and 45 minutes off, clocks put forward by half an hour or at midnight, a day that was skipped, none at all. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const zone = fc.constantFrom(...ZONES);
const instant = fc.date({ min: new Date('2009-01-01'), max: new Date('2031-01-01'), noInvalidDate: true });
const hour = fc.integer({ min: 0, max: 23 });
const hours = fc.record({
  timezone: zone,
  quiet_hours: fc.record({
    start_hour: hour,
    end_hour: hour,
    days_off: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 }),
  }),
  digest: fc.record({ hour, weekday: fc.integer({ min: 1, max: 7 }) }),
});

const HALF_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;

describe('quiet hours', () => {
  it('end at the first instant from then on that is not quiet, in every zone and over every change of clocks', () => {
    fc.assert(
      fc.property(hours, instant, (given, from) => {
        const until = afterQuiet(from, given);
        expect(until >= from).toBe(true);
        expect(isQuiet(until, given)).toBe(false);
        if (!isQuiet(from, given)) expect(until).toEqual(from);
        // All of it before was quiet: looked at each half hour, and just before the end.
        for (let ms = from.getTime(); ms < until.getTime(); ms += HALF_HOUR_MS)
          expect(isQuiet(new Date(ms), given)).toBe(true);
        if (until > from) expect(isQuiet(new Date(until.getTime() - 1), given)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['before midnight', '2026-11-26T21:30:00Z', '2026-11-27T06:00:00Z'],
    ['after midnight', '2026-11-26T02:00:00Z', '2026-11-26T06:00:00Z'],
    ['in the day', '2026-11-26T09:00:00Z', '2026-11-26T09:00:00Z'],
    ['on Friday evening, until Monday', '2026-11-27T20:00:00Z', '2026-11-30T06:00:00Z'],
    ['on Saturday noon', '2026-11-28T12:00:00Z', '2026-11-30T06:00:00Z'],
    ['in the night in which clocks are put forward', '2026-03-28T23:00:00Z', '2026-03-30T05:00:00Z'],
  ])('from 20 until 7 in Berlin, with weekends off: %s', (_, from, until) => {
    const given = { timezone: 'Europe/Berlin', quiet_hours: { start_hour: 20, end_hour: 7, days_off: [6, 7] } };
    expect(afterQuiet(new Date(from), given)).toEqual(new Date(until));
  });

  it('are none where none are set, and where they begin when they end', () => {
    const timezone = 'Europe/Berlin';
    expect(isQuiet(new Date('2026-11-26T02:00:00Z'), { timezone, quiet_hours: null })).toBe(false);
    const none = { timezone, quiet_hours: { start_hour: 5, end_hour: 5, days_off: [] } };
    expect(isQuiet(new Date('2026-11-26T04:30:00Z'), none)).toBe(false);
  });
});

describe('digests', () => {
  it('come after now, within a day or a week where it is never quiet, at their hour unless clocks skip it', () => {
    fc.assert(
      fc.property(hours, instant, ({ timezone, digest }, now) => {
        const given: Hours = { timezone, digest, quiet_hours: null };
        for (const [every, days] of [
          ['daily', 1],
          ['weekly', 7],
        ] as const) {
          const at = nextDigest(now, every, given);
          expect(at > now).toBe(true);
          // Days have up to 25 hours; where the date line was moved, one was left out.
          const most_days = timezone === 'Pacific/Apia' ? 2 * days : days;
          expect(at.getTime() - now.getTime()).toBeLessThanOrEqual((most_days + 0.1) * DAY_MS);
          const shown = wallClock(at, timezone);
          expect((shown.hour - digest.hour + 24) % 24).toBeLessThanOrEqual(1);
          if (every === 'weekly') expect(shown.weekday).toBe(digest.weekday);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['daily', '2026-11-26T06:59:00Z', '2026-11-26T07:00:00Z'],
    ['daily', '2026-11-26T07:00:00Z', '2026-11-27T07:00:00Z'],
    ['weekly', '2026-11-26T10:00:00Z', '2026-11-30T07:00:00Z'],
    // Summer time: the same hour on the wall is an hour earlier.
    ['daily', '2026-03-28T10:00:00Z', '2026-03-29T06:00:00Z'],
  ] as const)('%s at 8 in Berlin, Mondays, from %s', (every, now, at) => {
    const given: Hours = { timezone: 'Europe/Berlin', digest: { hour: 8, weekday: 1 }, quiet_hours: null };
    expect(nextDigest(new Date(now), every, given)).toEqual(new Date(at));
  });

  it('wait until it is not quiet', () => {
    const given: Hours = {
      timezone: 'UTC',
      digest: { hour: 8, weekday: 1 },
      quiet_hours: { start_hour: 20, end_hour: 9, days_off: [6, 7] },
    };
    expect(nextDigest(new Date('2026-11-27T10:00:00Z'), 'daily', given)).toEqual(new Date('2026-11-30T09:00:00Z'));
  });

  it('have one weekly hour in each seven days, also where that is quiet', () => {
    fc.assert(
      fc.property(hours, instant, (given, now) => {
        const next = nextWeeklyHour(now, given);
        expect(next > now).toBe(true);
        expect(wallClock(next, given.timezone).weekday).toBe(given.digest.weekday);
        expect(nextWeeklyHour(new Date(next.getTime() - 1), given)).toEqual(next);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an hour on the wall', () => {
  it.each([
    ['skipped: when clocks are put forward', 'Europe/Berlin', '2026-03-29', 2, '2026-03-29T01:00:00Z'],
    ['shown twice: the first time', 'Europe/Berlin', '2026-10-25', 2, '2026-10-25T00:00:00Z'],
    ['shown twice: the first time', 'America/New_York', '2026-11-01', 1, '2026-11-01T05:00:00Z'],
    ['skipped at midnight', 'America/Sao_Paulo', '2018-11-04', 0, '2018-11-04T03:00:00Z'],
    ['skipped by half an hour', 'Australia/Lord_Howe', '2026-10-04', 2, '2026-10-03T15:30:00Z'],
    ['of a quarter of an hour', 'Asia/Kathmandu', '2026-06-01', 8, '2026-06-01T02:15:00Z'],
  ])('%s (%s)', (_, timezone, date, of, at) => {
    expect(instantOf(date, of, timezone)).toEqual(new Date(at));
  });

  it('is when clocks show it, wherever they do', () => {
    fc.assert(
      fc.property(zone, instant, hour, (timezone, day, wanted) => {
        const { date } = wallClock(day, timezone);
        const at = instantOf(date, wanted, timezone);
        const shown = wallClock(at, timezone);
        if (shown.date === date && shown.hour === wanted) {
          expect(shown.minute).toBe(0);
          const earlier = wallClock(new Date(at.getTime() - HALF_HOUR_MS), timezone);
          expect(earlier.date < date || earlier.hour < wanted).toBe(true);
        }
      }),
    );
  });
});
