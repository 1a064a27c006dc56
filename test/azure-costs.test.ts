import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amountOf, amountText } from '../src/connections/providers/azure/core/cost-query/amount.ts';
import type { AzureCredentials } from '../src/connections/providers/azure/core/credentials.ts';
import { openAzureClient } from '../src/connections/providers/azure/server/client.ts';
import { azureCostSources } from '../src/connections/providers/azure/server/cost-sources.ts';
import type { Wait } from '../src/connections/providers/azure/server/retry.ts';
import {
  type Connection,
  type CostSource,
  NeedsAttentionError,
  ThrottledError,
} from '../src/connections/server/provider.ts';
import { StagingFixture } from '../src/costs/server/import/staging-fixture.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { type CostManagementDouble, type LedgerCharge, startCostManagement } from './clouds/azure/cost-management.ts';
import { ALPHA, BETA, charge, expected, LEDGER, sums } from './clouds/azure/ledger.ts';

const PRINCIPAL = {
  tenant_id: '11111111-1111-4111-8111-111111111111',
  client_id: '22222222-2222-4222-8222-222222222222',
  client_secret: 'the~value.of-a_client-secret',
};
const ENROLMENT = { ...PRINCIPAL, billing_account_id: '8611537' };
const SCOPE = '/providers/Microsoft.Billing/billingAccounts/8611537';
const MONTH = '2026-09-01';
const ALL_DIMENSIONS = ['SubscriptionId', 'ServiceName', 'ResourceLocation', 'ChargeType', 'PricingModel', 'Meter'];

let double: CostManagementDouble;
let staging: StagingFixture;
let directory: string;
let counted: string[];
let waits: number[];
beforeAll(async () => {
  staging = await StagingFixture.open();
  double = await startCostManagement({ ...PRINCIPAL, ...freshOptions() });
});
afterAll(async () => {
  await double.close();
  await staging.close();
});
beforeEach(async () => {
  Object.assign(double.options, freshOptions());
  double.queries.length = 0;
  double.calls.length = 0;
  counted = [];
  waits = [];
  directory = await mkdtemp(join(tmpdir(), 'azure-costs-'));
  return () => rm(directory, { recursive: true });
});

function freshOptions() {
  return {
    scope: SCOPE,
    ledger: LEDGER,
    dimensions: ALL_DIMENSIONS,
    subscriptions: [{ subscriptionId: ALPHA, displayName: 'Alpha, the first' }],
    exports: [],
    page_size: 1_000,
    has_amortized: true,
    filters_empty_values: true,
    faults: [],
    sign_in_faults: [],
    denied: [],
  };
}

const wait: Wait = async (ms, signal) => {
  signal.throwIfAborted();
  waits.push(ms);
};

function connectionOf(
  credentials: AzureCredentials,
  more: Partial<Connection<AzureCredentials>> = {},
): Connection<AzureCredentials> {
  return {
    credentials,
    config: parseConfig({ AZURE_BASE_URL: double.url }),
    external_id: '',
    now: () => new Date('2026-11-20T10:00:00Z'),
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    count: (call) => void counted.push(call),
    ...more,
  };
}

const connect = (credentials: AzureCredentials = ENROLMENT, more?: Partial<Connection<AzureCredentials>>) =>
  azureCostSources(connectionOf(credentials, more), wait);

async function querySource(
  credentials?: AzureCredentials,
  more?: Partial<Connection<AzureCredentials>>,
): Promise<CostSource> {
  const sources = await connect(credentials, more);
  const source = sources.find(({ kind }) => kind === 'api');
  if (!source) throw new Error('There is no source for the query API.');
  return source;
}

async function readRows(source: CostSource, billing_period = MONTH): Promise<Record<string, string | null>[]> {
  const { paths } = await source.read(billing_period, directory);
  if (paths.length === 0) return [];
  const staged = await staging.stagePath(paths[0]!);
  try {
    expect(staged.rows_bad).toBe(0);
    return await staged.rows();
  } finally {
    await staged.discard();
  }
}

