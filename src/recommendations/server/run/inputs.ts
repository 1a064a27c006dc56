import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Digests } from '../facts/bills.ts';
import type { Known } from '../facts/graph.ts';

type Reading = Pick<RunContext, 'transaction'>;

/** What a resource was like when it was judged. */
export interface Judgement {
  resource_id: string;
  changed_at: string;
  measured_on: string | null;
  bill_digest: string;
  unknown: string[];
  failed: string[];
}

export const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64');

/** Writes what resources of a connection were like; what is as it was is not written. */
export async function writeJudgements(
  tx: Transaction,
  organization_id: string,
  provider_id: string,
  judgements: readonly Judgement[],
): Promise<void> {
  if (judgements.length === 0) return;
  await sql`insert into recommendation_inputs
      (organization_id, provider_id, resource_id, changed_at, measured_on, bill_digest, unknown, failed)
    select ${organization_id}::uuid, ${provider_id}::uuid, one.*
    from json_to_recordset(${JSON.stringify(judgements)}::json) as one (
      resource_id text, changed_at timestamptz, measured_on date, bill_digest text, unknown text[], failed text[])
    on conflict (organization_id, provider_id, resource_id) do update set
      changed_at = excluded.changed_at, measured_on = excluded.measured_on, bill_digest = excluded.bill_digest,
      unknown = excluded.unknown, failed = excluded.failed
    where (recommendation_inputs.changed_at, recommendation_inputs.measured_on, recommendation_inputs.bill_digest,
        recommendation_inputs.unknown, recommendation_inputs.failed)
      is distinct from
      (excluded.changed_at, excluded.measured_on, excluded.bill_digest, excluded.unknown, excluded.failed)`.execute(tx);
}

const keyOf = ({ provider_id, resource_id }: { provider_id: string; resource_id: string }): string =>
  `${provider_id} ${resource_id}`;

/** Resources that are not as they were when they were judged last, or never were. */
export async function readChanged({ transaction }: Reading): Promise<ReadonlySet<string>> {
  const rows = await transaction((tx) =>
    tx
      .selectFrom('resources as now')
      .leftJoin('recommendation_inputs as before', (join) =>
        join.onRef('before.provider_id', '=', 'now.provider_id').onRef('before.resource_id', '=', 'now.resource_id'),
      )
      .select(['now.provider_id', 'now.resource_id'])
      .where('now.gone_at', 'is', null)
      .where(sql<boolean>`(before.changed_at, before.measured_on) is distinct from (now.changed_at, now.measured_on)`)
      .execute(),
  );
  return new Set(rows.map(keyOf));
}

/** Resources that were judged and are not there any more, by connection. */
export async function readForgotten({ transaction }: Reading): Promise<ReadonlyMap<string, string[]>> {
  const rows = await transaction((tx) =>
    tx
      .selectFrom('recommendation_inputs as before')
      .select(['before.provider_id', 'before.resource_id'])
      .where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom('resources as now')
              .select('now.id')
              .whereRef('now.provider_id', '=', 'before.provider_id')
              .whereRef('now.resource_id', '=', 'before.resource_id')
              .where('now.gone_at', 'is', null),
          ),
        ),
      )
      .execute(),
  );
  const by_provider = Map.groupBy(rows, ({ provider_id }) => provider_id);
  return new Map([...by_provider].map(([id, gone]) => [id, gone.map(({ resource_id }) => resource_id)]));
}

/** Forgets how resources were judged that are not there any more. */
export const forget = (tx: Transaction, provider_id: string, resource_ids: readonly string[]) =>
  tx
    .deleteFrom('recommendation_inputs')
    .where('provider_id', '=', provider_id)
    .where(sql<boolean>`resource_id = any(${resource_ids}::text[])`)
    .execute();

/** Resources whose bill is not as it was when they were judged last. */
export async function readOtherBills(
  { transaction }: Reading,
  all: readonly Known[],
  digests: Digests,
): Promise<ReadonlySet<string>> {
  const rows = await transaction((tx) =>
    tx.selectFrom('recommendation_inputs').select(['provider_id', 'resource_id', 'bill_digest']).execute(),
  );
  const before = new Map(rows.map((row) => [keyOf(row), row.bill_digest]));
  const others = new Set<string>();
  for (const [index, one] of all.entries()) {
    if (before.get(keyOf(one)) !== digests.of(one)) others.add(keyOf(one));
    // A digest takes some microseconds: requests are let in between.
    if (index % 1_000 === 999) await breathe();
  }
  return others;
}

/** The key of a resource in the sets that are read here. */
export { keyOf as resourceKey };
