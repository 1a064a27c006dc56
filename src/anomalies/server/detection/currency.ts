import { type CostCube, slicesOf } from '../../../costs/core/cube.ts';
import type { Grouping } from '../../../costs/core/dimensions.ts';
import type { Scope } from '../../../costs/core/scope.ts';
import { addDays } from '../../../platform/core/dates.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import { type AnnouncedIncident, findWithKnown, followIncidents, type IncidentChange } from '../../core/follow.ts';
import { type FoundIncident, findIncidents } from '../../core/incidents.ts';
import { defaultMinimumImpact } from '../../core/severity.ts';
import type { Inputs } from './inputs.ts';
import { judgeSlices } from './judge.ts';
import type { Known } from './known.ts';
import { announcementOf, type PlannedEvent, plannedFor, plannedIn } from './planned.ts';
import { type CubeSlice, monthlyCost, slicesToJudge } from './slices.ts';

/** The costs of an organization in one currency, and what is known of anomalies in it. */
export interface CurrencyCosts {
  /** The first by `BASE`, the others by one tag each. */
  cubes: readonly [CostCube, ...CostCube[]];
  known: readonly Known[];
  inputs: Inputs;
  replay_from: number;
}

export interface CurrencyFindings {
  changes: IncidentChange[];
  /** Incidents that the calendar had announced. */
  planned: number;
  series: number;
}

/** Days before the judged ones within which the end of an anomaly may still matter to what is found. */
const NEAR_DAYS = 45;

const isNear = ({ status, is_ongoing, last_day }: Known, judged_from: string): boolean =>
  status !== 'withdrawn' && (is_ongoing || last_day >= addDays(judged_from, -NEAR_DAYS));

/** True when a cube tells the costs of a scope apart, and has none. */
const hasNone = ({ groupings, cells }: CostCube, scope: Scope): boolean => {
  const named = Object.entries(scope).map(
    ([grouping, value]) => [groupings.indexOf(grouping as Grouping), value] as const,
  );
  return (
    named.every(([column]) => column >= 0) &&
    !cells.some(({ values }) => named.every(([column, value]) => values[column] === value))
  );
};

/** The costs of open anomalies that no row is of any more: nothing, on all days that are known. */
function vanished({ cubes, known }: CurrencyCosts): [string, Float64Array][] {
  const [total] = slicesOf(cubes[0], []);
  if (!total) return [];
  const nothing = total.amounts.map((amount) => (Number.isNaN(amount) ? amount : 0));
  return known
    .filter(({ status }) => status === 'open' || status === 'acknowledged')
    .filter(({ scope }) => cubes.some((cube) => hasNone(cube, scope)))
    .map(({ scope_key }) => [scope_key, nothing]);
}

function windowOf(costs: CurrencyCosts, slices: readonly CubeSlice[]) {
  const { cubes, inputs, replay_from } = costs;
  const [cube] = cubes;
  const judged = slices.map(({ key, amounts }): [string, Float64Array] => [key, amounts]);
  return {
    judged_from: addDays(cube.start, replay_from),
    judged_through: addDays(cube.start, cube.days - 1),
    severities_slide: inputs.settings.severity_impacts === null,
    patterns: inputs.patterns.filter(({ currency }) => currency === cube.currency),
    start: cube.start,
    amounts: new Map([...vanished(costs), ...judged]),
  };
}

/** Tells incidents that the calendar announced from others. */
function byAnnouncement(found: readonly FoundIncident[], planned: readonly PlannedEvent[]) {
  const announced: AnnouncedIncident[] = [];
  const others: FoundIncident[] = [];
  for (const one of found) {
    const event = announcementOf(one, planned);
    if (event) announced.push({ found: one, event: event.name });
    else others.push(one);
  }
  return { announced, others };
}

/** Detects anomalies of one currency. `analysis` judges the days; all else is pure. */
export async function detectIn(
  costs: CurrencyCosts,
  {
    analysis,
    signal,
    progress,
  }: { analysis: Analysis; signal: AbortSignal; progress: (judged: number, of: number) => void },
): Promise<CurrencyFindings> {
  const { cubes, known, inputs, replay_from } = costs;
  const [cube] = cubes;
  const { settings, calendar } = inputs;
  const judged_from = addDays(cube.start, replay_from);
  const minimum_impact = settings.minimum_impact ?? defaultMinimumImpact(monthlyCost(cube));
  const kept = new Set(known.filter((one) => isNear(one, judged_from)).map(({ scope_key }) => scope_key));
  const slices = slicesToJudge(cubes, minimum_impact, kept);
  const planned = plannedIn(cube, calendar.events);
  const judged = await judgeSlices(slices, {
    analysis,
    cube,
    replay_from,
    options: { sensitivity: settings.sensitivity, minimum_impact },
    known: { country: calendar.country ?? undefined, holidays: calendar.holidays },
    plannedFor: (slice) => plannedFor(slice, planned),
    signal,
    progress: (done) => progress(done, slices.length),
  });
  const window = windowOf(costs, slices);
  const { severity_impacts } = settings;
  const found = findWithKnown(known, window, (continuing) =>
    findIncidents({ cubes, slices: judged, continuing, severity_impacts }),
  );
  const { announced, others } = byAnnouncement(found, planned);
  return {
    changes: followIncidents(known, others, { ...window, announced }),
    planned: announced.length,
    series: judged.length,
  };
}
