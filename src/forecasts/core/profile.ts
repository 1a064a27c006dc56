import { addEvents, learnEvents } from './events.ts';
import type { History } from './history.ts';
import { addMonthEffects } from './month-effects.ts';
import { MAD_TO_SIGMA, medianInPlace } from './robust.ts';
import { DAYS_OF_FORTNIGHT, weekEffects } from './week-effects.ts';

/**
 * How the days of a series differ from its level: `value = level × scale + offset` for every day of history and horizon.
 * What follows a level takes the logarithm of that of a multiplicative profile.
 */
export interface Profile {
  is_multiplicative: boolean;
  scale: Float64Array;
  offset: Float64Array;
}

/** What the days of a series do: only what holidays and the year's end do, the weekly rhythm too, or days of the month as well. */
export interface Profiles {
  plain: Profile;
  weekly: Profile;
  calendar: Profile;
  /** As `calendar`, with the week as it was in the last weeks. */
  recent: Profile;
}

/** Days on each side of the day whose level a median gives: three weeks hold each weekday three times. */
const HALF_WINDOW = 10;
/** Two weeks show a rhythm, two months their special days. */
const MIN_DAYS_FOR_WEEK = 14;
const MIN_DAYS_FOR_MONTH = 56;

const window = new Float64Array(2 * HALF_WINDOW + 1);

/** Writes the centred median of each of the days `from..end`, seen from day `end` (no later day is looked at), to `into`. */
export function localLevels(values: Float64Array, from: number, end: number, into: Float64Array): void {
  for (let t = from; t < end; t += 1) {
    const low = Math.max(0, t - HALF_WINDOW);
    const high = Math.min(end, t + HALF_WINDOW + 1);
    for (let i = low; i < high; i += 1) window[i - low] = values[i]!;
    into[t] = medianInPlace(window, high - low);
  }
}

/** The days from which on the centred median is another when no day from `end` on is known. */
export const firstUnsettledDay = (end: number): number => Math.max(0, end - HALF_WINDOW);

const emptyProfile = (is_multiplicative: boolean, days: number): Profile => ({
  is_multiplicative,
  scale: new Float64Array(days).fill(1),
  offset: new Float64Array(days),
});

/** Fits the profiles of one series, again and again as its days become known; each fit writes over the one before. */
export class ProfileFitter {
  readonly #history: History;
  readonly #is_multiplicative: boolean;
  readonly #plain: Profile;
  readonly #weekly: Profile;
  readonly #calendar: Profile;
  readonly #recent: Profile;
  readonly #residual: Float64Array;
  readonly #ordered: Float64Array;
  readonly #buffer: Float64Array;
  readonly #distances: Float64Array;

  constructor(history: History, is_multiplicative: boolean) {
    const { length, days } = history;
    this.#history = history;
    this.#is_multiplicative = is_multiplicative;
    this.#plain = emptyProfile(is_multiplicative, days.length);
    this.#weekly = emptyProfile(is_multiplicative, days.length);
    this.#calendar = emptyProfile(is_multiplicative, days.length);
    this.#recent = emptyProfile(is_multiplicative, days.length);
    this.#residual = new Float64Array(length);
    this.#ordered = new Float64Array(length);
    this.#buffer = new Float64Array(length);
    this.#distances = new Float64Array(length);
  }

  /** The profiles of the first `end` days, with `level` their local level as seen from there. */
  fit(end: number, level: Float64Array): Profiles {
    const plain = this.#plain;
    const weekly = this.#weekly;
    const calendar = this.#calendar;
    if (end < MIN_DAYS_FOR_WEEK) return { plain, weekly: plain, calendar: plain, recent: plain };
    const { usual, recent: late } = weekEffects({
      history: this.#history,
      end,
      level,
      is_multiplicative: this.#is_multiplicative,
      ordered: this.#ordered,
      buffer: this.#buffer,
      distances: this.#distances,
    });
    const target = this.#is_multiplicative ? weekly.scale : weekly.offset;
    (this.#is_multiplicative ? weekly.offset : weekly.scale).fill(this.#is_multiplicative ? 0 : 1);
    for (let t = 0; t < target.length; t += 1) target[t] = usual[t % DAYS_OF_FORTNIGHT]!;
    if (end < MIN_DAYS_FOR_MONTH) return { plain, weekly, calendar: weekly, recent: weekly };
    const noise = this.#leave(end, level);
    const events = learnEvents({ history: this.#history, end, level, reach: HALF_WINDOW, weekly, noise });
    plain.scale.fill(1);
    plain.offset.fill(0);
    calendar.scale.set(weekly.scale);
    calendar.offset.set(weekly.offset);
    addMonthEffects({ history: this.#history, end, level, residual: this.#residual, noise, profile: calendar });
    for (const profile of [plain, weekly, calendar]) addEvents(this.#history, events, profile);
    this.#replaceWeek(usual, late);
    return { plain, weekly, calendar, recent: this.#recent };
  }

  /** Makes `#recent` of `#calendar`: the week `usual` taken out, the week `late` put in. */
  #replaceWeek(usual: Float64Array, late: Float64Array): void {
    const { scale, offset } = this.#calendar;
    for (let t = 0; t < scale.length; t += 1) {
      const before = usual[t % DAYS_OF_FORTNIGHT]!;
      const after = late[t % DAYS_OF_FORTNIGHT]!;
      const factor = before > 0 ? (scale[t]! * after) / before : after;
      this.#recent.scale[t] = this.#is_multiplicative ? factor : scale[t]!;
      this.#recent.offset[t] = this.#is_multiplicative ? offset[t]! : offset[t]! - before + after;
    }
  }

  /** Writes what the weekly profile leaves of each day (a share of it, or an amount) to `#residual`; returns its spread. */
  #leave(end: number, level: Float64Array): number {
    const { values, known } = this.#history;
    const { scale, offset } = this.#weekly;
    let count = 0;
    for (let t = 0; t < end; t += 1) {
      const expected = level[t]! * scale[t]! + offset[t]!;
      const share = expected > 0 ? values[t]! / expected - 1 : Number.NaN;
      const left = this.#is_multiplicative ? share : values[t]! - expected;
      this.#residual[t] = left;
      if (known[t] === 0 || !Number.isFinite(left)) continue;
      this.#buffer[count] = Math.abs(left);
      count += 1;
    }
    return count > 0 ? MAD_TO_SIGMA * medianInPlace(this.#buffer, count) : 0;
  }
}
