import type { Transaction } from '../../../platform/server/database.ts';
import { type LabelSettings, labelSettingsSchema } from '../../core/labels.ts';
import type { RuleSettings } from '../../core/settings.ts';

/** By which tags environment and owner are known: as set, else as the product has it. */
export async function readLabels(tx: Transaction): Promise<LabelSettings> {
  const set = await tx.selectFrom('recommendation_settings').select('labels').executeTakeFirst();
  return labelSettingsSchema.parse(set?.labels ?? {});
}

/** All that an organization has set for rules. */
export async function readSettings(tx: Transaction): Promise<RuleSettings> {
  const rules = await tx.selectFrom('recommendation_rules').select(['rule_id', 'enabled', 'parameters']).execute();
  const exceptions = await tx
    .selectFrom('recommendation_exceptions')
    .select(['id', 'rule_id', 'scope', 'excluded', 'parameters', 'reason'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return {
    rules: Object.fromEntries(rules.map(({ rule_id, enabled, parameters }) => [rule_id, { enabled, parameters }])),
    exceptions,
    labels: await readLabels(tx),
  };
}
