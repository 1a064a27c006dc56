import type { CostCube } from '../../../costs/core/cube.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { Forecasts } from '../../../forecasts/server/index.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import { addDays } from '../../../platform/core/dates.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import { CONSUMPTION } from '../../core/consumption.ts';
import { toStore, unexplained, withCauses } from './changes.ts';
import { type CurrencyCosts, detectIn } from './currency.ts';
import { dayDigests, firstChange } from './digests.ts';
import { DETECTION_VERSION, type DetectionState, type Inputs, type MadeChanges, readInputs } from './inputs.ts';
import { type Known, readKnown } from './known.ts';
import { BASE } from './slices.ts';
import { type Change, storeChanges } from './store.ts';
import { firstJudged, replayFrom } from './window.ts';

/** What detection works with. */
export interface Surroundings {
  analysis: Analysis;
  costs: Costs;
  forecasts: Forecasts;
  madeChanges: MadeChanges;
}

const MOST_DAYS = 400;
/** A tag with more values than this names things, such as a host: their costs are in the other slices. */
const MOST_TAG_VALUES = 500;

/** What a run did, by the names its counts have. */
export type Counts = Record<
  | 'series'
  | 'days'
  | 'anomalies_new'
  | 'anomalies_updated'
  | 'anomalies_reopened'
  | 'anomalies_withdrawn'
  | 'anomalies_suppressed'
  | 'anomalies_planned',
  number
>;

/** Detection had nothing to do, or its costs changed on the way and it is to be done again. */
export type Pass = { counts: Counts } | 'unchanged' | 'stale';

type CurrencyCubes = [CostCube, ...CostCube[]];

/** The cubes of each currency, that by `BASE` first. */
async function readCubes(context: RunContext, costs: Costs, tag_keys: readonly string[]): Promise<CurrencyCubes[]> {
  const all: CostCube[] = [];
  // One after the other: each is large while it is read.
  for (const groupings of [BASE, ...tag_keys.map((key) => [`tag:${key}` as const])]) {
    const wanted = { groupings, filters: CONSUMPTION, most_days: MOST_DAYS, before_first_load: 'unknown' } as const;
    const { cubes } = await costs.cubes(context, wanted);
    all.push(...cubes.filter(({ cells }) => groupings === BASE || cells.length <= MOST_TAG_VALUES));
  }
  const by_currency = Map.groupBy(all, ({ currency }) => currency);
  return [...by_currency.values()].filter((cubes): cubes is CurrencyCubes => cubes.length > 0);
}

const isCurrent = async (context: RunContext, costs: Costs, { load_version }: Inputs): Promise<boolean> =>
  (await context.transaction((tx) => costs.loadVersion(tx))) === load_version;

/** The index from which days are judged; the first of all while nothing was judged by this version. */
function startOf(
  cube: CostCube,
  digests: readonly string[],
  state: DetectionState | undefined,
  known: readonly Known[],
) {
  if (state?.detector_version !== DETECTION_VERSION) return firstJudged(cube);
  return replayFrom(cube, state.judged_through, firstChange(cube.start, digests, state), known);
}

/** Open anomalies in a currency in which nothing costs anything any more; people's decisions stand. */
const withdrawAll = (known: readonly Known[]): Change[] =>
  known
    .filter(({ status }) => status === 'open' || status === 'acknowledged')
    .map((one) => ({
      change: {
        change: 'withdrawn',
        id: one.id,
        entries: [{ kind: 'withdrawn', text: 'The costs it was found in were removed.' }],
      },
      known: one,
      cause: null,
    }));

interface Found {
  changes: Change[];
  series: number;
  planned: number;
  suppressed: number;
}

