import { z } from 'zod';
import type { MetricName } from '../../connections/core/inventory.ts';
import { knownEnough } from './checks.ts';
import type { Seen } from './rule.ts';
import { LEVELS, type Level, type PriceRow } from './types.ts';
import type { Statistic, Window } from './use.ts';

/** By decimal places, made once: making one takes longer than many rules do. */
const FORMATS = [0, 1, 2].map((places) => new Intl.NumberFormat('en-US', { maximumFractionDigits: places }));

/** A measured number as people read it: two or three digits, thousands apart. */
export function figure(value: number): string {
  const size = Math.abs(value);
  return FORMATS[size >= 100 ? 0 : size >= 10 ? 1 : 2]!.format(value);
}

/** What so much of something costs a month by its list price, after a comma; empty where no price is known. */
export const listCost = (row: Pick<PriceRow, 'price'> | null, quantity: number): string =>
  row === null ? '' : `, ${figure(row.price * quantity)} US dollars a month by list price`;

/**
 * The days that a rule looks at, as parameters of it; use is measured for 30 days. Thirty have the end of a month in them,
 * when some resources are used most.
 */
export const lookback = (days: number, known_percent = 90) => ({
  days: z.number().int().min(3).max(30).default(days).describe('Days that are looked at'),
  known_percent: z
    .number()
    .min(10)
    .max(100)
    .default(known_percent)
    .describe('Share of those days that has to be measured, at least (%)'),
});
export interface Lookback {
  days: number;
  known_percent: number;
}

/** How many of the days have to be measured: as old, at least, is what can be judged. */
export const leastDays = ({ days, known_percent }: Lookback): number => Math.ceil((days * known_percent) / 100);

/** Reads what was measured in the days of `lookback`; null where too few of them are known to judge by. */
export const measuredIn =
  ({ use }: Pick<Seen, 'use'>, lookback: Lookback) =>
  (metric: MetricName, statistic: Statistic): Window | null =>
    knownEnough(use.window(metric, statistic, lookback.days), leastDays(lookback));

/** A reason, and the level that it alone would give. */
export type Reason = readonly [level: Level, text: string];

const judged = (reasons: readonly Reason[], pick: (...levels: number[]) => number, usual: Level) => ({
  level: LEVELS[pick(LEVELS.indexOf(usual), ...reasons.map(([level]) => LEVELS.indexOf(level)))]!,
  reasons: reasons.map(([, text]) => text),
});

/** As sure as the weakest of its reasons. */
export const confidenceOf = (...reasons: Reason[]) => judged(reasons, Math.min, 'high');
/** As risky as the worst of its reasons. */
export const riskOf = (...reasons: Reason[]) => judged(reasons, Math.max, 'low');

/** How much of the days is known, by the least known of what was measured. */
export function coverage(windows: readonly (Window | null)[]): Reason {
  const known = windows.filter((window) => window !== null);
  const [least] = known.toSorted((one, other) => one.known_days - other.known_days);
  if (!least) return ['low', 'None of it was measured.'];
  return least.known_days >= least.days
    ? ['high', `All ${least.days} days were measured.`]
    : ['medium', `${least.known_days} of ${least.days} days were measured.`];
}
