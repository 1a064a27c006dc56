import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Known } from './graph.ts';

/** Resources of one statement: it keeps the only connection of the embedded database for a moment. */
const PAGE = 4_000;

type Reading = Pick<RunContext, 'transaction'>;
type KnownRow = [
  provider_id: string,
  resource_id: string,
  resource_type: string,
  account_id: string,
  region: string | null,
  parent_id: string | null,
  vpc_id: unknown,
  changed_at: string,
  measured_on: string | null,
  attached_to: string[],
  billed_as: string[],
];

const knownOf = ([
  provider_id,
  resource_id,
  resource_type,
  account_id,
  region,
  parent_id,
  vpc_id,
  changed_at,
  measured_on,
  attached_to,
  billed_as,
]: KnownRow): Known => ({
  provider_id,
  resource_id,
  resource_type,
  account_id,
  region,
  parent_id,
  vpc_id: typeof vpc_id === 'string' ? vpc_id : null,
  changed_at,
  measured_on,
  attached_to,
  billed_as,
});

/** One JSON text of many rows is several times as fast to pass on and to read as the rows. */
const KNOWN = sql<string>`coalesce(json_agg(json_build_array(provider_id, resource_id, resource_type, account_id, region,
  parent_id, attributes -> 'vpc_id', changed_at::text, measured_on, attached_to, billed_as)), '[]')::text`;

const readRows = async (query: { executeTakeFirstOrThrow(): Promise<{ json: string }> }): Promise<Known[]> =>
  (JSON.parse((await query.executeTakeFirstOrThrow()).json) as KnownRow[]).map(knownOf);

const readPage = (tx: Transaction, provider_id: string | null, last: Known | undefined): Promise<Known[]> =>
  readRows(
    tx
      .selectFrom((from) => {
        const query = from
          .selectFrom('resources')
          .selectAll()
          .where('gone_at', 'is', null)
          .orderBy('provider_id')
          .orderBy('resource_id')
          .limit(PAGE);
        const own = provider_id === null ? query : query.where('provider_id', '=', provider_id);
        const after = sql<boolean>`(provider_id, resource_id) > (${last?.provider_id}::uuid, ${last?.resource_id})`;
        return (last ? own.where(after) : own).as('page');
      })
      .select(KNOWN.as('json')),
  );

/** Every resource that is there, or those of one connection, ordered by connection and id. */
export async function readKnown({ transaction }: Reading, provider_id: string | null = null): Promise<Known[]> {
  const all: Known[] = [];
  for (;;) {
    const page = await transaction((tx) => readPage(tx, provider_id, all.at(-1)));
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
    readRows(
      tx
        .selectFrom('resources')
        .select(KNOWN.as('json'))
        .where('provider_id', '=', provider_id)
        .where('gone_at', 'is not', null)
        .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`),
    ),
  );

/** Resources of a connection in full, as JSON of `SentResource`. */
export async function readResources(
  tx: Transaction,
  provider_id: string,
  resource_ids: readonly string[],
): Promise<string> {
  const { json } = await tx
    .selectFrom('resources')
    .select(
      sql<string>`coalesce(json_agg(json_build_object('resource_id', resource_id, 'resource_type', resource_type,
        'name', name, 'account_id', account_id, 'region', region, 'status', status, 'created_at',
        to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'tags', tags, 'attributes', attributes,
        'parent_id', parent_id, 'attached_to', attached_to, 'billed_as', billed_as)), '[]')::text`.as('json'),
    )
    .where('provider_id', '=', provider_id)
    .where('gone_at', 'is', null)
    .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
    .executeTakeFirstOrThrow();
  return json;
}
