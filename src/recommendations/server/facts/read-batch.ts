import type { Batch } from '../../core/evaluate.ts';
import { STATISTICS, type UseSeries } from '../../core/use.ts';
import type { SentBatch, SentSeries } from '../evaluate-task.ts';

const valuesOf = (text: string): (number | null)[] =>
  text.split(',').map((value) => (value === '' ? null : Number(value)));

/** A series whose statistics are read when a rule first asks for them: most never are. */
function seriesOf(sent: SentSeries): UseSeries {
  const series = { metric: sent.metric, first_date: sent.first_date };
  for (const statistic of STATISTICS) {
    const text = sent[statistic];
    if (text === null) continue;
    let values: (number | null)[] | undefined;
    Object.defineProperty(series, statistic, { enumerable: true, get: () => (values ??= valuesOf(text)) });
  }
  return series;
}

/** A batch as rules see it. */
export function readSentBatch({ resources, series, ...rest }: SentBatch): Batch {
  const by_resource = Map.groupBy(series, ({ resource_id }) => resource_id);
  return {
    ...rest,
    resources: resources.map(({ resource, bill }) => ({
      resource: {
        ...resource,
        tags: JSON.parse(resource.tags) as Record<string, string>,
        attributes: JSON.parse(resource.attributes) as Record<string, unknown>,
      },
      bill,
      series: (by_resource.get(resource.resource_id) ?? []).map(seriesOf),
    })),
  };
}
