import { sql } from 'kysely';
import { z } from 'zod';
import { audit } from '../../../identity/server/index.ts';
import { badRequest, fieldErrors, notFound } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { isActive } from './rows.ts';
import { RULE_INFOS, type RuleInfo } from './rule-list.ts';

type Entry = z.input<(typeof recommendationsContract)['updateRecommendationRule']['answer']>;

/** Throws a 400 problem that lists all that is wrong with parameters of `rule`. */
export function checkParameters(rule: RuleInfo, parameters: Record<string, unknown>): void {
  const checked = rule.parameters.safeParse(parameters);
  if (checked.success) return;
  throw badRequest(`These are no thresholds of ${rule.id}.`, fieldErrors(checked.error, 'body.parameters'));
}

interface Figures {
  recommendations: number;
  measured: number;
  promised: number | null;
  realised: number | null;
}

async function readFigures(tx: Transaction): Promise<Map<string, Figures>> {
  const { rows } = await sql<Figures & { rule_id: string }>`
    select rule_id, sum(recommendations)::integer as recommendations, sum(measured)::integer as measured,
      sum(promised)::double precision as promised, sum(realised)::double precision as realised
    from (
      select rule_id, count(*) as recommendations, 0 as measured, null::numeric as promised, null::numeric as realised
      from recommendations where ${isActive} group by rule_id
      union all
      select rule_id, 0, count(*), sum(promised), sum(realised) from recommendation_results
      where promised > 0 and realised is not null group by rule_id
    ) as counted group by rule_id`.execute(tx);
  return new Map(rows.map((row) => [row.rule_id, row]));
}

const jsonSchemaOf = (rule: RuleInfo): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(rule.parameters, { io: 'input' });
  return schema;
};

/** Rules with what an organization made of them, and what they found. */
async function readRules(tx: Transaction, rules: readonly RuleInfo[]): Promise<Entry[]> {
  const set = await tx.selectFrom('recommendation_rules').select(['rule_id', 'enabled', 'parameters']).execute();
  const run = await tx.selectFrom('recommendation_runs').select(['unknown', 'failed']).executeTakeFirst();
  const figures = await readFigures(tx);
  return rules.map((rule) => {
    const own = set.find(({ rule_id }) => rule_id === rule.id);
    const of = figures.get(rule.id);
    const failure = run?.failed.find(({ rule_id }) => rule_id === rule.id);
    const { promised = null, realised = null } = of ?? {};
    return {
      id: rule.id,
      title: rule.title,
      description: rule.description,
      type: rule.type,
      provider: rule.provider,
      resource_types: [...rule.resource_types],
      sources: [...rule.sources],
      enabled: own?.enabled ?? true,
      parameters_schema: jsonSchemaOf(rule),
      parameters: rule.parameters.parse(own?.parameters ?? {}),
      recommendations: of?.recommendations ?? 0,
      unknown: run?.unknown[rule.id] ?? 0,
      accuracy: promised === null || realised === null ? null : realised / promised,
      measured: of?.measured ?? 0,
      failure: failure?.message ?? null,
    };
  });
}

/** Rules and their thresholds; `wake` has them looked at again with what was changed. */
export const ruleHandlers = (wake: (organization_id: string) => Promise<void>) =>
  ({
    listRecommendationRules: async (context) => ({
      items: await context.transaction((tx) => readRules(tx, RULE_INFOS)),
    }),
    updateRecommendationRule: async (context, { params: { rule_id }, body }) => {
      const rule = RULE_INFOS.find(({ id }) => id === rule_id);
      if (!rule) throw notFound('This rule');
      checkParameters(rule, body.parameters);
      const entry = await context.transaction(async (tx) => {
        const before = await tx
          .selectFrom('recommendation_rules')
          .select(['enabled', 'parameters'])
          .where('rule_id', '=', rule_id)
          .executeTakeFirst();
        const row = {
          enabled: body.enabled,
          parameters: JSON.stringify(body.parameters),
          changed_by: context.actor.name,
          changed_at: context.now.toISOString(),
        };
        await tx
          .insertInto('recommendation_rules')
          .values({ ...row, organization_id: context.organization_id, rule_id })
          .onConflict((conflict) => conflict.columns(['organization_id', 'rule_id']).doUpdateSet(row))
          .execute();
        await audit(tx, context, {
          action: 'recommendation_rule.changed',
          target_kind: 'recommendation_rule',
          target_id: rule_id,
          before: before ?? { enabled: true, parameters: {} },
          after: { ...body },
        });
        return (await readRules(tx, [rule]))[0]!;
      });
      await wake(context.organization_id);
      return entry;
    },
  }) satisfies Partial<Handlers<typeof recommendationsContract>>;
