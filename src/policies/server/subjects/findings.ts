import { type RawBuilder, sql } from 'kysely';
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

const WAITS = sql<boolean>`status = any(${[...ACTIVE_STATUSES, 'snoozed']}::text[])`;

/** Recommendations that wait for somebody, as policies judge them, with their rows; and others that are asked for. */
export async function readFindings(
  context: Reading,
  surroundings: ResourceSurroundings,
  others: RawBuilder<boolean> = sql<boolean>`false`,
) {
  const rows = await context.transaction((tx) =>
    tx
      .selectFrom('recommendations')
      .select([...COLUMNS, 'changed_at'])
      .where((e) => e.or([WAITS, others]))
      .orderBy('id')
      .execute(),
  );
  const about = await readResourceSubjectsById(
    context,
    surroundings,
    rows.map(({ resource_id }) => resource_id),
  );
  return rows.map((row) => {
    const { changed_at: _changed_at, ...known } = row;
    const finding: KnownFinding = known;
    const subject: Subject = findingSubject(finding, about.get(row.resource_id)?.subject ?? null, context.now);
    return { row, subject };
  });
}
