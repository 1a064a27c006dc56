import type { Context } from '../../../platform/server/context.ts';
import { readRows } from '../store/charges.ts';
import { accountKey } from '../store/places.ts';
import { chargesOf } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';

/** What bills call each sub account, by `accountKey`; without those that they do not name. */
export async function readAccountNames(
  { organization_id }: Pick<Context, 'organization_id'>,
  reader: CachedReader,
): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.read(organization_id, ['account names'], (snapshot, connection) => {
    const { table, condition } = chargesOf(snapshot);
    return readRows<{ id: string; name: string }>(
      connection,
      `select sub_account_id as id, arg_max(sub_account_name, charge_date) as name from ${table}
       where ${condition} and sub_account_id is not null and sub_account_name <> '' group by 1`,
    );
  });
  return new Map(rows.map(({ id, name }) => [accountKey(id), name]));
}
