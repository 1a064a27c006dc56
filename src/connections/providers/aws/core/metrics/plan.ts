import type { InventoryResource, MetricName } from '../../../../core/inventory.ts';
import { MEASURED } from './catalogue.ts';
import type { Dimension, KnownMeasure, ListedMeasure, Place, Statistic } from './measure.ts';

/** Whole days that are measured, up to yesterday. */
export const MEASURED_DAYS = 30;
/** Limits of one `GetMetricData` call. */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
/** How many queries of `MEASURED_DAYS` points one call may ask. */
export const QUERIES_A_CALL = Math.min(MOST_QUERIES, Math.floor(MOST_POINTS / MEASURED_DAYS));
/** $0.01 for 1,000 metrics: as many hundred-thousandths of a dollar as there are metrics. */
const PRICE_DECIMALS = 5;

/** A series to be put together, from the answers to its queries. */
export interface PlannedSeries {
  resource_id: string;
  metric: MetricName;
  sum_times: number;
  /** What several places say of one day: the parts of a sum, or the same, of which the larger one holds. */
  several: ListedMeasure['several'];
  /** What is left to be answered. */
  queries: Query[];
}

/** One metric with one statistic: what CloudWatch charges for. */
export interface Query {
  series: PlannedSeries;
  place: Place;
  metric_name: string;
  statistic: Statistic;
}

/** Where `ListMetrics` found the metric of each listed measure, by the name of the resource. */
export type Found = Map<ListedMeasure, Map<string, Dimension[][]>>;

/** The measures of these resources that `ListMetrics` must find first. */
export const listedMeasuresOf = (resources: InventoryResource[]): ListedMeasure[] => [
  ...new Set(resources.flatMap(({ resource_type }) => MEASURED[resource_type]?.listed ?? [])),
];

function seriesOf(
  resource_id: string,
  measure: Pick<KnownMeasure, 'metric' | 'metric_name' | 'statistics' | 'sum_times'> &
    Partial<Pick<ListedMeasure, 'several'>>,
  places: Place[],
): PlannedSeries {
  const { metric, metric_name, statistics, sum_times = 1, several = 'widest' } = measure;
  const series: PlannedSeries = { resource_id, metric, sum_times, several, queries: [] };
  series.queries = places.flatMap((place) =>
    statistics.map((statistic) => ({ series, place, metric_name, statistic })),
  );
  return series;
}

function placesOf({ namespace, several, among }: ListedMeasure, found: Dimension[][]): Place[] {
  const meant = among
    ? found.filter((place) => place.some(({ name, value }) => name === among.name && among.values.test(value)))
    : found;
  const fewest = Math.min(...meant.map((place) => place.length));
  const asked = several === 'added' ? meant : meant.filter((place) => place.length === fewest);
  return asked.map((dimensions) => ({ namespace, dimensions }));
}

/** The series to ask for, each metric of a resource once; what is not measured of a resource is not among them. */
export function planSeries(resources: InventoryResource[], found: Found): PlannedSeries[] {
  return resources.flatMap((resource) => {
    const measured = MEASURED[resource.resource_type];
    if (!measured) return [];
    const series = new Map<MetricName, PlannedSeries>();
    for (const measure of measured.known) {
      const place = measure.placeOf(resource);
      if (place) series.set(measure.metric, seriesOf(resource.resource_id, measure, [place]));
    }
    for (const measure of measured.listed) {
      const places = placesOf(measure, found.get(measure)?.get(measured.nameOf(resource)) ?? []);
      if (places.length > 0 && !series.has(measure.metric))
        series.set(measure.metric, seriesOf(resource.resource_id, measure, places));
    }
    return [...series.values()];
  });
}

/** All queries of `series` in as few calls as the limits allow; a series may go on in the next call. */
export function planCalls(series: PlannedSeries[]): Query[][] {
  const queries = series.flatMap((one) => one.queries);
  const calls: Query[][] = [];
  for (let start = 0; start < queries.length; start += QUERIES_A_CALL)
    calls.push(queries.slice(start, start + QUERIES_A_CALL));
  return calls;
}

/** What asking for so many metrics costs in dollars, as exact decimal text. */
export function priceOf(metrics: number): string {
  const digits = String(metrics).padStart(PRICE_DECIMALS + 1, '0');
  return `${digits.slice(0, -PRICE_DECIMALS)}.${digits.slice(-PRICE_DECIMALS)}`;
}
