import { audit } from '../../identity/server/index.ts';
import type { Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { AnomalySettings, anomaliesContract } from '../core/contract.ts';

const UNSET: AnomalySettings = { sensitivity: 'normal', minimum_impact: null, severity_impacts: null };

/** From when on something is reported: as set, else normal, with amounts that follow the spend. */
export async function readSettings(tx: Transaction): Promise<AnomalySettings> {
  const set = await tx
    .selectFrom('anomaly_settings')
    .select(['sensitivity', 'minimum_impact', 'severity_impacts'])
    .executeTakeFirst();
  return set ?? UNSET;
}

/** Settings of detection; `wake` has it run with them. */
export const settingsHandlers = (wake: (organization_id: string) => Promise<void>) =>
  ({
    getAnomalySettings: (context) => context.transaction(readSettings),
    updateAnomalySettings: async (context, { body }) => {
      const { organization_id } = context;
      const row = { ...body, severity_impacts: body.severity_impacts && JSON.stringify(body.severity_impacts) };
      await context.transaction(async (tx) => {
        const before = await readSettings(tx);
        await tx
          .insertInto('anomaly_settings')
          .values({ ...row, organization_id })
          .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(row))
          .execute();
        const change = { action: 'anomaly_settings.changed', target_kind: 'organization', target_id: organization_id };
        await audit(tx, context, { ...change, before: { ...before }, after: { ...body } });
      });
      await wake(organization_id);
      return body;
    },
  }) satisfies Partial<Handlers<typeof anomaliesContract>>;
