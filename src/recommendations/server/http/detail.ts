import { sql } from 'kysely';
import type { z } from 'zod';
import type { Costs } from '../../../costs/server/index.ts';
import { notFound } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import type { Finding } from '../../core/types.ts';
import { amountOf, asRecommendation, isActive, selectRecommendations } from './rows.ts';

type Detail = z.input<(typeof recommendationsContract)['getRecommendation']['answer']>;

const DETAILS = [
  'recommendations.finding',
  'recommendations.advice',
  'recommendations.list_savings',
  'recommendations.contracted_savings',
  'recommendations.taken_up',
  'recommendations.stranded',
  'recommendations.dismissal_reason',
  'recommendations.stale_because',
] as const;

/** The series that a finding shows, as they were measured since. */
async function readSeries(tx: Transaction, provider_id: string | null, finding: Finding): Promise<Detail['series']> {
  if (provider_id === null || finding.evidence.length === 0) return [];
  const rows = await tx
    .selectFrom('resource_metrics')
    .select(['resource_id', 'metric', 'first_date', 'average', 'maximum', 'p95', 'p99', 'total'])
    .where('provider_id', '=', provider_id)
    .where('resource_id', 'in', [...new Set(finding.evidence.map(({ resource_id }) => resource_id))])
    .where('metric', 'in', [...new Set(finding.evidence.map(({ metric }) => metric))])
    .execute();
  return finding.evidence.flatMap(({ resource_id, metric, statistic, limit }) => {
    const row = rows.find((one) => one.resource_id === resource_id && one.metric === metric);
    return row ? [{ resource_id, metric, statistic, first_date: row.first_date, values: row[statistic], limit }] : [];
  });
}

/** Others, waiting as well, that claim something of the same resources. */
async function readAlternatives(tx: Transaction, id: string, finding: Finding): Promise<Detail['alternatives']> {
  const resource_ids = [...new Set(finding.claims.map(({ resource_id }) => resource_id))];
  if (resource_ids.length === 0) return [];
  const { rows } = await sql<{
    id: string;
    title: string;
    monthly_savings: string | null;
    in_total: boolean;
    claims: Finding['claims'];
  }>`select id, title, monthly_savings, in_total, finding -> 'claims' as claims from recommendations
    where ${isActive} and id <> ${id}::uuid and exists (
      select from jsonb_array_elements(finding -> 'claims') as claim
      where claim ->> 'resource_id' = any(${resource_ids}::text[]))
    order by monthly_savings desc nulls last, id limit 50`.execute(tx);
  const conflicts = (claims: Finding['claims']): boolean =>
    claims.some((one) =>
      finding.claims.some(
        (own) =>
          own.resource_id === one.resource_id &&
          (own.component === 'all' || one.component === 'all' || own.component === one.component),
      ),
    );
  return rows
    .filter(({ claims }) => conflicts(claims))
    .map((row) => ({
      id: row.id,
      title: row.title,
      in_total: row.in_total,
      monthly_savings: amountOf(row.monthly_savings),
    }));
}

async function readRealised(tx: Transaction, id: string): Promise<Detail['realised']> {
  const row = await tx
    .selectFrom('recommendation_results')
    .select([
      'changed_on',
      'measured_through',
      'days',
      'promised',
      'realised',
      'lower',
      'upper',
      'currency',
      'explanation',
    ])
    .where('recommendation_id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  const { promised, realised, lower, upper, ...told } = row;
  return {
    ...told,
    promised: amountOf(promised),
    realised: amountOf(realised),
    lower: amountOf(lower),
    upper: amountOf(upper),
  };
}

const readEntries = (tx: Transaction, id: string) =>
  tx
    .selectFrom('recommendation_entries')
    .select(['id', 'kind', 'actor', 'text', 'created_at'])
    .where('recommendation_id', '=', id)
    .orderBy('place')
    .execute();

/** A recommendation with everything that is known of it. Throws a 404 problem when there is none of this id. */
export async function readDetail(tx: Transaction, id: string, names: ReadonlyMap<string, string>): Promise<Detail> {
  const row = await selectRecommendations(tx).select(DETAILS).where('recommendations.id', '=', id).executeTakeFirst();
  if (!row) throw notFound('This recommendation');
  const { finding, advice, list_savings, contracted_savings, taken_up, stranded, ...rest } = row;
  const { monthly_cost } = finding.saving;
  return {
    ...asRecommendation(rest, names),
    dismissal_reason: row.dismissal_reason,
    stale_because: row.stale_because,
    finding,
    savings:
      row.monthly_savings === null
        ? null
        : {
            effective: Number(row.monthly_savings),
            list: amountOf(list_savings),
            contracted: amountOf(contracted_savings),
          },
    monthly_cost: monthly_cost && {
      effective: Number(monthly_cost.effective),
      list: amountOf(monthly_cost.list),
      contracted: amountOf(monthly_cost.contracted),
    },
    taken_up: amountOf(taken_up),
    stranded: amountOf(stranded),
    series: await readSeries(tx, row.provider_id, finding),
    advice: advice.map((one) => ({ ...one, monthly_savings: amountOf(one.monthly_savings) })),
    alternatives: await readAlternatives(tx, id, finding),
    realised: await readRealised(tx, id),
    entries: await readEntries(tx, id),
  };
}

/** One recommendation. */
export function detailHandlers(costs: Pick<Costs, 'accountNames'>) {
  return {
    getRecommendation: async (context: Context, { params: { id } }) => {
      const names = await costs.accountNames(context);
      return context.transaction((tx) => readDetail(tx, id, names));
    },
  } satisfies Partial<Handlers<typeof recommendationsContract>>;
}
