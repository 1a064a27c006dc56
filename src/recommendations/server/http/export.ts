import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Costs } from '../../../costs/server/index.ts';
import { accountKey } from '../../../costs/server/index.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { RecommendationFilters, recommendationsContract } from '../../core/contract.ts';
import { conditionsOf } from './filters.ts';
import { type RecommendationRow, selectRecommendations } from './rows.ts';

const PAGE = 500;

const COLUMNS = [
  'id',
  'rule_id',
  'type',
  'title',
  'reason',
  'status',
  'impact',
  'provider',
  'resource_id',
  'resource_type',
  'resource_name',
  'account_id',
  'account_name',
  'region',
  'owner',
  'monthly_savings',
  'currency',
  'in_total',
  'confidence',
  'risk',
  'effort',
  'restart_needed',
  'reversible',
  'sources',
  'first_found_at',
  'found_at',
  'changed_at',
] as const;

/** A cell that no spreadsheet takes for a formula; amounts stay as they are. */
function cellOf(column: (typeof COLUMNS)[number], value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  const safe = column !== 'monthly_savings' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const lineOf = (row: RecommendationRow & { account_name: string | null }): string =>
  `${COLUMNS.map((column) => cellOf(column, row[column])).join(',')}\r\n`;

/** Lines of all that fit, read page by page in the order of their ids. */
async function* linesOf(context: Context, filters: RecommendationFilters, names: ReadonlyMap<string, string>) {
  yield `${COLUMNS.join(',')}\r\n`;
  const where = sql<boolean>`${sql.join(conditionsOf(filters), sql` and `)}`;
  for (let after = ''; ; ) {
    const rows = await context.transaction((tx) => {
      const selected = selectRecommendations(tx).where(where).orderBy('recommendations.id').limit(PAGE);
      return (after === '' ? selected : selected.where('recommendations.id', '>', after)).execute();
    });
    for (const row of rows) yield lineOf({ ...row, account_name: names.get(accountKey(row.account_id)) ?? null });
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last.id;
  }
}

/** Recommendations as a CSV file, with exact amounts. */
export function exportHandlers(costs: Pick<Costs, 'accountNames'>) {
  return {
    exportRecommendations: async (context, { query }) => ({
      file_name: `recommendations ${context.now.toISOString().slice(0, 10)}.csv`,
      content_type: 'text/csv; charset=utf-8',
      stream: Readable.from(linesOf(context, query, await costs.accountNames(context))),
    }),
  } satisfies Partial<Handlers<typeof recommendationsContract>>;
}
