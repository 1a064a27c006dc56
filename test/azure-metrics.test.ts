import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InventoryResource, MetricSeries } from '../src/connections/core/inventory.ts';
import { collectAzureMetrics } from '../src/connections/providers/azure/server/metrics/index.ts';
import { NeedsAttentionError } from '../src/connections/server/provider.ts';
import { allOf, connectTo, type LogLine, PRINCIPAL } from './clouds/azure/connection.ts';
import { idOf, SUBSCRIPTION } from './clouds/azure/resource-rows.ts';
import { type AzureResourcesDouble, type MetricPoint, startAzureResources } from './clouds/azure/resources.ts';

const MACHINE = 'Microsoft.Compute/virtualMachines';
const DISK = 'Microsoft.Compute/disks';

let azure: AzureResourcesDouble;
beforeAll(async () => {
  azure = await startAzureResources({ principal: PRINCIPAL, subscriptions: [SUBSCRIPTION] });
});
beforeEach(() => {
  Object.assign(azure.state, {
    denied: [],
    unmeasured: [],
    aggregations: {},
    failing: [],
    metrics_batch: 200,
    points: () => null,
  });
  azure.calls.length = 0;
});
afterAll(() => azure.close());

const connect = (counted: string[] = [], logged: LogLine[] = []) =>
  connectTo(azure.url, { subscription_id: SUBSCRIPTION }, { now: '2026-03-31T12:00:00Z', counted, logged });

const resourceOf = (type: string, name: string, region = 'westeurope'): InventoryResource => ({
  resource_id: idOf(type, name).toLowerCase(),
  resource_type: type.toLowerCase(),
  name,
  account_id: SUBSCRIPTION,
  region,
  status: null,
  created_at: null,
  tags: {},
  attributes: {},
  parent_id: null,
  attached_to: [],
  billed_as: [],
});

/** Points of every hour of March's first 30 days. */
const hourly = (values: (day: number, hour: number) => Omit<MetricPoint, 'timeStamp'>): MetricPoint[] =>
  Array.from({ length: 30 * 24 }, (_, index) => ({
    timeStamp: new Date(Date.UTC(2026, 2, 1, index)).toISOString(),
    ...values(Math.floor(index / 24), index % 24),
  }));

const collect = async (resources: InventoryResource[], connection = connect()): Promise<MetricSeries[]> =>
  (await allOf(collectAzureMetrics(connection, resources))).flat();

