import type { DailySeries } from './series.ts';

/** A series that is the sum of others. */
export interface Sum {
  total: number;
  parts: number[];
}

/** Parts are added up to fractions of a cent, each rounded on its own. */
const ROUNDING = 0.005;
/** That a few days add up may be chance. */
const MIN_DAYS = 28;
const MIN_PARTS = 2;

/** What comes before the first mark of an id: `acme` of `acme/compute`. */
const firstWord = (id: string): string => /^[\p{L}\p{N}]+/u.exec(id)?.[0] ?? '';

function isSum(series: readonly DailySeries[], total: number, parts: readonly number[]): boolean {
  const { values, start } = series[total]!;
  if (parts.length < MIN_PARTS) return false;
  if (parts.some((part) => series[part]!.start !== start || series[part]!.values.length !== values.length))
    return false;
  let compared = 0;
  for (let day = 0; day < values.length; day += 1) {
    let sum = 0;
    for (const part of parts) sum += series[part]!.values[day]!;
    if (Number.isNaN(sum) || Number.isNaN(values[day]!)) continue;
    if (!(Math.abs(sum - values[day]!) <= ROUNDING * (parts.length + 1) + 1e-9 * Math.abs(sum))) return false;
    compared += sum === 0 ? 0 : 1;
  }
  return compared >= MIN_DAYS;
}

/**
 * The series that are the sum of others on every day: of all others, or of those whose ids begin with the same word. Found by
 * adding up; what ids say only tells what to try.
 */
export function findSums(series: readonly DailySeries[]): Sum[] {
  const groups = new Map<string, number[]>();
  for (const [i, { id }] of series.entries()) {
    const word = firstWord(id);
    const group = groups.get(word);
    if (group) group.push(i);
    else groups.set(word, [i]);
  }
  const all = [...series.keys()];
  const large = [...groups.values()].filter((group) => group.length >= MIN_PARTS && group.length < series.length);
  const sums: Sum[] = [];
  for (const total of all) {
    for (const group of [all, ...large]) {
      const parts = group.filter((i) => i !== total);
      if (!isSum(series, total, parts)) continue;
      sums.push({ total, parts });
      break;
    }
  }
  return sums;
}
