import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderPeriod } from '../src/connections/core/billing-periods.ts';
import { amountOf, amountText as azureAmountText } from '../src/connections/providers/azure/core/cost-query/amount.ts';
import { type BillingDouble, startBillingDouble } from './clouds/aws/billing-double.ts';
import { startDeniedAws } from './clouds/aws/denied.ts';
import { type AwsDouble, startAwsDouble } from './clouds/aws/double.ts';
import { accountId, amountText, type Charge, type Metric, makeLedger } from './clouds/aws/ledger.ts';
import { openCostManagement } from './clouds/azure/cost-fixture.ts';
import { ALPHA, BETA, expected, LEDGER } from './clouds/azure/ledger.ts';
import type { ServedDouble } from './clouds/serve.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { syncProvider } from './support/runs.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const ACCOUNT = accountId(0);
const SHAPE = {
  seed: 3,
  start: '2026-08-01',
  days: 50,
  accounts: 3,
  services: 5,
  usage_types: 9,
  has_net: false,
  teams: 2,
};

const NO_ADVICE = ['Rightsizing', 'ReservationPurchase', 'SavingsPlansPurchase'].map(
  (name) => `ce:Get${name}Recommendation`,
);

let today = '2026-09-20';
let server: TestServer;
let aws: AwsDouble;
let billing: BillingDouble;
let denied: ServedDouble;

beforeAll(async () => {
  aws = await startAwsDouble({ account: ACCOUNT, access_key_id: KEYS.access_key_id });
  billing = await startBillingDouble({ account_id: ACCOUNT, today, management_account_id: ACCOUNT });
  // What is not told by the other doubles is denied, as by a policy that allows billing alone.
  denied = await startDeniedAws();
  process.env.AWS_ENDPOINT_URL = denied.url;
  process.env.AWS_ENDPOINT_URL_STS = aws.url;
  for (const name of ['COST_EXPLORER', 'ORGANIZATIONS', 'BCM_DATA_EXPORTS'])
    process.env[`AWS_ENDPOINT_URL_${name}`] = billing.url;
  server = await startTestServer({
    // Time goes on: what a run has read is read before the next one begins.
    now: () => new Date(Date.parse(`${today}T12:00:00Z`) + performance.now()),
    environment: { AWS_COST_EXPLORER_PER_SECOND: '1000', JWT_EXPIRY: '90d' },
  });
});
beforeEach(() => {
  today = '2026-09-20';
  Object.assign(billing.state, { today, denied: [...NO_ADVICE], fault: () => null });
});
afterAll(async () => {
  await server.close();
  await Promise.all([aws.close(), billing.close(), denied.close()]);
});

const sumOf = (ledger: readonly Charge[], metric: Metric, month = ''): number =>
  Number(
    amountText(
      ledger.filter(({ day }) => day.startsWith(month)).reduce((sum, { amounts }) => sum + amounts[metric], 0n),
    ),
  );

async function connect(token: string, name = 'Payer'): Promise<string> {
  const body = { provider_type: 'aws', name, credentials: KEYS };
  const made = await server.call('POST', '/providers', { token, body });
  expect(made.status).toBe(201);
  return made.body.id;
}
const totalOf = async (token: string, metric: string): Promise<number> =>
  (await server.call('GET', `/costs/summary?metric=${metric}&start=2025-01-01&end=2027-01-01`, { token })).body
    .total_cost;
const periodsOf = async (token: string, id: string): Promise<ProviderPeriod[]> =>
  (await server.call('GET', `/providers/${id}/periods`, { token })).body.items;
const stateOf = async (token: string, id: string) => (await server.call('GET', `/providers/${id}`, { token })).body;

