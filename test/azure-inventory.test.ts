import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Collected, type InventoryResource, inventoryResource } from '../src/connections/core/inventory.ts';
import { AZURE_TYPES } from '../src/connections/providers/azure/core/inventory/azure-types.ts';
import { collectAzureAdvice } from '../src/connections/providers/azure/server/advice/index.ts';
import { collectAzureInventory } from '../src/connections/providers/azure/server/inventory/index.ts';
import { testAzureConnection } from '../src/connections/providers/azure/server/test-connection.ts';
import { allOf, connectTo, PRINCIPAL } from './clouds/azure/connection.ts';
import {
  clusterRow,
  diskRow,
  idOf,
  machineRow,
  rowOf,
  SUBSCRIPTION,
  storageRow,
} from './clouds/azure/resource-rows.ts';
import { type AzureResourcesDouble, startAzureResources } from './clouds/azure/resources.ts';

const OTHER = '44444444-4444-4444-8444-444444444444';
const SIZE = { vCPUs: '2', MemoryGB: '8', MaxResourceVolumeMB: '0', PremiumIO: 'True', CpuArchitectureType: 'x64' };

let azure: AzureResourcesDouble;
let initial: string;
beforeAll(async () => {
  azure = await startAzureResources({ principal: PRINCIPAL, subscriptions: [SUBSCRIPTION] });
  initial = JSON.stringify(azure.state);
});
beforeEach(() => {
  Object.assign(azure.state, JSON.parse(initial));
  azure.calls.length = 0;
  azure.queries.length = 0;
});
afterAll(() => azure.close());

const connect = (scope: object = { subscription_id: SUBSCRIPTION }) =>
  connectTo(azure.url, scope, { now: '2026-03-10T12:00:00Z' });

/** Waits that took no time. */
let waits: number[] = [];
const collect = async (scope?: object): Promise<Collected[]> => {
  waits = [];
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
    azure.state.quota = 15;
  };
  return allOf(collectAzureInventory(connect(scope), wait));
};
const resourcesIn = (collected: Collected[]): InventoryResource[] =>
  collected.flatMap((one) => (one.kind === 'resources' ? one.resources : []));
const failuresIn = (collected: Collected[]) => collected.filter((one) => one.kind === 'failed');
const endsIn = (collected: Collected[], type: string) =>
  collected.filter((one) => one.kind !== 'resources' && one.partition.resource_type === type);
const callsOf = (part: string): string[] => azure.calls.filter((call) => call.includes(part));

