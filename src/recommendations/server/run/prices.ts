import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import { PRICED_TYPES, type PricedResource, wantedPrices } from '../../core/prices/wanted.ts';
import type { PriceKey } from '../../core/types.ts';

/** What of attributes tells which prices are wanted: resources that are alike in it want the same. */
const TELLING = ['instance_type', 'instance_class', 'engine', 'node_type', 'vm_size', 'sku'];

/** The prices that recommendations for the resources of an organization may ask for. */
export async function readWantedPrices(tx: Transaction): Promise<PriceKey[]> {
  const telling = sql.join(TELLING.flatMap((name) => [sql.lit(name), sql`attributes -> ${sql.lit(name)}`]));
  const rows = await tx
    .selectFrom('resources')
    .select(['resource_type', 'region'])
    .select(sql<PricedResource['attributes']>`jsonb_strip_nulls(jsonb_build_object(${telling}))`.as('attributes'))
    .distinct()
    .where('gone_at', 'is', null)
    .where('resource_type', 'in', PRICED_TYPES)
    .execute();
  return wantedPrices(rows).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ provider, service, region, sku }: PriceKey): string => `${provider} ${service} ${region} ${sku}`;
