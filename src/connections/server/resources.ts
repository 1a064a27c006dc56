import { sql } from 'kysely';
import type { z } from 'zod';
import { accountKey, type Costs, type ResourceCosts } from '../../costs/server/index.ts';
import { badRequest, notFound } from '../../platform/core/errors.ts';
import { containing } from '../../platform/server/conditions.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { METRICS, type MetricName } from '../core/inventory.ts';
import { costsOf, type KnownCost, singleCost, sumExactly } from '../core/resource-costs.ts';
import type { Resource, ResourceDetail, resourcesContract } from '../core/resources-contract.ts';

type ListQuery = z.output<(typeof resourcesContract)['listResources']['query']>;

/** The metrics that tell most of how a resource is used, the most telling first. */
const TELLING: readonly MetricName[] = [
  'cpu_percent',
  'connections',
  'requests',
  'invocations',
  'active_connections',
  'processed_bytes',
  'consumed_read_units',
  'disk_read_operations',
  'transactions',
  'incoming_bytes',
  'size_bytes',
];

const LISTED = [
  'resources.id',
  'resources.provider_id',
  'resources.resource_id',
  'resources.resource_type',
  'resources.name',
  'resources.account_id',
  'resources.region',
  'resources.status',
  'resources.created_at',
  'resources.tags',
  'resources.billed_as',
  'resources.first_seen_at',
  'resources.gone_at',
  'providers.provider_type',
] as const;

/** Which resources a query is about. */
function conditionsOf({ search, provider_id, type, region, account, tag, gone }: ListQuery) {
  const like = search ? containing(search) : null;
  return [
    sql<boolean>`true`,
    ...(gone === 'show' ? [] : [gone === 'only' ? sql<boolean>`gone_at is not null` : sql<boolean>`gone_at is null`]),
    ...(provider_id.length > 0 ? [sql<boolean>`provider_id = any(${provider_id}::uuid[])`] : []),
    ...(type.length > 0 ? [sql<boolean>`resource_type = any(${type}::text[])`] : []),
    ...(region.length > 0 ? [sql<boolean>`coalesce(region, '') = any(${region}::text[])`] : []),
    ...(account.length > 0 ? [sql<boolean>`account_id = any(${account}::text[])`] : []),
    ...(like === null
      ? []
      : [sql<boolean>`(resources.name ilike ${like} or resource_id ilike ${like} or tags::text ilike ${like})`]),
    ...tag.map((text) => {
      const [key = '', value = ''] = text.split(/=(.*)/s);
      return value === '' ? sql<boolean>`not (tags ? ${key})` : sql<boolean>`tags ->> ${key} = ${value}`;
    }),
  ];
}

interface Found {
  id: string;
  sort_key: string;
  costs: readonly KnownCost[];
  cost: { monthly_cost: number | null; currency: string | null };
}

/** Every resource that a query is about, in its order; those without the value that is sorted by come last. */
async function findAll(context: Context, query: ListQuery, known: ResourceCosts): Promise<Found[]> {
  const { sort, order } = query;
  const key = sort === 'monthly_cost' ? 'name' : sort;
  const rows = await context.transaction((tx) =>
    tx
      .selectFrom('resources')
      .select(['id', 'billed_as', sql<string>`lower(coalesce(${sql.ref(key)}::text, ''))`.as('sort_key')])
      .where((e) => e.and(conditionsOf(query)))
      .execute(),
  );
  const found = rows.map(({ id, billed_as, sort_key }) => {
    const costs = costsOf(billed_as, known.by_resource);
    return { id, sort_key, costs, cost: singleCost(costs) };
  });
  const direction = order === 'asc' ? 1 : -1;
  const byText = (a: Found, b: Found): number =>
    Number(a.sort_key === '') - Number(b.sort_key === '') ||
    (a.sort_key < b.sort_key ? -direction : a.sort_key > b.sort_key ? direction : a.id < b.id ? -1 : 1);
  if (sort !== 'monthly_cost') return found.toSorted(byText);
  return found.toSorted((a, b) => {
    const [x, y] = [a.cost.monthly_cost, b.cost.monthly_cost];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || byText(a, b);
    return direction * (x - y) || byText(a, b);
  });
}