describe('the inventory of a subscription', () => {
  it('has resources as all providers describe them, with what Resource Graph does not tell', async () => {
    azure.state.rows = [
      machineRow('web-1', 'running'),
      diskRow('web-1-os', 'Attached', { managedBy: idOf('Microsoft.Compute/virtualMachines', 'web-1') }),
      storageRow('shopfiles'),
      storageRow('shoplogs'),
      storageRow('shares', 'FileStorage'),
    ];
    azure.state.sizes = { westeurope: { Standard_D2s_v5: SIZE } };
    azure.state.policies = {
      [idOf('Microsoft.Storage/storageAccounts', 'shoplogs').toLowerCase()]: [{}, { enabled: false }],
    };
    const collected = await collect();
    const resources = resourcesIn(collected);
    for (const resource of resources) expect(inventoryResource.parse(resource)).toEqual(resource);
    const byName = Object.fromEntries(resources.map((resource) => [resource.name, resource]));
    const machine = idOf('Microsoft.Compute/virtualMachines', 'web-1').toLowerCase();
    expect(byName['web-1']).toMatchObject({
      resource_id: machine,
      account_id: SUBSCRIPTION,
      region: 'westeurope',
      status: 'PowerState/running',
      created_at: '2025-03-01T08:30:00.123Z',
      billed_as: [machine],
      attributes: { vm_size: 'Standard_D2s_v5', vcpus: 2, memory_mib: 8_192, temporary_disk_mib: 0 },
    });
    expect(byName['web-1-os']!.attached_to).toEqual([machine]);
    expect(byName['shopfiles']!.attributes.lifecycle_rules).toBe(0);
    expect(byName['shoplogs']!.attributes.lifecycle_rules).toBe(1);
    // Such an account can't have a policy: it is not asked for one.
    expect(byName['shares']!.attributes.lifecycle_rules).toBeNull();
    expect(callsOf('/managementPolicies/')).toHaveLength(2);
    expect(callsOf('/skus')).toHaveLength(1);
  });

  it('is complete for every type, also those that are not used there', async () => {
    const collected = await collect();
    expect(collected).toEqual(
      AZURE_TYPES.map(({ resource_type }) => ({
        kind: 'complete',
        partition: { resource_type, account_id: SUBSCRIPTION, region: null },
      })),
    );
  });

  it('asks no more than once for a page of 1,000, and yields pages as they come', async () => {
    azure.state.rows = Array.from({ length: 2_500 }, (_, index) => diskRow(`disk-${10_000 + index}`, 'Unattached'));
    const collected = await collect();
    const sizes = collected.flatMap((one) => (one.kind === 'resources' ? [one.resources.length] : []));
    expect(sizes).toEqual([1_000, 1_000, 500]);
    expect(new Set(resourcesIn(collected).map(({ resource_id }) => resource_id)).size).toBe(2_500);
    // One query for clusters, three pages of all others, one question what may be read.
    expect(azure.queries).toHaveLength(4);
    expect(azure.calls).toHaveLength(5);
    for (const { query } of azure.queries) expect(query).toMatch(/^resources \| where type in~ \('[^|]*'\)$/);
  });

  it('asks for smaller pages where a page is too large for Azure', async () => {
    azure.state.largest_page = 300;
    azure.state.rows = Array.from({ length: 600 }, (_, index) => diskRow(`disk-${1_000 + index}`, 'Unattached'));
    expect(resourcesIn(await collect())).toHaveLength(600);
    expect(azure.queries.map(({ options }) => options.$top)).toEqual([1_000, 500, 250, 1_000, 500, 250, 250, 250]);
  });

  it('waits when the quota of Resource Graph is used up, and as long as a refusal says', async () => {
    azure.state.rows = Array.from({ length: 2_500 }, (_, index) => diskRow(`disk-${10_000 + index}`, 'Unattached'));
    azure.state.quota = 2;
    expect(resourcesIn(await collect())).toHaveLength(2_500);
    expect(waits).toEqual([5_000]);
    azure.state.quota = 0;
    expect(resourcesIn(await collect())).toHaveLength(2_500);
    expect(waits).toEqual([5_000]);
  });

  it('goes on after a connection that broke in the middle of a page, without a resource twice', async () => {
    azure.state.rows = Array.from({ length: 2_500 }, (_, index) => diskRow(`disk-${10_000 + index}`, 'Unattached'));
    azure.state.broken = [2, 3];
    const ids = resourcesIn(await collect()).map(({ resource_id }) => resource_id);
    expect(ids).toHaveLength(2_500);
    expect(new Set(ids).size).toBe(2_500);
    expect(waits).toHaveLength(2);
  });

  it('knows what belongs to a cluster by the group of its nodes', async () => {
    const nodes = { resourceGroup: 'mc_shop_prod_westeurope' };
    azure.state.rows = [
      clusterRow('prod', 'MC_shop_prod_westeurope'),
      { ...diskRow('pvc-1', 'Unattached'), ...nodes },
      { ...diskRow('other', 'Unattached') },
    ];
    const named = resourcesIn(await collect()).toSorted((a, b) => a.name!.localeCompare(b.name!));
    expect(named.map(({ name, parent_id, attributes }) => [name, parent_id, attributes.held_by])).toEqual([
      ['other', null, null],
      ['prod', null, undefined],
      ['pvc-1', idOf('Microsoft.ContainerService/managedClusters', 'prod').toLowerCase(), 'aks'],
    ]);
  });
});

