import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AzureCredentials } from '../src/connections/providers/azure/core/credentials.ts';
import { azureCostSources } from '../src/connections/providers/azure/server/cost-sources.ts';
import { pairExports } from '../src/connections/providers/azure/server/exports/pair.ts';
import { type Connection, type CostSource, NeedsAttentionError } from '../src/connections/server/provider.ts';
import { focusCsv, StagingFixture } from '../src/costs/server/import/staging-fixture.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { type CostManagementDouble, startCostManagement } from './clouds/azure/cost-management.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from './clouds/serve.ts';

/** A Blob emulator (Azurite), such as `http://127.0.0.1:10000`. */
const AZURITE = process.env.TEST_AZURITE_URL;
/** The account and key that the emulator has for everybody. */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const PRINCIPAL = {
  tenant_id: '11111111-1111-4111-8111-111111111111',
  client_id: '22222222-2222-4222-8222-222222222222',
  client_secret: 'the~value.of-a_client-secret',
};
const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
const SCOPE = `/subscriptions/${SUBSCRIPTION}`;
const SEPTEMBER = '2026-09-01';

let staging: StagingFixture;
let directory: string;
beforeAll(async () => {
  staging = await StagingFixture.open();
});
afterAll(() => staging.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'azure-exports-'));
  return () => rm(directory, { recursive: true });
});

/** A row of cost details as Enterprise Agreements have it. */
const DETAIL: Record<string, string> = {
  BillingAccountId: '8611537',
  BillingPeriodStartDate: '09/01/2026',
  BillingPeriodEndDate: '09/30/2026',
  Date: '09/02/2026',
  SubscriptionId: SUBSCRIPTION,
  ResourceId: '/subscriptions/3/vm-1',
  ResourceLocation: 'EastUS',
  MeterCategory: 'Virtual Machines',
  MeterName: 'D2s v5',
  ServiceFamily: 'Compute',
  ProductName: 'Dsv5',
  UnitOfMeasure: '1 Hour',
  Quantity: '24',
  EffectivePrice: '0.09',
  UnitPrice: '0.09',
  PayGPrice: '0.1',
  CostInBillingCurrency: '2.16',
  BillingCurrencyCode: 'EUR',
  ChargeType: 'Usage',
  Frequency: 'UsageBased',
  PricingModel: 'OnDemand',
  BenefitId: '',
  Tags: '"team": "web"',
};
const COVERED = {
  PricingModel: 'Reservation',
  BenefitId: 'r1',
  ResourceId: '/subscriptions/3/vm-2',
  UnitPrice: '0.09',
};
const PURCHASE = { ...COVERED, ChargeType: 'Purchase', Frequency: 'OneTime', Quantity: '1', ResourceId: '' };

function detailsCsv(rows: Record<string, string>[]): string {
  const columns = Object.keys(DETAIL);
  const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => columns.map((name) => cell(row[name] ?? DETAIL[name]!)).join(','));
  return [columns.join(','), ...lines, ''].join('\n');
}

const ACTUAL = detailsCsv([
  {},
  {},
  { ...COVERED, CostInBillingCurrency: '0', EffectivePrice: '0' },
  { ...PURCHASE, CostInBillingCurrency: '500.000000000000000001' },
]);
const AMORTIZED = detailsCsv([
  { ...COVERED, ChargeType: 'UnusedReservation', CostInBillingCurrency: '1.1', Quantity: '3', ResourceId: '' },
  {},
  { ...COVERED, CostInBillingCurrency: '1.333333333333333333', EffectivePrice: '0.05' },
  {},
]);

async function rowsOf(path: string): Promise<Record<string, string | null>[]> {
  const staged = await staging.stagePath(path);
  try {
    expect(staged.rows_bad).toBe(0);
    return await staged.rows();
  } finally {
    await staged.discard();
  }
}

const costsOf = (rows: Record<string, string | null>[]) =>
  rows
    .map((row) =>
      [row.charge_category, row.billed_cost, row.effective_cost, row.list_cost, row.consumed_quantity].join(' '),
    )
    .toSorted();