async function findChanges(context: RunContext, surroundings: Surroundings, costs: CurrencyCosts): Promise<Found> {
  const { organization_id, signal } = context;
  const [cube] = costs.cubes;
  const { changes, planned, series } = await detectIn(costs, {
    analysis: surroundings.analysis,
    signal,
    progress: (done, of) => context.progress('judging', Math.round((90 * done) / of), `${done} of ${of} series`),
  });
  const to_store = toStore(changes, costs.known);
  const stored = await withCauses([...to_store, ...unexplained(costs.known, to_store, cube.start)], {
    organization_id,
    costs: surroundings.costs,
    inputs: costs.inputs,
    first_day: cube.start,
    signal,
    progress: (done, of) =>
      context.progress('explaining', 90 + Math.round((9 * done) / of), `${done} of ${of} anomalies`),
  });
  const suppressed = changes.filter(({ change }) => change === 'suppressed').length;
  return { changes: stored, series, planned, suppressed };
}

interface Written {
  changes: Change[];
  inputs: Inputs;
  series: number;
  /** Null without costs. */
  judged: { cube: CostCube; replay_from: number; digests: string[] } | null;
}

/** Writes everything of a pass in one transaction: a crash leaves the state before, or the state after. */
function write(context: RunContext, { changes, inputs, series, judged }: Written): Promise<void> {
  const { organization_id } = context;
  const now = context.now();
  const judged_through = judged && addDays(judged.cube.start, judged.cube.days - 1);
  return context.transaction(async (tx) => {
    const { load_version } = inputs;
    await storeChanges(tx, { organization_id, now, load_version, judged_through }, changes);
    if (!judged || judged_through === null) return void (await tx.deleteFrom('anomaly_states').execute());
    const { cube, replay_from, digests } = judged;
    const state = {
      judged_from: addDays(cube.start, replay_from),
      judged_through,
      inputs: inputs.inputs,
      detector_version: DETECTION_VERSION,
      series,
      digests_start: cube.start,
      day_digests: digests,
      finished_at: now.toISOString(),
    };
    await tx
      .insertInto('anomaly_states')
      .values({ ...state, organization_id })
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(state))
      .execute();
  });
}

const countOf = (found: readonly Found[], changes: readonly Change[], days: number): Counts => {
  const of = (wanted: Change['change']['change']): number =>
    changes.filter(({ change }) => change.change === wanted).length;
  const sum = (part: 'series' | 'planned' | 'suppressed'): number => found.reduce((total, one) => total + one[part], 0);
  return {
    series: sum('series'),
    days,
    anomalies_new: of('new'),
    anomalies_updated: of('updated'),
    anomalies_reopened: of('reopened'),
    anomalies_withdrawn: of('withdrawn'),
    anomalies_suppressed: sum('suppressed'),
    anomalies_planned: sum('planned'),
  };
};

/** Judges what there is to judge in an organization once, and stores what came of it. */
export async function detectOnce(context: RunContext, surroundings: Surroundings): Promise<Pass> {
  const { costs, forecasts, madeChanges } = surroundings;
  const inputs = await readInputs(context, costs, forecasts, madeChanges);
  if (inputs.state?.inputs === inputs.inputs) return 'unchanged';
  context.progress('reading', null, 'Reading costs by day');
  const by_currency = await readCubes(context, costs, inputs.tag_keys);
  if (!(await isCurrent(context, costs, inputs))) return 'stale';
  const all_known = await readKnown(context);
  const [cube] = by_currency[0] ?? [];
  const digests = dayDigests(by_currency.flat());
  const replay_from = cube ? startOf(cube, digests, inputs.state, all_known) : 0;
  const found: Found[] = [];
  for (const cubes of by_currency) {
    const known = all_known.filter(({ currency }) => currency === cubes[0].currency);
    found.push(await findChanges(context, surroundings, { cubes, known, inputs, replay_from }));
  }
  const currencies = new Set(by_currency.map(([{ currency }]) => currency));
  const without_costs = all_known.filter(({ currency }) => !currencies.has(currency));
  const changes = [...found.flatMap((one) => one.changes), ...withdrawAll(without_costs)];
  if (!(await isCurrent(context, costs, inputs))) return 'stale';
  const judged = cube ? { cube, replay_from, digests } : null;
  const counts = countOf(found, changes, cube ? cube.days - replay_from : 0);
  await write(context, { changes, inputs, series: counts.series, judged });
  return { counts };
}
