import type { Batch } from '../../core/evaluate.ts';
import { STATISTICS, type UseSeries } from '../../core/use.ts';
import type { SentBatch, SentResource, SentSeries } from '../evaluate-task.ts';

const valuesOf = (text: string): (number | null)[] =>
  text.split(',').map((value) => (value === '' ? null : Number(value)));

/** A series whose statistics are read when a rule first asks for them: most never are. */
function seriesOf([, metric, first_date, ...texts]: SentSeries): UseSeries {
  const series = { metric, first_date };
  for (const [index, statistic] of STATISTICS.entries()) {
    const text = texts[index];
    if (typeof text !== 'string') continue;
    let values: (number | null)[] | undefined;
    Object.defineProperty(series, statistic, { enumerable: true, get: () => (values ??= valuesOf(text)) });
  }
  return series;
}

/** A batch as rules see it. */
export function readSentBatch({ resources, series, bills, ...rest }: SentBatch): Batch {
  const all_series = series.flatMap((page) => JSON.parse(page) as SentSeries[]);
  const by_resource = Map.groupBy(all_series, ([resource_id]) => resource_id);
  return {
    ...rest,
    resources: resources
      .flatMap((page) => JSON.parse(page) as SentResource[])
      // The database gives them in any order: what rules say must not depend on it.
      .toSorted((one, other) => (one.resource_id < other.resource_id ? -1 : 1))
      .map((resource) => ({
        resource,
        bill: bills[resource.resource_id] ?? [],
        series: (by_resource.get(resource.resource_id) ?? []).map(seriesOf),
      })),
  };
}
