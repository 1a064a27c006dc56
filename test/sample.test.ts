import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Anomaly, AnomalyDetail } from '../src/anomalies/core/contract.ts';
import { TRUTH_KINDS } from '../src/connections/providers/sample/core/cloud/roles.ts';
import { makeSampleCloud } from '../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import { generateSampleCompany } from '../src/connections/providers/sample/core/generator.ts';
import type { IncidentTruth } from '../src/connections/providers/sample/core/incidents.ts';
import { SEED } from '../src/connections/providers/sample/server/write-sample.ts';
import { createSampleStore } from '../src/connections/server/sample-changes.ts';
import type { JobRun } from '../src/jobs/core/contract.ts';
import { addDays, daysBetween } from '../src/platform/core/dates.ts';
import type { Recommendation } from '../src/recommendations/core/contract.ts';
import { wantedPrices } from '../src/recommendations/core/prices/wanted.ts';
import { readWantedPrices } from '../src/recommendations/server/run/prices.ts';
import { detectionAfter } from './support/anomalies.ts';
import { startTestServer, type TestAccount, type TestServer } from './support/app.ts';
import { importEnd } from './support/imports.ts';
import { runEnd, syncProvider } from './support/runs.ts';

const TODAY = '2026-11-25';
/** A slow change is noticed when it has become large. */
const DRIFT_DAYS = 21;

let server: TestServer;
let account: TestAccount;
let token: string;
/** How the load and what follows by itself ended. */
let imported: Record<string, unknown>;
let first_sync: JobRun;
let first_detection: JobRun;

const get = async (path: string) => (await server.call('GET', path, { token })).body;
const runs = async (name: string): Promise<JobRun[]> => (await get(`/jobs?name=${name}&limit=500`)).items;

/** The last look for recommendations, once none is asked for any more. */
const settled = (): Promise<JobRun> =>
  vi.waitFor(
    async () => {
      for (const name of ['cost_sync', 'recommendations'])
        for (const { status } of await runs(name)) expect(['queued', 'running']).not.toContain(status);
      const [latest] = await runs('recommendations');
      expect(latest?.status).toBe('succeeded');
      return latest!;
    },
    { timeout: 120_000, interval: 200 },
  );
const run = async (): Promise<JobRun> => {
  const { body } = await server.call('POST', '/recommendations/generate', { token });
  return runEnd(server, token, body.job_id);
};
const list = async (query = ''): Promise<Recommendation[]> => (await get(`/recommendations?limit=500${query}`)).items;

beforeAll(async () => {
  // Time goes on: what a sync changes is newer than what a run has seen.
  server = await startTestServer({ now: () => new Date(Date.parse(`${TODAY}T09:00:00Z`) + performance.now()) });
  account = await server.signUp();
  token = account.token;
  first_detection = await detectionAfter(server, token, async () => {
    const begun = await server.call('POST', '/sample-data', { token });
    expect(begun.status).toBe(202);
    expect((await server.call('DELETE', '/sample-data', { token })).status).toBe(422);
    imported = await importEnd(server, token, begun.body.id);
  });
  await settled();
  first_sync = (await runs('cost_sync'))[0]!;
  // What the bill has woken may not be asked for yet.
  expect((await run()).status).toBe('succeeded');
  await settled();
}, 300_000);
afterAll(() => server.close());

describe('the bill of the sample company', () => {
  it('comes by the same way as a file, and conforms', async () => {
    expect(imported).toMatchObject({ status: 'succeeded', source: 'sample', rows_rejected: 0, issues: [] });
    expect(imported.rows_loaded).toBeGreaterThan(250_000);
    const range = 'start=2025-10-01&end=2026-11-25';
    const summary = await get(`/costs/summary?${range}&metric=billed`);
    expect(summary.total_cost).toBe(imported.billed_cost);
    expect(summary.data_through).toBe('2026-11-24');
    expect((await get(`/costs/breakdown?${range}&dimension=account`)).value_count).toBe(12);
  });
});

/** What is planted, and is to be found; slow changes begin sometime. */
interface Expected {
  id: string;
  start: string;
  /** Days after `start` on which it may be said to begin. */
  within: number;
  service: string;
  account: string | null;
  region: string | null;
}

const expectedOf = (truth: IncidentTruth): Expected => ({
  id: truth.id,
  start: truth.start,
  within: truth.kind === 'drift' ? DRIFT_DAYS : 1,
  service: truth.service,
  account: truth.sub_account_id,
  region: truth.region,
});

/** The value of a grouping that an anomaly is about, or that its cause leads to. */
const valueOf = ({ scope, cause }: AnomalyDetail, grouping: 'service' | 'account' | 'region'): string | undefined =>
  scope[grouping] ??
  cause?.path.find((step) => step.grouping === grouping)?.value ??
  cause?.dimensions.find((dimension) => dimension.grouping === grouping)?.values[0]?.value;

