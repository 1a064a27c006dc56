import { type Connection, NeedsAttentionError } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';

/** Why Cost Explorer is not to be asked any more this month; null while its requests may still be paid for. */
export async function whyNotAffordable(connection: Connection<AwsCredentials>): Promise<string | null> {
  const most = connection.config.AWS_COST_EXPLORER_MONTHLY_USD;
  const charged = await connection.chargedThisMonth('ce:');
  if (charged < most) return null;
  return `AWS has charged $${charged.toFixed(2)} for the requests of this connection this month, and this server allows $${most} (AWS_COST_EXPLORER_MONTHLY_USD): Cost Explorer is not asked before next month. A data export costs nothing and tells more: set one up, or have the operator raise the limit.`;
}

/** Throws that as a `NeedsAttentionError`: to be asked before what belongs together, such as a month, is read. */
export async function mustAfford(connection: Connection<AwsCredentials>): Promise<void> {
  const reason = await whyNotAffordable(connection);
  if (reason !== null) throw new NeedsAttentionError(reason);
}
