import type { z } from 'zod';
import type { Context } from '../../../platform/server/context.ts';
import { groupingExpression, labelExpression, rowsOf, Values } from '../../core/compile.ts';
import type { CostDimensions, costsContract } from '../../core/contract.ts';
import { DIMENSION_NAMES, DIMENSIONS, type Grouping, tagKeyOf } from '../../core/dimensions.ts';
import { readRows } from '../store/charges.ts';
import { type Snapshot, sourceFor } from '../store/snapshot.ts';
import type { CachedReader } from './cached-reader.ts';

const MOST_TAG_KEYS = 500;

/** What costs can be grouped and filtered by: fixed dimensions, tag keys by use, and the currencies there are. */
export async function readDimensions(context: Context, reader: CachedReader): Promise<CostDimensions> {
  const { tag_keys, currencies } = await reader.read(
    context.organization_id,
    ['dimensions'],
    async (snapshot, connection) => ({
      tag_keys: await readRows<{ key: string; rows: number }>(
        connection,
        `select key, sum(rows)::integer as rows from ${snapshot.catalog}.tag_values where ${snapshot.condition}
       group by key order by sum(rows) desc, key limit ${MOST_TAG_KEYS}`,
      ),
      currencies: await readRows<{ currency: string }>(
        connection,
        `select billing_currency as currency from ${snapshot.catalog}.daily_costs where ${snapshot.condition} group by 1 order by sum(row_count) desc, 1`,
      ),
    }),
  );
  return {
    items: DIMENSION_NAMES.map((dimension) => ({ dimension, title: DIMENSIONS[dimension].title })),
    tag_keys,
    currencies: currencies.map((row) => row.currency),
  };
}

type ValuesAnswer = z.input<typeof costsContract.costDimensionValues.answer>;
interface ValueRow {
  name: string;
  label: string | null;
}

function tagValuesStatement(snapshot: Snapshot, key: string, values: Values): string {
  return `select value as name, null as label, sum(rows) as rows from ${snapshot.catalog}.tag_values
    where ${snapshot.condition} and key = ${values.add(key)} and value <> '' group by 1`;
}

function dimensionStatement(snapshot: Snapshot, dimension: Grouping, values: Values): string {
  const source = sourceFor(snapshot, { filters: [] }, dimension);
  const expression = groupingExpression(dimension, source, values);
  return `select ${expression} as name, ${labelExpression(dimension)} as label, ${rowsOf(source)} as rows from ${source.table}
    where ${snapshot.condition} and ${expression} <> '' group by 1`;
}

/** Values of a grouping whose name or label contains `search`, whatever the case; most used first. */
export async function readDimensionValues(
  context: Context,
  reader: CachedReader,
  dimension: Grouping,
  search: string,
  limit: number,
): Promise<ValuesAnswer> {
  const rows = await reader.read(
    context.organization_id,
    ['values', dimension, search, limit],
    (snapshot, connection) => {
      const values = new Values();
      const key = tagKeyOf(dimension);
      const all =
        key === null ? dimensionStatement(snapshot, dimension, values) : tagValuesStatement(snapshot, key, values);
      const wanted = values.add(search.toLowerCase());
      return readRows<ValueRow>(
        connection,
        `select name, label from (${all})
       where contains(lower(name), ${wanted}) or contains(lower(coalesce(label, '')), ${wanted})
       order by rows desc, name limit ${limit + 1}`,
        values.list,
      );
    },
  );
  return { dimension, items: rows.slice(0, limit), more: rows.length > limit };
}
