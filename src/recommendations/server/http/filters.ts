import { type RawBuilder, sql } from 'kysely';
import { containing, oneOf } from '../../../platform/server/conditions.ts';
import { ACTIVE_STATUSES, type RecommendationFilters } from '../../core/contract.ts';

/** What a list is narrowed to, as conditions on `recommendations` that all have to hold. */
export function conditionsOf(filters: RecommendationFilters): RawBuilder<boolean>[] {
  const { status, search, owner, currency, inventory_id } = filters;
  const like = search ? containing(search) : null;
  return [
    ...oneOf('recommendations.status', status.length > 0 ? status : ACTIVE_STATUSES),
    ...oneOf('recommendations.type', filters.type),
    ...oneOf('recommendations.impact', filters.impact),
    ...oneOf('recommendations.provider', filters.provider),
    ...oneOf('recommendations.rule_id', filters.rule),
    ...oneOf('recommendations.account_id', filters.account),
    ...oneOf('recommendations.confidence', filters.confidence),
    ...oneOf('recommendations.risk', filters.risk),
    ...oneOf('recommendations.effort', filters.effort),
    ...(filters.region.length > 0
      ? [sql<boolean>`coalesce(recommendations.region, '') = any(${filters.region}::text[])`]
      : []),
    ...(owner.length > 0 ? [sql<boolean>`coalesce(recommendations.owner, '') = any(${owner}::text[])`] : []),
    ...(currency === undefined ? [] : [sql<boolean>`recommendations.currency = ${currency}`]),
    ...(inventory_id === undefined
      ? []
      : [
          sql<boolean>`exists (select from resources where resources.id = ${inventory_id}::uuid
            and resources.provider_id = recommendations.provider_id
            and resources.resource_id = recommendations.resource_id)`,
        ]),
    ...(like === null
      ? []
      : [
          sql<boolean>`(recommendations.title ilike ${like} or recommendations.resource_name ilike ${like}
            or recommendations.resource_id ilike ${like} or recommendations.owner ilike ${like})`,
        ]),
  ];
}
