import { array, assert, constantFrom, integer, oneof, property, record, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AllowedHours, Freeze } from './settings.ts';
import { mayBeginAt } from './timing.ts';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
const MONDAY_FIRST = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Around days on which clocks change in Europe, America and Australia, and elsewhere in a year without such days. */
const STARTS = ['2026-03-27', '2026-10-23', '2026-03-06', '2026-10-30', '2026-10-02', '2026-12-29'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC', 'Pacific/Apia'];
const ENVIRONMENTS = ['production', 'test', ''];

/** Often at a full hour, so that beginnings and ends fall together. */
const minutes_on = oneof(
  integer({ min: 0, max: 2 * 24 }).map((hour) => hour * 60),
  integer({ min: 0, max: 5 * 1_440 }),
);
const instant = record({ day: constantFrom(...STARTS), minutes: minutes_on }).map(
  ({ day, minutes }) => Date.parse(day) + minutes * 60_000,
);
const environments = uniqueArray(constantFrom(...ENVIRONMENTS), { maxLength: 2 });
const freeze = record({ from: instant, minutes: integer({ min: 1, max: 6 * 1_440 }), environments }).map(
  ({ from, minutes, environments: named }): Freeze => ({
    name: 'A freeze',
    start: new Date(from).toISOString(),
    end: new Date(from + minutes * 60_000).toISOString(),
    environments: named,
  }),
);
const hours = record({
  weekdays: uniqueArray(integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  start_hour: integer({ min: 0, max: 23 }),
  length: integer({ min: 1, max: 24 }),
  timezone: constantFrom(...ZONES),
  environments,
}).map(
  ({ length, ...one }): AllowedHours => ({ ...one, name: 'Hours', end_hour: Math.min(24, one.start_hour + length) }),
);
const environment = constantFrom('Production', 'test', null);

const named = (wanted: readonly string[], value: string | null): boolean =>
  wanted.length === 0 || wanted.includes((value ?? '').toLowerCase());

/** Clocks as a person reads them off. */
function isOpen(at: number, { weekdays, start_hour, end_hour, timezone }: AllowedHours): boolean {
  const clock = new Date(at).toLocaleString('en-GB', {
    timeZone: timezone,
    weekday: 'long',
    hour: '2-digit',
    hour12: false,
  });
  const [weekday = '', hour = ''] = clock.split(/,? (?:at )?/);
  const on_the_clock = Number(hour) % 24;
  return weekdays.includes(MONDAY_FIRST.indexOf(weekday) + 1) && on_the_clock >= start_hour && on_the_clock < end_hour;
}

const isAllowed = (at: number, freezes: Freeze[], allowed: AllowedHours[], value: string | null): boolean => {
  const own = allowed.filter((one) => named(one.environments, value));
  return (
    freezes.every(
      (one) => !named(one.environments, value) || at < Date.parse(one.start) || at >= Date.parse(one.end),
    ) &&
    (own.length === 0 || own.some((one) => isOpen(at, one)))
  );
};

/** Tries one moment after the other: now, every quarter of an hour, and the ends of freezes. */
function slowly(freezes: Freeze[], allowed: AllowedHours[], value: string | null, from: number): number | null {
  const quarters = Array.from(
    { length: (35 * DAY_MS) / QUARTER_MS },
    (_, index) => (Math.ceil(from / QUARTER_MS) + index) * QUARTER_MS,
  );
  const ends = freezes.map(({ end }) => Date.parse(end)).filter((end) => end >= from);
  const moments = [from, ...quarters, ...ends].toSorted((one, other) => one - other);
  return moments.find((at) => isAllowed(at, freezes, allowed, value)) ?? null;
}

describe('when a change may begin', () => {
  it('is the earliest moment outside all freezes and within hours, also where clocks change', () => {
    let waited = 0;
    assert(
      property(
        array(freeze, { maxLength: 3 }),
        array(hours, { maxLength: 3 }),
        environment,
        instant,
        (freezes, allowed_hours, value, from) => {
          const at = new Date(from).toISOString();
          const answer = mayBeginAt({ freezes, allowed_hours }, value, at);
          const expected = slowly(freezes, allowed_hours, value, from);
          expect(answer.at).toBe(expected === null ? null : new Date(expected).toISOString());
          expect(answer.because === null).toBe(answer.at === at);
          if (answer.at !== at) waited += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(waited).toBeGreaterThan(20);
  });

  it('is a week later where clocks go forward over the only hour', () => {
    const allowed_hours = [
      { name: 'Sunday night', environments: [], weekdays: [7], start_hour: 2, end_hour: 3, timezone: 'Europe/Berlin' },
    ];
    const answer = mayBeginAt({ freezes: [], allowed_hours }, null, '2026-03-22T12:00:00.000Z');
    expect(answer).toEqual({
      at: '2026-04-05T00:00:00.000Z',
      because: 'It waits for the hours in which changes are allowed (Sunday night).',
    });
  });

  it('is not when a freeze begins, and is when it ends', () => {
    const freezes = [{ name: 'Release', environments: [], start: '2026-12-01T10:07:00Z', end: '2026-12-01T11:07:00Z' }];
    const begins = (at: string) => mayBeginAt({ freezes, allowed_hours: [] }, null, at).at;
    expect(begins('2026-12-01T10:07:00.000Z')).toBe('2026-12-01T11:07:00.000Z');
    expect(begins('2026-12-01T11:07:00.000Z')).toBe('2026-12-01T11:07:00.000Z');
  });

  it('says what it waits for first', () => {
    const freezes = [
      { name: 'Year end', environments: [], start: '2026-12-20T00:00:00Z', end: '2027-01-04T08:30:00+01:00' },
    ];
    const weekdays = [
      {
        name: 'Days',
        environments: [],
        weekdays: [1, 2, 3, 4, 5],
        start_hour: 9,
        end_hour: 17,
        timezone: 'Europe/Berlin',
      },
    ];
    expect(mayBeginAt({ freezes, allowed_hours: weekdays }, 'production', '2026-12-24T00:00:00.000Z')).toEqual({
      at: '2027-01-04T08:00:00.000Z',
      because: 'It waits for the end of the freeze “Year end”.',
    });
  });
});
