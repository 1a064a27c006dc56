import { createHash } from 'node:crypto';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';

/** A metric that exists, with what was measured of it. */
export interface DoubleMetric {
  region: string;
  namespace: string;
  metric_name: string;
  dimensions: Record<string, string>;
  /** Days (`YYYY-MM-DD`) without a datapoint. */
  gaps?: string[];
  /** What is measured once a day, on every day; left out: numbers that are made up of its name. */
  value?: number;
}

/** Results of a metric that CloudWatch gives so often before it answers in full. */
export interface DoubleFailure {
  metric_name: string;
  status: 'InternalError' | 'PartialData' | 'Forbidden';
  times: number;
}

export interface CloudWatchOptions {
  /** To be replaced as a whole, not changed. */
  metrics: DoubleMetric[];
  /** IAM actions that are denied, `action` or `action@region`. */
  denied: string[];
  /** So many further calls are throttled. */
  throttled: number;
  /** So many further answers break off in the middle. */
  broken: number;
  /** Datapoints of one page of `GetMetricData`, and metrics of one page of `ListMetrics`. */
  points_a_page: number;
  metrics_a_page: number;
  failures: DoubleFailure[];
}

export interface CloudWatchDouble extends ServedDouble {
  options: CloudWatchOptions;
  /** Every call that was answered: region, operation, how many metrics it asked for. */
  calls: { region: string; operation: string; queries: number }[];
}

interface MetricQuery {
  Id: string;
  MetricStat: {
    Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: string }[] };
    Period: number;
    Stat: string;
  };
}
interface DataRequest {
  MetricDataQueries: MetricQuery[];
  StartTime: number;
  EndTime: number;
  NextToken?: string;
}

const DAY = 86_400;
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
/** Samples of one day of which the statistics are made. */
const SAMPLES = 24;

const key = (namespace: string, metric_name: string, dimensions: Record<string, string>): string =>
  JSON.stringify([namespace, metric_name, Object.entries(dimensions).toSorted()]);

/** What was measured of a metric on one day, the same each time: numbers from 0 to 100 with two decimals. */
export function samplesOf(
  metric: Pick<DoubleMetric, 'namespace' | 'metric_name' | 'dimensions'>,
  day: string,
): number[] {
  const digest = createHash('sha512')
    .update(`${key(metric.namespace, metric.metric_name, metric.dimensions)} ${day}`)
    .digest();
  return Array.from({ length: SAMPLES }, (_, index) => (digest.readUInt16BE(index * 2) % 10_001) / 100);
}

/** A statistic as CloudWatch names it; percentiles are the nearest rank. */
export function statistic(samples: number[], name: string): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const sum = samples.reduce((total, sample) => total + sample, 0);
  if (name === 'Sum') return sum;
  if (name === 'Average') return sum / samples.length;
  if (name === 'Maximum') return sorted.at(-1) ?? Number.NaN;
  if (name === 'Minimum') return sorted[0] ?? Number.NaN;
  const percentile = Number(/^p(\d+(?:\.\d+)?)$/.exec(name)?.[1]);
  return sorted[Math.ceil((percentile / 100) * samples.length) - 1] ?? Number.NaN;
}

const json = (status: number, body: unknown): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
const refuse = (code: string, message: string): DoubleAnswer =>
  json(400, { __type: `com.amazonaws.cloudwatch#${code}`, message });

function problemOf({ MetricDataQueries: queries, StartTime, EndTime }: DataRequest): string | null {
  const points = queries.reduce((sum, { MetricStat }) => sum + Math.ceil((EndTime - StartTime) / MetricStat.Period), 0);
  if (queries.length > MOST_QUERIES)
    return `The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`;
  if (points > MOST_POINTS) return `The request would give more than ${MOST_POINTS} datapoints.`;
  if (StartTime >= EndTime) return 'The parameter StartTime must be less than the parameter EndTime.';
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length)
    return 'The values for parameter id in MetricDataQueries are not unique.';
  const wrong = queries.find(
    ({ Id, MetricStat }) =>
      !/^[a-z]\w{0,254}$/.test(Id) ||
      MetricStat.Period % 60 !== 0 ||
      !/^(Sum|Average|Maximum|Minimum|SampleCount|p\d+(\.\d+)?)$/.test(MetricStat.Stat),
  );
  return wrong ? `The query ${wrong.Id} is not valid.` : null;
}

const indexes = new WeakMap<DoubleMetric[], Map<string, DoubleMetric>>();
/** The metrics by region, name and all dimensions, made once for each list. */
function indexOf(metrics: DoubleMetric[]): Map<string, DoubleMetric> {
  const index =
    indexes.get(metrics) ??
    new Map(metrics.map((one) => [`${one.region} ${key(one.namespace, one.metric_name, one.dimensions)}`, one]));
  indexes.set(metrics, index);
  return index;
}

interface Result {
  Id: string;
  Label: string;
  Timestamps: number[];
  Values: number[];
  StatusCode: string;
}

