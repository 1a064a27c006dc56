import { DIMENSION_NAMES, DIMENSIONS, type Grouping, METRIC_COLUMNS } from './dimensions.ts';

// Charge rows are also kept added up by day and dimension, some hundred times fewer rows in a real bill, for everything
// that asks neither for a resource nor for a tag; and by day and value of each frequent tag, for what asks for that alone.

const DAILY_DIMENSIONS = DIMENSION_NAMES.filter((name) => name !== 'resource');

/** True when the daily costs know the values of a grouping. */
export const isDaily = (grouping: Grouping): boolean => (DAILY_DIMENSIONS as Grouping[]).includes(grouping);

const columns = [
  ...new Set(
    DAILY_DIMENSIONS.map((name) => DIMENSIONS[name]).flatMap((dimension) =>
      'label_column' in dimension ? [dimension.column, dimension.label_column] : [dimension.column],
    ),
  ),
];

/** How many charge rows of a daily row know a metric, by the column of the metric. */
export const countColumn = (metric_column: string): string => `${metric_column}_count`;

const addedUp = (by: string, table: string, condition: string): string => {
  const sums = Object.values(METRIC_COLUMNS).map(
    (column) => `sum(${column}) as ${column}, count(${column}) as ${countColumn(column)}`,
  );
  return `select load_id, charge_date, billing_currency, ${by}, count(*) as row_count, ${sums.join(', ')}
    from ${table} where ${condition} group by all order by charge_date`;
};

/** The select statement that adds up the charge rows of `table` which meet `condition`; its columns are those of the daily costs. */
export const dailyCosts = (table: string, condition: string): string => addedUp(columns.join(', '), table, condition);

/** The same by the values of one tag, `key` and `value` being SQL; rows without the tag have the empty value. */
export const dailyTagCosts = (table: string, condition: string, key: string, value: string): string =>
  addedUp(`${key} as key, coalesce(${value}, '') as value`, table, condition);
