import { ACTIVE_STATUSES } from '../../../recommendations/core/contract.ts';
import { findingSubject, type KnownFinding } from '../../core/subjects/finding.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import type { Reading } from './reading.ts';
import { type ResourceSurroundings, readResourceSubjectsById } from './resources.ts';

const COLUMNS = [
  'id',
  'rule_id',
  'type',
  'title',
  'status',
  'impact',
  'confidence',
  'risk',
  'effort',
  'provider',
  'region',
  'owner',
  'first_found_at',
  'monthly_savings',
  'currency',
  'restart_needed',
  'reversible',
  'sources',
  'resource_id',
  'account_id',
] as const;

/** Recommendations that wait for somebody, as policies judge them. */
export async function readFindingSubjects(context: Reading, surroundings: ResourceSurroundings): Promise<Subject[]> {
  const rows: KnownFinding[] = await context.transaction((tx) =>
    tx
      .selectFrom('recommendations')
      .select(COLUMNS)
      .where('status', 'in', [...ACTIVE_STATUSES, 'snoozed'])
      .orderBy('id')
      .execute(),
  );
  const about = await readResourceSubjectsById(
    context,
    surroundings,
    rows.map(({ resource_id }) => resource_id),
  );
  return rows.map((row) => findingSubject(row, about.get(row.resource_id)?.subject ?? null, context.now));
}