/** By `keyOf`: two connections may know a resource by the same id. */
async function readSparklines(tx: Transaction, resources: Measured[]): Promise<Map<string, Resource['sparkline']>> {
  if (resources.length === 0) return new Map();
  const rows = await tx
    .selectFrom('resource_metrics')
    .select(['provider_id', 'resource_id', 'metric', 'first_date', 'average', 'total'])
    .where(
      'resource_id',
      'in',
      resources.map(({ resource_id }) => resource_id),
    )
    .where('metric', 'in', TELLING)
    .execute();
  const rank = (metric: string): number => TELLING.indexOf(metric as MetricName);
  const best = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    const known = best.get(keyOf(row));
    if (!known || rank(row.metric) < rank(known.metric)) best.set(keyOf(row), row);
  }
  return new Map(
    [...best].map(([key, { metric, first_date, average, total }]) => {
      const values = average.some((value) => value !== null) ? average : total;
      return [key, { metric: metric as MetricName, first_date, average: values }];
    }),
  );
}

type Measured = Pick<Resource, 'provider_id' | 'resource_id'>;
const keyOf = ({ provider_id, resource_id }: Measured): string => `${provider_id} ${resource_id}`;

/** Totals by currency, of the resources whose cost is known. */
function totalsOf(found: Found[]) {
  const by_currency = Map.groupBy(
    found.flatMap(({ id, costs }) => costs.map((cost) => ({ cost, id }))),
    ({ cost }) => cost.currency,
  );
  return [...by_currency].map(([currency, costs]) => ({
    currency,
    // Two connections may show the same resource: what the bill says of it counts once.
    amount: sumExactly([...new Set(costs.map(({ cost }) => cost))].map(({ amount }) => amount)),
    resources: new Set(costs.map(({ id }) => id)).size,
  }));
}

function costNote(found: Found[], known: ResourceCosts): string | null {
  const unknown = found.filter(({ cost }) => cost.monthly_cost === null).length;
  if (unknown === 0) return null;
  if (known.range === null) return 'There are no costs yet.';
  return `No bill from ${known.range.start} until before ${known.range.end} names ${unknown} of these resources. Costs that are read from Cost Explorer or Cost Management queries do not name resources; exports and FOCUS files do.`;
}

/** Positions are counted: the order comes from costs, which are in another store. */
function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw badRequest('The cursor is not one that a list answered.', [
    { path: 'query.cursor', message: 'must be the next_cursor of a page' },
  ]);
}

const linkColumns = ['id', 'resource_id', 'name', 'resource_type'] as const;

async function readLinks(tx: Transaction, provider_id: string, resource_ids: string[]) {
  if (resource_ids.length === 0) return [];
  const rows = await tx
    .selectFrom('resources')
    .select(linkColumns)
    .where('provider_id', '=', provider_id)
    .where('resource_id', 'in', resource_ids)
    .execute();
  const known = new Map(rows.map((row) => [row.resource_id, row]));
  return resource_ids.map(
    (resource_id) => known.get(resource_id) ?? { id: null, resource_id, name: null, resource_type: null },
  );
}

const MOST_LINKS = 100;

