import type { CostCube } from '../../costs/core/cube.ts';
import type { CalendarDays } from '../../forecasts/core/calendar.ts';
import type { JudgedSlice } from './incidents-types.ts';
import { type Usual, usualBefore } from './incidents-usual.ts';

/** Cells that were silent for so long before an incident have nothing to do with it. */
const ACTIVE_DAYS_BEFORE = 56;

/** The cells of a cube and what lies within what. */
export interface CubeCells {
  cube: CostCube;
  calendar: CalendarDays;
  /** The slices that hold a cell, by cell. */
  holders: readonly (readonly JudgedSlice[])[];
  /** First and last day with a charge, by cell; from Infinity to -Infinity without any. */
  alive: readonly { first: number; last: number }[];
  /** Usual of a slice before a day, computed once. */
  usual: (slice: JudgedSlice, end: number) => Usual;
}

export function cubeCells(cube: CostCube, slices: readonly JudgedSlice[], calendar: CalendarDays): CubeCells {
  const alive = cube.cells.map(({ amounts }) => {
    const has_charge = (amount: number): boolean => amount !== 0;
    const first = amounts.findIndex(has_charge);
    return first < 0
      ? { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }
      : { first, last: amounts.findLastIndex(has_charge) };
  });
  const holders: JudgedSlice[][] = cube.cells.map(() => []);
  for (const slice of slices) for (const cell of slice.cells) holders[cell]!.push(slice);
  const known = new Map<string, Usual>();
  const usual = (slice: JudgedSlice, end: number): Usual => {
    const key = `${end} ${slice.key}`;
    const found = known.get(key) ?? usualBefore(slice.amounts, end, calendar);
    known.set(key, found);
    return found;
  };
  return { cube, calendar, holders, alive, usual };
}

/** All slices with any of some cells. */
export const slicesAround = ({ holders }: CubeCells, cells: ReadonlySet<number>): JudgedSlice[] => [
  ...new Set([...cells].flatMap((cell) => holders[cell]!)),
];

/** The cells of a slice that cost something in the weeks before `start`, or until `last`. */
export const activeCells = ({ alive }: CubeCells, slice: JudgedSlice, start: number, last: number): Set<number> =>
  new Set(slice.cells.filter((cell) => alive[cell]!.first <= last && alive[cell]!.last >= start - ACTIVE_DAYS_BEFORE));

export const isSubset = (part: ReadonlySet<number>, whole: ReadonlySet<number>): boolean => {
  if (part.size > whole.size) return false;
  for (const cell of part) if (!whole.has(cell)) return false;
  return true;
};

export function intersection(a: ReadonlySet<number>, b: ReadonlySet<number>): Set<number> {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  const both = new Set<number>();
  for (const cell of small) if (large.has(cell)) both.add(cell);
  return both;
}

/** The daily costs of some cells of a cube. */
export function amountsOf({ cube }: CubeCells, cells: ReadonlySet<number>): Float64Array {
  const sum = new Float64Array(cube.days);
  for (const cell of cells) {
    const { amounts } = cube.cells[cell]!;
    for (let day = 0; day < cube.days; day++) sum[day] = sum[day]! + amounts[day]!;
  }
  return sum;
}

/** The sum of actual − usual over some days, unknown ones left out. */
export function deviation(amounts: Float64Array, { expected }: Usual, days: readonly number[]): number {
  let sum = 0;
  for (const day of days) {
    const difference = amounts[day]! - expected[day]!;
    if (!Number.isNaN(difference)) sum += difference;
  }
  return sum;
}
