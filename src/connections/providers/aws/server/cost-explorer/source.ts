import { join } from 'node:path';
import { dayOf, type IsoDate } from '../../../../../platform/core/dates.ts';
import type { Connection, CostFiles, CostSource } from '../../../../server/provider.ts';
import { daysToRead, monthsKept, wholeThrough } from '../../core/cost-explorer/months.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import type { AwsSession } from '../session.ts';
import { isStale } from './cost-errors.ts';
import { takeTurn } from './pace.ts';
import { readMonth } from './read-month.ts';
import { mustAfford } from './spending.ts';
import { writeMonth } from './write-month.ts';

/** Cost Explorer is in one region for all. */
const REGION = 'us-east-1';

/** Whose costs Cost Explorer tells to the credentials. */
export interface Payer {
  /** The management account of the organization, or the account itself. */
  billing_account_id: string;
  /** The only account whose costs can be seen; null when it is the whole billing account. */
  scope_account_id: string | null;
  /** The account all costs are of, where it is known to be one. */
  only_account: string | null;
}

/** What Cost Explorer says of a payer, by day. `turn` resolves when the next request may start. */
export function costExplorerSource(
  session: AwsSession,
  connection: Connection<AwsCredentials>,
  { billing_account_id, scope_account_id, only_account }: Payer,
  turn = () => takeTurn(billing_account_id, connection.config.AWS_COST_EXPLORER_PER_SECOND, connection.signal),
): CostSource {
  async function readOnce(month: IsoDate, today: IsoDate, path: string): Promise<number> {
    await mustAfford(connection);
    const { CostExplorerClient } = await import('@aws-sdk/client-cost-explorer');
    const client = session.client(CostExplorerClient, REGION);
    const account_names = new Map<string, string>();
    try {
      const days = daysToRead(month, today);
      const read = await readMonth({ client, connection, days, turn, account_names }, only_account);
      const tag_key = connection.credentials.cost_allocation_tag;
      return await writeMonth(read, path, { billing_account_id, billing_period: month, tag_key, account_names });
    } finally {
      client.destroy();
    }
  }
  return {
    name: 'cost-explorer',
    kind: 'api',
    ...(connection.credentials.cost_allocation_tag === undefined
      ? {}
      : { variant: `by tag ${connection.credentials.cost_allocation_tag}` }),
    scope_account_id,
    provider_name: 'AWS',
    billing_account_id,
    periods: async (oldest) =>
      monthsKept(oldest, dayOf(connection.now())).map((billing_period) => ({ billing_period, revision: null })),
    read: async (month, directory): Promise<CostFiles> => {
      const today = dayOf(connection.now());
      const path = join(directory, 'cost-explorer.csv');
      const rows = await readOnce(month, today, path).catch((error: unknown) => {
        if (!isStale(error)) throw error;
        return readOnce(month, today, path);
      });
      return { paths: rows > 0 ? [path] : [], data_through: wholeThrough(month, today) };
    },
  };
}
