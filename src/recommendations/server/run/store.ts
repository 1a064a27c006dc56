import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { SYSTEM } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emitAll, type OutboxEvent } from '../../../platform/server/outbox.ts';
import { type FollowEntry, type Followed, follow, type Step } from '../../core/follow.ts';
import type { Changes, Content, Outcome, Stored, Writing, Written } from './store-types.ts';
import { writeMoved, writeRows } from './write-rows.ts';

const readStored = (tx: Transaction, provider_id: string | null, resource_ids: readonly string[]): Promise<Stored[]> =>
  tx
    .selectFrom('recommendations')
    .select(['id', 'rule_id', 'resource_id', 'status', 'snoozed_until', 'dismissal_reason', 'status_before'])
    .select(['implemented_on', 'resolved_on', 'title', 'currency', 'stale_because', 'first_found_at', 'changed_at'])
    .select('own_savings as saving')
    .where(sql<boolean>`provider_id is not distinct from ${provider_id}::uuid`)
    .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
    .forUpdate()
    .execute();

const FOLLOWED = [
  'status',
  'snoozed_until',
  'dismissal_reason',
  'status_before',
  'implemented_on',
  'resolved_on',
  'stale_because',
] as const satisfies (keyof Followed)[];

interface Followings {
  written: Written[];
  entries: (FollowEntry & { recommendation_id: string })[];
  events: OutboxEvent[];
}

const eventOf = (
  name: 'found' | 'resolved',
  id: string,
  rule_id: string,
  { provider_id, resource_id }: Outcome,
  state: Followed,
  content: Content | undefined,
): OutboxEvent => ({
  type: `recommendation.${name}`,
  payload: {
    recommendation_id: id,
    rule_id,
    provider_id,
    resource_id,
    title: state.title,
    monthly_savings: state.saving,
    currency: state.currency,
    ...(name === 'found' ? { change: content?.change ?? null } : {}),
  },
});

/** Whether anything but the finding is another than it was. */
const hasMoved = (before: Stored | undefined, after: Followed): boolean =>
  before === undefined || FOLLOWED.some((name) => before[name] !== after[name]);

function add(
  into: Followings,
  outcome: Outcome,
  rule_id: string,
  before: Stored | undefined,
  step: Step,
  now: Date,
): void {
  const { state } = step;
  if (state === null) return;
  const id = before?.id ?? randomUUID();
  const content = outcome.found.find((one) => one.rule_id === rule_id);
  const taken = step.takes_finding && content && outcome.described ? { content, described: outcome.described } : null;
  const is_other = before === undefined || step.entries.length > 0 || before.status !== state.status;
  if (taken || hasMoved(before, state))
    into.written.push({
      id,
      outcome,
      state,
      content: taken,
      changed_at: is_other ? now.toISOString() : before.changed_at,
    });
  for (const entry of step.entries) into.entries.push({ ...entry, recommendation_id: id });
  if (step.event) into.events.push(eventOf(step.event, id, rule_id, outcome, state, content));
}

function followAll(outcomes: readonly Outcome[], stored: readonly Stored[], now: Date): Followings {
  const by_resource = Map.groupBy(stored, ({ resource_id }) => resource_id);
  const into: Followings = { written: [], entries: [], events: [] };
  for (const outcome of outcomes) {
    const known = new Map((by_resource.get(outcome.resource_id) ?? []).map((one) => [one.rule_id, one]));
    const found = new Map(outcome.found.map((one) => [one.rule_id, one]));
    for (const rule_id of new Set([...found.keys(), ...known.keys()])) {
      const content = found.get(rule_id);
      const said = content
        ? {
            outcome: 'found' as const,
            title: content.title,
            saving: content.saving.monthly?.effective ?? null,
            currency: content.saving.currency,
          }
        : outcome.otherwise(rule_id);
      const before = known.get(rule_id);
      add(into, outcome, rule_id, before, follow(before ?? null, said, { now, read_on: outcome.read_on }), now);
    }
  }
  return into;
}

async function addEntries(
  tx: Transaction,
  { organization_id, now }: Writing,
  entries: Followings['entries'],
): Promise<void> {
  if (entries.length === 0) return;
  const shared = { organization_id, actor: SYSTEM.name, created_at: now.toISOString() };
  await tx
    .insertInto('recommendation_entries')
    .values(entries.map((entry) => ({ ...entry, ...shared, id: randomUUID() })))
    .execute();
}

/**
 * Writes what a run says of some resources of one connection, with its history and events. What people decided in the
 * meantime stands: everything is followed from how it is stored now. Rows that would be as they are are not written.
 */
export async function storeOutcomes(tx: Transaction, writing: Writing, outcomes: readonly Outcome[]): Promise<Changes> {
  const [first] = outcomes;
  if (!first) return { found: 0, resolved: 0, written: 0 };
  const stored = await readStored(
    tx,
    first.provider_id,
    outcomes.map(({ resource_id }) => resource_id),
  );
  const { written, entries, events } = followAll(outcomes, stored, writing.now);
  const count = (await writeRows(tx, writing, written)) + (await writeMoved(tx, written));
  await addEntries(tx, writing, entries);
  await emitAll(tx, writing, events);
  const of = (type: string): number => events.filter((event) => event.type === type).length;
  return { found: of('recommendation.found'), resolved: of('recommendation.resolved'), written: count };
}
