import type { Costs } from '../../../costs/server/index.ts';
import type { IncidentChange } from '../../core/follow.ts';
import type { FoundIncident } from '../../core/incidents.ts';
import { readCause } from './causes.ts';
import type { Inputs } from './inputs.ts';
import type { Known } from './known.ts';
import type { Change } from './store.ts';

/** Rows of so many incidents are read in a run, those with the largest impact; the others wait for those after it. */
const MOST_CAUSES = 200;

/** True when nothing of a stored anomaly has become another, so that there is nothing to write. */
const isSame = (known: Known, found: FoundIncident): boolean =>
  known.has_cause &&
  known.severity === found.severity &&
  known.scope_key === found.scope_key &&
  known.started_on === found.started_on &&
  known.last_day === found.last_day &&
  known.is_ongoing === found.is_ongoing &&
  known.expected === found.expected &&
  known.actual === found.actual &&
  known.series_actual.length === found.series.actual.length &&
  known.series_actual.every((actual, day) => actual === found.series.actual[day]);

function asChange(change: IncidentChange, by_id: ReadonlyMap<string, Known>): Change[] {
  if (change.change === 'suppressed') return [];
  if (change.change === 'new') return [{ change, known: undefined, cause: null }];
  const known = by_id.get(change.id);
  if (!known || (change.change === 'withdrawn' && known.status === 'withdrawn')) return [];
  const is_idle = change.change === 'updated' && change.entries.length === 0 && isSame(known, change.found);
  return is_idle ? [] : [{ change, known, cause: null }];
}

/** What is to be stored of what following came to. */
export function toStore(changes: readonly IncidentChange[], known: readonly Known[]): Change[] {
  const by_id = new Map(known.map((one) => [one.id, one]));
  return changes.flatMap((change) => asChange(change, by_id));
}

/** Stored anomalies whose causes waited, but for those about to be stored anyway and those of days before `first_day`. */
export function unexplained(known: readonly Known[], changes: readonly Change[], first_day: string): Change[] {
  const changed = new Set(changes.map((one) => one.known));
  return known
    .filter((one) => !one.has_cause && one.status !== 'withdrawn' && one.started_on > first_day && !changed.has(one))
    .map((one) => ({ change: { change: 'explained', entries: [] }, known: one, cause: null }));
}

/** What is to be explained of a change, if anything. */
function toExplain({ change, known }: Change): FoundIncident | Known | null {
  if (change.change === 'explained') return known ?? null;
  return 'found' in change ? change.found : null;
}

interface Reading {
  organization_id: string;
  costs: Costs;
  inputs: Inputs;
  first_day: string;
  signal: AbortSignal;
  progress: (read: number, of: number) => void;
}

/** The changes with the causes of what was found, the largest first. What waits for its cause alone goes on waiting. */
export async function withCauses(changes: readonly Change[], reading: Reading): Promise<Change[]> {
  const { organization_id, costs, inputs, first_day, signal, progress } = reading;
  const { tag_keys, made_changes, calendar } = inputs;
  const surroundings = { organization_id, costs, tag_keys, events: calendar.events, made_changes, first_day };
  const impact = (one: Change): number => Math.abs(toExplain(one)?.impact ?? 0);
  const wanted = changes.filter((one) => toExplain(one) !== null).toSorted((a, b) => impact(b) - impact(a));
  const most = wanted.slice(0, MOST_CAUSES);
  const causes = new Map<Change, Change>();
  for (const [index, one] of most.entries()) {
    signal.throwIfAborted();
    progress(index, most.length);
    causes.set(one, { ...one, cause: await readCause(toExplain(one)!, surroundings) });
  }
  return changes.flatMap((one) => causes.get(one) ?? (one.change.change === 'explained' ? [] : [one]));
}