describe('permissions that are missing', () => {
  it('fail their own type, which is never complete then, and no other', async () => {
    azure.state.denied = ['Microsoft.Compute/disks/read'];
    azure.state.rows = [diskRow('hidden', 'Unattached'), machineRow('web-1', 'running')];
    const collected = await collect();
    expect(resourcesIn(collected).map(({ name }) => name)).toEqual(['web-1']);
    expect(failuresIn(collected)).toEqual([
      {
        kind: 'failed',
        partition: { resource_type: 'microsoft.compute/disks', account_id: SUBSCRIPTION, region: null },
        permission: 'Microsoft.Compute/disks/read',
        message: expect.stringContaining('Microsoft.Compute/disks/read is missing'),
      },
    ]);
    expect(endsIn(collected, 'microsoft.compute/virtualmachines')[0]!.kind).toBe('complete');
  });

  it('leave unknown what they would have told, and say so beside the inventory', async () => {
    azure.state.denied = ['Microsoft.Compute/skus/read', 'Microsoft.Storage/storageAccounts/managementPolicies/read'];
    azure.state.rows = [machineRow('web-1', 'running'), storageRow('one'), storageRow('two')];
    const collected = await collect();
    const known = resourcesIn(collected).map(({ name, attributes }) => [
      name,
      attributes.vcpus,
      attributes.lifecycle_rules,
    ]);
    expect(known.toSorted()).toEqual([
      ['one', undefined, null],
      ['two', undefined, null],
      ['web-1', null, undefined],
    ]);
    expect(
      failuresIn(collected)
        .map(({ permission }) => permission)
        .toSorted(),
    ).toEqual(azure.state.denied);
    expect(endsIn(collected, 'microsoft.storage/storageaccounts')[0]!.kind).toBe('complete');
  });

  it('complete nothing when nobody knows what is missing', async () => {
    azure.state.denied = ['Microsoft.Authorization/permissions/read'];
    azure.state.rows = [machineRow('web-1', 'running')];
    const collected = await collect();
    expect(resourcesIn(collected)).toHaveLength(1);
    expect(collected.some(({ kind }) => kind === 'complete')).toBe(false);
    expect(failuresIn(collected)[0]!.permission).toBe('Microsoft.Authorization/permissions/read');
  });

  it('fail everything when Resource Graph itself is closed', async () => {
    azure.state.denied = ['Microsoft.ResourceGraph/resources/read'];
    const collected = await collect();
    expect(collected).toHaveLength(AZURE_TYPES.length);
    for (const one of failuresIn(collected)) expect(one.permission).toBe('Microsoft.ResourceGraph/resources/read');
  });
});

describe('scopes of several subscriptions', () => {
  it.each([
    ['a management group', { management_group_id: 'shop' }, '/descendants'],
    ['a billing account', { billing_account_id: '1234567' }, '/subscriptions'],
  ])('%s is asked about together', async (_, scope, listed) => {
    azure.state.subscriptions = [SUBSCRIPTION, OTHER];
    azure.state.rows = [
      machineRow('web-1', 'running'),
      { ...rowOf('Microsoft.Compute/disks', 'far', {}), subscriptionId: OTHER, id: `/subscriptions/${OTHER}/far` },
    ];
    const collected = await collect(scope);
    expect(
      resourcesIn(collected)
        .map(({ account_id }) => account_id)
        .toSorted(),
    ).toEqual([SUBSCRIPTION, OTHER]);
    expect(collected.filter(({ kind }) => kind === 'complete')).toHaveLength(2 * AZURE_TYPES.length);
    expect(azure.queries).toHaveLength(2);
    expect(callsOf(listed).length).toBeGreaterThan(0);
  });
});

