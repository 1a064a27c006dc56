import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import type { Context } from '../../../platform/server/context.ts';
import { Values, whereOf } from '../../core/compile.ts';
import { completeThrough } from '../../core/completeness.ts';
import { readRows } from '../store/charges.ts';
import { chargesOf } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';
import { readSources } from './resolve.ts';

const DAYS = 30;

/** What one resource cost in one currency. */
export interface ResourceCost {
  /** As the bill spells the resource. */
  resource_id: string;
  currency: string;
  /** Exact decimal text. */
  amount: string;
}

/** Effective costs of the last 30 complete days, by the name that the bill has for a resource, in lower case. */
export interface ResourceCosts {
  /** Null without costs. */
  range: { start: IsoDate; end: IsoDate } | null;
  by_resource: ReadonlyMap<string, readonly ResourceCost[]>;
}

/** Reads what each resource that bills name cost in the last 30 complete days. */
export async function readResourceCosts(
  context: Pick<Context, 'organization_id' | 'transaction'>,
  reader: CachedReader,
): Promise<ResourceCosts> {
  const { organization_id } = context;
  const data_through = completeThrough(await reader.read(organization_id, ['sources'], () => readSources(context)));
  if (data_through === null) return { range: null, by_resource: new Map() };
  const end = addDays(data_through, 1);
  const range = { start: addDays(end, -DAYS), end };
  const rows = await reader.read(organization_id, ['resource costs', range], async (snapshot, connection) => {
    const source = chargesOf(snapshot);
    const values = new Values();
    const condition = whereOf(source, { ...range, metric: 'effective', currency: null, filters: [] }, values);
    return readRows<ResourceCost>(
      connection,
      `select resource_id, billing_currency as currency, sum(effective_cost)::varchar as amount
       from ${source.table} where ${condition} and resource_id is not null and effective_cost is not null group by 1, 2`,
      values.list,
    );
  });
  return { range, by_resource: Map.groupBy(rows, ({ resource_id }) => resource_id.toLowerCase()) };
}