describe('metrics', () => {
  it('are daily statistics of the 30 whole days before today', async () => {
    azure.state.points = (_, metric) =>
      metric === 'Percentage CPU'
        ? hourly((day, hour) => ({ average: day, maximum: hour, minimum: 0, total: 99 }))
        : metric === 'Network In Total'
          ? hourly(() => ({ total: 10, average: 1 }))
          : null;
    const series = await collect([resourceOf(MACHINE, 'web-1')]);
    expect(series.map(({ metric }) => metric)).toEqual(['cpu_percent', 'network_in_bytes']);
    const [cpu, network] = series as [MetricSeries, MetricSeries];
    expect(cpu).toMatchObject({ resource_id: resourceOf(MACHINE, 'web-1').resource_id, first_date: '2026-03-01' });
    expect(cpu.average).toEqual(Array.from({ length: 30 }, (_, day) => day));
    expect(cpu.maximum).toEqual(Array(30).fill(23));
    expect(cpu.p95).toEqual(Array(30).fill(22));
    expect(cpu.total).toEqual(Array(30).fill(null));
    expect(network.total).toEqual(Array(30).fill(240));
  });

  it('are asked for 50 resources at once, and yielded batch by batch', async () => {
    azure.state.points = () => hourly(() => ({ average: 1, maximum: 1, total: 1 }));
    const resources = [
      ...Array.from({ length: 120 }, (_, index) => resourceOf(DISK, `disk-${index}`)),
      ...Array.from({ length: 30 }, (_, index) => resourceOf(DISK, `far-${index}`, 'northeurope')),
      resourceOf('Microsoft.Network/networkInterfaces', 'nothing-to-measure'),
    ];
    const counted: string[] = [];
    const batches = await allOf(collectAzureMetrics(connect(counted), resources));
    expect(batches.map((batch) => new Set(batch.map(({ resource_id }) => resource_id)).size)).toEqual([50, 50, 20, 30]);
    expect(counted).toEqual(Array(4).fill('Microsoft.Insights/metrics:getBatch'));
  });

  it('sign in once for all pages of a connection', async () => {
    const connection = connect();
    const calls = azure.sign_ins.length;
    for (const name of ['one', 'two', 'three']) await collect([resourceOf(MACHINE, name)], connection);
    expect(azure.sign_ins.length - calls).toBe(1);
  });

  it('of a resource without data are not there', async () => {
    azure.state.points = (id, metric) =>
      id.endsWith('web-1') && metric === 'Percentage CPU' ? hourly(() => ({})) : null;
    expect(await collect([resourceOf(MACHINE, 'web-1'), resourceOf(MACHINE, 'web-2')])).toEqual([]);
  });

  it.each([403, 404] as const)(
    'are read one by one where the batch API answers %s, and it is asked once',
    async (status) => {
      azure.state.metrics_batch = status;
      azure.state.points = (_, metric) =>
        metric === 'Percentage CPU' ? hourly(() => ({ average: 5, maximum: 9 })) : null;
      const connection = connect();
      const series = await collect([resourceOf(MACHINE, 'one'), resourceOf(MACHINE, 'two')], connection);
      await collect([resourceOf(MACHINE, 'three')], connection);
      expect(series.map(({ average }) => average[0])).toEqual([5, 5]);
      // Levels and amounts, at the same time.
      expect(azure.calls.filter((call) => call.startsWith('POST'))).toHaveLength(2);
      expect(azure.calls.filter((call) => call.startsWith('GET'))).toHaveLength(6);
    },
  );

  it('of others are read when one resource has no such metrics', async () => {
    azure.state.points = (_, metric) =>
      metric === 'Percentage CPU' ? hourly(() => ({ average: 5, maximum: 9 })) : null;
    azure.state.unmeasured = [resourceOf(MACHINE, 'odd').resource_id];
    const series = await collect([resourceOf(MACHINE, 'one'), resourceOf(MACHINE, 'odd')]);
    expect(series.map(({ resource_id }) => resource_id)).toEqual([resourceOf(MACHINE, 'one').resource_id]);
  });

  it('that are amounts and those that are levels are not asked for in one call, which Azure may refuse', async () => {
    azure.state.aggregations = {
      'Percentage CPU': ['average', 'minimum', 'maximum'],
      'Network In Total': ['total'],
      'Disk Read Bytes': ['total'],
    };
    azure.state.points = (_, metric) =>
      metric === 'Percentage CPU'
        ? hourly(() => ({ average: 5, maximum: 9, total: 7 }))
        : metric === 'Network In Total'
          ? hourly(() => ({ average: 1, maximum: 1, total: 10 }))
          : null;
    const series = await collect([resourceOf(MACHINE, 'one'), resourceOf(MACHINE, 'two')]);
    expect(series.map(({ metric }) => metric).toSorted()).toEqual([
      'cpu_percent',
      'cpu_percent',
      'network_in_bytes',
      'network_in_bytes',
    ]);
    expect(azure.calls).toHaveLength(2);
  });

  it('without peaks are told by their averages, and the log says so', async () => {
    const GATEWAY = 'Microsoft.Network/applicationGateways';
    azure.state.aggregations = { Throughput: ['average'], TotalRequests: ['total'] };
    azure.state.points = () => hourly(() => ({ average: 2, maximum: 5, total: 8 }));
    const logged: LogLine[] = [];
    const gateways = ['one', 'two'].map((name) => resourceOf(GATEWAY, name));
    const series = await collect(gateways, connect([], logged));
    expect(series.map(({ metric, maximum }) => [metric, maximum[0]]).toSorted()).toEqual([
      ['processed_bytes', 7_200],
      ['processed_bytes', 7_200],
      ['requests', 8],
      ['requests', 8],
    ]);
    expect(azure.calls).toHaveLength(3);
    expect(logged).toMatchObject([
      { resource_type: GATEWAY.toLowerCase(), region: 'westeurope', aggregation: 'average,maximum' },
    ]);
  });

  it.each([501, 400])('that Azure refuses with %s are told in the log, once for a type and region', async (status) => {
    azure.state.points = () => hourly(() => ({ average: 1, maximum: 1, total: 1 }));
    const disks = ['one', 'two', 'three'].map((name) => resourceOf(DISK, name));
    if (status === 501) azure.state.aggregations = { 'Composite Disk Read Bytes/sec': ['total'] };
    else azure.state.unmeasured = disks.map(({ resource_id }) => resource_id);
    const logged: LogLine[] = [];
    expect(await collect(disks, connect([], logged))).toEqual([]);
    expect(logged.map(({ aggregation }) => aggregation)).toEqual(['average,maximum', 'average']);
    for (const line of logged) {
      expect(line).toMatchObject({ resource_type: DISK.toLowerCase(), region: 'westeurope', status });
      expect(line.problem).toMatch(status === 501 ? 'not supported' : 'metric configuration');
    }
  });

  it('that fail by themselves in an answer are told in the log', async () => {
    azure.state.failing = ['Composite Disk Read Bytes/sec'];
    azure.state.points = () => hourly(() => ({ average: 1, maximum: 1 }));
    const logged: LogLine[] = [];
    const series = await collect([resourceOf(DISK, 'one'), resourceOf(DISK, 'two')], connect([], logged));
    expect(new Set(series.map(({ metric }) => metric)).size).toBe(3);
    expect(logged).toMatchObject([{ resource_type: DISK.toLowerCase(), metric: 'Composite Disk Read Bytes/sec' }]);
  });

  it('name the permission that is missing', async () => {
    azure.state.denied = ['Microsoft.Insights/metrics/read'];
    const error = await collect([resourceOf(MACHINE, 'web-1')]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NeedsAttentionError);
    expect((error as NeedsAttentionError).permission?.toLowerCase()).toBe('microsoft.insights/metrics/read');
  });

  it('are not asked for when there is nothing to measure', async () => {
    expect(await collect([resourceOf('Microsoft.Compute/snapshots', 'one')])).toEqual([]);
    expect(azure.calls).toEqual([]);
  });
});
