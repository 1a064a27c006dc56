import type { CalendarDays } from '../../forecasts/core/calendar.ts';
import { median } from '../../forecasts/core/robust.ts';
import type { SliceAlarm } from './incidents-types.ts';
import { usualBefore } from './incidents-usual.ts';

/** A change at once is noticed within two weeks of its first day, a slow one within nine. */
const ABRUPT_DAYS = 14;
const SLOW_DAYS = 63;
/** Fewer days before tell nothing of what was usual. */
const LEAST_DAYS = 14;
/** The end of a rise is its last week; its days are above that by a quarter at most. */
const END_DAYS = 7;
const MOST_OF_END = 1.25;
/** A day belongs to a change at once if it is at least half as far out as the alarm. */
const SHARE = 0.5;

function abruptOnset(excess: Float64Array, from: number, alarm: number): number {
  const least = SHARE * excess[alarm - from]!;
  let start = alarm;
  for (let day = alarm - 1; day >= from; day--) {
    const size = excess[day - from]!;
    if (Number.isNaN(size)) continue;
    if (!(size >= least) || least <= 0) break;
    start = day;
  }
  return start;
}

/** Squared error of a shape times what fits best, by least squares; `shape` gives it by days since the beginning, from 1. */
function errorOf(excess: Float64Array, start: number, shape: (days: number) => number): number {
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (const [i, size] of excess.entries()) {
    if (Number.isNaN(size)) continue;
    const x = i < start ? 0 : shape(i - start + 1);
    xy += x * size;
    xx += x * x;
    yy += size * size;
  }
  return yy - (xx > 0 && xy > 0 ? (xy * xy) / xx : 0);
}

const rise = (days: number): number => days;
const step = (): number => 1;

/** A steady rise is nowhere higher than at its end: what is (a spike on the way) would draw the line to itself. */
function clipped(excess: Float64Array): Float64Array {
  const end = median(excess.subarray(-END_DAYS));
  return excess.map((size) => Math.max(-Math.abs(end), Math.min(size, Math.abs(end) * MOST_OF_END)));
}

/** The beginning of what fits best: a steady rise, or a step that was noticed late. */
function slowOnset(excess: Float64Array, from: number, alarm: number): Onset {
  const cut = clipped(excess);
  let onset: Onset = { start: alarm, is_slow: false };
  let least = Number.POSITIVE_INFINITY;
  for (let day = from; day <= alarm; day++)
    for (const shape of [rise, step]) {
      const error = errorOf(cut, day - from, shape);
      if (error >= least) continue;
      least = error;
      onset = { start: day, is_slow: shape === rise };
    }
  return onset;
}

/** When what alarmed began, and whether it came little by little. */
export interface Onset {
  start: number;
  is_slow: boolean;
}

/**
 * The day on which what alarmed began: back over the days that are out by as much, or for a drift the day from which a
 * steady rise or a step fits best. `sign` is the direction.
 */
export function onsetOf(
  amounts: Float64Array,
  { index, kind }: SliceAlarm,
  sign: number,
  calendar: CalendarDays,
): Onset {
  const days_back = kind === 'drift' ? SLOW_DAYS : ABRUPT_DAYS;
  const from = Math.max(0, Math.min(index, Math.max(LEAST_DAYS, index - days_back)));
  const { expected } = usualBefore(amounts, from, calendar);
  const excess = Float64Array.from(
    { length: index - from + 1 },
    (_, i) => sign * (amounts[from + i]! - expected[from + i]!),
  );
  if (kind === 'drift') return slowOnset(excess, from, index);
  return { start: abruptOnset(excess, from, index), is_slow: false };
}
