import type { Transaction } from '../../../platform/server/database.ts';
import { type MadeStep, PHASES } from '../../core/answers.ts';
import { redacted } from '../../core/redact.ts';

/** Clouds that tell of progress for a day are looked at a thousand times; these, of each kind, are the newest of a step. */
const CALLS_SHOWN = 50;

const readCalls = (tx: Transaction, remediation_id: string) =>
  tx
    .selectFrom((from) =>
      from
        .selectFrom('remediation_calls')
        .select(['id', 'place', 'step_row_id', 'kind', 'call', 'answer', 'started_at', 'finished_at'])
        .select((e) =>
          e.fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy(['step_row_id', 'kind']).orderBy('place', 'desc'))
            .as('age'),
        )
        .where('remediation_id', '=', remediation_id)
        .as('made'),
    )
    .select(['id', 'step_row_id', 'kind', 'call', 'answer', 'started_at', 'finished_at'])
    .where('age', '<=', CALLS_SHOWN)
    .orderBy('place')
    .execute();

/** The steps of a change in the order in which they come, with the calls that were made. */
export async function readSteps(tx: Transaction, remediation_id: string): Promise<MadeStep[]> {
  const steps = await tx
    .selectFrom('remediation_steps')
    .select(['id', 'phase', 'round', 'place', 'step_id', 'title', 'state', 'message', 'started_at', 'finished_at'])
    .where('remediation_id', '=', remediation_id)
    .orderBy('round')
    .orderBy('place')
    .execute();
  const calls = Map.groupBy(await readCalls(tx, remediation_id), ({ step_row_id }) => step_row_id);
  return steps
    .toSorted((one, other) => PHASES.indexOf(one.phase) - PHASES.indexOf(other.phase))
    .map((step) => ({
      ...step,
      calls: (calls.get(step.id) ?? []).map((made) => ({
        ...made,
        call: redacted(made.call),
        answer: redacted(made.answer),
      })),
    }));
}
