import { randomUUID } from 'node:crypto';
import type { JobDefinition, RunContext, RunOutcome } from '../../../jobs/server/index.ts';
import { actionOf } from '../../core/actions/index.ts';
import { RUNNING_STATES } from '../../core/workflow.ts';
import { readUnreviewed, reviewChange } from '../reviews.ts';
import { command, lockRemediation, type RemediationRow, tell } from '../store.ts';
import { begin } from './begin.ts';
import { carryOn } from './carry-on.ts';
import { auditorOf, Execution, type ExecutionServices, LostError } from './execution.ts';
import { endUnknown } from './unknown-action.ts';
import '../tables.ts';

const EVERY_MINUTE = '* * * * *';
/** What goes wrong on our side is met by going on: a change that has begun is never given up. */
const ATTEMPTS = 100;

const NOTHING: RunOutcome = { counts: {}, warnings: [] };

/** Lets a proposal lapse whose time is over. */
async function expire(services: ExecutionServices, context: RunContext, id: string): Promise<void> {
  const expired = await context.transaction(async (tx) => {
    const row = await lockRemediation(tx, id);
    const now = context.now().toISOString();
    if (!(row.state === 'proposed' || row.state === 'approved') || row.expires_at > now) return null;
    return command(tx, auditorOf(context), row, { command: 'expire' }, { finished_at: now, waiting_for: null });
  });
  if (expired) tell(services.services.events, context.organization_id, expired);
}

/** Takes over a change that has begun, whoever carried it out: from now on what they write is not written. */
const takeOver = (context: RunContext, id: string): Promise<RemediationRow | undefined> =>
  context.transaction((tx) =>
    tx
      .updateTable('remediations')
      .set({ executor: randomUUID() })
      .where('id', '=', id)
      .where('state', 'in', RUNNING_STATES)
      .returningAll()
      .executeTakeFirst(),
  );

async function run(services: ExecutionServices, context: RunContext): Promise<RunOutcome> {
  const id = context.target_id ?? '';
  const known = await context.transaction((tx) =>
    tx.selectFrom('remediations').select('state').where('id', '=', id).executeTakeFirst(),
  );
  // Removed with its connection.
  if (!known) return NOTHING;
  if (known.state === 'proposed' || known.state === 'approved') {
    await expire(services, context, id);
    return NOTHING;
  }
  if (known.state === 'completed') {
    if (await reviewChange(context, services.costs, id))
      tell(services.services.events, context.organization_id, { id, ...known });
    return NOTHING;
  }
  const row = known.state === 'scheduled' ? await begin(services, context, id) : await takeOver(context, id);
  if (!row) return NOTHING;
  try {
    const action = actionOf(row.action);
    await (action ? carryOn(new Execution(context, services, row, action)) : endUnknown(services, context, row));
  } catch (error) {
    if (!(error instanceof LostError)) throw error;
  }
  return NOTHING;
}

/** The job that carries changes out: one run for each, which goes on until it is over, or puts itself off. */
export const remediationJob = (services: ExecutionServices): JobDefinition => ({
  name: 'remediation',
  title: 'Changes in clouds',
  cron: EVERY_MINUTE,
  attempts: ATTEMPTS,
  nothing_to_do: 'no change is scheduled. Propose one, and have it approved.',
  targets: async (tx) => {
    const at = services.services.now();
    const now = at.toISOString();
    const open = await tx
      .selectFrom('remediations')
      .select(['id', 'title as name'])
      .where((e) =>
        e.or([
          e('state', 'in', RUNNING_STATES),
          e.and([e('state', '=', 'scheduled'), e('scheduled_for', '<=', now)]),
          e.and([e('state', 'in', ['proposed', 'approved']), e('expires_at', '<=', now)]),
        ]),
      )
      .orderBy('scheduled_for')
      .execute();
    return [...open, ...(await readUnreviewed(tx, at, true))];
  },
  run: (context) => run(services, context),
});
