import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { SentResource } from '../evaluate-task.ts';
import type { Known } from './graph.ts';

/** Resources of one statement: it keeps the only connection of the embedded database for a moment. */
const PAGE = 4_000;

type Reading = Pick<RunContext, 'transaction'>;

const KNOWN = [
  'provider_id',
  'resource_id',
  'resource_type',
  'account_id',
  'region',
  'parent_id',
  'attached_to',
  'billed_as',
  'measured_on',
] as const;

const selectKnown = (tx: Transaction) =>
  tx
    .selectFrom('resources')
    .select([
      ...KNOWN,
      sql<string>`changed_at::text`.as('changed_at'),
      sql<string | null>`case when jsonb_typeof(attributes -> 'vpc_id') = 'string' then attributes ->> 'vpc_id' end`.as(
        'vpc_id',
      ),
    ]);

/** Every resource that is there, or those of one connection, ordered by connection and id. */
export async function readKnown({ transaction }: Reading, provider_id: string | null = null): Promise<Known[]> {
  const all: Known[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await transaction((tx) => {
      const query = selectKnown(tx)
        .where('gone_at', 'is', null)
        .where(sql<boolean>`(${provider_id}::uuid is null or provider_id = ${provider_id}::uuid)`)
        .orderBy('provider_id')
        .orderBy('resource_id')
        .limit(PAGE);
      return last
        ? query
            .where(sql<boolean>`(provider_id, resource_id) > (${last.provider_id}::uuid, ${last.resource_id})`)
            .execute()
        : query.execute();
    });
    for (const one of page) all.push(one);
    if (page.length < PAGE) return all;
  }
}

/** Those of `resource_ids` of a connection that are gone, as they were when they were last seen. */
export const readGone = (
  { transaction }: Reading,
  provider_id: string,
  resource_ids: readonly string[],
): Promise<Known[]> =>
  transaction((tx) =>
    selectKnown(tx)
      .where('provider_id', '=', provider_id)
      .where('gone_at', 'is not', null)
      .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
      .execute(),
  );

/** Resources of a connection in full, as threads take them. */
export const readResources = (
  tx: Transaction,
  provider_id: string,
  resource_ids: readonly string[],
): Promise<SentResource['resource'][]> =>
  tx
    .selectFrom('resources')
    .select(['resource_id', 'resource_type', 'name', 'account_id', 'region', 'status', 'created_at'])
    .select([sql<string>`tags::text`.as('tags'), sql<string>`attributes::text`.as('attributes')])
    .select(['parent_id', 'attached_to', 'billed_as'])
    .where('provider_id', '=', provider_id)
    .where('gone_at', 'is', null)
    .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
    .execute();
