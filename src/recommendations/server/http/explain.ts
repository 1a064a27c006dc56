import { notFound } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { type Batch, explainSubject } from '../../core/evaluate.ts';
import { RULES } from '../../core/rules/index.ts';
import { ruleTitle } from './rule-list.ts';

/** All that rules need to judge one resource of the inventory now; null when it is not there. */
export type BatchReader = (context: Context, id: string) => Promise<{ batch: Batch; resource_id: string } | null>;

/** Why a resource was flagged by a rule, or why not. */
export const explainHandlers = (readBatch: BatchReader) =>
  ({
    explainResource: async (context, { params: { id } }) => {
      const read = await readBatch(context, id);
      if (!read) throw notFound('This resource');
      const found = await context.transaction((tx) =>
        tx
          .selectFrom('recommendations')
          .innerJoin('resources', (join) =>
            join
              .onRef('resources.provider_id', '=', 'recommendations.provider_id')
              .onRef('resources.resource_id', '=', 'recommendations.resource_id'),
          )
          .select(['recommendations.id', 'recommendations.rule_id'])
          .where('resources.id', '=', id)
          .where('recommendations.status', '!=', 'resolved')
          .execute(),
      );
      const ids = new Map(found.map((one) => [one.rule_id, one.id]));
      return {
        items: explainSubject(read.batch, RULES, read.resource_id).map((one) => ({
          ...one,
          title: ruleTitle(one.rule_id),
          recommendation_id: ids.get(one.rule_id) ?? null,
        })),
      };
    },
  }) satisfies Partial<Handlers<typeof recommendationsContract>>;