/** What the two files above say together: covered usage once, purchases billed, what is unused effective. */
const TOGETHER = [
  'Purchase 500.000000000000000001 0.000000000000000000 500.000000000000000001 ',
  'Usage 0.000000000000000000 1.100000000000000000  ',
  'Usage 0.000000000000000000 1.333333333333333333 2.400000000000000000 24.000000000000000000',
  'Usage 2.160000000000000000 2.160000000000000000 2.400000000000000000 24.000000000000000000',
  'Usage 2.160000000000000000 2.160000000000000000 2.400000000000000000 24.000000000000000000',
].toSorted();

describe('exports of actual and of amortized costs', () => {
  it('become one file that counts nothing twice', async () => {
    const files = {
      actual: [await staging.write(ACTUAL, 'a.csv')],
      amortized: [await staging.write(AMORTIZED, 'b.csv')],
    };
    const rows = await rowsOf(await pairExports(files, '/the/account', directory));
    expect(costsOf(rows)).toEqual(TOGETHER);
    expect(new Set(rows.map((row) => row.billing_account_id))).toEqual(new Set(['/the/account']));
    expect(new Set(rows.map((row) => row.service_category))).toEqual(new Set(['Compute']));
    expect(rows.filter((row) => row.commitment_discount_status === 'Unused')).toHaveLength(1);
  });

  it('are read as the same whatever the order of their rows and files', async () => {
    const [head = '', ...lines] = ACTUAL.trim().split('\n');
    const part = (rows: string[]) => `${[head, ...rows].join('\n')}\n`;
    const one = {
      actual: [await staging.write(ACTUAL, 'a.csv')],
      amortized: [await staging.write(AMORTIZED, 'b.csv')],
    };
    const other = {
      actual: [
        await staging.write(part(lines.slice(2)), 'c.csv'),
        await staging.write(part(lines.slice(0, 2)), 'd.csv'),
      ],
      amortized: one.amortized,
    };
    const bytes: Buffer[] = [];
    for (const files of [one, other]) {
      const folder = await mkdtemp(join(directory, 'pair-'));
      bytes.push(await readFile(await pairExports(files, '/the/account', folder)));
    }
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
  });
});

