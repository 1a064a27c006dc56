import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InventoryResource, MetricSeries } from '../src/connections/core/inventory.ts';
import { collectAwsMetrics } from '../src/connections/providers/aws/server/metrics/index.ts';
import { NeedsAttentionError } from '../src/connections/server/provider.ts';
import {
  type CloudWatchDouble,
  type DoubleMetric,
  samplesOf,
  startCloudWatchDouble,
  statistic,
} from './clouds/aws/cloudwatch.ts';
import { type AwsDouble, startAwsDouble } from './clouds/aws/double.ts';
import { AWS_ACCOUNT, AWS_KEYS, awsConnection } from './support/aws.ts';

const DAYS = Array.from({ length: 30 }, (_, day) => new Date(Date.UTC(2026, 7, 21 + day)).toISOString().slice(0, 10));
const EUROPE = 'eu-central-1';

let sts: AwsDouble;
let cloudwatch: CloudWatchDouble;
beforeAll(async () => {
  sts = await startAwsDouble({ account: AWS_ACCOUNT, access_key_id: AWS_KEYS.access_key_id });
  cloudwatch = await startCloudWatchDouble();
  process.env.AWS_ENDPOINT_URL_STS = sts.url;
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH = cloudwatch.url;
});
afterEach(() => {
  Object.assign(cloudwatch.options, {
    metrics: [],
    denied: [],
    throttled: 0,
    broken: 0,
    points_a_page: 100_800,
    metrics_a_page: 500,
    failures: [],
  });
  cloudwatch.calls.length = 0;
  sts.calls.length = 0;
});
afterAll(async () => {
  await Promise.all([sts.close(), cloudwatch.close()]);
});

function resource(
  resource_type: string,
  rest: string,
  attributes: InventoryResource['attributes'] = {},
  region: string | null = EUROPE,
): InventoryResource {
  const service = { 'AWS::S3::Bucket': 'arn:aws:s3:::' }[resource_type];
  const resource_id = service ? `${service}${rest}` : `arn:aws:any:${region}:${AWS_ACCOUNT}:${rest}`;
  return {
    resource_id,
    resource_type,
    region,
    attributes,
    name: null,
    account_id: AWS_ACCOUNT,
    status: null,
    created_at: null,
    tags: {},
    parent_id: null,
    attached_to: [],
    billed_as: [],
  };
}
const instance = (id: string, region = EUROPE): InventoryResource =>
  resource('AWS::EC2::Instance', `instance/${id}`, {}, region);
const metric = (
  namespace: string,
  metric_name: string,
  dimensions: Record<string, string>,
  more: Partial<DoubleMetric> = {},
): DoubleMetric => ({ region: EUROPE, namespace, metric_name, dimensions, ...more });
const cpuOf = (id: string, more: Partial<DoubleMetric> = {}): DoubleMetric =>
  metric('AWS/EC2', 'CPUUtilization', { InstanceId: id }, more);

/** Everything that is collected, and the error that ended it. */
async function collect(resources: InventoryResource[], { connection } = awsConnection()) {
  const pages: MetricSeries[][] = [];
  let error: unknown;
  try {
    for await (const page of collectAwsMetrics(connection, resources)) pages.push(page);
  } catch (thrown) {
    error = thrown;
  }
  const series = pages.flat();
  const find = (id: string, name: string) => series.find((one) => one.resource_id.endsWith(id) && one.metric === name);
  return { pages, series, error, find };
}
const expected = (one: DoubleMetric, name: string): (number | null)[] =>
  DAYS.map((day) => (one.gaps?.includes(day) ? null : statistic(samplesOf(one, day), name)));
const nothing = DAYS.map(() => null);

