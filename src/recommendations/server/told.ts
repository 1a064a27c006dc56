import { sql } from 'kysely';
import type { Transaction } from '../../platform/server/database.ts';
import { isActive } from './http/rows.ts';

/** What messages say of a recommendation beside what its events carry. */
type ToldRecommendation = Awaited<ReturnType<typeof read>>[number];

const read = (tx: Transaction, ids: readonly string[]) =>
  tx
    .selectFrom('recommendations')
    .select(['id', 'provider', 'account_id', 'region', 'resource_id', 'resource_name', 'owner', 'reason'])
    .where('id', 'in', [...ids])
    .execute();

/** Recommendations by their ids, as messages tell of them; those that are no longer there are left out. */
export const readToldRecommendations = async (
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ToldRecommendation>> => new Map((await read(tx, ids)).map((row) => [row.id, row]));

/** What a month costs less, by currency, as exact decimals: what could be had, and what was; null where nothing is known. */
interface Savings {
  currency: string;
  found: string | null;
  realised: string | null;
}

/** What recommendations save a month. */
export async function readSavings(tx: Transaction): Promise<Savings[]> {
  const { rows } = await sql<Savings>`
    select currency, trim_scale(sum(found))::text as found, trim_scale(sum(realised))::text as realised from (
      select currency, monthly_savings as found, null::numeric as realised from recommendations
        where ${isActive} and in_total and monthly_savings is not null and currency is not null
      union all
      select currency, null, realised from recommendation_results where promised is not null and realised is not null
    ) as savings group by currency order by currency`.execute(tx);
  return rows;
}
