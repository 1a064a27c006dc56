import { sql } from 'kysely';
import type { z } from 'zod';
import { accountKey, type Costs } from '../../../costs/server/index.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { isActive } from './rows.ts';
import { ruleTitle } from './rule-list.ts';

type Summary = z.input<(typeof recommendationsContract)['getRecommendationSummary']['answer']>;
type Group = Summary['by_type'][number];

interface CurrencyRow {
  currency: string | null;
  recommendations: number;
  unknown: number;
  in_total: number;
  effective: number | null;
  list: number | null;
  contracted: number | null;
  without_list: number;
  without_contracted: number;
}

/** Counts and sums by currency; `null` is the currency of those without a figure, and of those that save nothing by themselves. */
async function readCurrencies(tx: Transaction): Promise<CurrencyRow[]> {
  const counted = sql`in_total and monthly_savings is not null`;
  const { rows } = await sql<CurrencyRow>`
    select case when monthly_savings is null then null else currency end as currency,
      count(*)::integer as recommendations,
      (count(*) filter (where monthly_savings is null))::integer as unknown,
      (count(*) filter (where ${counted}))::integer as in_total,
      (sum(monthly_savings) filter (where ${counted}))::double precision as effective,
      (sum(list_savings) filter (where ${counted}))::double precision as list,
      (sum(contracted_savings) filter (where ${counted}))::double precision as contracted,
      (count(*) filter (where ${counted} and list_savings is null))::integer as without_list,
      (count(*) filter (where ${counted} and contracted_savings is null))::integer as without_contracted
    from recommendations where ${isActive} group by 1 order by 2 desc`.execute(tx);
  return rows;
}

/** By one column, of one currency and of those without a figure; the largest saving first. */
async function readGroups(tx: Transaction, column: string, currency: string | null) {
  const { rows } = await sql<Omit<Group, 'label'>>`
    select coalesce(${sql.ref(column)}, '') as key, count(*)::integer as recommendations,
      coalesce(sum(monthly_savings) filter (where in_total), 0)::double precision as monthly_savings
    from recommendations
    where ${isActive} and (monthly_savings is null or currency is null or currency = ${currency})
    group by 1 order by 3 desc, 2 desc, 1 limit 200`.execute(tx);
  return rows;
}

async function readRealised(tx: Transaction, currency: string | null): Promise<Summary['realised']> {
  const { rows } = await sql<{ recommendations: number; promised: number | null; realised: number | null }>`
    select count(*)::integer as recommendations, sum(promised)::double precision as promised,
      sum(realised)::double precision as realised
    from recommendation_results
    where currency = ${currency} and promised is not null and realised is not null`.execute(tx);
  const [row] = rows;
  if (!row || row.promised === null || row.realised === null) return null;
  return { recommendations: row.recommendations, promised: row.promised, realised: row.realised };
}

async function readLastRun(tx: Transaction): Promise<Summary['last_run']> {
  const run = await tx
    .selectFrom('recommendation_runs')
    .select(['finished_at', 'as_of', 'resources', 'bill_start', 'bill_end', 'failed'])
    .executeTakeFirst();
  if (!run) return null;
  const { bill_start, bill_end, failed, ...told } = run;
  return {
    ...told,
    bill_window: bill_start === null || bill_end === null ? null : { start: bill_start, end: bill_end },
    failed_rules: failed,
  };
}

/** What would have to be there for more to be found; null when all is. */
async function readNote(tx: Transaction, last_run: Summary['last_run']): Promise<string | null> {
  const resource = await tx.selectFrom('resources').select('id').where('gone_at', 'is', null).executeTakeFirst();
  if (!resource)
    return 'No resources are known. Connect AWS or Azure: recommendations need the inventory beside the bill.';
  if (last_run && last_run.bill_window === null)
    return 'No bill names these resources, so that no saving can be told. Connect a billing export or load a FOCUS file.';
  return null;
}

const named = (groups: Omit<Group, 'label'>[], labelOf: (key: string) => string): Group[] =>
  groups.map((group) => ({ ...group, label: group.key === '' ? 'none' : labelOf(group.key) }));

async function readSummary(context: Context, wanted: string | undefined, names: ReadonlyMap<string, string>) {
  return context.transaction(async (tx): Promise<Summary> => {
    const { currency: own } = await tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow();
    const rows = await readCurrencies(tx);
    const known = rows.flatMap(({ currency }) => currency ?? []);
    const currency = wanted ?? (known.includes(own) ? own : (known[0] ?? null));
    const mine = rows.find((row) => row.currency !== null && row.currency === currency);
    const without = rows.find((row) => row.currency === null);
    const last_run = await readLastRun(tx);
    const same = (key: string): string => key;
    return {
      currency,
      attainable: mine
        ? {
            effective: mine.effective ?? 0,
            list: mine.without_list > 0 ? null : (mine.list ?? 0),
            contracted: mine.without_contracted > 0 ? null : (mine.contracted ?? 0),
          }
        : null,
      recommendations: (mine?.recommendations ?? 0) + (without?.recommendations ?? 0),
      in_total: (mine?.in_total ?? 0) + (without?.in_total ?? 0),
      unknown_savings: without?.unknown ?? 0,
      by_type: named(await readGroups(tx, 'type', currency), same),
      by_rule: named(await readGroups(tx, 'rule_id', currency), ruleTitle),
      by_account: named(await readGroups(tx, 'account_id', currency), (key) => names.get(accountKey(key)) ?? key),
      by_owner: named(await readGroups(tx, 'owner', currency), same),
      by_provider: named(await readGroups(tx, 'provider', currency), (key) => (key === 'aws' ? 'AWS' : 'Azure')),
      realised: await readRealised(tx, currency),
      other_currencies: rows.flatMap(({ currency: other, recommendations, effective }) =>
        other === null || other === currency ? [] : [{ currency: other, recommendations, attainable: effective ?? 0 }],
      ),
      last_run,
      note: await readNote(tx, last_run),
    };
  });
}

/** What the best set in a currency saves a month; null before anything was found in it. */
export const readPotentialSavings = (context: Pick<Context, 'transaction'>, currency: string): Promise<number | null> =>
  context.transaction(
    async (tx) => (await readCurrencies(tx)).find((row) => row.currency === currency)?.effective ?? null,
  );

/** What can be saved in all. */
export function summaryHandlers(costs: Pick<Costs, 'accountNames'>) {
  return {
    getRecommendationSummary: async (context, { query }) =>
      readSummary(context, query.currency, await costs.accountNames(context)),
  } satisfies Partial<Handlers<typeof recommendationsContract>>;
}
