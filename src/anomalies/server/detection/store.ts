import { randomUUID } from 'node:crypto';
import { SYSTEM } from '../../../jobs/server/index.ts';
import type { IsoDate } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emit } from '../../../platform/server/outbox.ts';
import { SEVERITIES } from '../../core/analysis-contract.ts';
import type { Cause } from '../../core/cause.ts';
import type { AnomalyStatus } from '../../core/contract.ts';
import type { IncidentChange, IncidentEntry } from '../../core/follow.ts';
import type { FoundIncident } from '../../core/incidents.ts';
import { addEntries } from '../entries.ts';
import { isPast } from '../past.ts';
import { DETECTION_VERSION } from './inputs.ts';
import type { Known } from './known.ts';

/** What a run writes with: whose it is, when, and what it was judged by. */
export interface Writing {
  organization_id: string;
  now: Date;
  load_version: string;
  /** The last day that was judged; null without costs. */
  judged_through: IsoDate | null;
}

/** A change that is to be stored, with the anomaly that it is of and the cause where it was read. */
export interface Change {
  /** `explained`: nothing but its cause, which had not been read before. */
  change: Exclude<IncidentChange, { change: 'suppressed' }> | { change: 'explained'; entries: [] };
  /** Undefined for a new one. */
  known: Known | undefined;
  cause: Cause | null;
}

const figuresOf = (found: FoundIncident, { now, load_version }: Writing) => ({
  scope: JSON.stringify(found.scope),
  scope_key: found.scope_key,
  title: found.title,
  kind: found.kind,
  direction: found.direction,
  severity: found.severity,
  started_on: found.started_on,
  last_day: found.last_day,
  is_ongoing: found.is_ongoing,
  first_alarm_on: found.first_alarm_on,
  last_alarm_on: found.last_alarm_on,
  expected: found.expected,
  actual: found.actual,
  impact: found.impact,
  peak_per_day: found.peak_per_day,
  series_start: found.series.start,
  series_actual: found.series.actual,
  series_expected: found.series.expected,
  series_lower: found.series.lower,
  series_upper: found.series.upper,
  alarms: JSON.stringify(found.alarms),
  explanation: JSON.stringify(found.explanation),
  load_version,
  detector_version: DETECTION_VERSION,
  changed_at: now.toISOString(),
});

type EventName = 'opened' | 'changed' | 'reopened' | 'ended' | 'withdrawn';

const tell = (
  tx: Transaction,
  writing: Writing,
  name: EventName,
  { id, ...about }: Pick<FoundIncident, 'severity' | 'impact' | 'currency' | 'title' | 'direction'> & { id: string },
): Promise<void> => emit(tx, writing, { type: `anomaly.${name}`, payload: { anomaly_id: id, ...about } });

const shown = ({ severity, impact, currency, title, direction }: FoundIncident | Known) => ({
  severity,
  impact,
  currency,
  title,
  direction,
});

async function add(
  tx: Transaction,
  writing: Writing,
  { found, entries }: { found: FoundIncident; entries: IncidentEntry[] },
  cause: Cause | null,
): Promise<void> {
  const { organization_id, now } = writing;
  const id = randomUUID();
  const detected_on = writing.judged_through ?? found.last_day;
  const is_past = isPast(found.last_day, found.is_ongoing, detected_on);
  await tx
    .insertInto('anomalies')
    .values({
      ...figuresOf(found, writing),
      id,
      organization_id,
      currency: found.currency,
      status: is_past ? 'resolved' : 'open',
      resolved_through: is_past ? detected_on : null,
      detected_on,
      cause: cause && JSON.stringify(cause),
      owner: null,
      created_at: now.toISOString(),
    })
    .execute();
  const past = `Found in past data: it was over after ${found.last_day}, long before it was looked for, so nobody was told.`;
  const told = is_past ? [...entries, { kind: 'ended' as const, text: past }] : entries;
  const own = told.map((entry) => ({ ...entry, anomaly_id: id }));
  await addEntries(tx, { organization_id, actor: SYSTEM, now }, own);
  if (!is_past) await tell(tx, writing, 'opened', { id, ...shown(found) });
}

