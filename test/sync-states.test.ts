import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ProviderState, writeStatus } from '../src/connections/server/status.ts';
import { SYSTEM } from '../src/jobs/server/index.ts';
import { type BillingDouble, startBillingDouble } from './clouds/aws/billing-double.ts';
import { startDeniedAws } from './clouds/aws/denied.ts';
import { type AwsDouble, startAwsDouble } from './clouds/aws/double.ts';
import { accountId, amountText, makeLedger } from './clouds/aws/ledger.ts';
import type { ServedDouble } from './clouds/serve.ts';
import { startTestServer, type TestAccount, type TestServer } from './support/app.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { addInventory } from './support/inventory.ts';
import { runEnd, syncProvider } from './support/runs.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const ACCOUNT = accountId(0);
const TODAY = '2026-09-20';
const NO_ADVICE = ['Rightsizing', 'ReservationPurchase', 'SavingsPlansPurchase'].map(
  (name) => `ce:Get${name}Recommendation`,
);
const LEDGER = makeLedger({
  seed: 11,
  start: '2026-09-01',
  days: 18,
  accounts: 1,
  services: 3,
  usage_types: 4,
  has_net: false,
  teams: 1,
});
const BILLED = Number(amountText(LEDGER.reduce((sum, { amounts }) => sum + amounts.UnblendedCost, 0n)));

let server: TestServer;
let aws: AwsDouble;
let billing: BillingDouble;
let denied: ServedDouble;
let account: TestAccount;
let clock = Date.parse(`${TODAY}T12:00:00Z`);

beforeAll(async () => {
  aws = await startAwsDouble({ account: ACCOUNT, access_key_id: KEYS.access_key_id });
  billing = await startBillingDouble({ account_id: ACCOUNT, today: TODAY, management_account_id: ACCOUNT });
  denied = await startDeniedAws();
  process.env.AWS_ENDPOINT_URL = denied.url;
  process.env.AWS_ENDPOINT_URL_STS = aws.url;
  for (const name of ['COST_EXPLORER', 'ORGANIZATIONS', 'BCM_DATA_EXPORTS'])
    process.env[`AWS_ENDPOINT_URL_${name}`] = billing.url;
  server = await startTestServer({
    now: () => new Date(clock + performance.now()),
    environment: { AWS_COST_EXPLORER_PER_SECOND: '1000', AWS_COST_EXPLORER_MONTHLY_USD: '0.6' },
  });
});
beforeEach(async () => {
  Object.assign(billing.state, { ledger: LEDGER, denied: [...NO_ADVICE], exports: [], fault: () => null });
  account = await server.signUp();
});
afterAll(async () => {
  await server.close();
  await Promise.all([aws.close(), billing.close(), denied.close()]);
});

const call = async (method: string, path: string, body?: unknown) =>
  (await server.call(method, path, { token: account.token, body })).body;
const connect = async (): Promise<string> =>
  (await call('POST', '/providers', { provider_type: 'aws', name: 'Payer', credentials: KEYS })).id;
const stateOf = (id: string) => call('GET', `/providers/${id}`);
const sync = (id: string) => syncProvider(server, account.token, id);

/** What others were told of a connection, in order. */
async function toldOf(id: string) {
  const { rows } = await server.services.database.transaction(account.organization.id, (tx) =>
    sql<{ type: string; payload: Record<string, unknown> }>`
      select type, payload from outbox where type like 'connection.%' and payload ->> 'provider_id' = ${id} order by id`.execute(
      tx,
    ),
  );
  return rows;
}

