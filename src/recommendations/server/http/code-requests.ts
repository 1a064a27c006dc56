import { notFound, refused } from '../../../platform/core/errors.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { CodeRequest } from '../../core/code/types.ts';

const COLUMNS = [
  'recommendations.id',
  'recommendations.title',
  'recommendations.reason',
  'recommendations.provider',
  'recommendations.account_id',
  'recommendations.region',
  'recommendations.resource_id',
  'recommendations.resource_type',
  'recommendations.resource_name',
  'recommendations.finding',
  'resources.status',
  'resources.tags',
  'resources.attributes',
] as const;

const readRows = (tx: Transaction, ids: readonly string[]) =>
  tx
    .selectFrom('recommendations')
    .leftJoin('resources', (join) =>
      join
        .onRef('resources.provider_id', '=', 'recommendations.provider_id')
        .onRef('resources.resource_id', '=', 'recommendations.resource_id')
        .on('resources.gone_at', 'is', null),
    )
    .select(COLUMNS)
    .where('recommendations.id', 'in', [...ids])
    .execute();

type Row = Awaited<ReturnType<typeof readRows>>[number];

function requestOf(row: Row): CodeRequest | null {
  const { id: _, finding, status, tags, attributes, ...named } = row;
  if (finding.change === null) return null;
  return {
    ...named,
    change: finding.change,
    current: finding.current,
    proposed: finding.proposed,
    inventory: tags === null || attributes === null ? null : { status, tags, attributes },
  };
}

/** What code is made from. Throws a 404 problem where the recommendation is not there, 422 where no code can be made. */
export async function readCodeRequest(tx: Transaction, id: string): Promise<CodeRequest> {
  const [row] = await readRows(tx, [id]);
  if (!row) throw notFound('This recommendation');
  const request = requestOf(row);
  if (!request)
    throw refused('No code can be made for this recommendation: what to do is for people to decide, as it says.');
  return request;
}

/** What code is made from, of several, in their order; those that code can't be made for are left out, by their titles. */
export async function readCodeRequests(
  tx: Transaction,
  ids: readonly string[],
): Promise<{ requests: CodeRequest[]; without_code: string[] }> {
  const distinct = [...new Set(ids)];
  const rows = new Map((await readRows(tx, distinct)).map((row) => [row.id, row]));
  const ordered = distinct.map((id) => {
    const row = rows.get(id);
    if (!row) throw notFound(`The recommendation ${id}`);
    return { row, request: requestOf(row) };
  });
  const requests = ordered.flatMap(({ request }) => request ?? []);
  if (requests.length === 0) throw refused('No code can be made for any of these recommendations.');
  return { requests, without_code: ordered.flatMap(({ row, request }) => (request ? [] : [row.title])) };
}
