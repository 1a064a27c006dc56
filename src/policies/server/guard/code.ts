import { sql } from 'kysely';
import { environmentOf } from '../../../recommendations/core/labels.ts';
import { readLabels } from '../../../recommendations/server/index.ts';
import { actionOf } from '../../../remediation/core/actions/index.ts';
import type { Guarding } from '../../../remediation/server/index.ts';
import { isRemoval } from '../../core/subjects/remediation.ts';
import { type GuardServices, type JudgedChange, judgeChanges } from './changes.ts';

/** Recommendations that code can be made for, as the changes that the code would make. */
const readChanges = ({ transaction }: Guarding, ids: readonly string[]): Promise<JudgedChange[]> =>
  transaction(async (tx) => {
    const labels = await readLabels(tx);
    const rows = await tx
      .selectFrom('recommendations')
      .leftJoin('resources', (join) =>
        join
          .onRef('resources.provider_id', '=', 'recommendations.provider_id')
          .onRef('resources.resource_id', '=', 'recommendations.resource_id')
          .on('resources.gone_at', 'is', null),
      )
      .select(['recommendations.id', 'recommendations.title', 'recommendations.provider', 'recommendations.account_id'])
      .select([
        'recommendations.resource_id',
        'recommendations.region',
        'recommendations.owner',
        'recommendations.risk',
      ])
      .select([
        'recommendations.monthly_savings',
        'recommendations.currency',
        'recommendations.finding',
        'resources.tags',
      ])
      .where(sql<boolean>`recommendations.id = any(${[...ids]}::uuid[])`)
      .execute();
    return rows.flatMap(({ finding, tags, ...told }): JudgedChange[] => {
      const { change, proposed } = finding;
      if (change === null) return [];
      const action = actionOf(change.action);
      return [
        {
          ...told,
          change,
          carried_out_by: 'code',
          environment: environmentOf(tags ?? {}, labels),
          destructive: action?.destructive ?? isRemoval(change.action),
          reversibility: action?.reversibility ?? null,
          from_recommendation: true,
          proposed_by: null,
          after: proposed,
        },
      ];
    });
  });

/** Why no code may be made for some recommendations, sentences by their ids; those that nothing blocks are left out. */
export async function blocksOfCode(
  context: Guarding,
  services: GuardServices,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const changes = await readChanges(context, ids);
  const verdicts = await judgeChanges(context, services, changes);
  return new Map(
    changes.flatMap(({ id }, place) => {
      const blocks = verdicts[place]!.blocks;
      return id !== null && blocks.length > 0 ? [[id, blocks] as const] : [];
    }),
  );
}