describe.skipIf(!AZURITE)('exports in Blob storage (TEST_AZURITE_URL)', () => {
  let double: CostManagementDouble;
  let storage: ServedDouble;
  let container: string;
  let faults: ('reset' | number | (() => Promise<void>))[];
  let requested: string[];

  /** What lets the bearer of the emulator's key in, for an hour. */
  function accountSas(): string {
    const expiry = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '');
    const fields = {
      sp: 'rwlcd',
      ss: 'b',
      srt: 'sco',
      st: '',
      se: expiry,
      sip: '',
      spr: 'https,http',
      sv: '2019-02-02',
    };
    const text = `${[ACCOUNT, ...Object.values(fields)].join('\n')}\n`;
    const sig = createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64');
    return new URLSearchParams({ ...Object.fromEntries(Object.entries(fields).filter(([, v]) => v)), sig }).toString();
  }

  const emulator = (path: string, init?: RequestInit) =>
    fetch(`${AZURITE}${path}${path.includes('?') ? '&' : '?'}${accountSas()}`, init);

  async function put(name: string, content: string | Buffer): Promise<void> {
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream' };
    const body = typeof content === 'string' ? content : new Uint8Array(content);
    const { status } = await emulator(`/${ACCOUNT}/${container}/${name}`, { method: 'PUT', headers, body });
    expect(status).toBe(201);
  }

  /** The emulator takes tokens over TLS only: who has one is let in with its key instead. */
  beforeAll(async () => {
    storage = await serveDouble(async (request): Promise<DoubleAnswer> => {
      const path = request.url ?? '/';
      requested.push(`${request.method} ${path.split('?')[0]}`);
      if (!/^Bearer token-\d+$/.test(request.headers.authorization ?? '')) return { status: 401, body: '' };
      const fault = faults.shift();
      if (typeof fault === 'number') return { status: fault, body: '' };
      if (typeof fault === 'function') await fault();
      const answer = await emulator(path);
      const body = Buffer.from(await answer.arrayBuffer());
      const headers = { etag: answer.headers.get('etag') ?? '' };
      return { status: answer.status, headers, body, ...(fault === 'reset' ? { reset: true } : {}) };
    });
    double = await startCostManagement({
      ...PRINCIPAL,
      scope: SCOPE,
      ledger: [],
      dimensions: [],
      subscriptions: [],
      exports: [],
      page_size: 100,
      has_amortized: true,
      filters_empty_values: true,
      faults: [],
      sign_in_faults: [],
      denied: [],
    });
  });
  afterAll(async () => {
    await storage.close();
    await double.close();
  });
  beforeEach(async () => {
    [faults, requested] = [[], []];
    container = `costs${Date.now()}${Math.floor(Math.random() * 1_000)}`;
    double.options.exports = [];
    expect((await emulator(`/${ACCOUNT}/${container}?restype=container`, { method: 'PUT' })).status).toBe(201);
  });

  const exportOf = (name: string, type: string) => ({
    name,
    properties: {
      format: 'Csv',
      partitionData: true,
      definition: { type },
      deliveryInfo: {
        destination: {
          resourceId: `${SCOPE}/resourceGroups/billing/providers/Microsoft.Storage/storageAccounts/${ACCOUNT}`,
          container,
          rootFolderPath: '/exports/finops/',
        },
      },
    },
  });

  async function run(name: string, run_id: string, parts: Record<string, string | Buffer>): Promise<string> {
    const folder = `exports/finops/${name}/20260901-20260930/${run_id}`;
    for (const [part, content] of Object.entries(parts)) await put(`${folder}/${part}`, content);
    const blobs = Object.keys(parts).map((part) => ({ blobName: `${folder}/${part}` }));
    const manifest = { blobCount: blobs.length, runInfo: { startDate: '2026-09-01T00:00:00', runId: run_id }, blobs };
    await put(`${folder}/manifest.json`, JSON.stringify(manifest));
    return folder;
  }

  async function sourcesNow(): Promise<CostSource[]> {
    const connection: Connection<AzureCredentials> = {
      credentials: { ...PRINCIPAL, subscription_id: SUBSCRIPTION },
      config: parseConfig({ AZURE_BASE_URL: double.url, AZURE_BLOB_BASE_URL: storage.url }),
      external_id: '',
      now: () => new Date('2026-10-02T10:00:00Z'),
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
      count: () => undefined,
    };
    return azureCostSources(connection, async () => undefined);
  }

  it('are read by the manifest of the newest run, in parts and packed', async () => {
    double.options.exports = [exportOf('focus', 'FocusCost')];
    await run('focus', 'first', { 'part_0.csv': focusCsv([{ BilledCost: '1' }]) });
    const [source] = await sourcesNow();
    expect(source).toMatchObject({ name: 'export focus', kind: 'export', scope_account_id: SCOPE });
    const [before] = await source!.periods('2026-01-01');
    expect(before!.billing_period).toBe(SEPTEMBER);

    await run('focus', 'second', {
      'part_0.csv.gz': gzipSync(focusCsv([{ BilledCost: '2' }])),
      'part_1.csv.gz': gzipSync(focusCsv([{ BilledCost: '3' }])),
    });
    await put('exports/finops/focus/20260901-20260930/second/part_9.csv.gz', gzipSync(focusCsv([{ BilledCost: '9' }])));
    const [after] = await source!.periods('2026-01-01');
    expect(after!.revision).not.toBe(before!.revision);
    expect((await source!.periods('2026-01-01'))[0]!.revision).toBe(after!.revision);
    expect(await source!.periods('2026-10-01')).toEqual([]);
    faults = [503, 'reset', 'reset'];
    const { paths } = await source!.read(SEPTEMBER, directory);
    expect(paths.map((path) => path.split('/').at(-1))).toEqual(['focus-1.csv.gz', 'focus-2.csv.gz']);
    const rows = (await Promise.all(paths.map(rowsOf))).flat();
    expect(rows.map((row) => row.billed_cost)).toEqual(['2.000000000000000000', '3.000000000000000000']);
    expect(faults).toEqual([]);
  });

  it('of actual and amortized costs are read together, once a month has both', async () => {
    double.options.exports = [
      exportOf('actual', 'ActualCost'),
      exportOf('amortized', 'AmortizedCost'),
      exportOf('p', 'PriceSheet'),
    ];
    await run('actual', 'one', { 'part_0.csv': ACTUAL });
    const [source, ...others] = await sourcesNow();
    expect(source!.name).toBe('export actual + amortized');
    expect(others.map(({ name }) => name)).toEqual(['cost-management-query']);
    expect(await source!.periods('2026-01-01')).toEqual([]);
    await run('amortized', 'two', { 'part_0.csv': AMORTIZED });
    expect(await source!.periods('2026-01-01')).toHaveLength(1);
    const { paths } = await source!.read(SEPTEMBER, directory);
    const rows = await rowsOf(paths[0]!);
    expect(costsOf(rows)).toEqual(TOGETHER);
    expect(rows[0]!.billing_account_id).toBe(source!.billing_account_id);
  });

  it('in Parquet are read as well', async () => {
    const parquet = join(directory, 'made.parquet');
    const csv = await staging.write(focusCsv([{ BilledCost: '4.25' }]), 'made.csv');
    await staging.connection.run(
      `COPY (SELECT * FROM read_csv('${csv}', all_varchar = true)) TO '${parquet}' (FORMAT parquet)`,
    );
    double.options.exports = [exportOf('focus', 'FocusCost')];
    await run('focus', 'first', { 'part_0.snappy.parquet': await readFile(parquet) });
    const { paths } = await (await sourcesNow())[0]!.read(SEPTEMBER, directory);
    expect(paths[0]!.endsWith('focus-1.parquet')).toBe(true);
    expect((await rowsOf(paths[0]!))[0]!.billed_cost).toBe('4.250000000000000000');
  });

  it('are left for later while a manifest is half-written, a file is missing, or a newer run comes', async () => {
    double.options.exports = [exportOf('focus', 'FocusCost')];
    const [source] = await sourcesNow();
    const folder = await run('focus', 'first', { 'part_0.csv': focusCsv([{}]) });
    await put(`${folder}/manifest.json`, '{"blobs": [');
    await expect(source!.read(SEPTEMBER, directory)).rejects.toThrow('may be written just now');
    const missing = { runInfo: { startDate: '2026-09-01' }, blobs: [{ blobName: `${folder}/part_7.csv` }] };
    await put(`${folder}/manifest.json`, JSON.stringify(missing));
    await expect(source!.read(SEPTEMBER, directory)).rejects.toThrow('does not exist');
    await expect(source!.read('2026-08-01', directory)).rejects.toThrow('There is no run for 2026-08');

    await run('focus', 'first', { 'part_0.csv': focusCsv([{}]) });
    const nothing = async () => undefined;
    faults = [nothing, nothing, () => put(`${folder}/manifest.json`, JSON.stringify(missing))];
    await expect(source!.read(SEPTEMBER, directory)).rejects.toThrow('was written anew while it was read');
  });

  it('are none before the first run, and name the permission that is missing', async () => {
    double.options.exports = [exportOf('focus', 'FocusCost')];
    const [source] = await sourcesNow();
    await emulator(`/${ACCOUNT}/${container}?restype=container`, { method: 'DELETE' });
    expect(await source!.periods('2026-01-01')).toEqual([]);
    faults = [403];
    const error = await source!.periods('2026-01-01').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NeedsAttentionError);
    expect(error).toMatchObject({
      permission: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
    });
  });
});
