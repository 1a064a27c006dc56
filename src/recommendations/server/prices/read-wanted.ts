import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import { PRICED_TYPES, type PricedResource, wantedPrices } from '../../core/prices/wanted.ts';
import type { PriceKey } from '../../core/types.ts';

/** What tells which prices are asked for; see `wantedPrices`. */
const ATTRIBUTES = ['instance_type', 'instance_class', 'node_type', 'engine', 'vm_size', 'sku'];

/**
 * The prices that recommendations for the resources of an organization may ask for; those of the sample company are made
 * up, and nobody is asked for theirs.
 */
export async function readWantedPrices(tx: Transaction): Promise<PriceKey[]> {
  const { rows } = await sql<PricedResource>`
    select distinct resource_type, region, jsonb_build_object(${sql.join(
      ATTRIBUTES.flatMap((name) => [sql.lit(name), sql`attributes->${sql.lit(name)}`]),
    )}) as attributes
    from resources join providers on providers.id = resources.provider_id
    where gone_at is null and region is not null and provider_type <> 'sample'
      and resource_type = any(${[...PRICED_TYPES]}::text[])`.execute(tx);
  return wantedPrices(rows);
}
