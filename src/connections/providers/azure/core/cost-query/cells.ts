import { amountText, sameAmount, sizeOf } from './amount.ts';
import type { CostRow } from './answer.ts';
import type { Dimension } from './query.ts';

/** A day's cost of one combination of all dimensions that were asked for; the others are not there. */
export interface CostCell {
  day: string;
  currency: string;
  values: Partial<Record<Dimension, string>>;
  amount: bigint;
}

const dayKey = ({ day, currency }: { day: string; currency: string }): string => `${day} ${currency}`;

function amountsByDay(rows: readonly { day: string; currency: string; amount: bigint }[]): Map<string, bigint[]> {
  const days = new Map<string, bigint[]>();
  for (const row of rows) {
    const key = dayKey(row);
    const amounts = days.get(key);
    if (amounts) amounts.push(row.amount);
    else days.set(key, [row.amount]);
  }
  return days;
}

const sum = (amounts: readonly bigint[] = []): bigint => amounts.reduce((total, amount) => total + amount, 0n);

type Sums = readonly { day: string; currency: string; amount: bigint }[];

/**
 * The days whose details do not add up to their totals, as `2024-09-30 EUR: 1.5 of 2`; none when all is there. Azure is
 * known to leave out days in silence, and days move while it restates them.
 */
export function daysThatDiffer(totals: Sums, details: Sums): string[] {
  const [whole, parts] = [amountsByDay(totals), amountsByDay(details)];
  return [...new Set([...whole.keys(), ...parts.keys()])].flatMap((key) => {
    const [expected, given] = [whole.get(key) ?? [], parts.get(key) ?? []];
    const added = sizeOf([...expected, ...given]);
    return sameAmount(sum(expected), sum(given), added)
      ? []
      : [`${key}: ${amountText(sum(given))} of ${amountText(sum(expected))}`];
  });
}

/** Rows of one answer as cells; `fixed` are the values that the query was narrowed to. */
export const cellsOf = (
  rows: readonly CostRow[],
  grouping: readonly Dimension[],
  fixed: CostCell['values'],
): CostCell[] =>
  rows.map(({ day, currency, values, amount }) => ({
    day,
    currency,
    amount,
    values: { ...fixed, ...Object.fromEntries(grouping.map((dimension, i) => [dimension, values[i] ?? ''])) },
  }));

/** Rows with equal values at `indexes`, letter case apart, since filters may not tell cases apart. */
export function partitions(rows: readonly CostRow[], indexes: readonly number[]): CostRow[][] {
  const parts = new Map<string, CostRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(indexes.map((index) => row.values[index]!.toLowerCase()));
    const part = parts.get(key);
    if (part) part.push(row);
    else parts.set(key, [row]);
  }
  return [...parts.values()];
}

/** Both costs of a combination on a day. */
export interface CostCellPair extends Omit<CostCell, 'amount'> {
  billed: bigint;
  /** Null when the scope has no amortized costs. */
  effective: bigint | null;
}

const cellKey = ({ day, currency, values }: Omit<CostCell, 'amount'>): string =>
  JSON.stringify([
    day,
    currency,
    ...Object.entries(values)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flat(),
  ]).toLowerCase();

/**
 * Actual and amortized cells side by side, in a stable order. Each answer is the complete sum of its kind, so what is in
 * one only is exactly 0 in the other: the purchase of a reservation has no amortized cost, an unused reservation none that
 * is billed.
 */
export function pairCells(actual: readonly CostCell[], amortized: readonly CostCell[] | null): CostCellPair[] {
  const pairs = new Map<string, CostCellPair>();
  const pairOf = (cell: CostCell): CostCellPair => {
    const { day, currency, values } = cell;
    const key = cellKey(cell);
    const known = pairs.get(key) ?? { day, currency, values, billed: 0n, effective: amortized ? 0n : null };
    pairs.set(key, known);
    return known;
  };
  for (const cell of actual) pairOf(cell).billed += cell.amount;
  for (const cell of amortized ?? []) {
    const pair = pairOf(cell);
    pair.effective = (pair.effective ?? 0n) + cell.amount;
  }
  return [...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}

/** Pricing models that no commitment touches: their usage costs the same in both types. */
const UNTOUCHED = new Set(['ondemand', 'spot']);

interface Partition {
  fixed: CostCell['values'];
  totals: Sums;
}

/** Whether two partitions, one of each type, are the same cells: by what they hold, and by days that confirm it. */
export const isSharedPartition = ({ fixed, totals }: Partition, other: Partition): boolean =>
  fixed.ChargeType === 'Usage' &&
  UNTOUCHED.has((fixed.PricingModel ?? '').toLowerCase()) &&
  JSON.stringify(fixed) === JSON.stringify(other.fixed) &&
  daysThatDiffer(totals, other.totals).length === 0;