const isOf = (found: AnomalyDetail, wanted: Expected): boolean => {
  const days = daysBetween(wanted.start, found.started_on);
  return (
    found.direction === 'up' && days >= -1 && days <= wanted.within && valueOf(found, 'service') === wanted.service
  );
};

describe('anomalies of the sample company', () => {
  let details: AnomalyDetail[];
  let expected: Expected[];
  beforeAll(async () => {
    expect(first_detection).toMatchObject({ status: 'succeeded' });
    const company = generateSampleCompany({ seed: SEED, end: TODAY });
    // Its truth is complete when its bill has been written.
    for (const _ of company.file());
    expected = company.truth().map(expectedOf);
    const { items } = await get('/anomalies?limit=500');
    details = await Promise.all(items.map(({ id }: Anomaly) => get(`/anomalies/${id}`)));
  });

  it('are exactly what was planted', () => {
    const told = details.map((found) => {
      const names = expected.filter((wanted) => isOf(found, wanted)).map(({ id }) => id);
      return names[0] ?? `${found.title}: ${found.kind} of ${found.impact.toFixed(2)} from ${found.started_on}`;
    });
    expect(told.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });

  it('lead to the account and region of each', () => {
    const places = expected.map((wanted) => {
      const found = details.find((one) => isOf(one, wanted));
      return {
        id: wanted.id,
        account: wanted.account && found && valueOf(found, 'account'),
        region: wanted.region && found && valueOf(found, 'region'),
      };
    });
    expect(places).toEqual(expected.map(({ id, account, region }) => ({ id, account, region })));
  });

  it('are explained by at least four fifths', () => {
    for (const { title, cause } of details) {
      const [first] = cause?.dimensions ?? [];
      expect(first?.rest_percent, title).toBeLessThanOrEqual(20);
    }
  });

  it('know of the reservation that ended', () => {
    const wanted = expected.find(({ id }) => id === 'reservation-expired')!;
    const found = details.find((one) => isOf(one, wanted));
    expect(found?.cause?.neighbours).toContainEqual(
      expect.objectContaining({ kind: 'commitment_ended', text: expect.stringContaining('Reserved VM instances') }),
    );
  });

  it('that were over long ago are told of as past', () => {
    const open = details.filter(({ status }) => status === 'open');
    const is_over = (found: Anomaly | AnomalyDetail) => !found.is_ongoing && found.last_day < addDays(TODAY, -31);
    expect(details.filter(is_over).map(({ status }) => status)).toEqual(details.filter(is_over).map(() => 'resolved'));
    expect(open.some(is_over)).toBe(false);
  });
});

describe('the sample company', () => {
  it('has found in it by the real jobs what is planted, and nothing else', async () => {
    const planted = makeSampleCloud({ seed: SEED, end: TODAY }).truth.map(
      ({ kind, resource_id }) => `${kind} ${resource_id}`,
    );
    // Of what is not planted (newer families, processors of AWS's own) there is more to find.
    const kinds = new Set<string>(TRUTH_KINDS);
    const items = (await list()).filter(({ rule_id }) => kinds.has(rule_id));
    expect(items.map(({ rule_id, resource_id }) => `${rule_id} ${resource_id}`).toSorted()).toEqual(planted.toSorted());
    expect(
      items.every(({ status, provider_id, inventory_id }) => status === 'new' && provider_id && inventory_id),
    ).toBe(true);
    const [latest] = await runs('recommendations');
    expect(latest?.warnings).toEqual([]);
  });

  it('has the advice of its clouds in the same list, with our own where they say the same', async () => {
    const items = await list();
    const joined = items.filter(({ sources }) => sources.length > 1);
    expect(joined.length).toBeGreaterThan(10);
    expect(new Set(joined.flatMap(({ sources }) => sources))).toEqual(
      new Set(['finopsmind', 'cost-optimization-hub', 'compute-optimizer', 'azure-advisor']),
    );
    expect(items.filter(({ rule_id }) => rule_id.startsWith('advice:'))).toEqual([]);
  });

  it('has nothing to do in a second run', async () => {
    const again = await run();
    expect(again).toMatchObject({ status: 'succeeded', counts: { resources_judged: 0 } });
  });

  it('writes nothing when all of it is judged again and is the same', async () => {
    await server.services.database.asOwner(`update recommendation_runs set inputs = '{"all":"","advice":""}'`);
    const { counts } = await run();
    expect(counts).toMatchObject({ recommendations_changed: 0, recommendations_found: 0 });
    expect(counts.resources_judged).toBeGreaterThan(700);
  });

  it('has judged again what was changed, and resolved what is not so any more', async () => {
    const [idle] = (await list('&rule=ec2-idle')).toSorted((a, b) => (a.resource_id < b.resource_id ? -1 : 1));
    const organization_id = account.organization.id;
    const provider_id = idle?.provider_id ?? '';
    const { database } = server.services;
    const caller: Parameters<typeof createSampleStore>[0] = {
      organization_id,
      transaction: (work) => database.transaction(organization_id, work),
    };
    const answer = await createSampleStore(caller, provider_id).answer(
      {
        cloud: 'aws',
        service: 'ec2',
        operation: 'StopInstances',
        region: idle?.region ?? '',
        input: { InstanceIds: [idle?.resource_id.split('/').at(-1) ?? ''] },
      },
      `${TODAY}T08:00:00.000Z`,
    );
    expect(answer).toMatchObject({ ok: true });
    const before = (await runs('recommendations')).length;
    const { counts } = await syncProvider(server, token, provider_id);
    expect(counts).toMatchObject({ resources_changed: 1 });
    expect((await get(`/resources/${idle?.inventory_id}`)).status).toBe('stopped');
    await vi.waitFor(async () => expect((await runs('recommendations')).length).toBeGreaterThan(before), 20_000);
    const latest = await settled();
    expect(latest.counts.resources_judged).toBeGreaterThan(0);
    expect(latest.counts.resources_judged).toBeLessThan(30);
    const resolved = await list('&status=resolved');
    expect(resolved.map(({ rule_id, resource_id }) => [rule_id, resource_id])).toContainEqual([
      'ec2-idle',
      idle?.resource_id,
    ]);
  });

  it('asks for the prices that its resources would have all asked for', async () => {
    const { resources } = makeSampleCloud({ seed: SEED, end: TODAY });
    const wanted = await server.services.database.transaction(account.organization.id, readWantedPrices);
    const keysOf = (keys: typeof wanted) => keys.map((key) => JSON.stringify(Object.values(key))).toSorted();
    expect(keysOf(wanted)).toEqual(keysOf(wantedPrices(resources)));
    expect(wanted.length).toBeGreaterThan(100);
  });
});

describe('the cloud of the sample company', () => {
  it('has its inventory, whose costs are those of the bill', async () => {
    const { counts, warnings, status } = first_sync;
    expect({ status, warnings, gone: counts.resources_gone }).toEqual({ status: 'succeeded', warnings: [], gone: 0 });
    expect(counts.resources_changed).toBe(counts.resources_seen);
    const { items, total } = await get('/resources?limit=500');
    expect(total).toBe(counts.resources_seen);
    const [dearest] = items;
    const range = 'start=2026-10-26&end=2026-11-25';
    const summary = await get(`/costs/summary?${range}&resource=${encodeURIComponent(dearest.resource_id)}`);
    expect(dearest.monthly_cost).toBeGreaterThan(0);
    expect(dearest.monthly_cost).toBe(summary.total_cost);
    const costs = items.map((one: { monthly_cost: number | null }) => one.monthly_cost ?? -1);
    expect(costs).toEqual(costs.toSorted((a: number, b: number) => b - a));
    const { accounts } = await get('/resources/facets');
    const owner = accounts.find(({ value }: { value: string }) => value === dearest.account_id);
    expect([owner.name, dearest.account_name]).toEqual([expect.stringMatching(/\w/), owner.name]);
    const detail = await get(`/resources/${dearest.id}`);
    expect(detail).toMatchObject({ resource_id: dearest.resource_id, monthly_cost: dearest.monthly_cost });
    const volumes = await get('/resources?type=AWS::EC2::Volume&tag=env%3Dprod');
    expect(volumes.items.length).toBeGreaterThan(0);
    for (const one of volumes.items) expect([one.resource_type, one.tags.env]).toEqual(['AWS::EC2::Volume', 'prod']);
  });

  it('changes nothing when it is read again', async () => {
    const { counts } = await syncProvider(server, token, first_sync.target_id ?? '');
    expect(counts).toMatchObject({ resources_changed: 0, resources_gone: 0, metrics_changed: 0 });
    await settled();
  });
});

describe('another organization', () => {
  it('sees nothing of it', async () => {
    const other = await server.signUp('Other');
    const { body } = await server.call('GET', '/recommendations', { token: other.token });
    expect(body).toMatchObject({ items: [], total: 0 });
  });
});

describe('when the sample company is removed', () => {
  it('nothing is left of its bill and its cloud', async () => {
    expect((await server.call('DELETE', '/sample-data', { token })).status).toBe(202);
    const empty = await get('/costs/summary?start=2025-10-01&end=2026-11-25&metric=billed');
    expect(empty).toMatchObject({ total_cost: 0, services_used: 0, data_through: null });
    expect((await get('/providers')).items).toEqual([]);
    expect((await get('/resources')).total).toBe(0);
  });
});
