import type { Transaction } from '../../platform/server/database.ts';
import { type RemediationSettings, remediationSettingsSchema, type Stop } from '../core/settings.ts';

/** How the organization lets changes be carried out: as set, else as the product has it. */
export async function readSettings(tx: Transaction): Promise<RemediationSettings> {
  const set = await tx.selectFrom('remediation_settings').select('settings').executeTakeFirst();
  return remediationSettingsSchema.parse(set?.settings ?? {});
}

/** What is stopped, the oldest first. */
export const readStops = (tx: Transaction): Promise<Stop[]> =>
  tx
    .selectFrom('remediation_stops')
    .select(['provider_id', 'reason', 'stopped_by', 'stopped_at'])
    .orderBy('stopped_at')
    .execute();
