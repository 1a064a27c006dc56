import type { Granularity } from '../../platform/core/dates.ts';
import { countColumn } from './daily-costs.ts';
import { DIMENSIONS, type Grouping, isDimension, METRIC_COLUMNS, type Metric, tagKeyOf } from './dimensions.ts';
import type { Filter } from './filters.ts';
import { identifier } from './sql.ts';

/** Where costs are, and which rows count. */
export interface Source {
  table: string;
  /** True when its rows are charge rows added up by day. */
  is_daily: boolean;
  condition: string;
  /** The currencies of the rows that count. */
  currencies: readonly string[];
  /** Columns of the tag keys that have one; other keys are looked up in the row's map. */
  tag_columns: ReadonlyMap<string, string>;
}

/** Which rows and which of their amounts a query is about. `currency` null means rows of every currency. */
export interface ResolvedSelection {
  start: string;
  end: string;
  metric: Metric;
  currency: string | null;
  filters: readonly Filter[];
}

/** Collects the values of a statement: `add` answers the placeholder that stands for one. */
export class Values {
  readonly list: string[] = [];
  add(value: string): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

/** The column or expression that holds the value of a grouping; NULL or empty where a row has none. */
export function groupingExpression(grouping: Grouping, source: Source, values: Values): string {
  if (isDimension(grouping)) return DIMENSIONS[grouping].column;
  const key = tagKeyOf(grouping) ?? '';
  const column = source.tag_columns.get(key);
  return column ? identifier(column) : `tags[${values.add(key)}]`;
}

/** The readable name of a grouping's value, as an aggregate over its rows. */
export function labelExpression(grouping: Grouping): string {
  const dimension = isDimension(grouping) ? DIMENSIONS[grouping] : null;
  const column = dimension && 'label_column' in dimension ? dimension.label_column : null;
  return column ? `max(nullif(${column}, ''))` : 'null';
}

function filterCondition(filter: Filter, source: Source, values: Values): string {
  const expression = groupingExpression(filter.grouping, source, values);
  const named = filter.values.filter((value) => value !== '');
  const list = named.map((value) => values.add(value)).join(', ');
  const wanted = [
    ...(named.length > 0 ? [`${expression} in (${list})`] : []),
    ...(filter.values.includes('') ? [`${expression} is null or ${expression} = ''`] : []),
  ];
  const condition = wanted.length > 0 ? wanted.join(' or ') : 'false';
  return filter.exclude ? `(${condition}) is not true` : `(${condition})`;
}

/** The condition of a selection on the rows of `source`, over `[start, end)`. */
export function whereOf(source: Source, selection: ResolvedSelection, values: Values): string {
  const { currency } = selection;
  // Where all rows are in it, there is no need to look.
  const is_any = currency === null || source.currencies.every((one) => one === currency);
  return [
    source.condition,
    `charge_date >= ${values.add(selection.start)}::date`,
    `charge_date < ${values.add(selection.end)}::date`,
    ...(is_any ? [] : [`billing_currency = ${values.add(currency)}`]),
    ...selection.filters.map((filter) => filterCondition(filter, source, values)),
  ].join(' and ');
}

/** The exact sum of a metric, 0 when no row knows it. */
export const sumOf = (metric: Metric, condition?: string): string =>
  `coalesce(sum(${METRIC_COLUMNS[metric]})${condition ? ` filter (where ${condition})` : ''}, 0)`;

/** The number of charge rows. */
export const rowsOf = (source: Source, condition?: string): string => {
  const filter = condition ? ` filter (where ${condition})` : '';
  return source.is_daily ? `coalesce(sum(row_count)${filter}, 0)` : `count(*)${filter}`;
};

/** The number of charge rows that do not know a metric. */
export const unknownOf = (source: Source, metric: Metric, condition?: string): string => {
  const filter = condition ? ` filter (where ${condition})` : '';
  const column = METRIC_COLUMNS[metric];
  return source.is_daily
    ? `coalesce(sum(row_count - ${countColumn(column)})${filter}, 0)`
    : `(count(*)${filter} - count(${column})${filter})`;
};

/** The day, or the first day of the week (Monday) or month, of a charge row. */
export const PERIOD_EXPRESSIONS: Record<Granularity, string> = {
  daily: 'charge_date',
  weekly: `date_trunc('week', charge_date)::date`,
  monthly: `date_trunc('month', charge_date)::date`,
};
