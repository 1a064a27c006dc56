import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { containing, oneOf } from '../../../platform/server/conditions.ts';
import type { remediationContract } from '../../core/contract.ts';

/** What a list is narrowed to. */
export type ListQuery = z.output<(typeof remediationContract)['listRemediations']['query']>;

const equal = (column: string, value: string | undefined): RawBuilder<boolean>[] =>
  value === undefined ? [] : [sql<boolean>`${sql.ref(column)} = ${value}`];

function searched(search: string | undefined): RawBuilder<boolean>[] {
  if (!search) return [];
  const like = containing(search);
  return [
    sql<boolean>`(remediations.title ilike ${like} or remediations.resource_name ilike ${like}
      or remediations.resource_id ilike ${like} or remediations.owner ilike ${like}
      or remediations.proposed_by ilike ${like})`,
  ];
}

/** The conditions on `remediations` that all have to hold. */
export function conditionsOf(query: ListQuery): RawBuilder<boolean> {
  const { inventory_id } = query;
  return sql`${sql.join(
    [
      sql`true`,
      ...oneOf('remediations.state', query.state),
      ...oneOf('remediations.action', query.action),
      ...equal('remediations.provider', query.provider),
      ...equal('remediations.provider_id', query.provider_id),
      ...equal('remediations.recommendation_id', query.recommendation_id),
      ...equal('remediations.batch_id', query.batch_id),
      ...(inventory_id === undefined
        ? []
        : [
            sql<boolean>`exists (select from resources where resources.id = ${inventory_id}::uuid
              and resources.provider_id = remediations.provider_id
              and resources.resource_id = remediations.resource_id)`,
          ]),
      ...searched(query.search),
    ],
    sql` and `,
  )}`;
}
