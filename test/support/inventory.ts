import type { Transaction } from '../../src/platform/server/database.ts';

interface Inventory {
  organization_id: string;
  provider_id: string;
  /** Of the resource. */
  id: string;
}

/** Writes a row into every table that a sync fills. */
export async function addInventory(tx: Transaction, { organization_id, provider_id, id }: Inventory): Promise<void> {
  const at = new Date('2026-01-01T00:00:00Z').toISOString();
  const bound = { organization_id, provider_id };
  const resource = {
    resource_id: 'arn:aws:ec2:eu-central-1:111111111111:volume/vol-1',
    resource_type: 'AWS::EC2::Volume',
    account_id: '111111111111',
    region: 'eu-central-1',
  };
  await tx
    .insertInto('resources')
    .values({
      ...bound,
      ...resource,
      id,
      name: 'volume',
      status: 'available',
      created_at: at,
      tags: '{}',
      attributes: '{}',
      parent_id: null,
      attached_to: [],
      billed_as: ['vol-1'],
      first_seen_at: at,
      changed_at: at,
      measured_on: null,
      gone_at: null,
    })
    .execute();
  const days = { average: [1], maximum: [1], p95: [1], p99: [1], total: [1] };
  const series = { resource_id: resource.resource_id, metric: 'disk_read_operations', first_date: '2026-01-01' };
  await tx
    .insertInto('resource_metrics')
    .values({ ...bound, ...series, ...days })
    .execute();
  await tx
    .insertInto('provider_advice')
    .values({
      ...bound,
      ...resource,
      source: 'compute-optimizer',
      advice_id: '1',
      action: 'Delete',
      title: 'Delete the volume',
      monthly_savings: '1.5',
      currency: 'USD',
      details: '{}',
      first_seen_at: at,
      gone_at: null,
    })
    .execute();
  await tx
    .insertInto('provider_periods')
    .values({
      ...bound,
      cost_source: 'cost-explorer',
      billing_period: '2026-01-01',
      revision: null,
      content_sha256: null,
      rows: 0,
      read_at: at,
      covered_by: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx
    .insertInto('sample_changes')
    .values({ ...bound, resource_id: resource.resource_id, resource: null })
    .execute();
  await tx
    .insertInto('provider_calls')
    .values({ ...bound, month: '2026-01-01', call: 'ce:GetCostAndUsage', calls: 1, charged_usd: '0.01' })
    .execute();
}
