import { sql } from 'kysely';
import { addMonths, type IsoDate } from '../../../platform/core/dates.ts';
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
 * Marks what a place held as replaced, and what had been told of single accounts that are now in it, and writes on the
 * new loads what they took the place of. Loads that tell of one account (`scope`) take the place of that one alone.
 * Answers the loads replaced.
 */
export async function replaceLoads(
  tx: Transaction,
  { source, scope }: { source: Source; scope: string | null },
  place: Place,
  staged: StagedFile,
  load_ids: number[],
): Promise<number[]> {
  const own = staged.slices.flatMap((slice, index) =>
    isOf(place)(slice) ? [{ load_id: load_ids[index]!, currency: slice.currency }] : [],
  );
  const accounts = [...new Set(staged.slices.filter(isOf(place)).flatMap((slice) => slice.sub_account_ids))];
  const former = await tx
    .updateTable('cost_loads')
    .set({ status: 'replaced', replaced_by: own[0]?.load_id ?? null })
    .where('source', 'in', rivalsOf(source))
    .where('provider_name', '=', place.provider_name)
    .where('billing_period', '=', place.billing_period)
    .where('status', 'in', ['active', 'damaged'])
    .where((e) =>
      e.or([
        e.and([
          e('billing_account_id', '=', place.billing_account_id),
          sql<boolean>`(${scope}::text is null or scope_account_id = ${scope})`,
        ]),
        sql<boolean>`scope_account_id = any(${accounts}::text[])`,
      ]),
    )
    .returning(['load_id', 'currency', 'rows', 'billed_cost', 'effective_cost'])
    .execute();
  for (const { load_id, currency } of own) {
    const before = former.find((load) => load.currency === currency);
    if (before)
      await tx
        .updateTable('cost_loads')
        .set({
          replaced_rows: before.rows,
          replaced_billed_cost: before.billed_cost,
          replaced_effective_cost: before.effective_cost,
        })
        .where('load_id', '=', load_id)
        .execute();
  }
  return former.map((load) => load.load_id);
}

/** A period of a provider, which must not be counted beside a better account of the same. */
export interface ProviderPlace extends Place {
  source: 'api' | 'export';
  provider_id: string;
  scope_account_id: string | null;
}

/**
 * What tells the costs of a period already and better than a provider would, in words; null when nothing does. Better
 * than a source that sees one account is what sees it among others. Better than an API are an export, an uploaded file
 * that was made after the period had ended, and what another connection reads.
 */
export async function coverOf(tx: Transaction, period: ProviderPlace): Promise<string | null> {
  const { source, provider_name, billing_account_id, billing_period, provider_id, scope_account_id } = period;
  if (source === 'export' && scope_account_id === null) return null;
  const period_end: IsoDate = addMonths(billing_period, 1);
  const cover = await tx
    .selectFrom('cost_loads')
    .select(['source', 'billing_account_id'])
    .where('status', '=', 'active')
    .where('provider_name', '=', provider_name)
    .where('billing_period', '=', billing_period)
    .where((e) =>
      e.or([
        e('source', '=', 'export'),
        e.and([e('source', '=', 'upload'), e('created_at', '>=', `${period_end}T00:00:00Z`)]),
        ...(source === 'api'
          ? [e.and([e('source', '=', 'api'), e('provider_id', 'is not', null), e('provider_id', '!=', provider_id)])]
          : []),
      ]),
    )
    .where((e) =>
      e.or([
        ...(source === 'api' ? [e('billing_account_id', '=', billing_account_id)] : []),
        ...(scope_account_id === null
          ? []
          : [
              // Whatever tells of the account among others, by its scope or by what it has.
              sql<boolean>`${scope_account_id} = any(sub_account_ids)
                and (scope_account_id is null or cardinality(sub_account_ids) > 1)`,
            ]),
      ]),
    )
    .executeTakeFirst();
  if (!cover) return null;
  const how = {
    export: 'an export',
    upload: 'an uploaded file',
    api: 'another connection',
    sample: 'the sample company',
  };
  return `${how[cover.source]} of billing account ${cover.billing_account_id}`;
}
