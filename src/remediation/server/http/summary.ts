import { sql } from 'kysely';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { mayApprove } from '../../core/allowed.ts';
import type { RemediationSummary } from '../../core/answers.ts';
import type { remediationContract } from '../../core/contract.ts';
import { STATES } from '../../core/workflow.ts';
import { readStops } from '../settings.ts';
import { askerOf } from './asker.ts';

async function readStates(tx: Transaction): Promise<RemediationSummary['by_state']> {
  const rows = await tx
    .selectFrom('remediations')
    .select((e) => ['state', e.fn.countAll<number>().as('remediations')])
    .groupBy('state')
    .execute();
  return rows.toSorted((one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state));
}

/** What the workflow knows of a change; previews are large. */
const COURSE = [
  'state',
  'requirement',
  'proposed_by_id',
  'approvals',
  'expires_at',
  'scheduled_for',
  'has_changed',
  'is_reversible',
  'undo_until',
  'stop_requested',
] as const;

/** Those that whoever asks may approve now. */
async function countWaiting(tx: Transaction, context: Context): Promise<number> {
  const asker = await askerOf(tx, context);
  const rows = await tx.selectFrom('remediations').select(COURSE).where('state', '=', 'proposed').execute();
  const now = context.now.toISOString();
  return rows.filter((row) => mayApprove(row, asker, now)).length;
}

/**
 * What completed changes save a month: as promised, and, of those that were measured, as the latest look at the bill of each
 * shows beside what these had promised. What was so already was not changed from here, and counts in neither.
 */
async function readSavings(tx: Transaction): Promise<Pick<RemediationSummary, 'promised' | 'realised'>> {
  const { rows } = await sql<{
    currency: string;
    promised: number | null;
    realised: number | null;
    promised_by_measured: number | null;
  }>`
    select one.currency, sum(one.monthly_savings)::double precision as promised,
      sum((latest.review ->> 'realised')::numeric)::double precision as realised,
      sum(one.monthly_savings) filter (where latest.review is not null)::double precision as promised_by_measured
    from remediations one
    left join lateral (select review from remediation_reviews
      where remediation_id = one.id and review ->> 'realised' is not null and review ->> 'currency' = one.currency
      order by reviewed_at desc limit 1) latest on true
    where one.state = 'completed' and one.has_changed and one.currency is not null
    group by one.currency order by one.currency`.execute(tx);
  return {
    promised: rows.flatMap(({ currency, promised }) => (promised === null ? [] : [{ currency, amount: promised }])),
    realised: rows.flatMap(({ currency, realised, promised_by_measured }) =>
      realised === null ? [] : [{ currency, amount: realised, promised: promised_by_measured }],
    ),
  };
}

/** How many changes are in which state, and what they save. */
export const summaryHandlers = () =>
  ({
    getRemediationSummary: (context) =>
      context.transaction(async (tx) => ({
        by_state: await readStates(tx),
        waiting_for_you: await countWaiting(tx, context),
        ...(await readSavings(tx)),
        stops: await readStops(tx),
      })),
  }) satisfies Partial<Handlers<typeof remediationContract>>;
