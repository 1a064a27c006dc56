import type { CloudWatchClient, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { priceOf, type Query } from '../../core/metrics/plan.ts';
import { byDay, type Days } from '../../core/metrics/series.ts';

const DAY_SECONDS = 86_400;
const atMidnight = (date: string): Date => new Date(`${date}T00:00:00Z`);

/** What the calls of one connection share. */
export interface Asking {
  client: CloudWatchClient;
  days: Days;
  count(call: string, charged_usd: string): void;
}

/** What CloudWatch said to each query, by its place in the list. */
interface Answer {
  points: { at: Date; value: number }[];
  status: string | undefined;
}

const toQuery = ({ place, metric_name, statistic }: Query, index: number): MetricDataQuery => ({
  Id: `q${index}`,
  MetricStat: {
    Metric: {
      Namespace: place.namespace,
      MetricName: metric_name,
      Dimensions: place.dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
    },
    Period: DAY_SECONDS,
    Stat: statistic,
  },
});

function addResult(answers: Answer[], { Id, Timestamps = [], Values = [], StatusCode }: MetricDataResult): void {
  const answer = answers[Number(Id?.slice(1))];
  if (!answer) throw new Error(`CloudWatch answered a metric that was not asked for: ${Id}.`);
  answer.status = StatusCode;
  for (const [index, at] of Timestamps.entries()) {
    const value = Values[index];
    if (value !== undefined) answer.points.push({ at, value });
  }
}

/** Asks all `queries` (at most as many as one call takes) and reads every page of the answer. */
async function ask({ client, days, count }: Asking, queries: Query[]): Promise<Answer[]> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const input = {
    MetricDataQueries: queries.map(toQuery),
    StartTime: atMidnight(days.first_date),
    EndTime: atMidnight(days.end),
    ScanBy: 'TimestampAscending' as const,
  };
  const answers = queries.map((): Answer => ({ points: [], status: undefined }));
  let token: string | undefined;
  do {
    const { MetricDataResults = [], NextToken } = await client.send(
      new GetMetricDataCommand({ ...input, NextToken: token }),
    );
    for (const result of MetricDataResults) addResult(answers, result);
    token = NextToken;
  } while (token);
  count('cloudwatch:GetMetricData metrics', priceOf(queries.length));
  return answers;
}

/** Of the values by day of each query, null where CloudWatch failed to answer; `failed` counts those. */
export interface Asked {
  values: ((number | null)[] | null)[];
  failed: number;
}

/**
 * Asks `queries` in one call, and once more those that CloudWatch did not answer in full. What it then still knows in
 * part is kept, since days are known or unknown each for itself.
 */
export async function getMetricData(asking: Asking, queries: Query[]): Promise<Asked> {
  const answers = await ask(asking, queries);
  const incomplete = [...answers.keys()].filter((index) => answers[index]?.status !== 'Complete');
  if (incomplete.length > 0) {
    const again = await ask(
      asking,
      incomplete.flatMap((index) => queries[index] ?? []),
    );
    for (const [position, index] of incomplete.entries()) {
      const answer = again[position];
      if (answer) answers[index] = answer;
    }
  }
  const values = answers.map(({ points, status }) =>
    status === 'Complete' || status === 'PartialData' ? byDay(points, asking.days.first_date) : null,
  );
  return { values, failed: answers.filter(({ status }) => status !== 'Complete').length };
}
