import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InventoryResource, METRICS } from '../../../../core/inventory.ts';
import { AWS_INVENTORY_FAMILIES } from '../inventory/index.ts';
import { MEASURED } from './catalogue.ts';
import { planCalls, planSeries, priceOf, QUERIES_A_CALL } from './plan.ts';
import { byDay, measuredDays } from './series.ts';

function resource(resource_type: string, rest: string, attributes: InventoryResource['attributes']): InventoryResource {
  const resource_id = `arn:aws:any:eu-central-1:111111111111:${rest}`;
  const empty = {
    name: null,
    status: null,
    created_at: null,
    tags: {},
    parent_id: null,
    attached_to: [],
    billed_as: [],
  };
  return { resource_id, resource_type, attributes, account_id: '111111111111', region: 'eu-central-1', ...empty };
}
const instance = (id: string): InventoryResource => resource('AWS::EC2::Instance', `instance/${id}`, {});

describe('the catalogue of metrics', () => {
  it('measures only types that the inventory has', () => {
    const types = new Set(AWS_INVENTORY_FAMILIES.flatMap(({ resource_types }) => resource_types));
    expect(Object.keys(MEASURED).filter((type) => !types.has(type))).toEqual([]);
    expect(Object.keys(MEASURED).length).toBeGreaterThan(10);
  });

  it.each([
    [
      'AWS::EC2::Volume',
      'volume/vol-1',
      {},
      'AWS/EBS VolumeId=vol-1',
      ['disk_read_bytes', 'disk_read_operations', 'disk_write_bytes', 'disk_write_operations', 'idle_seconds'],
    ],
    [
      'AWS::EC2::NatGateway',
      'natgateway/nat-1',
      {},
      'AWS/NATGateway NatGatewayId=nat-1',
      ['active_connections', 'network_in_bytes', 'network_out_bytes', 'packets_dropped'],
    ],
    [
      'AWS::ElasticLoadBalancing::LoadBalancer',
      'loadbalancer/shop',
      {},
      'AWS/ELB LoadBalancerName=shop',
      ['active_connections', 'new_connections', 'processed_bytes', 'requests'],
    ],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'loadbalancer/app/shop/0a1b',
      {},
      'AWS/ApplicationELB LoadBalancer=app/shop/0a1b',
      ['active_connections', 'capacity_units', 'new_connections', 'processed_bytes', 'requests'],
    ],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'loadbalancer/net/shop/0a1b',
      {},
      'AWS/NetworkELB LoadBalancer=net/shop/0a1b',
      ['active_connections', 'capacity_units', 'new_connections', 'processed_bytes'],
    ],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'loadbalancer/gwy/wall/0a1b',
      {},
      'AWS/GatewayELB LoadBalancer=gwy/wall/0a1b',
      ['active_connections', 'new_connections', 'processed_bytes'],
    ],
    [
      'AWS::RDS::DBInstance',
      'db:shop',
      { engine: 'postgres' },
      'AWS/RDS DBInstanceIdentifier=shop',
      [
        'connections',
        'cpu_percent',
        'disk_read_operations',
        'disk_write_operations',
        'free_memory_bytes',
        'free_storage_bytes',
      ],
    ],
    [
      'AWS::RDS::DBInstance',
      'db:shop',
      { engine: 'aurora-mysql' },
      'AWS/RDS DBInstanceIdentifier=shop',
      ['connections', 'cpu_percent', 'disk_read_operations', 'disk_write_operations', 'free_memory_bytes'],
    ],
    [
      'AWS::RDS::DBInstance',
      'db:docs',
      { engine: 'docdb' },
      'AWS/DocDB DBInstanceIdentifier=docs',
      ['connections', 'cpu_percent', 'disk_read_operations', 'disk_write_operations', 'free_memory_bytes'],
    ],
    [
      'AWS::ElastiCache::CacheCluster',
      'cluster:c-1',
      { engine: 'redis' },
      'AWS/ElastiCache CacheClusterId=c-1',
      [
        'cache_hits',
        'cache_misses',
        'connections',
        'cpu_percent',
        'free_memory_bytes',
        'memory_percent',
        'network_in_bytes',
        'network_out_bytes',
      ],
    ],
    [
      'AWS::ElastiCache::CacheCluster',
      'cluster:c-1',
      { engine: 'memcached' },
      'AWS/ElastiCache CacheClusterId=c-1',
      [
        'cache_hits',
        'cache_misses',
        'connections',
        'cpu_percent',
        'free_memory_bytes',
        'network_in_bytes',
        'network_out_bytes',
      ],
    ],
    [
      'AWS::Lambda::Function',
      'function:resize',
      {},
      'AWS/Lambda FunctionName=resize',
      ['duration_ms', 'errors', 'invocations', 'throttles'],
    ],
    [
      'AWS::DynamoDB::Table',
      'table/orders',
      {},
      'AWS/DynamoDB TableName=orders',
      ['consumed_read_units', 'consumed_write_units', 'provisioned_read_units', 'provisioned_write_units'],
    ],
    [
      'AWS::Logs::LogGroup',
      'log-group:/aws/lambda/resize:*',
      {},
      'AWS/Logs LogGroupName=/aws/lambda/resize',
      ['incoming_bytes'],
    ],
    [
      'AWS::AutoScaling::AutoScalingGroup',
      'autoScalingGroup:6f9a:autoScalingGroupName/web',
      {},
      'AWS/EC2 AutoScalingGroupName=web',
      ['cpu_percent', 'network_in_bytes', 'network_out_bytes'],
    ],
    ['AWS::EC2::EIP', 'elastic-ip/eipalloc-1', {}, '', []],
  ])('knows where the metrics of %s %s %j are', (type, rest, attributes, where, metrics) => {
    const series = planSeries([resource(type, rest, attributes)], new Map());
    expect(series.map((one) => one.metric).toSorted()).toEqual(metrics);
    const places = series.flatMap(({ queries }) =>
      queries.map(
        ({ place }) => `${place.namespace} ${place.dimensions.map(({ name, value }) => `${name}=${value}`).join()}`,
      ),
    );
    expect([...new Set(places)].join()).toBe(where);
  });

  it('gives every measure a name that all providers share, and statistics that CloudWatch has', () => {
    const measures = Object.values(MEASURED).flatMap(({ known, listed }) => [...known, ...listed]);
    for (const { metric, statistics } of measures) {
      expect(METRICS).toContain(metric);
      expect(statistics.length).toBeGreaterThan(0);
    }
  });
});

