import type { History } from './history.ts';
import type { Profile } from './profile.ts';
import { MAD_TO_SIGMA, median, medianAbsoluteDeviation } from './robust.ts';

/** Fewer days than this show no common effect. */
const MIN_DAYS = 5;
/** An effect is so many times the noise, and at most so large a share of it differs from day to day. */
const RARITY = 3;
const MAX_SPREAD = 0.5;

/** What days that come seldom do to a series: a share of the day (multiplicative) or an amount; 0 is nothing. */
export interface EventEffects {
  year_end: number;
  holiday: number;
}

/** The days from December 24th to New Year, when much is switched off. `month` as in CalendarDays. */
const isYearEnd = (month: number, day_of_month: number): boolean =>
  (month % 12 === 11 && day_of_month >= 24) || (month % 12 === 0 && day_of_month === 1);

const yearEnd = ({ days }: History, t: number): boolean => isYearEnd(days.month[t]!, days.day_of_month[t]!);
const isHoliday = ({ holidays }: History, t: number): boolean => holidays[t] === 1;

type Test = (history: History, t: number) => boolean;

/** What events are learnt from. */
export interface EventFit {
  history: History;
  /** Days known. */
  end: number;
  /** The local level of each, a median over some days on each side. */
  level: Float64Array;
  /** Days on each side. */
  reach: number;
  weekly: Profile;
  /** The usual size of what the weekly profile leaves. */
  noise: number;
}

/** The level beside a run of event days, too far away for them to count in it. */
function levelBeside({ level, reach, end }: EventFit, from: number, to: number): number {
  const before = from - reach - 1;
  const after = to + reach;
  if (before < 0) return after < end ? level[after]! : Number.NaN;
  return after < end ? (level[before]! + level[after]!) / 2 : level[before]!;
}

/** What each known event day differs by from what its level and weekday would have made it. */
function differences(fit: EventFit, isOf: Test): number[] {
  const { history, end, weekly } = fit;
  const found: number[] = [];
  for (let from = 0; from < end; from += 1) {
    if (!isOf(history, from)) continue;
    let to = from + 1;
    while (to < end && isOf(history, to)) to += 1;
    const level = levelBeside(fit, from, to);
    for (let t = from; t < to; t += 1) {
      const expected = level * weekly.scale[t]! + weekly.offset[t]!;
      const difference = weekly.is_multiplicative ? history.values[t]! / expected - 1 : history.values[t]! - expected;
      if (history.known[t] === 1 && Number.isFinite(difference)) found.push(difference);
    }
    from = to;
  }
  return found;
}

/** The median difference of event days where it is far from chance and much the same on all, else 0. */
function commonEffect(fit: EventFit, isOf: Test): number {
  const sample = Float64Array.from(differences(fit, isOf));
  if (sample.length < MIN_DAYS) return 0;
  const center = median(sample);
  const spread = MAD_TO_SIGMA * medianAbsoluteDeviation(sample, center);
  return Math.abs(center) > RARITY * fit.noise && spread < MAX_SPREAD * Math.abs(center) ? center : 0;
}

export const learnEvents = (fit: EventFit): EventEffects => ({
  year_end: commonEffect(fit, yearEnd),
  holiday: commonEffect(fit, isHoliday),
});

function apply(history: History, effect: number, isOf: Test, { is_multiplicative, scale, offset }: Profile): void {
  for (let t = 0; t < scale.length; t += 1) {
    if (!isOf(history, t)) continue;
    if (is_multiplicative) {
      scale[t] = scale[t]! * (1 + effect);
      offset[t] = offset[t]! * (1 + effect);
    } else offset[t] = offset[t]! + effect;
  }
}

/** Adds the effects to a profile, which must be of the sort they were learnt with. */
export function addEvents(history: History, { year_end, holiday }: EventEffects, profile: Profile): void {
  if (year_end !== 0) apply(history, year_end, yearEnd, profile);
  if (holiday !== 0) apply(history, holiday, isHoliday, profile);
}