/** What is told of an anomaly that somebody may still be concerned with. */
function eventOf(found: FoundIncident, known: Known, is_reopened: boolean): EventName | null {
  if (is_reopened) return 'reopened';
  if (known.status !== 'open' && known.status !== 'acknowledged') return null;
  if (known.is_ongoing && !found.is_ongoing) return 'ended';
  return SEVERITIES.indexOf(found.severity) > SEVERITIES.indexOf(known.severity) ? 'changed' : null;
}

async function withdraw(tx: Transaction, writing: Writing, known: Known): Promise<void> {
  const set = { status: 'withdrawn' as const, is_ongoing: false, changed_at: writing.now.toISOString() };
  await tx.updateTable('anomalies').set(set).where('id', '=', known.id).execute();
  await tell(tx, writing, 'withdrawn', { id: known.id, ...shown(known) });
}

async function explainStored(tx: Transaction, { id }: Known, cause: Cause | null): Promise<void> {
  const set = { cause: cause && JSON.stringify(cause) };
  await tx.updateTable('anomalies').set(set).where('id', '=', id).execute();
}

async function update(
  tx: Transaction,
  writing: Writing,
  known: Known,
  found: FoundIncident,
  { is_reopened, cause }: { is_reopened: boolean; cause: Cause | null },
): Promise<void> {
  await tx
    .updateTable('anomalies')
    .set({
      ...figuresOf(found, writing),
      ...(is_reopened ? { status: 'open' as const, resolved_through: null } : {}),
      ...(cause ? { cause: JSON.stringify(cause) } : {}),
    })
    .where('id', '=', known.id)
    .execute();
  const event = eventOf(found, known, is_reopened);
  if (event) await tell(tx, writing, event, { id: known.id, ...shown(found) });
}

/** A change as it is when people have given its anomaly another status meanwhile: what they decided stands. */
function afterDecision(one: Change, status: AnomalyStatus): Change[] {
  const { change } = one;
  const now = { ...one, known: one.known && { ...one.known, status } };
  if (change.change === 'withdrawn') return status === 'open' || status === 'acknowledged' ? [now] : [];
  if (change.change !== 'reopened') return [now];
  const entries = change.entries.filter(({ kind }) => kind !== 'reopened');
  return [{ ...now, change: { ...change, change: 'updated', entries } }];
}

/** The changes by what their anomalies are now; those that are no longer there are left out. */
async function standing(tx: Transaction, changes: readonly Change[]): Promise<Change[]> {
  const ids = changes.flatMap(({ known }) => (known ? [known.id] : []));
  if (ids.length === 0) return [...changes];
  const rows = await tx.selectFrom('anomalies').select(['id', 'status']).where('id', 'in', ids).forUpdate().execute();
  const now = new Map(rows.map(({ id, status }) => [id, status]));
  return changes.flatMap((one) => {
    if (!one.known) return [one];
    const status = now.get(one.known.id);
    if (status === undefined) return [];
    return status === one.known.status ? [one] : afterDecision(one, status);
  });
}

/** Writes what a run found, with its entries and events. */
export async function storeChanges(tx: Transaction, writing: Writing, changes: readonly Change[]): Promise<void> {
  const { organization_id, now } = writing;
  for (const { change, known, cause } of await standing(tx, changes)) {
    if (change.change === 'new') await add(tx, writing, change, cause);
    else if (known) {
      const is_reopened = change.change === 'reopened';
      if (change.change === 'withdrawn') await withdraw(tx, writing, known);
      else if (change.change === 'explained') await explainStored(tx, known, cause);
      else await update(tx, writing, known, change.found, { is_reopened, cause });
      const own = change.entries.map((entry) => ({ ...entry, anomaly_id: known.id }));
      await addEntries(tx, { organization_id, actor: SYSTEM, now }, own);
    }
  }
}