describe('calls', () => {
  it('are as few as the limits allow, and ask everything once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), (count) => {
        const series = planSeries(
          Array.from({ length: count }, (_, index) => instance(`i-${index}`)),
          new Map(),
        );
        const calls = planCalls(series);
        const queries = series.flatMap((one) => one.queries);
        expect(calls.flat()).toEqual(queries);
        expect(calls.length).toBe(Math.ceil(queries.length / QUERIES_A_CALL));
        expect(calls.every((call) => call.length <= QUERIES_A_CALL)).toBe(true);
      }),
      { numRuns: 20 },
    );
    expect(QUERIES_A_CALL).toBe(500);
  });

  it.each([
    [0, '0.00000'],
    [1, '0.00001'],
    [500, '0.00500'],
    [123_456, '1.23456'],
    [100_000, '1.00000'],
  ])('asking %i metrics costs $%s', (metrics, price) => {
    expect(priceOf(metrics)).toBe(price);
  });
});

describe('days', () => {
  it('are the thirty before today in UTC, and what is not measured is null', () => {
    const { first_date, end } = measuredDays(new Date('2026-09-20T15:30:00Z'));
    expect([first_date, end]).toEqual(['2026-08-21', '2026-09-20']);
    const values = byDay(
      [
        { at: new Date('2026-08-20T23:59:59Z'), value: 1 },
        { at: new Date('2026-08-21T00:00:00Z'), value: 2 },
        { at: new Date('2026-09-19T00:00:00Z'), value: 0 },
        { at: new Date('2026-09-20T00:00:00Z'), value: 4 },
      ],
      first_date,
    );
    expect(values).toEqual([2, ...Array.from({ length: 28 }, () => null), 0]);
  });
});
