import { randomUUID } from 'node:crypto';
import type { Scope } from '../../costs/core/scope.ts';
import { audit } from '../../identity/server/index.ts';
import { notFound } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { anomaliesContract } from '../core/contract.ts';
import { namedScope } from './rows.ts';
import type { AnomalyTable } from './tables.ts';

/** What was normal once may be a little more the next time: a quarter more than the largest day is still called the same. */
const ALLOWANCE = 1.25;

const selectPatterns = (tx: Transaction) =>
  tx
    .selectFrom('normal_patterns')
    .select([
      'id',
      'anomaly_id',
      'currency',
      'scope_key',
      'scope',
      'title',
      'direction',
      'up_to_per_day',
      'note',
      'created_by',
      'created_at',
    ]);

/** Everything that people have called normal. */
export const readPatterns = (tx: Transaction) => selectPatterns(tx).orderBy('created_at').orderBy('id').execute();

type Taught = Pick<AnomalyTable, 'id' | 'currency' | 'scope_key' | 'title' | 'direction' | 'peak_per_day'> & {
  scope: Scope;
};

/** Learns from an anomaly what is normal. */
export async function addPattern(
  tx: Transaction,
  context: Context,
  { id: anomaly_id, currency, scope_key, scope, title, direction, peak_per_day }: Taught,
  note: string | null,
): Promise<void> {
  const pattern = {
    id: randomUUID(),
    anomaly_id,
    currency,
    scope_key,
    title,
    direction,
    up_to_per_day: peak_per_day * ALLOWANCE,
    note,
    created_by: context.actor.name,
  };
  await tx
    .insertInto('normal_patterns')
    .values({
      ...pattern,
      organization_id: context.organization_id,
      scope: JSON.stringify(scope),
      created_at: context.now.toISOString(),
    })
    .execute();
  const change = { action: 'normal_pattern.created', target_kind: 'normal_pattern', target_id: pattern.id };
  await audit(tx, context, { ...change, after: { ...pattern, scope } });
}

/** Forgets patterns, those of an anomaly or one; answers how many there were. */
export async function removePatterns(
  tx: Transaction,
  context: Context,
  where: { anomaly_id: string } | { id: string },
): Promise<number> {
  const [column, value] = 'id' in where ? (['id', where.id] as const) : (['anomaly_id', where.anomaly_id] as const);
  const removed = await tx
    .deleteFrom('normal_patterns')
    .where(column, '=', value)
    .returning(['id', 'title', 'direction', 'up_to_per_day', 'currency'])
    .execute();
  for (const before of removed) {
    const change = { action: 'normal_pattern.deleted', target_kind: 'normal_pattern', target_id: before.id };
    await audit(tx, context, { ...change, before });
  }
  return removed.length;
}

/** What people have called normal; `wake` has detection run without what was forgotten. */
export const patternHandlers = (wake: (organization_id: string) => Promise<void>) =>
  ({
    listNormalPatterns: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => {
        const patterns = selectPatterns(tx)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1);
        return (
          after ? patterns.where((e) => e(e.refTuple('created_at', 'id'), '<', e.tuple(after[0], after[1]))) : patterns
        ).execute();
      });
      const items = rows.map((row) => ({ ...row, scope: namedScope(row.scope) }));
      return pageOfRows(items, limit, (row) => [row.created_at, row.id]);
    },
    deleteNormalPattern: async (context, { params: { id } }) => {
      const removed = await context.transaction((tx) => removePatterns(tx, context, { id }));
      if (removed === 0) throw notFound('This pattern');
      await wake(context.organization_id);
    },
  }) satisfies Partial<Handlers<typeof anomaliesContract>>;
