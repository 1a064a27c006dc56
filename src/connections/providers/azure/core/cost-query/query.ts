import { addDays, type IsoDate } from '../../../../../platform/core/dates.ts';

/** What a query sums: costs as they are billed, or with commitments spread over what they cover. Never both in one. */
export const COST_TYPES = ['ActualCost', 'AmortizedCost'] as const;
export type CostType = (typeof COST_TYPES)[number];

/** Dimensions that cells are told apart by, from the one with the fewest values on. */
export const DIMENSIONS = ['ChargeType', 'PricingModel', 'SubscriptionId', 'ResourceLocation', 'ServiceName'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Only rows whose dimension has one of `values`. */
export interface Filter {
  dimension: Dimension;
  values: string[];
}

/** Daily sums over [start, end), which Azure takes 31 days of at most, by two dimensions at most. */
export interface CostQuery {
  type: CostType;
  start: IsoDate;
  end: IsoDate;
  grouping: readonly string[];
  filters: readonly Filter[];
}

const condition = ({ dimension, values }: Filter) => ({ dimensions: { name: dimension, operator: 'In', values } });

/** `and` needs two conditions. */
function filterOf(filters: readonly Filter[]) {
  const [first, ...more] = filters.map(condition);
  if (first === undefined) return {};
  return { filter: more.length === 0 ? first : { and: [first, ...more] } };
}

/** The request body of a query. Source: Azure REST API specification, Microsoft.CostManagement 2025-03-01, Query_Usage. */
export const bodyOf = ({ type, start, end, grouping, filters }: CostQuery) => ({
  type,
  timeframe: 'Custom',
  timePeriod: { from: `${start}T00:00:00Z`, to: `${addDays(end, -1)}T23:59:59Z` },
  dataset: {
    granularity: 'Daily',
    aggregation: { totalCost: { name: 'Cost', function: 'Sum' } },
    ...(grouping.length > 0 ? { grouping: grouping.map((name) => ({ type: 'Dimension', name })) } : {}),
    ...filterOf(filters),
  },
});