async function readDetail(
  tx: Transaction,
  id: string,
  known: ResourceCosts,
): Promise<Omit<ResourceDetail, 'account_name'>> {
  const row = await tx
    .selectFrom('resources')
    .innerJoin('providers', 'providers.id', 'resources.provider_id')
    .select([...LISTED, 'resources.attributes', 'resources.parent_id', 'resources.attached_to', 'resources.changed_at'])
    .where('resources.id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('This resource');
  const { parent_id, attached_to, ...shown } = row;
  const { provider_id, resource_id, billed_as } = shown;
  const [parent = null] = await readLinks(tx, provider_id, parent_id === null ? [] : [parent_id]);
  const attached_from = await tx
    .selectFrom('resources')
    .select(linkColumns)
    .where('provider_id', '=', provider_id)
    .where('gone_at', 'is', null)
    .where((e) => e.or([e('parent_id', '=', resource_id), sql<boolean>`attached_to @> array[${resource_id}]::text[]`]))
    .orderBy('resource_type')
    .orderBy('name')
    .limit(MOST_LINKS)
    .execute();
  const metrics = await tx
    .selectFrom('resource_metrics')
    .select(['metric', 'first_date', 'average', 'maximum', 'p95', 'p99', 'total'])
    .where('provider_id', '=', provider_id)
    .where('resource_id', '=', resource_id)
    .execute();
  const advice = await tx
    .selectFrom('provider_advice')
    .select(['source', 'action', 'title', 'monthly_savings', 'currency', 'details', 'first_seen_at'])
    .where('provider_id', '=', provider_id)
    .where('resource_id', '=', resource_id)
    .where('gone_at', 'is', null)
    .execute();
  const costs = costsOf(billed_as, known.by_resource);
  const order = (metric: string): number => METRICS.indexOf(metric as MetricName);
  return {
    ...shown,
    ...singleCost(costs),
    // As bills spell it, where they name it.
    billed_as: costs.length > 0 ? [...new Set(costs.map((cost) => cost.resource_id))] : billed_as,
    parent,
    attached_to: await readLinks(tx, provider_id, attached_to),
    attached_from,
    metrics: metrics
      .toSorted((a, b) => order(a.metric) - order(b.metric))
      .map((series) => ({ ...series, metric: series.metric as MetricName })),
    advice: advice.map((one) => ({
      ...one,
      monthly_savings: one.monthly_savings === null ? null : Number(one.monthly_savings),
    })),
  };
}

/** The inventory over HTTP. */
export const resourceHandlers = (
  costs: Pick<Costs, 'resourceCosts' | 'accountNames'>,
): Handlers<typeof resourcesContract> => ({
  listResources: async (context, { query }) => {
    const known = await costs.resourceCosts(context);
    const found = await findAll(context, query, known);
    const from = offsetOf(query.cursor);
    const page = found.slice(from, from + query.limit);
    const names = await costs.accountNames(context);
    const items = await context.transaction(async (tx) => {
      if (page.length === 0) return [];
      const rows = await tx
        .selectFrom('resources')
        .innerJoin('providers', 'providers.id', 'resources.provider_id')
        .select(LISTED)
        .where(
          'resources.id',
          'in',
          page.map(({ id }) => id),
        )
        .execute();
      const by_id = new Map(rows.map((row) => [row.id, row]));
      const sparklines = await readSparklines(tx, rows);
      return page.flatMap(({ id, cost }) => {
        const row = by_id.get(id);
        if (!row) return [];
        const { billed_as: _, ...shown } = row;
        const account_name = names.get(accountKey(row.account_id)) ?? null;
        return [{ ...shown, ...cost, account_name, sparkline: sparklines.get(keyOf(row)) ?? null }];
      });
    });
    const next = from + page.length;
    return {
      items,
      next_cursor: next < found.length ? String(next) : null,
      total: found.length,
      monthly_costs: totalsOf(found),
      cost_note: costNote(found, known),
    };
  },
  resourceFacets: async (context) => {
    const names = await costs.accountNames(context);
    return context.transaction(async (tx) => {
      const facet = async (value: ReturnType<typeof sql<string>>) => {
        const { rows } = await sql<{ value: string; resources: number }>`
          select ${value} as value, count(*) as resources from resources
          where gone_at is null group by 1 order by 2 desc, 1 limit 500`.execute(tx);
        return rows;
      };
      const accounts = await facet(sql<string>`account_id`);
      return {
        types: await facet(sql<string>`resource_type`),
        regions: await facet(sql<string>`coalesce(region, '')`),
        accounts: accounts.map((one) => ({ ...one, name: names.get(accountKey(one.value)) ?? null })),
        tag_keys: await facet(sql<string>`jsonb_object_keys(tags)`),
      };
    });
  },
  getResource: async (context, { params: { id } }) => {
    const known = await costs.resourceCosts(context);
    const names = await costs.accountNames(context);
    const detail = await context.transaction((tx) => readDetail(tx, id, known));
    return { ...detail, account_name: names.get(accountKey(detail.account_id)) ?? null };
  },
});
