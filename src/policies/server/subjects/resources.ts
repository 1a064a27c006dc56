import { setImmediate as breathe } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { ResourceBillLine, ResourceBills } from '../../../costs/core/resource-bills.ts';
import { accountKey, type Costs } from '../../../costs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { ACTIVE_STATUSES } from '../../../recommendations/core/contract.ts';
import type { AccountFacts } from '../../core/facts.ts';
import { billedOf } from '../../core/subjects/bill.ts';
import {
  type AroundResource,
  type Common,
  type KnownResource,
  resourceHours,
  resourceSubject,
} from '../../core/subjects/resource.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import type { Reading } from './reading.ts';

/** Resources of one statement: it keeps the only connection of the embedded database for a moment. */
const PAGE = 1_000;

/** A resource with what is needed to find the rest. */
export interface InventoryRow extends KnownResource {
  provider_id: string;
  billed_as: string[];
  gone_at: string | null;
}

const INSTANT = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** One JSON text of many rows is several times as fast to pass on and to read as the rows. */
const ROWS = sql<string>`coalesce(json_agg(json_build_object('id', id, 'provider_id', provider_id, 'resource_id', resource_id,
  'resource_type', resource_type, 'name', name, 'account_id', account_id, 'region', region, 'status', status,
  'created_at', ${INSTANT('created_at')}, 'first_seen_at', ${INSTANT('first_seen_at')}, 'gone_at', ${INSTANT('gone_at')},
  'tags', tags, 'attributes', attributes, 'billed_as', billed_as) order by provider_id, resource_id), '[]')::text`;

/** Which resources are read. */
export type Wanted = RawBuilder<boolean>;
export const IS_THERE: Wanted = sql<boolean>`gone_at is null`;

async function readPage(tx: Transaction, wanted: Wanted, last: InventoryRow | undefined): Promise<InventoryRow[]> {
  const { json } = await tx
    .selectFrom((from) => {
      const query = from
        .selectFrom('resources')
        .selectAll()
        .where(wanted)
        .orderBy('provider_id')
        .orderBy('resource_id')
        .limit(PAGE);
      const after = sql<boolean>`(provider_id, resource_id) > (${last?.provider_id}::uuid, ${last?.resource_id})`;
      return (last ? query.where(after) : query).as('page');
    })
    .select(ROWS.as('json'))
    .executeTakeFirstOrThrow();
  return JSON.parse(json) as InventoryRow[];
}

type Recommended = ReadonlyMap<string, AroundResource['recommendations']>;

const keyOf = (provider_id: string | null, resource_id: string): string => `${provider_id} ${resource_id}`;

/** What waits for somebody about each resource. */
async function readRecommended(tx: Transaction): Promise<Recommended> {
  const { rows } = await sql<{
    provider_id: string | null;
    resource_id: string;
    open: number;
    savings: number | null;
  }>`select provider_id, resource_id, count(*)::integer as open,
      case when count(distinct currency) = 1 then (sum(monthly_savings) filter (where in_total))::double precision end as savings
    from recommendations where status = any(${[...ACTIVE_STATUSES]}::text[]) group by 1, 2`.execute(tx);
  return new Map(
    rows.map(({ provider_id, resource_id, open, savings }) => [
      keyOf(provider_id, resource_id),
      { open, monthly_savings: savings },
    ]),
  );
}

/** Azure machines with a network interface that has a public address. */
async function readWithPublicInterface(tx: Transaction): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select distinct unnest(attached_to) as id from resources
    where gone_at is null and resource_type = 'microsoft.network/networkinterfaces'
      and jsonb_typeof(attributes -> 'public_ip_ids') = 'array' and jsonb_array_length(attributes -> 'public_ip_ids') > 0`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

const NOTHING_OPEN = { open: 0, monthly_savings: null };

const linesOf = ({ by_resource }: ResourceBills, billed_as: readonly string[]): ResourceBillLine[] =>
  [...new Set(billed_as.map((name) => name.toLowerCase()))].flatMap((name) => by_resource.get(name) ?? []);

/** A resource as it is judged, with its row. */
export interface ResourceSubject {
  row: InventoryRow;
  subject: Subject;
}

/** What resources are read with. */
export interface ResourceSurroundings {
  costs: Pick<Costs, 'resourceBills'>;
  common: Common;
  /** By `accountKey`. */
  accounts: ReadonlyMap<string, AccountFacts>;
}

/**
 * Resources as policies judge them, page by page; requests are let in between. What two connections know is there once.
 * `names`, as bills spell them, narrow what is read of bills where few are wanted.
 */
export async function* readResourceSubjects(
  context: Reading,
  { costs, common, accounts }: ResourceSurroundings,
  wanted: Wanted,
  names?: readonly string[],
): AsyncGenerator<ResourceSubject[]> {
  const bills = await costs.resourceBills(context, names);
  const { recommended, with_public_interface } = await context.transaction(async (tx) => ({
    recommended: await readRecommended(tx),
    with_public_interface: await readWithPublicInterface(tx),
  }));
  const seen = new Set<string>();
  const subjectOf = (row: InventoryRow): Subject => {
    const lines = linesOf(bills, row.billed_as);
    const around: AroundResource = {
      billed: billedOf(lines),
      hours: resourceHours(row.resource_type, lines, bills.window?.end ?? null),
      recommendations: recommended.get(keyOf(row.provider_id, row.resource_id)) ?? NOTHING_OPEN,
      account: accounts.get(accountKey(row.account_id)) ?? {},
      with_public_interface: with_public_interface.has(row.resource_id),
    };
    return resourceSubject(row, around, common);
  };
  let last: InventoryRow | undefined;
  for (;;) {
    const rows = await context.transaction((tx) => readPage(tx, wanted, last));
    const page = rows.filter(({ resource_id }) => !seen.has(resource_id));
    for (const { resource_id } of rows) seen.add(resource_id);
    yield page.map((row) => ({ row, subject: subjectOf(row) }));
    last = rows.at(-1);
    if (rows.length < PAGE) return;
    await breathe();
  }
}

/** Resources of some ids as they are judged, by id. */
export async function readResourceSubjectsById(
  context: Reading,
  surroundings: ResourceSurroundings,
  resource_ids: readonly string[],
): Promise<ReadonlyMap<string, ResourceSubject>> {
  const found = new Map<string, ResourceSubject>();
  if (resource_ids.length === 0) return found;
  const names = await context.transaction(async (tx) => {
    const { rows } = await sql<{ name: string }>`select distinct unnest(billed_as) as name from resources
      where gone_at is null and resource_id = any(${[...resource_ids]}::text[])`.execute(tx);
    return rows.map(({ name }) => name);
  });
  const wanted = sql<boolean>`gone_at is null and resource_id = any(${[...resource_ids]}::text[])`;
  for await (const page of readResourceSubjects(context, surroundings, wanted, names))
    for (const one of page) found.set(one.row.resource_id, one);
  return found;
}
