import { sql } from 'kysely';
import { addMonths } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { StagedFile, StagedSlice } from '../import/staged-file.ts';
import type { Source } from '../tables.ts';

/** What is replaced as a whole: what one provider billed one account for one period. */
export type Place = Pick<StagedSlice, 'provider_name' | 'billing_account_id' | 'billing_period'>;

/** The accounts and periods of `slices`, each once: all currencies of one are replaced together. */
export function placesOf(slices: StagedSlice[]): Place[] {
  const places = new Map(
    slices.map((s) => [JSON.stringify([s.provider_name, s.billing_account_id, s.billing_period]), s]),
  );
  return [...places.values()];
}

const isOf = (place: Place) => (slice: Place) =>
  slice.provider_name === place.provider_name &&
  slice.billing_account_id === place.billing_account_id &&
  slice.billing_period === place.billing_period;

/** The sample company is beside everything else; of the other sources the newest load of a place counts. */
const rivalsOf = (source: Source): Source[] => (source === 'sample' ? ['sample'] : ['upload', 'api', 'export']);

/**
 * An account as it is compared: bills spell the ids of Azure subscriptions with and without their path, in any case.
 * `sumSlices` does the same in SQL.
 */
export const accountKey = (account_id: string): string => account_id.toLowerCase().replace(/^\/subscriptions\//, '');

/** What new loads are, for the question of what they take the place of. */
export interface Rivalry {
  source: Source;
  provider_id: string | null;
  source_account_id: string | null;
  /** What the source is limited to; null when it sees the whole billing account. */
  scope_account_id: string | null;
  load_ids: number[];
}

/** The loads of a place's period that new loads, with charges of `accounts`, take the place of. */
function rivalsIn(
  place: Place,
  { source, provider_id, source_account_id, scope_account_id }: Rivalry,
  accounts: string[],
) {
  const same_account = sql<boolean>`(billing_account_id = ${place.billing_account_id} or source_account_id = ${source_account_id})`;
  const by_account =
    scope_account_id === null
      ? same_account
      : sql<boolean>`(${same_account} and lower(scope_account_id) = ${scope_account_id.toLowerCase()})`;
  return sql<boolean>`source = any(${rivalsOf(source)}::text[]) and (
    ${by_account}
    or (provider_id = ${provider_id} and source_account_id = ${source_account_id}
        and scope_account_id is not distinct from ${scope_account_id})
    or ${scopeKey} = any(${accounts}::text[]))`;
}

/** See `accountKey`. */
const scopeKey = sql<string>`regexp_replace(lower(scope_account_id), '^/subscriptions/', '')`;

/**
 * Marks what a place held as replaced, and what had been told of single accounts that are now in it, and writes on the
 * new loads what they took the place of. Loads of a source that is limited to one account take the place of that one
 * alone. Answers the loads replaced.
 */
export async function replaceLoads(
  tx: Transaction,
  rivalry: Rivalry,
  place: Place,
  staged: StagedFile,
): Promise<number[]> {
  const own = staged.slices.flatMap((slice, index) =>
    isOf(place)(slice) ? [{ load_id: rivalry.load_ids[index]!, currency: slice.currency }] : [],
  );
  const accounts = [...new Set(staged.slices.filter(isOf(place)).flatMap((slice) => slice.sub_account_ids))];
  const former = await tx
    .updateTable('cost_loads')
    .set({ status: 'replaced', replaced_by: own[0]?.load_id ?? null })
    .where('provider_name', '=', place.provider_name)
    .where('billing_period', '=', place.billing_period)
    .where('status', 'in', ['active', 'damaged'])
    .where(sql<boolean>`not (load_id = any(${rivalry.load_ids}::integer[]))`)
    .where(rivalsIn(place, rivalry, accounts))
    .returning('load_id')
    .execute();
  const former_ids = former.map((load) => load.load_id);
  // One statement adds up what was replaced in the load's currency, exactly.
  for (const { load_id, currency } of own)
    await sql`
      update cost_loads set replaced_rows = former.rows, replaced_billed_cost = former.billed, replaced_effective_cost = former.effective
      from (select sum(rows) as rows, sum(billed_cost) as billed, sum(effective_cost) as effective from cost_loads
            where load_id = any(${former_ids}::integer[]) and currency = ${currency} having count(*) > 0) former
      where load_id = ${load_id}`.execute(tx);
  return former_ids;
}

/** A period of a provider, which must not be counted beside a better account of the same. */
export interface ProviderPlace extends Place {
  source: 'api' | 'export';
  provider_id: string;
  /** The account, or the group of accounts, that the source is limited to. */
  scope_account_id: string | null;
  /** Providers that are connected and switched on: what they told is kept fresh. */
  connected: readonly string[];
}

const LISTED: Record<Source, string> = {
  export: 'an export',
  upload: 'an uploaded file',
  api: 'another connection',
  sample: 'the sample company',
};

/**
 * What tells the costs of a period already and better than a provider would, in words; null when nothing does.
 * What is limited to one account gives way to whatever tells of that account among others, of any source and age. An API
 * gives way to an export that is still connected or was made after the period had ended, to an uploaded file that was
 * made then and left out no account of what it replaced, and to what another connection reads.
 */
export async function coverOf(tx: Transaction, period: ProviderPlace): Promise<string | null> {
  const { source, provider_name, billing_account_id, billing_period, provider_id, scope_account_id, connected } =
    period;
  const ended = `${addMonths(billing_period, 1)}T00:00:00Z`;
  const scope = scope_account_id === null ? null : accountKey(scope_account_id);
  const is_broader = sql<boolean>`(${scope}::text = any(l.sub_account_ids)
    and (l.scope_account_id is null or cardinality(l.sub_account_ids) > 1))`;
  const is_same = sql<boolean>`((l.billing_account_id = ${billing_account_id} or l.source_account_id = ${billing_account_id})
    and lower(l.scope_account_id) is not distinct from ${scope_account_id?.toLowerCase() ?? null})`;
  const is_better = sql<boolean>`(${source} = 'api' and (
    (l.source = 'export' and (l.created_at >= ${ended} or l.provider_id = any(${connected}::uuid[])))
    or (l.source = 'upload' and l.created_at >= ${ended} and not exists (
          select from cost_loads r where r.replaced_by = l.load_id and not (r.sub_account_ids <@ l.sub_account_ids)))
    or (l.source = 'api' and l.provider_id = any(${connected}::uuid[]))))`;
  const { rows } = await sql<{ source: Source; billing_account_id: string }>`
    select l.source, l.billing_account_id from cost_loads l
    where l.status = 'active' and l.source <> 'sample' and l.provider_name = ${provider_name}
      and l.billing_period = ${billing_period}::date and l.provider_id is distinct from ${provider_id}
      and (${is_broader} or (${is_same} and ${is_better}))
    limit 1`.execute(tx);
  const [cover] = rows;
  return cover ? `${LISTED[cover.source]} of billing account ${cover.billing_account_id}` : null;
}

/**
 * What other connections and files tell of some of `accounts` in a period, in words; null when nothing does. For sources
 * that are limited to a group, whose accounts are known only once it was read.
 */
export async function overlapOf(
  tx: Transaction,
  period: Pick<ProviderPlace, 'provider_name' | 'billing_period' | 'provider_id'>,
  accounts: string[],
): Promise<string | null> {
  const { provider_name, billing_period, provider_id } = period;
  const { rows } = await sql<{ source: Source; billing_account_id: string }>`
    select source, billing_account_id from cost_loads
    where status = 'active' and source <> 'sample' and provider_name = ${provider_name}
      and billing_period = ${billing_period}::date and provider_id is distinct from ${provider_id}
      and sub_account_ids && ${accounts}::text[]
    limit 1`.execute(tx);
  const [other] = rows;
  return other
    ? `${LISTED[other.source]} of billing account ${other.billing_account_id}, for some of its accounts`
    : null;
}