async function expectLedger(source: CostSource, ledger = double.options.ledger): Promise<void> {
  const rows = await readRows(source);
  expect(sums(rows, 'billed_cost')).toEqual(expected(ledger, 'actual'));
  expect(sums(rows, 'effective_cost')).toEqual(expected(ledger, 'amortized'));
}

describe('the query API', () => {
  it('tells what is billed and what is effective, exactly, as FOCUS rows', async () => {
    const rows = await readRows(await querySource());
    expect(sums(rows, 'billed_cost')).toEqual(expected(LEDGER, 'actual'));
    expect(sums(rows, 'effective_cost')).toEqual(expected(LEDGER, 'amortized'));
    const of = (charge_type: string) => rows.find(({ x }) => JSON.parse(x!).ChargeType === charge_type);
    expect(of('Purchase')).toMatchObject({
      charge_category: 'Purchase',
      billed_cost: '300.000000000000000000',
      effective_cost: '0.000000000000000000',
      commitment_discount_type: 'Reservation',
      provider_name: 'Microsoft',
      billing_account_id: SCOPE,
      billing_period_start: '2026-09-01 00:00:00',
      billing_period_end: '2026-10-01 00:00:00',
      sub_account_name: 'Alpha, the first',
      list_cost: null,
      contracted_cost: null,
    });
    expect(of('UnusedReservation')).toMatchObject({
      charge_category: 'Usage',
      commitment_discount_status: 'Unused',
      billed_cost: '0.000000000000000000',
      effective_cost: '2.500000000000000000',
    });
    expect(of('Refund')).toMatchObject({ charge_category: 'Adjustment', billed_cost: '-3.100000000000000000' });
    const used = rows.find((row) => row.commitment_discount_status === 'Used');
    expect(used).toMatchObject({ pricing_category: 'Committed', effective_cost: '7.123456789012345678' });
    expect(rows.find((row) => row.service_name === 'Storage')).toMatchObject({ service_category: 'Storage' });
  });

  it('asks no more than it must', async () => {
    await readRows(await querySource());
    const types = double.queries.map(({ type, dataset: { grouping = [] } }) => [
      type,
      grouping.map(({ name }) => name).join(),
    ]);
    const sources = 'SubscriptionId,ResourceLocation';
    const leaf = 'ResourceLocation,ServiceName';
    expect(types).toEqual([
      ['ActualCost', ''],
      ['ActualCost', 'ChargeType,PricingModel'],
      // On demand, in two subscriptions.
      ['ActualCost', sources],
      ['ActualCost', leaf],
      ['ActualCost', leaf],
      // Purchase, reserved, refund: all in one place.
      ...[1, 2, 3].flatMap(() => [
        ['ActualCost', sources],
        ['ActualCost', leaf],
      ]),
      ['AmortizedCost', ''],
      ['AmortizedCost', 'ChargeType,PricingModel'],
      // Usage on demand is what it was; reserved, unused and refund are read.
      ...[1, 2, 3].flatMap(() => [
        ['AmortizedCost', sources],
        ['AmortizedCost', leaf],
      ]),
    ]);
    expect(counted.filter((call) => call === 'Microsoft.CostManagement/query')).toHaveLength(double.queries.length);
    expect(new Set(counted)).toEqual(
      new Set([
        'Microsoft.CostManagement/exports',
        'Microsoft.CostManagement/dimensions',
        'Microsoft.CostManagement/query',
        'Microsoft.Resources/subscriptions',
      ]),
    );
  });

  it('needs five queries a month for a subscription without commitments', async () => {
    Object.assign(double.options, { scope: `/subscriptions/${ALPHA}`, ledger: LEDGER.slice(0, 3) });
    const source = await querySource({ ...PRINCIPAL, subscription_id: ALPHA });
    expect(source).toMatchObject({
      name: 'cost-management-query',
      billing_account_id: `/subscriptions/${ALPHA}`,
      scope_account_id: `/subscriptions/${ALPHA}`,
    });
    await expectLedger(source);
    expect(double.queries).toHaveLength(5);
  });

  it('is exact for any ledger', async () => {
    const oneOf = (...values: string[]) => fc.constantFrom(...values);
    const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(amountText);
    const charges = fc.record({
      day: fc.integer({ min: 1, max: 30 }).map((day) => `2026-09-${String(day).padStart(2, '0')}`),
      currency: oneOf('EUR', 'USD'),
      actual: fc.option(amount),
      amortized: fc.option(amount),
      dimensions: fc.record({
        SubscriptionId: oneOf(ALPHA, BETA),
        ServiceName: oneOf('Storage', 'Virtual Machines', 'With, "signs"'),
        ResourceLocation: oneOf('EU West', 'US East', 'Unassigned'),
        ChargeType: oneOf('Usage', 'Purchase', 'Refund', 'RoundingAdjustment'),
        PricingModel: oneOf('OnDemand', 'Reservation', 'SavingsPlan', 'Spot'),
      }),
    });
    const ledgers = fc.array(charges, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(ledgers, fc.integer({ min: 1, max: 7 }), async (ledger, page_size) => {
        Object.assign(double.options, { ledger, page_size });
        const rows = await readRows(await querySource());
        const kept = (type: 'actual' | 'amortized') =>
          expected(
            ledger.filter(({ actual, amortized }) => actual !== null || amortized !== null),
            type,
          );
        expect(sums(rows, 'billed_cost')).toEqual(kept('actual'));
        expect(sums(rows, 'effective_cost')).toEqual(kept('amortized'));
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('writes the same file for the same costs, and another once a day is restated', async () => {
    const read = async () => readFile((await (await querySource()).read(MONTH, directory)).paths[0]!, 'utf8');
    const before = await read();
    double.options.ledger = LEDGER.toReversed();
    expect(await read()).toBe(before);
    double.options.ledger = LEDGER.map((one, i) => (i === 1 ? { ...one, actual: '2.5', amortized: '2.5' } : one));
    expect(await read()).not.toBe(before);
    await expectLedger(await querySource());
  });

  it('has no files for a month without costs', async () => {
    expect(await (await querySource()).read('2026-08-01', directory)).toEqual({ paths: [], data_through: null });
    expect(double.queries.map(({ type }) => type)).toEqual(['ActualCost', 'AmortizedCost']);
  });

  it('asks for the month that is open until today, and knows the months before', async () => {
    const source = await querySource();
    await source.read('2026-11-01', directory);
    expect(double.queries[0]!.timePeriod).toEqual({ from: '2026-11-01T00:00:00Z', to: '2026-11-20T23:59:59Z' });
    const months = (await source.periods('2026-09-15')).map(({ billing_period }) => billing_period);
    expect(months).toEqual(['2026-09-01', '2026-10-01', '2026-11-01']);
  });

  it('leaves effective costs unknown where there are no amortized ones', async () => {
    double.options.has_amortized = false;
    const rows = await readRows(await querySource());
    expect(sums(rows, 'billed_cost')).toEqual(
      expected(
        LEDGER.filter(({ actual }) => actual !== null),
        'actual',
      ),
    );
    expect(rows.every(({ effective_cost }) => effective_cost === null)).toBe(true);
  });

  it('does with the dimensions that the agreement has', async () => {
    double.options.dimensions = ['SubscriptionId', 'ServiceName', 'ChargeType'];
    const rows = await readRows(await querySource());
    const total = (ledger: LedgerCharge[]) =>
      amountText(ledger.reduce((sum, { actual }) => sum + amountOf(actual ?? '0'), 0n));
    expect(amountText(rows.reduce((sum, row) => sum + amountOf(row.billed_cost!), 0n))).toBe(total(LEDGER));
    expect(new Set(rows.map(({ region_id }) => region_id))).toEqual(new Set([null]));
    expect(new Set(rows.map(({ service_name }) => service_name)).size).toBe(3);
  });

  it('keeps days whole where Azure can not narrow to what has no value', async () => {
    Object.assign(double.options, {
      filters_empty_values: false,
      ledger: [...LEDGER, charge({ actual: '9.75', amortized: '9.75', dimensions: { PricingModel: '' } })],
    });
    const rows = await readRows(await querySource());
    const whole = rows.filter(({ billed_cost }) => billed_cost === '9.750000000000000000');
    expect(whole).toHaveLength(1);
    expect(whole[0]!.service_name).toBeNull();
  });
});

describe('trouble', () => {
  const FAULTS = [
    { kind: 'error', status: 503 },
    null,
    { kind: 'reset' },
    { kind: 'token expired' },
    null,
    { kind: 'error', status: 500 },
    { kind: 'throttled', headers: { 'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '7' } },
  ] as const;

  it('leaves no trace in the numbers', async () => {
    Object.assign(double.options, { faults: [...FAULTS], page_size: 2 });
    await expectLedger(await querySource());
    expect(double.options.faults).toEqual([]);
    expect(waits).toHaveLength(4);
    expect(waits).toContain(7_000);
  });

  it('is waited out for as long as the longest quota asks', async () => {
    const headers = {
      'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '5',
      'x-ms-ratelimit-microsoft.costmanagement-entity-retry-after': '42',
      'x-ms-ratelimit-microsoft.costmanagement-tenant-retry-after': '11',
      'retry-after': '1',
    };
    double.options.faults = [{ kind: 'throttled', headers }];
    await expectLedger(await querySource());
    expect(waits).toEqual([42_000]);
  });

  it('is left to the caller when Azure asks for more than a minute', async () => {
    const headers = { 'x-ms-ratelimit-microsoft.costmanagement-entity-retry-after': '1800' };
    double.options.faults = [{ kind: 'throttled', headers }];
    const error = await readRows(await querySource()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ThrottledError);
    expect((error as ThrottledError).until).toEqual(new Date('2026-11-20T10:30:00Z'));
    expect(waits).toEqual([]);
  });

  it('is given up after some tries', async () => {
    double.options.faults = Array.from({ length: 20 }, () => ({ kind: 'error', status: 502 }));
    await expect(readRows(await querySource())).rejects.toThrow('Something went wrong');
    expect(double.queries).toHaveLength(7);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  it('is noticed when Azure leaves out a day in silence', async () => {
    double.options.faults = [null, { kind: 'day missing' }];
    await expect(readRows(await querySource())).rejects.toThrow('does not add up on 1 days');
  });

  it('at the sign-in is borne as well', async () => {
    double.options.sign_in_faults = [503, 503];
    await expectLedger(await querySource());
    expect(waits).toHaveLength(2);
    double.options.sign_in_faults = Array.from({ length: 7 }, () => 503);
    await expect(connect()).rejects.toThrow('Microsoft Entra, where the application signs in, does not answer.');
  });

  it('ends with the run', async () => {
    const controller = new AbortController();
    const source = await querySource(ENROLMENT, { signal: controller.signal });
    controller.abort(new Error('The run was stopped.'));
    await expect(readRows(source)).rejects.toThrow('The run was stopped.');
    expect(double.queries).toHaveLength(0);
  });

  it('names the permission that is missing', async () => {
    double.options.denied = ['Microsoft.CostManagement/query/read', 'Microsoft.CostManagement/exports/read'];
    const error = await readRows(await querySource()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NeedsAttentionError);
    expect(error).toMatchObject({ permission: 'Microsoft.CostManagement/query/read' });
  });

  it('says what is wrong with the way in', async () => {
    await expect(connect({ ...ENROLMENT, client_secret: 'another-secret' })).rejects.toThrow(
      'does not accept the client secret',
    );
    double.options.scope = '/somewhere/else';
    const hidden = connect({ ...PRINCIPAL, subscription_id: BETA });
    await expect(hidden).rejects.toThrow('does not show this subscription');
  });
});

describe('somebody who waits', () => {
  const ask = async () => {
    const client = await openAzureClient(connectionOf(ENROLMENT), 'interactive', wait);
    return client.send('POST', `${SCOPE}/providers/Microsoft.CostManagement/query?api-version=2025-03-01`, {});
  };

  it('gets one more try, and no long wait', async () => {
    double.options.faults = Array.from({ length: 3 }, () => ({ kind: 'error', status: 500 }));
    await expect(ask()).rejects.toThrow('Something went wrong');
    expect(double.queries).toHaveLength(2);
    const headers = { 'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '5' };
    double.options.faults = [{ kind: 'throttled', headers }];
    await expect(ask()).rejects.toThrow(ThrottledError);
  });
});