function resultOf(
  { Id, MetricStat }: MetricQuery,
  region: string,
  request: DataRequest,
  options: CloudWatchOptions,
): Result {
  const { Namespace, MetricName, Dimensions = [] } = MetricStat.Metric;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const metric = indexOf(options.metrics).get(`${region} ${key(Namespace, MetricName, dimensions)}`);
  const result: Result = { Id, Label: MetricName, Timestamps: [], Values: [], StatusCode: 'Complete' };
  const failure = options.failures.find(({ metric_name, times }) => metric_name === MetricName && times > 0);
  if (failure) {
    failure.times -= 1;
    result.StatusCode = failure.status;
    if (failure.status !== 'PartialData') return result;
  }
  if (!metric) return result;
  for (let at = request.StartTime; at < request.EndTime; at += DAY) {
    const day = new Date(at * 1000).toISOString().slice(0, 10);
    if (metric.gaps?.includes(day)) continue;
    result.Timestamps.push(at);
    const samples = metric.value === undefined ? samplesOf(metric, day) : [metric.value];
    result.Values.push(statistic(samples, MetricStat.Stat));
    if (failure) break;
  }
  return result;
}

/** The results from datapoint `from` on, as many as a page holds; what goes on in the next one is `PartialData`. */
function pageOf(results: Result[], from: number, size: number): { page: Result[]; more: boolean } {
  const page: Result[] = [];
  let seen = 0;
  for (const result of results) {
    const first = seen;
    seen += Math.max(1, result.Values.length);
    if (seen <= from || first >= from + size) continue;
    const [begin, end] = [Math.max(0, from - first), from + size - first];
    const Values = result.Values.slice(begin, end);
    const StatusCode = end < result.Values.length ? 'PartialData' : result.StatusCode;
    page.push({ ...result, Values, Timestamps: result.Timestamps.slice(begin, end), StatusCode });
  }
  return { page, more: seen > from + size };
}

/** Results of a request that is read page by page, so that failures count once for each request. */
const begun = new Map<string, Result[]>();

function getMetricData(region: string, body: DataRequest, options: CloudWatchOptions): DoubleAnswer {
  const problem = problemOf(body);
  if (problem) return refuse('ValidationError', problem);
  const { NextToken, ...request } = body;
  const [id = '', offset = '0'] = NextToken?.split(' ') ?? [];
  const results = NextToken
    ? begun.get(id)
    : body.MetricDataQueries.map((query) => resultOf(query, region, body, options));
  const own = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  if (!results || (NextToken && id !== own)) return refuse('InvalidNextToken', 'The next token is not valid.');
  begun.set(own, results);
  const from = Number(offset);
  const { page, more } = pageOf(results, from, options.points_a_page);
  return json(200, {
    MetricDataResults: page,
    Messages: [],
    ...(more ? { NextToken: `${own} ${from + options.points_a_page}` } : {}),
  });
}

interface ListRequest {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: { Name: string; Value?: string }[];
  NextToken?: string;
}

function listMetrics(region: string, body: ListRequest, { metrics, metrics_a_page }: CloudWatchOptions): DoubleAnswer {
  const found = metrics.filter(
    (one) =>
      one.region === region &&
      (body.Namespace === undefined || one.namespace === body.Namespace) &&
      (body.MetricName === undefined || one.metric_name === body.MetricName) &&
      (body.Dimensions ?? []).every(({ Name, Value }) =>
        Value === undefined ? Name in one.dimensions : one.dimensions[Name] === Value,
      ),
  );
  const from = Number(body.NextToken ?? 0);
  const end = from + metrics_a_page;
  return json(200, {
    Metrics: found.slice(from, end).map(({ namespace, metric_name, dimensions }) => ({
      Namespace: namespace,
      MetricName: metric_name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(end < found.length ? { NextToken: String(end) } : {}),
  });
}

/** Starts a CloudWatch that measures `options.metrics`; `options` can be changed while it runs. */
export async function startCloudWatchDouble(given: Partial<CloudWatchOptions> = {}): Promise<CloudWatchDouble> {
  const defaults = {
    metrics: [],
    denied: [],
    throttled: 0,
    broken: 0,
    points_a_page: MOST_POINTS,
    metrics_a_page: 500,
    failures: [],
  };
  const options: CloudWatchOptions = { ...defaults, ...given };
  const calls: CloudWatchDouble['calls'] = [];
  const served = await serveDouble((request, bytes) => {
    const region = /Credential=\w+\/\d+\/([\w-]+)\/monitoring\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const action = `cloudwatch:${operation}`;
    if (options.throttled > 0) {
      options.throttled -= 1;
      return refuse('ThrottlingException', 'Rate exceeded');
    }
    if (options.denied.includes(action) || options.denied.includes(`${action}@${region}`))
      return refuse(
        'AccessDeniedException',
        `User: arn:aws:iam::111111111111:user/finops is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
      );
    const body = JSON.parse(bytes.toString()) as DataRequest & ListRequest;
    const answer =
      operation === 'ListMetrics' ? listMetrics(region, body, options) : getMetricData(region, body, options);
    calls.push({ region, operation, queries: body.MetricDataQueries?.length ?? 0 });
    if (options.broken === 0) return answer;
    options.broken -= 1;
    return { ...answer, reset: true };
  });
  return { ...served, options, calls };
}
