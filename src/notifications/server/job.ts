import { sql } from 'kysely';
import type { JobDefinition, RunContext, RunOutcome } from '../../jobs/server/index.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { Services } from '../../platform/server/services.ts';
import type { Channels } from './channels/channels.ts';
import type { Sender } from './deliveries/send.ts';
import { hasDue } from './deliveries/take.ts';
import { escalate } from './telling/escalate.ts';
import { readWays } from './telling/organization.ts';
import { tellEvents } from './telling/tell.ts';
import { emitWeekly, isWeeklyDue, type WeeklySources } from './telling/weekly.ts';
import { trim } from './trim.ts';

/** Each minute: what is to be tried again is tried then. */
const EVERY_MINUTE = '* * * * *';

/** Whether something is to be told, escalated or sent now. */
async function hasWork(tx: Transaction, now: Date): Promise<boolean> {
  const at = now.toISOString();
  const { rows } = await sql<{ has_work: boolean }>`select exists (select from outbox where told_at is null)
    or exists (select from notification_escalations where done_at is null and due_at <= ${at}) as has_work`.execute(tx);
  return rows[0]?.has_work === true || (await hasDue(tx, now)) || (await isWeeklyDue(tx, now));
}

/** Organizations in which that may be so. */
async function listOrganizations(tx: Transaction, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select list_organizations_to_tell(${now.toISOString()}) as id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What the job works with. */
interface JobServices extends WeeklySources {
  services: Pick<Services, 'now'>;
  channels: Channels;
  sender: Sender;
  /** Tells pages that something about notifications is other than before. */
  changed(organization_id: string): void;
}

/** Tells all that happened; answers how many events that were. */
async function tellAll(context: RunContext, { channels, changed }: JobServices): Promise<number> {
  const { organization_id, log } = context;
  let events = 0;
  for (;;) {
    context.signal.throwIfAborted();
    const bound = { organization_id, now: context.now() };
    const told = await context.transaction((tx) => tellEvents(tx, bound, channels, log));
    if (told === 0) return events;
    events += told;
    changed(organization_id);
  }
}

/** Has the week told, if it is time; what goes wrong with it keeps nothing else from being told. */
async function tellWeek(context: RunContext, sources: WeeklySources): Promise<string[]> {
  try {
    await emitWeekly(sources, context);
    return [];
  } catch (error) {
    context.signal.throwIfAborted();
    context.log.error({ err: error }, 'the weekly summary could not be made');
    return [`The weekly summary could not be made. The log has it under run ${context.run_id}.`];
  }
}

async function run(context: RunContext, given: JobServices): Promise<RunOutcome> {
  const { organization_id } = context;
  const warnings = await tellWeek(context, given);
  const events = await tellAll(context, given);
  const bound = { organization_id, now: context.now() };
  const escalated = await context.transaction(async (tx) => escalate(tx, bound, await readWays(tx, given.channels)));
  const sent = await given.sender.sendDue(context);
  if (escalated + sent.delivered + sent.not_delivered > 0) given.changed(organization_id);
  await trim(context);
  return { counts: { events, escalated, ...sent }, warnings };
}

/** The job that tells people what happened. */
export const notificationsJob = (given: JobServices): JobDefinition => ({
  name: 'notifications',
  title: 'Notifications',
  cron: EVERY_MINUTE,
  attempts: 5,
  nothing_to_do: 'nobody has to be told of anything.',
  organizations: (tx) => listOrganizations(tx, given.services.now()),
  targets: async (tx) => ((await hasWork(tx, given.services.now())) ? [{ id: null, name: null }] : []),
  run: (context) => run(context, given),
});