describe('a connected AWS account', () => {
  it('has the costs of Cost Explorer to the last digit, keeps them fresh, and writes nothing that has not changed', async () => {
    const { token } = await server.signUp();
    const ledger = (billing.state.ledger = makeLedger(SHAPE));
    const id = await connect(token);
    const first = await syncProvider(server, token, id);
    expect(first).toMatchObject({ status: 'succeeded', counts: { periods_read: 14, periods_changed: 14 } });
    expect(await totalOf(token, 'billed')).toBe(sumOf(ledger, 'UnblendedCost'));
    expect(await totalOf(token, 'effective')).toBe(sumOf(ledger, 'AmortizedCost'));
    const state = await stateOf(token, id);
    expect(state.data_through < today).toBe(true);
    expect(state.charged_calls.charged_usd).toBeCloseTo(
      billing.asked.filter((a) => a.action === 'GetCostAndUsage').length / 100,
    );
    // The rest of the cloud is denied, which is told and does not keep costs away.
    expect(state.last_sync_at).not.toBeNull();

    const again = await syncProvider(server, token, id);
    expect(again.counts).toMatchObject({ periods_read: 1, periods_changed: 0, cost_rows: 0 });

    const [september, august, ...empty] = await periodsOf(token, id);
    const before = {
      billed_cost: sumOf(ledger, 'UnblendedCost', '2026-09'),
      effective_cost: sumOf(ledger, 'AmortizedCost', '2026-09'),
      rows: september!.rows,
    };
    const cost_source = `cost-explorer | ${ACCOUNT}`;
    const unchanged = { covered_by: null, restated: null, changes: [] };
    expect(september).toMatchObject({ cost_source, billing_period: '2026-09-01', ...before, ...unchanged });
    expect(august).toMatchObject({ currency: 'USD', billed_cost: sumOf(ledger, 'UnblendedCost', '2026-08') });
    expect(empty).toHaveLength(12);
    for (const one of empty) expect(one).toMatchObject({ rows: 0, billed_cost: null, currency: null, ...unchanged });

    // AWS restates a day of a month that is over, and the next month comes.
    const restated = ledger.find(({ day }) => day === '2026-09-15')!;
    for (const name of ['UnblendedCost', 'AmortizedCost', 'NetUnblendedCost', 'NetAmortizedCost'] as const)
      restated.amounts[name] += 12_345n;
    today = billing.state.today = '2026-10-05';
    const later = await syncProvider(server, token, id);
    expect(later.counts).toMatchObject({ periods_read: 2, periods_changed: 2 });
    expect(await totalOf(token, 'billed')).toBe(sumOf(ledger, 'UnblendedCost'));
    const [, restatement] = await periodsOf(token, id);
    expect(restatement).toMatchObject({
      billing_period: '2026-09-01',
      billed_cost: sumOf(ledger, 'UnblendedCost', '2026-09'),
      restated: { ...before, difference_billed: 0.0000012345, difference_effective: 0.0000012345, took_place_of: null },
    });
    expect(restatement!.changes).toEqual([restatement!.restated]);
  }, 120_000);

  it('says which permission is missing, and what to do, and tries no more', async () => {
    const { token } = await server.signUp();
    billing.state.ledger = [];
    billing.state.denied.push('ce:GetCostAndUsage');
    const id = await connect(token);
    const run = await syncProvider(server, token, id);
    expect(run).toMatchObject({ status: 'failed', attempt: 1 });
    expect(run.error).toContain('ce:GetCostAndUsage');
    expect(await stateOf(token, id)).toMatchObject({ status: 'needs_attention', last_sync_at: null });
  });

  it('goes on after a fault where it was, and ends with the numbers of a sync without faults', async () => {
    const { token } = await server.signUp();
    const ledger = (billing.state.ledger = makeLedger(SHAPE));
    billing.state.fault = ({ action, number }) => (action === 'GetCostAndUsage' && number === 30 ? 'reset' : null);
    const id = await connect(token);
    const run = await syncProvider(server, token, id);
    expect(['succeeded', 'queued']).toContain(run.status);
    billing.state.fault = () => null;
    await syncProvider(server, token, id).catch(() => null);
    if (run.status === 'queued') {
      await server.call('POST', `/jobs/${run.id}/cancel`, { token });
      await syncProvider(server, token, id);
    }
    expect(await totalOf(token, 'billed')).toBe(sumOf(ledger, 'UnblendedCost'));
  }, 180_000);
});

