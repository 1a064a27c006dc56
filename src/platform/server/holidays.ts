import { LRUCache } from 'lru-cache';
import { badRequest } from '../core/errors.ts';

/** A day on which a whole country is off work. */
export interface PublicHoliday {
  date: string;
  /** In English. */
  name: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Years of countries; one has about 1 kB. */
const years = new LRUCache<string, PublicHoliday[]>({ max: 2_000 });
let countries: Promise<Map<string, string>> | null = null;

// Rules and astronomy of 200 countries take about 0.15 s and 40 MB: only who asks for a country pays for them.
const load = async () => (await import('date-holidays')).default;

const knownCountries = async (): Promise<Map<string, string>> => {
  const Holidays = await load();
  return new Map(Object.entries(new Holidays().getCountries('en')));
};

/** The days whose noon lies within [start, start + duration), `start` being local time told as if it were UTC. */
function daysWithin(start: number, duration: number): string[] {
  const days: string[] = [];
  const first_noon = Math.floor(start / DAY_MS) * DAY_MS + DAY_MS / 2;
  for (let noon = first_noon; noon < start + duration; noon += DAY_MS)
    if (noon > start) days.push(new Date(noon).toISOString().slice(0, 10));
  return days;
}

/** `2026-03-20 00:00:00 -0600` is the local day, and that the holiday begins six hours before it, at sunset. */
function localStart(text: string): number {
  const hours = Number(/ ([+-]\d{2})00$/.exec(text)?.[1] ?? 0);
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) + hours * HOUR_MS;
}

async function holidaysOfYear(country: string, year: number): Promise<PublicHoliday[]> {
  const key = `${country} ${year}`;
  const known = years.get(key);
  if (known) return known;
  const Holidays = await load();
  const found = new Holidays(country, { types: ['public'] }).getHolidays(year, 'en').flatMap((holiday) => {
    const duration = holiday.end.getTime() - holiday.start.getTime();
    return daysWithin(localStart(holiday.date), duration).map((date) => ({ date, name: holiday.name }));
  });
  years.set(key, found);
  return found;
}

/** The countries whose public holidays are known (ISO 3166 code, such as `US`), by English name. */
export async function listCountries(): Promise<{ code: string; name: string }[]> {
  countries ??= knownCountries();
  return [...(await countries)]
    .map(([code, name]) => ({ code, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/**
 * The public holidays of a whole country from `from` until before `to` (YYYY-MM-DD), by date, one entry a day: no
 * holidays of its regions, no half days. Days observed in place of a weekend's are there beside that weekend's.
 * Throws a problem (400, at `path`) for a country that nothing is known of. The rules are those of the package
 * `date-holidays`.
 */
export async function holidaysOf(
  country: string,
  from: string,
  to: string,
  path = 'body.country',
): Promise<PublicHoliday[]> {
  countries ??= knownCountries();
  if (!(await countries).has(country)) {
    const message = `must be a country whose public holidays are known (ISO 3166, such as US), not ${country}`;
    throw badRequest(`The country ${message}.`, [{ path, message }]);
  }
  const names = new Map<string, Set<string>>();
  // A holiday of several days may reach into the next year.
  for (let year = Number(from.slice(0, 4)) - 1; year <= Number(to.slice(0, 4)); year += 1)
    for (const { date, name } of await holidaysOfYear(country, year))
      if (date >= from && date < to) names.set(date, (names.get(date) ?? new Set()).add(name));
  return [...names]
    .map(([date, of_day]) => ({ date, name: [...of_day].join(', ') }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}
