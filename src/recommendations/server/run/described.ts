import { sql } from 'kysely';
import type { Advice } from '../../../connections/core/inventory.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { type LabelSettings, ownerOf } from '../../core/labels.ts';
import type { Described } from './store-types.ts';

/** What recommendations show of resources of a connection, by id; those that are not there are left out. */
export async function readDescribed(
  tx: Transaction,
  provider_id: string,
  resource_ids: readonly string[],
  labels: LabelSettings,
): Promise<ReadonlyMap<string, Described>> {
  const rows = await tx
    .selectFrom('resources')
    .select(['resource_id', 'resource_type', 'name', 'account_id', 'region', 'tags'])
    .where('provider_id', '=', provider_id)
    .where('gone_at', 'is', null)
    .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
    .execute();
  return new Map(
    rows.map(({ resource_id, name, tags, ...row }) => [
      resource_id,
      { ...row, resource_name: name, owner: ownerOf(tags, labels) },
    ]),
  );
}

/** What there is to show of what only advice tells of, such as a purchase; empty is what no resource has. */
export const describedByAdvice = ({ resource_type, account_id, region }: Advice): Described => ({
  resource_type: resource_type ?? '',
  resource_name: null,
  account_id: account_id ?? '',
  region,
  owner: null,
});
