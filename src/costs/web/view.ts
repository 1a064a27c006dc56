import { GRANULARITIES, type Granularity } from '../../platform/core/dates.ts';
import { type Search, valuesOf } from '../../platform/web/search.ts';
import { type Grouping, isGrouping, METRICS, type Metric } from '../core/dimensions.ts';
import { type Filter, filterParameter, filterTarget } from '../core/filters.ts';
import { isPreset, type Range, type WantedRange } from './range.ts';

export const CHART_KINDS = ['bars', 'areas', 'lines', 'table'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** What the explorer shows; all of it stands in the address. */
export interface View {
  metric: Metric;
  range: WantedRange;
  /** `auto` chooses by the length of the range. */
  granularity: Granularity | 'auto';
  group_by: Grouping | null;
  chart: ChartKind;
  /** Series drawn; the rest is one. */
  limit: number;
  currency: string | null;
  filters: Filter[];
}

export const DEFAULT_VIEW: View = {
  metric: 'effective',
  range: '30d',
  granularity: 'auto',
  group_by: 'service',
  chart: 'bars',
  limit: 8,
  currency: null,
  filters: [],
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const oneOf = <T extends string>(choices: readonly T[], text: string | undefined): T | undefined =>
  choices.find((choice) => choice === text);

function rangeOf(search: Search): WantedRange {
  const [start = '', end = ''] = [valuesOf(search, 'start')[0], valuesOf(search, 'end')[0]];
  if (DAY.test(start) && DAY.test(end) && start < end) return { start, end };
  const named = valuesOf(search, 'range')[0];
  return named !== undefined && isPreset(named) ? named : DEFAULT_VIEW.range;
}

const filtersOf = (search: Search): Filter[] =>
  Object.keys(search).flatMap((name) => {
    const target = filterTarget(name);
    return target ? [{ ...target, values: valuesOf(search, name) }] : [];
  });

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function viewFrom(search: Search): View {
  const first = (name: string): string | undefined => valuesOf(search, name)[0];
  const group_by = first('group_by');
  const limit = Number(first('limit'));
  return {
    metric: oneOf(METRICS, first('metric')) ?? DEFAULT_VIEW.metric,
    range: rangeOf(search),
    granularity: oneOf([...GRANULARITIES, 'auto'] as const, first('granularity')) ?? 'auto',
    group_by:
      group_by === 'none' ? null : group_by !== undefined && isGrouping(group_by) ? group_by : DEFAULT_VIEW.group_by,
    chart: oneOf(CHART_KINDS, first('chart')) ?? DEFAULT_VIEW.chart,
    limit: Number.isInteger(limit) && limit >= 1 && limit <= 50 ? limit : DEFAULT_VIEW.limit,
    currency: /^[A-Z]{3}$/.test(first('currency') ?? '') ? (first('currency') ?? null) : null,
    filters: filtersOf(search),
  };
}

/** The address of a view; what is as by default is left out. */
export function searchOf(view: View): Search {
  const search: Search = {};
  if (view.metric !== DEFAULT_VIEW.metric) search.metric = view.metric;
  if (typeof view.range === 'string') {
    if (view.range !== DEFAULT_VIEW.range) search.range = view.range;
  } else Object.assign(search, view.range);
  if (view.granularity !== 'auto') search.granularity = view.granularity;
  if (view.group_by !== DEFAULT_VIEW.group_by) search.group_by = view.group_by ?? 'none';
  if (view.chart !== DEFAULT_VIEW.chart) search.chart = view.chart;
  if (view.limit !== DEFAULT_VIEW.limit) search.limit = String(view.limit);
  if (view.currency !== null) search.currency = view.currency;
  for (const { grouping, exclude, values } of view.filters) search[filterParameter(grouping, exclude)] = values;
  return search;
}

/** The shared query parameters of a view over `range`. */
export const selectionOf = (
  { metric, currency, filters }: Pick<View, 'metric' | 'currency' | 'filters'>,
  { start, end }: Range,
): Record<string, unknown> => ({
  start,
  end,
  metric,
  currency: currency ?? undefined,
  ...Object.fromEntries(filters.map(({ grouping, exclude, values }) => [filterParameter(grouping, exclude), values])),
});

/** Filters with `values` of a grouping in place of what was there for it; none when `values` is empty. */
export function withFilter(filters: Filter[], { grouping, exclude, values }: Filter): Filter[] {
  const others = filters.filter((filter) => filter.grouping !== grouping || filter.exclude !== exclude);
  return values.length > 0 ? [...others, { grouping, exclude, values }] : others;
}

const DRILL_ORDER: Grouping[] = ['service', 'account', 'region', 'resource_type', 'resource', 'charge_category'];

/** Narrows a view to one value of its grouping, and groups by what tells most next. */
export function drillDown(view: View, name: string): View {
  if (view.group_by === null) return view;
  const filters = withFilter(view.filters, { grouping: view.group_by, exclude: false, values: [name] });
  const used = new Set<Grouping>(filters.filter((f) => !f.exclude && f.values.length === 1).map((f) => f.grouping));
  const next = DRILL_ORDER.find((grouping) => !used.has(grouping));
  return { ...view, filters, group_by: next ?? view.group_by };
}