describe('the advice of Azure', () => {
  const recommendation = (name: string, more: object = {}) => ({
    id: `${idOf('Microsoft.Compute/virtualMachines', 'web-1')}/providers/Microsoft.Advisor/recommendations/${name}`,
    name,
    properties: {
      category: 'Cost',
      impact: 'High',
      impactedField: 'Microsoft.Compute/virtualMachines',
      impactedValue: 'web-1',
      recommendationTypeId: 'e10b1381-5f0a-47ff-8c7b-37bd13d7c974',
      shortDescription: { problem: 'Right-size the machine', solution: 'Use a smaller size' },
      resourceMetadata: { resourceId: idOf('Microsoft.Compute/virtualMachines', 'web-1') },
      extendedProperties: { annualSavingsAmount: '1200.60', savingsAmount: '100', savingsCurrency: 'EUR' },
      ...more,
    },
  });

  it('is read in pages, without what was suppressed', async () => {
    azure.state.advice = {
      [SUBSCRIPTION]: [
        [recommendation('one'), recommendation('two', { suppressionIds: ['x'] })],
        [recommendation('three')],
      ],
    };
    const pages = await allOf(collectAzureAdvice(connect()));
    expect(pages.map(({ advice, problem }) => [advice.length, problem])).toEqual([
      [1, null],
      [1, null],
    ]);
    expect(pages[0]!.advice[0]).toMatchObject({
      source: 'azure-advisor',
      resource_id: idOf('Microsoft.Compute/virtualMachines', 'web-1').toLowerCase(),
      resource_type: 'microsoft.compute/virtualmachines',
      account_id: SUBSCRIPTION,
      monthly_savings: '100.05',
      currency: 'EUR',
      title: 'Right-size the machine',
    });
  });

  it('yields a problem that names the permission', async () => {
    azure.state.denied = ['Microsoft.Advisor/recommendations/read'];
    const [page] = await allOf(collectAzureAdvice(connect()));
    expect(page).toMatchObject({ source: 'azure-advisor', advice: [] });
    expect(page!.problem).toContain('Microsoft.Advisor/recommendations/read is missing');
  });
});

describe('a connection that is tried', () => {
  const linesOf = async (scope?: object) => {
    const test = await testAzureConnection(connect(scope));
    return { test, lines: Object.fromEntries(test.checks.map(({ name, ok, message }) => [name, { ok, message }])) };
  };

  it('says for each capability that it works', async () => {
    const { test } = await linesOf();
    expect(test).toEqual({
      ok: true,
      message: `Subscription Production (${SUBSCRIPTION}).`,
      checks: [
        { name: 'identity', ok: true, message: `Subscription Production (${SUBSCRIPTION}).` },
        { name: 'cost', ok: true, message: 'Cost Management can be read.' },
        { name: 'inventory', ok: true, message: 'Resources of 1 subscription can be read.' },
        { name: 'metrics', ok: true, message: 'Azure Monitor can be read.' },
        { name: 'recommendations', ok: true, message: 'Azure Advisor can be read.' },
        { name: 'remediation', ok: true, message: 'Changes can be made once they are approved.' },
      ],
    });
  });

  it('names what is missing, and is good all the same without remediation', async () => {
    azure.state.denied = ['Microsoft.Compute/disks/delete', 'Microsoft.Insights/metrics/read'];
    const { test, lines } = await linesOf();
    expect(test.ok).toBe(true);
    expect(lines.metrics).toEqual({
      ok: false,
      message: `The permission Microsoft.Insights/metrics/read is missing on subscription ${SUBSCRIPTION}. Give the application a role with it.`,
    });
    expect(lines.remediation!.message).toContain('Microsoft.Compute/disks/delete');
    expect(lines.inventory!.ok).toBe(true);
  });

  it('is not good without costs', async () => {
    azure.state.denied = ['Microsoft.CostManagement/query/read'];
    const { test } = await linesOf();
    expect(test.ok).toBe(false);
    expect(test.message).toContain('Microsoft.CostManagement/query/read is missing');
  });

  it('names the permission without which the others are not known', async () => {
    azure.state.denied = ['Microsoft.Authorization/permissions/read'];
    const { lines } = await linesOf();
    expect(lines.remediation!.message).toContain('Microsoft.Authorization/permissions/read is missing');
  });

  it('says so when a billing account shows no subscription', async () => {
    azure.state.subscriptions = [];
    const { test, lines } = await linesOf({ billing_account_id: '1234567' });
    expect(test).toMatchObject({ ok: true, message: 'Billing account Production (1234567).' });
    expect(lines.inventory!.message).toContain('a role on no subscription');
  });

  it('tries nothing else when the way in is wrong', async () => {
    const test = await testAzureConnection({
      ...connect(),
      credentials: { ...PRINCIPAL, client_secret: 'another-secret', subscription_id: SUBSCRIPTION },
    });
    expect(test.ok).toBe(false);
    expect(test.message).toContain('does not accept the client secret');
    expect(test.checks.slice(1).every(({ message }) => message.startsWith('Not tried'))).toBe(true);
  });
});
