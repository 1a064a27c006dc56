import { compareDecimals } from '../../platform/core/decimal.ts';
import type { Level } from './types.ts';

/** A finding as far as its impact goes. */
export interface Weighed {
  identity: string;
  /** Saved a month, as decimal text; null when it can't be told. */
  saving: string | null;
  currency: string | null;
  /** Whether it counts in the total. */
  in_total: boolean;
}

/** The largest that make this share of all that can be saved are high; those up to the second are medium. */
const HIGH_UP_TO = 0.6;
const MEDIUM_UP_TO = 0.9;

/** The smallest savings that are still high and medium; null where nothing is saved. */
function limitsOf(savings: readonly string[]): { high: string; medium: string } | null {
  const sorted = savings.toSorted((a, b) => compareDecimals(b, a));
  const total = sorted.reduce((sum, saving) => sum + Number(saving), 0);
  let [high, medium] = [sorted[0], sorted[0]];
  let sum = 0;
  for (const saving of sorted) {
    if (sum < HIGH_UP_TO * total) high = saving;
    if (sum < MEDIUM_UP_TO * total) medium = saving;
    sum += Number(saving);
  }
  return high === undefined || medium === undefined ? null : { high, medium };
}

/**
 * How much each finding matters beside the others of its currency: ABC analysis (Pareto), by its share of all that can be
 * saved. Those that make the first 60 % together, the largest first, are high, those of the next 30 % medium. One that is
 * not in the total is compared with those that are. Equal savings are of the same class; unknown ones are low.
 */
export function impacts(findings: readonly Weighed[]): ReadonlyMap<string, Level> {
  const saves = ({ saving }: Weighed): boolean => saving !== null && compareDecimals(saving, '0') > 0;
  const counted = new Map<string, string[]>();
  for (const one of findings)
    if (one.in_total && saves(one)) {
      const own = counted.get(one.currency!);
      if (own) own.push(one.saving!);
      else counted.set(one.currency!, [one.saving!]);
    }
  const limits = new Map([...counted].map(([currency, savings]) => [currency, limitsOf(savings)]));
  const levelOf = (one: Weighed): Level => {
    const limit = limits.get(one.currency ?? '');
    if (!limit || !saves(one)) return 'low';
    if (compareDecimals(one.saving!, limit.high) >= 0) return 'high';
    return compareDecimals(one.saving!, limit.medium) >= 0 ? 'medium' : 'low';
  };
  return new Map(findings.map((one) => [one.identity, levelOf(one)]));
}
