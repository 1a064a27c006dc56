import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { CostCube } from '../../../costs/core/cube.ts';
import type { PlannedChange } from '../../../forecasts/core/series.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import type { DetectAnswer, DetectRequest, JudgedDays } from '../../core/analysis-contract.ts';
import type { JudgedSlice } from '../../core/incidents.ts';
import { detectTask } from '../analysis.ts';
import type { CubeSlice } from './slices.ts';

const CHUNK = 250;

/** How slices are judged: as a detection request says, but for the series. */
export interface Judging {
  analysis: Analysis;
  cube: Pick<CostCube, 'start' | 'days'>;
  replay_from: number;
  options: Pick<DetectRequest, 'sensitivity' | 'minimum_impact'>;
  /** What is known of the days of all slices, and of those of each. */
  known: Pick<NonNullable<DetectRequest['calendar']>, 'country' | 'holidays'>;
  plannedFor: (slice: CubeSlice) => Omit<PlannedChange, 'series_id'>[];
  signal: AbortSignal;
  /** Told how many slices have been judged so far. */
  progress: (judged: number) => void;
}

/** Days through the last known one: what is not known at the end waits. */
const knownLength = (amounts: Float64Array): number => amounts.findLastIndex((amount) => !Number.isNaN(amount)) + 1;

const bounds = (values: readonly (number | null)[] = []): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

function judgedSlice(slice: CubeSlice, alarms: DetectAnswer['alarms'], days: JudgedDays | undefined): JudgedSlice {
  return {
    ...slice,
    first_index: days?.first_index ?? 0,
    expected: bounds(days?.expected),
    lower: bounds(days?.lower),
    upper: bounds(days?.upper),
    alarms: alarms.map(({ index, expected, lower, upper, actual, kind }) => ({
      index,
      expected,
      lower,
      upper,
      actual,
      kind,
    })),
  };
}

async function judgeChunk(slices: readonly CubeSlice[], judging: Judging): Promise<JudgedSlice[]> {
  const { analysis, cube, replay_from, options, known, signal } = judging;
  const series = slices.map(({ amounts }, index) => ({
    id: String(index),
    start: cube.start,
    values: Array.from(amounts.subarray(0, knownLength(amounts)), (amount) => (Number.isNaN(amount) ? null : amount)),
  }));
  const planned = slices.flatMap((slice, index) =>
    judging.plannedFor(slice).map((change) => ({ ...change, series_id: String(index) })),
  );
  const request = { ...options, series, replay_from, with_days: true, calendar: { ...known, planned } };
  const { alarms, days = [] } = await analysis.run(detectTask, request, signal);
  const by_id = Map.groupBy(alarms, ({ id }) => id);
  const days_by_id = new Map(days.map((one) => [one.id, one]));
  return slices.map((slice, index) =>
    judgedSlice(slice, by_id.get(String(index)) ?? [], days_by_id.get(String(index))),
  );
}

/** Judges slices day by day, each day from those before it. Slices without a known day to judge are left out. */
export async function judgeSlices(slices: readonly CubeSlice[], judging: Judging): Promise<JudgedSlice[]> {
  const given = slices.filter(({ amounts }) => knownLength(amounts) > judging.replay_from);
  const chunks = Array.from({ length: Math.ceil(given.length / CHUNK) }, (_, index) =>
    given.slice(index * CHUNK, (index + 1) * CHUNK),
  );
  // What waits is not even made ready: the values of a chunk are several times the size of its slices.
  const limit = pLimit(availableParallelism());
  let judged = 0;
  const answers = await Promise.all(
    chunks.map((chunk) =>
      limit(async () => {
        const answer = await judgeChunk(chunk, judging);
        judged += chunk.length;
        judging.progress(judged);
        return answer;
      }),
    ),
  );
  return answers.flat();
}
