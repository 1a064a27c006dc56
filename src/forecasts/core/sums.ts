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
/** What ended before so many days may be left out of the parts. */
const DAYS_COMPARED = 90;

/** What comes before the first mark of an id: `acme` of `acme/compute`. */
const firstWord = (id: string): string => /^[\p{L}\p{N}]+/u.exec(id)?.[0] ?? '';

const isNear = (sum: number, total: number, parts: number): boolean =>
  Math.abs(sum - total) <= ROUNDING * (parts + 1) + 1e-9 * Math.abs(sum);

function isSum(series: readonly DailySeries[], total: number, parts: readonly number[]): boolean {
  const { values, start } = series[total]!;
  if (parts.length < MIN_PARTS) return false;
  if (parts.some((part) => series[part]!.start !== start || series[part]!.values.length !== values.length))
    return false;
  let compared = 0;
  for (let day = Math.max(0, values.length - DAYS_COMPARED); day < values.length; day += 1) {
    let sum = 0;
    for (const part of parts) sum += series[part]!.values[day]!;
    if (Number.isNaN(sum) || Number.isNaN(values[day]!)) continue;
    if (!isNear(sum, values[day]!, parts.length)) return false;
    compared += sum === 0 ? 0 : 1;
  }
  return compared >= MIN_DAYS;
}

const lastKnown = (values: Float64Array): number => values.findLastIndex((value) => Number.isFinite(value));

/**
 * The series after `total` parted into runs that each add up to it, as by provider and by service: the places of the longest,
 * since small parts are simpler; none where there is no run.
 */
function partsAfter(series: readonly DailySeries[], total: number): number[] {
  const { values } = series[total]!;
  const probe = lastKnown(values);
  const wanted = values[probe] ?? 0;
  // Nothing can be told by zeros, which any number of series may add up to.
  if (wanted === 0) return [];
  let longest: number[] = [];
  let run: number[] = [];
  let sum = 0;
  for (let place = total + 1; place < series.length; place += 1) {
    sum += series[place]!.values[probe] ?? Number.NaN;
    run.push(place);
    if (!isNear(sum, wanted, run.length) || (run.length > 1 && !isSum(series, total, run))) continue;
    if (run.length > Math.max(1, longest.length)) longest = run;
    run = [];
    sum = 0;
  }
  return longest;
}

/**
 * The series that are the sum of others on each of the last 90 days: of all others, of those whose ids begin with the same word,
 * or of a run of those after them. Found by adding up; ids and order only tell what to try.
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
    const others = [all, ...large].map((group) => group.filter((i) => i !== total));
    const parts = others.find((group) => isSum(series, total, group)) ?? partsAfter(series, total);
    if (parts.length > 0) sums.push({ total, parts });
  }
  return sums;
}
