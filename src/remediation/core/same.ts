import type { MetricSeries } from '../../connections/core/inventory.ts';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import type { Finding } from '../../recommendations/core/types.ts';
import type { Configuration, Scalar } from './action.ts';

const shown = (value: Scalar | undefined): string =>
  value === undefined || value === null ? 'nothing' : String(value);
const inWords = (name: string): string => name.replaceAll('_', ' ');

/** What differs between two looks at a resource, a sentence for each; empty where it is as it was. */
export function changesSince(then: Configuration, now: Configuration): string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].toSorted();
  return names
    .filter((name) => (then[name] ?? null) !== (now[name] ?? null))
    .map((name) => `Its ${inWords(name)} was ${shown(then[name])} and is ${shown(now[name])} now.`);
}

/** The same for tags; what the cloud itself writes (`aws:…`) does not count. */
export function tagChangesSince(
  then: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  const counted = (tags: Readonly<Record<string, string>>): Configuration =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')));
  const [before, after] = [counted(then), counted(now)];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) => `Its tag ${key} was ${shown(before[key])} and is ${shown(after[key])} now.`);
}

/** Limits of sizes are the least from which on a change is worth it: more of it is no use that speaks against the change. */
const isSize = (metric: string): boolean => metric.startsWith('size_bytes');

/**
 * Whether it was used since it was found: days from `since` on whose measured value is beyond the limit that the finding
 * rests on, a sentence for each series. Days without a value tell nothing.
 */
export function usedSince(evidence: Finding['evidence'], series: readonly MetricSeries[], since: IsoDate): string[] {
  return evidence.flatMap(({ resource_id, metric, statistic, limit }) => {
    if (limit === null || isSize(metric)) return [];
    const own = series.find((one) => one.resource_id === resource_id && one.metric === metric);
    const beyond = (own?.[statistic] ?? []).flatMap((value, index) => {
      const day = addDays(own!.first_date, index);
      return value !== null && day >= since && value > limit ? [{ day, value }] : [];
    });
    const last = beyond.at(-1);
    return last
      ? [
          `Its ${inWords(metric)} (${statistic}) was ${last.value} on ${last.day}, beyond the ${limit} that it was found for.`,
        ]
      : [];
  });
}