describe('a connected Azure billing account', () => {
  it('has the costs of Cost Management to the last digit, in both views, whatever else is not there', async () => {
    const principal = { tenant_id: ALPHA, client_id: BETA, client_secret: 'the~value.of-a_client-secret' };
    const double = await openCostManagement(principal);
    const own = await startTestServer({
      now: () => new Date(Date.parse(`${today}T12:00:00Z`) + performance.now()),
      environment: { AZURE_BASE_URL: double.url },
    });
    const { token } = await own.signUp();
    const credentials = { ...principal, billing_account_id: '8611537' };
    const body = { provider_type: 'azure', name: 'Azure', credentials };
    const { id } = (await own.call('POST', '/providers', { token, body })).body;
    const run = await syncProvider(own, token, id);
    expect(run).toMatchObject({ status: 'succeeded', counts: { periods_read: 14 } });
    for (const [metric, type] of [
      ['billed', 'actual'],
      ['effective', 'amortized'],
    ] as const) {
      const { body: summary } = await own.call(
        'GET',
        `/costs/summary?metric=${metric}&start=2025-01-01&end=2027-01-01`,
        { token },
      );
      const exact = Object.values(expected(LEDGER, type)).reduce((sum, amount) => sum + amountOf(amount), 0n);
      expect([summary.currency, summary.total_cost]).toEqual(['EUR', Number(azureAmountText(exact))]);
    }
    const again = await syncProvider(own, token, id);
    expect(again.counts).toMatchObject({ periods_changed: 0, cost_rows: 0 });
    await own.close();
    await double.close();
  }, 120_000);
});

describe('costs that two sources tell', () => {
  it('are counted once: a whole uploaded month stays, and comes back to the connection when it is removed', async () => {
    const { token } = await server.signUp();
    const ledger = (billing.state.ledger = makeLedger(SHAPE));
    const august = {
      ProviderName: 'AWS',
      BillingAccountId: ACCOUNT,
      BilledCost: '777',
      BillingPeriodStart: '2026-08-01T00:00:00Z',
      BillingPeriodEnd: '2026-09-01T00:00:00Z',
      ChargePeriodStart: '2026-08-05T00:00:00Z',
      ChargePeriodEnd: '2026-08-06T00:00:00Z',
    };
    const imported = await importFile(server, token, 'august.csv', focusCsv([august]));
    expect(imported.status).toBe('succeeded');
    const id = await connect(token);
    expect((await syncProvider(server, token, id)).counts).toMatchObject({ periods_covered: 1 });
    const covered_by = `an uploaded file of billing account ${ACCOUNT}`;
    const [, covered] = await periodsOf(token, id);
    expect(covered).toMatchObject({ billing_period: '2026-08-01', covered_by, rows: null, billed_cost: null });
    expect(await totalOf(token, 'billed')).toBe(777 + sumOf(ledger, 'UnblendedCost', '2026-09'));
    expect((await server.call('DELETE', `/imports/${imported.id}`, { token })).status).toBe(204);
    await syncProvider(server, token, id);
    expect(await totalOf(token, 'billed')).toBe(sumOf(ledger, 'UnblendedCost'));

    const second = await connect(token, 'The same account again');
    expect((await syncProvider(server, token, second)).counts).toMatchObject({ periods_changed: 12, cost_rows: 0 });
    expect(await totalOf(token, 'billed')).toBe(sumOf(ledger, 'UnblendedCost'));

    expect((await server.call('DELETE', `/providers/${second}`, { token })).status).toBe(204);
    expect((await server.call('DELETE', `/providers/${id}?costs=remove`, { token })).status).toBe(204);
    expect(await totalOf(token, 'billed')).toBe(0);
  }, 180_000);
});