describe('metrics of AWS', () => {
  it('are daily statistics; a day without a datapoint is null, and a metric without any is left out', async () => {
    const cpu = cpuOf('i-1', { gaps: [DAYS[0]!, DAYS[7]!] });
    const read = metric('AWS/EC2', 'NetworkIn', { InstanceId: 'i-1' });
    cloudwatch.options.metrics = [cpu, read];
    const { series, error } = await collect([instance('i-1'), instance('i-2')]);
    expect(error).toBeUndefined();
    const same = { resource_id: instance('i-1').resource_id, first_date: DAYS[0] };
    expect(series).toEqual([
      {
        ...same,
        metric: 'cpu_percent',
        average: expected(cpu, 'Average'),
        maximum: expected(cpu, 'Maximum'),
        p95: expected(cpu, 'p95'),
        p99: expected(cpu, 'p99'),
        total: nothing,
      },
      {
        ...same,
        metric: 'network_in_bytes',
        average: nothing,
        maximum: nothing,
        p95: nothing,
        p99: nothing,
        total: expected(read, 'Sum'),
      },
    ]);
  });

  it('are asked by region, in no more calls than batches need, and charged by the metric', async () => {
    const fleet = ['eu-central-1', 'us-east-1', 'ap-south-1'].flatMap((region) =>
      Array.from({ length: 120 }, (_, index) => instance(`i-${region}-${index}`, region)),
    );
    cloudwatch.options.metrics = fleet.map(({ resource_id, region }) =>
      cpuOf(resource_id.split('/')[1]!, { region: region! }),
    );
    const counted = awsConnection();
    const { series } = await collect(fleet, counted);
    expect(series.map(({ resource_id }) => resource_id).toSorted()).toEqual(
      fleet.map(({ resource_id }) => resource_id).toSorted(),
    );
    const queries = 120 * 10;
    const data = cloudwatch.calls.filter(({ operation }) => operation === 'GetMetricData');
    expect(data.length).toBe(3 * Math.ceil(queries / 500));
    expect(data.reduce((sum, call) => sum + call.queries, 0)).toBe(3 * queries);
    expect(counted.charges.toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'cloudwatch:GetMetricData metrics 0.00200'),
      ...Array.from({ length: 6 }, () => 'cloudwatch:GetMetricData metrics 0.00500'),
    ]);
  });

  it('come in batches, and the pages of one run ask for session and lists once', async () => {
    const counted = awsConnection();
    const page = Array.from({ length: 100 }, (_, index) => instance(`i-${index}`));
    cloudwatch.options.metrics = page.map(({ resource_id }) => cpuOf(resource_id.split('/')[1]!));
    const { pages } = await collect(page, counted);
    expect(pages.map((one) => one.length)).toEqual([50, 50]);
    await collect(page, counted);
    expect(cloudwatch.calls.filter(({ operation }) => operation === 'ListMetrics').length).toBe(2);
    expect(sts.calls).toEqual(['GetCallerIdentity']);
  });

  it('are read over all pages of an answer', async () => {
    cloudwatch.options.metrics = [cpuOf('i-1'), cpuOf('i-2')];
    cloudwatch.options.points_a_page = 37;
    const { find } = await collect([instance('i-1'), instance('i-2')]);
    expect(find('i-2', 'cpu_percent')?.p99).toEqual(expected(cpuOf('i-2'), 'p99'));
    expect(cloudwatch.calls.length).toBeGreaterThan(6);
  });

  it('add up the storage classes of a bucket, and count its requests where they are measured', async () => {
    const kinds = [
      'StandardStorage',
      'StandardIAStorage',
      'StandardIASizeOverhead',
      'IntelligentTieringAAStorage',
      'ExpressOneZone',
    ];
    const sizes = kinds.map((StorageType) => metric('AWS/S3', 'BucketSizeBytes', { BucketName: 'logs', StorageType }));
    const gap = { gaps: [DAYS[3]!] };
    const other = metric('AWS/S3', 'BucketSizeBytes', { BucketName: 'other', StorageType: 'GlacierStorage' }, gap);
    const objects = metric('AWS/S3', 'NumberOfObjects', { BucketName: 'logs', StorageType: 'AllStorageTypes' });
    const requests = metric('AWS/S3', 'AllRequests', { BucketName: 'logs', FilterId: 'EntireBucket' });
    const prefix = metric('AWS/S3', 'AllRequests', { BucketName: 'other', FilterId: 'images' });
    cloudwatch.options.metrics = [...sizes, other, objects, requests, prefix];
    cloudwatch.options.metrics_a_page = 1;
    const { series, find } = await collect([resource('AWS::S3::Bucket', 'logs'), resource('AWS::S3::Bucket', 'other')]);
    const sumOf = (...indices: number[]): number[] => {
      const averages = indices.map((index) => expected(sizes[index]!, 'Average'));
      return DAYS.map((_, day) => averages.reduce((sum, size) => sum + size[day]!, 0));
    };
    const sizeOf = (name: string, what: string) => find(name, `size_bytes${what}`)?.average;
    expect(sizeOf('logs', '')).toEqual(sumOf(0, 1, 2, 3, 4));
    expect(sizeOf('logs', '_standard')).toEqual(sumOf(0));
    expect(sizeOf('logs', '_infrequent_access')).toEqual(sumOf(1, 2));
    expect(sizeOf('logs', '_intelligent_tiering')).toEqual(sumOf(3));
    expect(sizeOf('logs', '_archive')).toBeUndefined();
    for (const what of ['', '_archive']) expect(sizeOf('other', what)).toEqual(expected(other, 'Average'));
    // Where a class is, is in the same list as where all of them are.
    const listed = cloudwatch.calls.filter(({ operation }) => operation === 'ListMetrics').length;
    expect(listed).toBe(sizes.length + 1 + 1 + 1);
    expect(find('logs', 'object_count')?.average).toEqual(expected(objects, 'Average'));
    expect(find('logs', 'requests')?.total).toEqual(expected(requests, 'Sum'));
    expect(series.length).toBe(8);
  });

  it('take memory from the agent where it runs, from its widest metric', async () => {
    const own = { InstanceId: 'i-1' };
    const memory = metric('CWAgent', 'mem_used_percent', own);
    const detailed = metric('CWAgent', 'mem_used_percent', { ...own, ImageId: 'ami-1', InstanceType: 'm5.large' });
    const windows = metric('CWAgent', 'Memory % Committed Bytes In Use', { InstanceId: 'i-2', objectname: 'Memory' });
    cloudwatch.options.metrics = [detailed, memory, windows];
    const { series, find } = await collect([instance('i-1'), instance('i-2'), instance('i-3')]);
    expect(find('i-1', 'memory_percent')?.maximum).toEqual(expected(memory, 'Maximum'));
    expect(find('i-2', 'memory_percent')?.p95).toEqual(expected(windows, 'p95'));
    expect(series.length).toBe(2);
  });

  it('take memory from before and after an instance was resized, day by day', async () => {
    const sized = (InstanceType: string, gaps: string[]) =>
      metric('CWAgent', 'mem_used_percent', { InstanceId: 'i-1', ImageId: 'ami-1', InstanceType }, { gaps });
    // Both types have the tenth day, in part each.
    const [old, grown] = [sized('m5.large', DAYS.slice(10)), sized('m5.xlarge', DAYS.slice(0, 9))];
    cloudwatch.options.metrics = [grown, old];
    const { series, find } = await collect([instance('i-1')]);
    for (const [field, name] of [
      ['average', 'Average'],
      ['maximum', 'Maximum'],
      ['p95', 'p95'],
    ] as const) {
      const [before, after] = [expected(old, name), expected(grown, name)];
      expect(find('i-1', 'memory_percent')?.[field]).toEqual(
        DAYS.map((_, day) => (day < 9 ? before[day] : day > 9 ? after[day] : Math.max(before[9]!, after[9]!))),
      );
    }
    expect(series.length).toBe(1);
  });

  it('make operations of the rates that RDS samples every minute', async () => {
    const rate = metric('AWS/RDS', 'ReadIOPS', { DBInstanceIdentifier: 'shop' });
    cloudwatch.options.metrics = [rate];
    const { find } = await collect([resource('AWS::RDS::DBInstance', 'db:shop', { engine: 'mysql' })]);
    expect(find('shop', 'disk_read_operations')?.total).toEqual(expected(rate, 'Sum').map((sum) => sum! * 60));
  });

  it('ask again for what CloudWatch did not answer in full', async () => {
    cloudwatch.options.metrics = [cpuOf('i-1')];
    cloudwatch.options.failures = [{ metric_name: 'CPUUtilization', status: 'InternalError', times: 2 }];
    const counted = awsConnection();
    const { find } = await collect([instance('i-1')], counted);
    expect(find('i-1', 'cpu_percent')).toMatchObject({
      average: expected(cpuOf('i-1'), 'Average'),
      maximum: expected(cpuOf('i-1'), 'Maximum'),
    });
    expect(counted.charges).toEqual([
      'cloudwatch:GetMetricData metrics 0.00010',
      'cloudwatch:GetMetricData metrics 0.00002',
    ]);
    expect(counted.warnings).toEqual([]);
  });

  it('leave unknown what CloudWatch never answers, and say so', async () => {
    const size = (BucketName: string) =>
      ['StandardStorage', 'GlacierStorage'].map((StorageType) =>
        metric('AWS/S3', 'BucketSizeBytes', { BucketName, StorageType }),
      );
    cloudwatch.options.metrics = [...size('logs'), cpuOf('i-1')];
    cloudwatch.options.failures = [{ metric_name: 'CPUUtilization', status: 'PartialData', times: 99 }];
    const counted = awsConnection();
    const { series, find } = await collect([instance('i-1')], counted);
    expect(find('i-1', 'cpu_percent')?.average).toEqual([expected(cpuOf('i-1'), 'Average')[0], ...nothing.slice(1)]);
    expect(counted.warnings).toMatchObject([{ region: EUROPE, failed: 4 }]);
    expect(series.length).toBe(1);
    // All four at first, then one again: one of the two parts of their sum, which would be too low.
    cloudwatch.options.failures = [{ metric_name: 'BucketSizeBytes', status: 'InternalError', times: 5 }];
    const bucket = await collect([resource('AWS::S3::Bucket', 'logs')]);
    expect(bucket.series.map((one) => one.metric)).toEqual(['size_bytes_standard', 'size_bytes_archive']);
  });

  it('wait when AWS throttles, and read again what broke off', async () => {
    cloudwatch.options.metrics = [cpuOf('i-1')];
    Object.assign(cloudwatch.options, { throttled: 1, broken: 1 });
    const { find, error } = await collect([instance('i-1')]);
    expect(error).toBeUndefined();
    expect(find('i-1', 'cpu_percent')?.average).toEqual(expected(cpuOf('i-1'), 'Average'));
  });

  it('are read in all other regions when one denies them, and then name the permission', async () => {
    const regions = ['ap-south-1', EUROPE];
    cloudwatch.options.metrics = regions.map((region) => cpuOf(`i-${region}`, { region }));
    cloudwatch.options.denied = ['cloudwatch:GetMetricData@ap-south-1'];
    const { series, error } = await collect(regions.map((region) => instance(`i-${region}`, region)));
    expect(series.map(({ resource_id }) => resource_id)).toEqual([instance(`i-${EUROPE}`).resource_id]);
    expect(error).toBeInstanceOf(NeedsAttentionError);
    expect(error).toMatchObject({ permission: 'cloudwatch:GetMetricData' });
  });

  it('are read without those that must be listed when listing is denied', async () => {
    cloudwatch.options.metrics = [cpuOf('i-1')];
    cloudwatch.options.denied = ['cloudwatch:ListMetrics'];
    const { find, error } = await collect([instance('i-1')]);
    expect(find('i-1', 'cpu_percent')).toBeDefined();
    expect(error).toMatchObject({ permission: 'cloudwatch:ListMetrics' });
  });

  it('ask nothing for what is not measured', async () => {
    expect(
      (await collect([resource('AWS::EC2::EIP', 'elastic-ip/eipalloc-1'), resource('AWS::S3::Bucket', 'x', {}, null)]))
        .pages,
    ).toEqual([]);
    expect([...sts.calls, ...cloudwatch.calls]).toEqual([]);
  });
});
