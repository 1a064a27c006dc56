import type { History } from './history.ts';
import type { Profile } from './profile.ts';
import { medianInPlace } from './robust.ts';

/** The 1st to the 28th, then the last day of a month and the two before it. */
const KEYS = 31;
const LAST_DAYS = 3;
/** Months looked back. */
const MONTHS = 24;
/** A median of n values strays by 1.25 σ/√n; thirty days are tried, so 3.5 times that is asked. */
const RARITY = 4.4;
/** With two months only, an effect must be this many times the noise. */
const RARITY_OF_TWO = 8;
const MIN_SHARE = 0.01;
const SAME_SIGN = 0.75;
/** Another form of an effect is taken where its spread is less than this share of the plainer one's. */
const CLEARLY_STEADIER = 0.9;

export interface MonthFit {
  history: History;
  /** Days known. */
  end: number;
  level: Float64Array;
  /** What the weekly profile leaves of each day: a share of it when multiplicative, else an amount. */
  residual: Float64Array;
  noise: number;
  /** The weekly profile; the effects are added to it. */
  profile: Profile;
}

/** The index of a day in its month, from the start or, for the last three days, from the end; -1 for the 29th or so. */
function monthKey(day_of_month: number, days_to_month_end: number): number {
  if (days_to_month_end < LAST_DAYS) return KEYS - LAST_DAYS + days_to_month_end;
  return day_of_month <= KEYS - LAST_DAYS ? day_of_month - 1 : -1;
}

const sample = new Float64Array(MONTHS);
const shares = new Float64Array(MONTHS);
const level_shares = new Float64Array(MONTHS);
const amounts = new Float64Array(MONTHS);

interface Spread {
  center: number;
  /** Median absolute deviation as a share of the center; infinite where that is zero. */
  relative: number;
}

function spreadOf(values: Float64Array, count: number): Spread {
  for (let i = 0; i < count; i += 1) sample[i] = values[i]!;
  const center = medianInPlace(sample, count);
  for (let i = 0; i < count; i += 1) sample[i] = Math.abs(values[i]! - center);
  const deviation = medianInPlace(sample, count);
  return { center, relative: center === 0 ? Number.POSITIVE_INFINITY : deviation / Math.abs(center) };
}

/** The mean of the values within three deviations of their center. */
function steadyMean(values: Float64Array, count: number, { center, relative }: Spread): number {
  const limit = 3.7 * relative * Math.abs(center) + 1e-12 * Math.abs(center);
  let sum = 0;
  let used = 0;
  for (let i = 0; i < count; i += 1) {
    if (Math.abs(values[i]! - center) > limit) continue;
    sum += values[i]!;
    used += 1;
  }
  return used > 0 ? sum / used : center;
}

/** Whether the days of one key differ from others so much, and so alike, that chance does not explain it. */
function isEffect(count: number, spread: Spread, noise: number, is_multiplicative: boolean): boolean {
  const size = Math.abs(spread.center);
  const asked = count === 2 ? RARITY_OF_TWO * noise : (RARITY * noise) / Math.sqrt(count);
  if (!(size > asked) || (is_multiplicative && size < MIN_SHARE)) return false;
  if (count === 2) return spread.relative < 0.3;
  let alike = 0;
  for (let i = 0; i < count; i += 1) if (shares[i]! * Math.sign(spread.center) > size / 3) alike += 1;
  return alike >= SAME_SIGN * count;
}

/** The effect of a key: a factor on the day, a share of the level, or an amount. */
interface Effect {
  factor: number;
  level_share: number;
  amount: number;
}

function effectOfKey(fit: MonthFit, days: Int32Array, from: number, count: number): Effect | null {
  const { history, level, residual, profile } = fit;
  for (let i = 0; i < count; i += 1) {
    const t = days[from + i]!;
    const expected = level[t]! * profile.scale[t]! + profile.offset[t]!;
    shares[i] = residual[t]!;
    amounts[i] = history.values[t]! - expected;
    level_shares[i] = level[t]! > 0 ? amounts[i]! / level[t]! : 0;
  }
  const share = spreadOf(shares, count);
  if (!isEffect(count, share, fit.noise, profile.is_multiplicative)) return null;
  const level_share = spreadOf(level_shares, count);
  const amount = spreadOf(amounts, count);
  const none: Effect = { factor: 0, level_share: 0, amount: 0 };
  const plainest = profile.is_multiplicative ? Math.min(share.relative, level_share.relative) : level_share.relative;
  const by_amount = amount.relative < (profile.is_multiplicative ? CLEARLY_STEADIER : 1) * plainest;
  if (by_amount || (!profile.is_multiplicative && !Number.isFinite(level_share.relative)))
    return { ...none, amount: steadyMean(amounts, count, amount) };
  if (!profile.is_multiplicative || level_share.relative < CLEARLY_STEADIER * share.relative)
    return { ...none, level_share: steadyMean(level_shares, count, level_share) };
  return { ...none, factor: steadyMean(shares, count, share) };
}

/** The days of each key, latest first: up to MONTHS from `key × MONTHS` on, and how many there are. */
function daysByKey({ history, end, residual }: MonthFit): { days: Int32Array; counts: Int32Array } {
  const days = new Int32Array(KEYS * MONTHS);
  const counts = new Int32Array(KEYS);
  const calendar = history.days;
  for (let t = end - 1; t >= 0; t -= 1) {
    const key = monthKey(calendar.day_of_month[t]!, calendar.days_to_month_end[t]!);
    if (key < 0 || counts[key]! >= MONTHS || history.known[t] === 0 || !Number.isFinite(residual[t]!)) continue;
    days[key * MONTHS + counts[key]!] = t;
    counts[key] = counts[key]! + 1;
  }
  return { days, counts };
}

/**
 * Adds to a weekly profile what days of the month do, each only where it is larger than chance and nearly always the same. They are learnt from the raw days: a charge that was taken for an outlier once is still a
 * charge.
 */
export function addMonthEffects(fit: MonthFit): void {
  const { history, profile } = fit;
  const calendar = history.days;
  const { days, counts } = daysByKey(fit);
  const effects: (Effect | null)[] = [];
  for (let key = 0; key < KEYS; key += 1)
    effects.push(counts[key]! >= 2 ? effectOfKey(fit, days, key * MONTHS, counts[key]!) : null);
  for (let t = 0; t < calendar.length; t += 1) {
    const key = monthKey(calendar.day_of_month[t]!, calendar.days_to_month_end[t]!);
    const effect = key < 0 ? null : effects[key];
    if (!effect) continue;
    profile.offset[t] = profile.offset[t]! + effect.amount;
    profile.scale[t] = profile.scale[t]! * (1 + effect.factor) + effect.level_share;
  }
}
