import type { IncidentInput, JudgedSlice, SliceAlarm } from '../../src/anomalies/core/incidents.ts';
import { type CostCube, type Slice, slicesOf } from '../../src/costs/core/cube.ts';
import type { Grouping } from '../../src/costs/core/dimensions.ts';
import { median } from '../../src/forecasts/core/robust.ts';

/** A Monday. */
export const START = '2026-01-05';

/** Costs of one service in one account and region, by day. */
export interface Costs {
  provider?: string;
  account: string;
  service: string;
  region?: string;
  team?: string;
  costs: (day: number) => number;
}

const cubeBy = (
  all: readonly Costs[],
  days: number,
  groupings: Grouping[],
  values: (one: Costs) => string[],
): CostCube => ({
  currency: 'USD',
  start: START,
  days,
  groupings,
  cells: all.map((one) => ({
    values: values(one),
    amounts: Float64Array.from({ length: days }, (_, day) => one.costs(day)),
  })),
  labels: new Map(),
});

/** The cubes of an organization with these costs: one by place, and one by team where a cost has one. */
export function cubesOf(all: readonly Costs[], days: number): CostCube[] {
  const by_place = cubeBy(all, days, ['provider', 'account', 'service', 'region'], (one) => [
    one.provider ?? 'AWS',
    one.account,
    one.service,
    one.region ?? 'here',
  ]);
  if (all.every(({ team }) => team === undefined)) return [by_place];
  return [by_place, cubeBy(all, days, ['tag:team'], ({ team = '' }) => [team])];
}

const PARTITIONS: Grouping[][] = [[], ['provider'], ['account'], ['service'], ['account', 'service'], ['region']];
const BAND = 0.1;
const ACCEPTED_AFTER = 4;

/**
 * A plain detector: the median of the last seven days, a tenth around it. Days that are out do not count, until there
 * were four of them in a row: then theirs is the level.
 */
function judge(slice: Slice & { cube: number }, from: number, least: number): JudgedSlice {
  const days = slice.amounts.length - from;
  const [expected, lower, upper] = [new Float64Array(days), new Float64Array(days), new Float64Array(days)];
  const alarms: SliceAlarm[] = [];
  let normal = [...slice.amounts.subarray(Math.max(0, from - 7), from)];
  let out: number[] = [];
  for (let day = from; day < slice.amounts.length; day++) {
    const middle = median(Float64Array.from(normal.slice(-7)));
    const actual = slice.amounts[day]!;
    [expected[day - from], lower[day - from], upper[day - from]] = [middle, middle * (1 - BAND), middle * (1 + BAND)];
    if (!(Math.abs(actual - middle) > Math.max(BAND * middle, least))) {
      normal.push(actual);
      out = [];
      continue;
    }
    const kind = actual > middle ? (middle === 0 ? 'new' : 'spike') : actual === 0 ? 'vanished' : 'drop';
    alarms.push({ index: day, expected: middle, lower: middle * (1 - BAND), upper: middle * (1 + BAND), actual, kind });
    out.push(actual);
    if (out.length < ACCEPTED_AFTER) continue;
    normal = out;
    out = [];
  }
  return { ...slice, first_index: from, expected, lower, upper, alarms };
}

/** What `findIncidents` goes by for these costs, every slice judged from day `from` on. */
export function judged(all: readonly Costs[], days: number, from = 60, least = 5): IncidentInput {
  const cubes = cubesOf(all, days);
  const slices = cubes.flatMap((cube, index) =>
    (index === 0 ? PARTITIONS : [cube.groupings]).flatMap((by) =>
      slicesOf(cube, by).map((slice) => ({ ...slice, cube: index })),
    ),
  );
  return { cubes, slices: slices.map((slice) => judge(slice, from, least)), continuing: [], severity_impacts: null };
}

/** `more` on the days of [from, until), else `usual`. */
export const during =
  (usual: number, from: number, until: number, more: number) =>
  (day: number): number =>
    day >= from && day < until ? more : usual;

export const always = (usual: number) => (): number => usual;
