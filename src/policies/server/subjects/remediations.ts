import { type RawBuilder, sql } from 'kysely';
import { RUNNING_STATES, WAITING_STATES } from '../../../remediation/core/workflow.ts';
import { remediationSubject } from '../../core/subjects/remediation.ts';
import type { Reading } from './reading.ts';
import { type ResourceSurroundings, readResourceSubjectsById } from './resources.ts';

const COLUMNS = [
  'id',
  'action',
  'title',
  'provider',
  'account_id',
  'region',
  'environment',
  'owner',
  'risk',
  'destructive',
  'reversibility',
  'recommendation_id',
  'proposed_by',
  'monthly_savings',
  'currency',
  'change',
  'resource_id',
] as const;

const GOES_ON = sql<boolean>`state = any(${[...WAITING_STATES, ...RUNNING_STATES]}::text[])`;

/** Changes that are not over, as policies judge them, with their rows; and others that are asked for. */
export async function readRemediations(
  context: Reading,
  surroundings: ResourceSurroundings,
  others: RawBuilder<boolean> = sql<boolean>`false`,
) {
  const rows = await context.transaction((tx) =>
    tx
      .selectFrom('remediations')
      .select([...COLUMNS, 'state', 'state_changed_at', 'proposed_at'])
      .where((e) => e.or([GOES_ON, others]))
      .orderBy('id')
      .execute(),
  );
  const about = await readResourceSubjectsById(
    context,
    surroundings,
    rows.map(({ resource_id }) => resource_id),
  );
  return rows.map((row) => {
    const { resource_id, recommendation_id, change, state: _state, state_changed_at: _at, ...told } = row;
    const { proposed_at: _proposed_at, ...known } = told;
    const subject = remediationSubject(
      {
        ...known,
        carried_out_by: 'product',
        from_recommendation: recommendation_id !== null,
        target: change.parameters,
      },
      about.get(resource_id)?.subject ?? null,
      context.now,
    );
    return { row, subject };
  });
}
