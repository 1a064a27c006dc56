import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import { PRICED_TYPES, type PricedResource, wantedPrices } from '../../core/prices/wanted.ts';
import type { PriceKey } from '../../core/types.ts';

/** What of attributes tells which prices are wanted, by type: resources that are alike in it want the same. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Instance': ['instance_type'],
  'AWS::RDS::DBInstance': ['instance_class', 'engine'],
  'AWS::ElastiCache::CacheCluster': ['node_type', 'engine'],
  'microsoft.compute/virtualmachines': ['vm_size'],
  'microsoft.dbforpostgresql/flexibleservers': ['sku'],
  'microsoft.dbformysql/flexibleservers': ['sku'],
  'microsoft.storage/storageaccounts': ['sku'],
};

/** An object of what tells; empty for types of which the type alone does. Attributes are not opened for those. */
const telling = sql<PricedResource['attributes']>`case resource_type ${sql.join(
  Object.entries(TELLING).map(([type, names]) => {
    const values = names.flatMap((name) => [sql.lit(name), sql`attributes -> ${sql.lit(name)}`]);
    return sql`when ${sql.lit(type)} then jsonb_strip_nulls(jsonb_build_object(${sql.join(values)}))`;
  }),
  sql` `,
)} else '{}'::jsonb end`;

/** The prices that recommendations for the resources of an organization may ask for. */
export async function readWantedPrices(tx: Transaction): Promise<PriceKey[]> {
  const rows = await tx
    .selectFrom('resources')
    .select(['resource_type', 'region', telling.as('attributes')])
    .distinct()
    .where('gone_at', 'is', null)
    .where('resource_type', 'in', PRICED_TYPES)
    .execute();
  return wantedPrices(rows).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ provider, service, region, sku }: PriceKey): string => `${provider} ${service} ${region} ${sku}`;
