import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Dimension, ListedMeasure } from '../../core/metrics/measure.ts';

/** Where one measure was found in a region: the dimensions of its metrics, by the name of the resource. */
export type Places = Map<string, Dimension[][]>;

/** Reads all pages of `ListMetrics` for one measure. */
export async function listPlaces(client: CloudWatchClient, measure: ListedMeasure): Promise<Places> {
  const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
  const { namespace, metric_name, dimension, only } = measure;
  const places: Places = new Map();
  let token: string | undefined;
  do {
    const { Metrics = [], NextToken } = await client.send(
      new ListMetricsCommand({
        Namespace: namespace,
        MetricName: metric_name,
        Dimensions: [{ Name: dimension }, ...(only ? [{ Name: only.name, Value: only.value }] : [])],
        NextToken: token,
      }),
    );
    for (const { Dimensions = [] } of Metrics) {
      const dimensions = Dimensions.flatMap(({ Name, Value }) => (Name && Value ? [{ name: Name, value: Value }] : []));
      const resource = dimensions.find(({ name }) => name === dimension);
      if (resource) places.set(resource.value, [...(places.get(resource.value) ?? []), dimensions]);
    }
    token = NextToken;
  } while (token);
  return places;
}
