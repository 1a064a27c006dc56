import { type ExpressionBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { accountKey } from '../../../costs/server/index.ts';
import type { Tables, Transaction } from '../../../platform/server/database.ts';
import type { recommendationsContract } from '../../core/contract.ts';

type Shown = z.input<(typeof recommendationsContract)['listRecommendations']['answer']>['items'][number];

const inventoryId = (e: ExpressionBuilder<Tables, 'recommendations'>) =>
  e
    .selectFrom('resources')
    .select('resources.id')
    .whereRef('resources.provider_id', '=', 'recommendations.provider_id')
    .whereRef('resources.resource_id', '=', 'recommendations.resource_id')
    .where('resources.gone_at', 'is', null)
    .as('inventory_id');

/** Recommendations with what lists show of them. */
export const selectRecommendations = (tx: Transaction) =>
  tx
    .selectFrom('recommendations')
    .select((e) => [
      'id',
      'rule_id',
      'type',
      'title',
      'reason',
      'status',
      'snoozed_until',
      'impact',
      'provider',
      'provider_id',
      'resource_id',
      'resource_type',
      'resource_name',
      'account_id',
      'region',
      'owner',
      'monthly_savings',
      'expected_savings',
      'currency',
      'in_total',
      'confidence',
      'risk',
      'effort',
      'restart_needed',
      'reversible',
      'sources',
      'has_code',
      'first_found_at',
      'found_at',
      'changed_at',
      inventoryId(e),
    ]);

export type RecommendationRow = Awaited<
  ReturnType<ReturnType<typeof selectRecommendations>['executeTakeFirstOrThrow']>
>;

/** An exact amount as the nearest number; null stays null. */
export const amountOf = (amount: string | null): number | null => (amount === null ? null : Number(amount));

/** A recommendation as lists show it; `names` are those that bills have for accounts. */
export function asRecommendation(row: RecommendationRow, names: ReadonlyMap<string, string>): Shown {
  const { expected_savings: _, ...shown } = row;
  return {
    ...shown,
    account_name: names.get(accountKey(row.account_id)) ?? null,
    monthly_savings: amountOf(row.monthly_savings),
  };
}

/** Those that wait for somebody and count in totals. */
export const isActive = sql<boolean>`status in ('new', 'open', 'accepted')`;