describe('a connection', () => {
  it('knows its account after the first sync, and asks for what its policy does not allow', async () => {
    const id = await connect();
    const run = await sync(id);
    expect(run.status).toBe('succeeded');
    const state = await stateOf(id);
    expect(state).toMatchObject({ account_id: ACCOUNT, status: 'needs_attention' });
    expect(state.status_message).toMatch(/permission \w+:\w+ is missing/);
    expect(new Set(run.warnings).size).toBe(run.warnings.length);
    expect((await call('GET', '/costs/summary?metric=billed')).total_cost).toBe(BILLED);
  });

  it('forgets what was wrong with the credentials before', async () => {
    const id = await connect();
    await sync(id);
    aws.options.access_key_id = 'AKIAANOTHERKEY000000';
    const failed = await sync(id);
    expect(failed).toMatchObject({ status: 'failed', error: expect.stringContaining('does not know these keys') });
    const wrong = await stateOf(id);
    expect(wrong).toMatchObject({ status: 'needs_attention' });
    const tested = await call('POST', `/providers/${id}/test`);
    expect(tested.ok).toBe(false);
    const about = { provider_id: id, name: 'Payer', provider_type: 'aws' };
    // Once, however often it fails.
    expect(await toldOf(id)).toEqual([
      {
        type: 'connection.failing',
        payload: { ...about, status: 'needs_attention', status_message: expect.any(String) },
      },
    ]);
    const credentials = { ...KEYS, access_key_id: aws.options.access_key_id };
    const changed = await call('PUT', `/providers/${id}`, { credentials });
    expect(changed).toMatchObject({ status: 'connected', status_message: null });
    expect((await toldOf(id)).slice(1)).toEqual([
      { type: 'connection.recovered', payload: { ...about, status: 'connected', status_message: null } },
    ]);
    await sync(id);
    expect((await server.call('DELETE', `/providers/${id}`, { token: account.token })).status).toBe(204);
    expect((await toldOf(id)).slice(2)).toMatchObject([
      { type: 'connection.failing', payload: { status: 'needs_attention' } },
      // What is gone fails no longer.
      { type: 'connection.recovered', payload: { status: 'disconnected' } },
    ]);
    aws.options.access_key_id = KEYS.access_key_id;
  });

  it('neither fails nor recovers by waiting for its cloud', async () => {
    const id = await connect();
    const write = (status: ProviderState['status']) =>
      server.services.database.transaction(account.organization.id, (tx) =>
        writeStatus(tx, { organization_id: account.organization.id, now: new Date(clock) }, id, {
          status,
          status_message: null,
        }),
      );
    for (const status of ['throttled', 'connected', 'failed', 'throttled', 'needs_attention', 'throttled'] as const)
      await write(status);
    expect((await toldOf(id)).map(({ type }) => type)).toEqual(['connection.failing']);
    await write('connected');
    expect((await toldOf(id)).map(({ type }) => type)).toEqual(['connection.failing', 'connection.recovered']);
  });

  it('gets its costs from the API when an export can not be read, and says so', async () => {
    billing.state.exports = [
      {
        ExportArn: `arn:aws:bcm-data-exports:us-east-1:${ACCOUNT}:export/bill`,
        Name: 'bill',
        DataQuery: { QueryStatement: 'SELECT * FROM FOCUS_1_2_AWS' },
        DestinationConfigurations: {
          S3Destination: {
            S3Bucket: 'somebody-elses',
            S3Prefix: 'a',
            S3Region: 'us-east-1',
            S3OutputConfigurations: undefined,
          },
        },
        RefreshCadence: { Frequency: 'SYNCHRONOUS' },
      },
    ];
    const run = await sync(await connect());
    expect(run.status).toBe('succeeded');
    expect(run.warnings[0]).toMatch(/^The export bill could not be read\. .*s3:\w+/);
    expect((await call('GET', '/costs/summary?metric=billed')).total_cost).toBe(BILLED);
  });

  it('spends no more on Cost Explorer in a month than the server allows', async () => {
    const id = await connect();
    const asked = () => billing.asked.filter(({ action }) => action === 'GetCostAndUsage').length;
    const before = asked();
    let last = await sync(id);
    for (let round = 0; round < 40 && last.status === 'succeeded'; round++) last = await sync(id);
    expect(last.error).toContain('AWS_COST_EXPLORER_MONTHLY_USD');
    expect(asked() - before).toBeLessThan(70);
    expect((await stateOf(id)).charged_calls.charged_usd).toBeCloseTo((asked() - before) / 100);
  });

  it('is asked by schedule no more often than clouds renew their data', async () => {
    const id = await connect();
    await sync(id);
    /** A run as a schedule asks for it, which a restarted server takes up. */
    const scheduled = async () => {
      const run_id = randomUUID();
      const at = new Date(clock + performance.now()).toISOString();
      await server.services.database.transaction(account.organization.id, (tx) =>
        tx
          .insertInto('job_runs')
          .values({
            id: run_id,
            organization_id: account.organization.id,
            name: 'cost_sync',
            target_id: id,
            target_name: 'Payer',
            status: 'queued',
            run_after: at,
            stage: null,
            percent: null,
            message: null,
            error: null,
            requested_by: SYSTEM.name,
            created_at: at,
            started_at: null,
            finished_at: null,
            cancel_requested_at: null,
          })
          .execute(),
      );
      await server.restart();
      return runEnd(server, account.token, run_id);
    };
    expect((await scheduled()).counts).toMatchObject({ periods_read: 0 });
    clock += 9 * 3_600_000;
    expect((await scheduled()).counts).toMatchObject({ periods_read: 1 });
  });
});

describe('two connections of one account', () => {
  it('show what bills say of a resource once', async () => {
    const ids = [await connect()];
    ids.push((await call('POST', '/providers', { provider_type: 'aws', name: 'Again', credentials: KEYS })).id);
    const { list } = await showBoth(ids);
    expect(list.total).toBe(2);
    expect(list.monthly_costs).toEqual([{ currency: 'USD', amount: 5, resources: 2 }]);
    expect(list.items.map(({ monthly_cost }: { monthly_cost: number }) => monthly_cost)).toEqual([5, 5]);
  });
});

/** One billed volume in the inventory of both connections. */
async function showBoth(provider_ids: string[]) {
  const organization_id = account.organization.id;
  await importFile(server, account.token, 'bill.csv', focusCsv([{ EffectiveCost: '5', ResourceId: 'vol-1' }]));
  for (const provider_id of provider_ids)
    await server.services.database.transaction(organization_id, (tx) =>
      addInventory(tx, { organization_id, provider_id, id: randomUUID() }),
    );
  return { list: await call('GET', '/resources') };
}

// Last: nothing has to wait until it is loaded, which ends with the server.
describe('the sample company', () => {
  it('finds a name when its own is taken', async () => {
    await call('POST', '/providers', { provider_type: 'aws', name: 'sample company', credentials: KEYS });
    const answer = await server.call('POST', '/sample-data', { token: account.token });
    expect(answer.status).toBe(202);
    const { items } = await call('GET', '/providers');
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['sample company', 'Sample company 2']);
  });
});
