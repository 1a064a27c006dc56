import { RUNNING_STATES, WAITING_STATES } from '../../../remediation/core/workflow.ts';
import { remediationSubject } from '../../core/subjects/remediation.ts';
import type { Subject } from '../../core/subjects/subject.ts';
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

/** Changes that are not over, as policies judge them. */
export async function readRemediationSubjects(
  context: Reading,
  surroundings: ResourceSurroundings,
): Promise<Subject[]> {
  const rows = await context.transaction((tx) =>
    tx
      .selectFrom('remediations')
      .select(COLUMNS)
      .where('state', 'in', [...WAITING_STATES, ...RUNNING_STATES])
      .orderBy('id')
      .execute(),
  );
  const about = await readResourceSubjectsById(
    context,
    surroundings,
    rows.map(({ resource_id }) => resource_id),
  );
  return rows.map(({ resource_id, recommendation_id, change, ...told }) =>
    remediationSubject(
      {
        ...told,
        carried_out_by: 'product',
        from_recommendation: recommendation_id !== null,
        target: change.parameters,
      },
      about.get(resource_id)?.subject ?? null,
      context.now,
    ),
  );
}
