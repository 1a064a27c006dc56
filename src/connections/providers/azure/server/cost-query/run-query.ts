import { type CostRow, parsePage, rowsOf } from '../../core/cost-query/answer.ts';
import { bodyOf, type CostQuery } from '../../core/cost-query/query.ts';
import { nextPath } from '../client.ts';
import type { AzureAnswer } from '../transport.ts';

export const COST_API_VERSION = '2025-03-01';

/** Posts a query to a path, or asks for its next page. */
export type SendQuery = (path: string, body: unknown) => Promise<AzureAnswer>;

/** Asks for sums, page by page. An answer without content (204) has no rows. Throws for days that were not asked for. */
export async function runQuery(send: SendQuery, scope_path: string, query: CostQuery): Promise<CostRow[]> {
  const rows: CostRow[] = [];
  const body = bodyOf(query);
  const first = `${scope_path}/providers/Microsoft.CostManagement/query?api-version=${COST_API_VERSION}`;
  for (let path: string | null = first; path !== null; ) {
    const { bytes } = await send(path, body);
    if (bytes.length === 0) break;
    const page = parsePage(bytes.toString());
    for (const row of rowsOf(page, query.grouping)) rows.push(row);
    path = nextPath(page);
  }
  const foreign = rows.find(({ day }) => day < query.start || day >= query.end);
  if (foreign) throw new Error(`Azure answers with ${foreign.day}, which was not asked for.`);
  return rows;
}
