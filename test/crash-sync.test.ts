import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, inject, it, vi } from 'vitest';
import { addDays, dayOf, monthStart } from '../src/platform/core/dates.ts';
import { startBillingDouble } from './clouds/aws/billing-double.ts';
import { startDeniedAws } from './clouds/aws/denied.ts';
import { startAwsDouble } from './clouds/aws/double.ts';
import { accountId, amountText, type Charge, makeLedger } from './clouds/aws/ledger.ts';
import { freePort, type ServerProcess, startProcess } from './support/process.ts';

const KILLS = 3;
const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const NO_ADVICE = ['Rightsizing', 'ReservationPurchase', 'SavingsPlansPurchase'];
const directory = mkdtempSync(join(tmpdir(), 'finopsmind-crash-sync-'));
let server: ServerProcess | undefined;
afterAll(async () => {
  server?.child.kill('SIGKILL');
  await server?.exited;
  rmSync(directory, { recursive: true });
});

const totalOf = (ledger: readonly Charge[]): number =>
  Number(amountText(ledger.reduce((sum, { amounts }) => sum + amounts.UnblendedCost, 0n)));

// A pause of random length is what this test is about: the process may die at any moment.
it(`is killed ${KILLS} times while it reads a cloud, and ends with the numbers of a sync without faults`, {
  timeout: 600_000,
}, async () => {
  const today = dayOf(new Date());
  const account = accountId(0);
  const aws = await startAwsDouble({ account, access_key_id: KEYS.access_key_id });
  const shape = {
    seed: 5,
    start: addDays(monthStart(today), -170),
    days: 170,
    accounts: 3,
    services: 4,
    usage_types: 9,
  };
  const ledger = makeLedger({ ...shape, has_net: false, teams: 1 });
  const denied = NO_ADVICE.map((name) => `ce:Get${name}Recommendation`);
  const billing = await startBillingDouble({
    account_id: account,
    management_account_id: account,
    today,
    ledger,
    denied,
  });
  const others = await startDeniedAws();
  const environment = {
    AWS_ENDPOINT_URL: others.url,
    AWS_ENDPOINT_URL_STS: aws.url,
    AWS_ENDPOINT_URL_COST_EXPLORER: billing.url,
    AWS_ENDPOINT_URL_ORGANIZATIONS: billing.url,
    AWS_ENDPOINT_URL_BCM_DATA_EXPORTS: billing.url,
    AWS_COST_EXPLORER_PER_SECOND: '40',
  };
  cpSync(inject('postgres_template'), join(directory, 'postgres'), { recursive: true });
  const port = await freePort();
  server = startProcess(directory, port, environment);
  const url = await server.ready;
  // oxlint-disable-next-line typescript/no-explicit-any
  const call = async (path: string, body?: unknown, token = ''): Promise<any> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const asked = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${url}/api/v1${path}`, asked)).json();
  };
  const signup = { email: 'ada@example.com', password: 'correct horse', name: 'Ada', organization_name: 'A' };
  const { token } = await call('/auth/signup', signup);
  const provider = await call('/providers', { provider_type: 'aws', name: 'AWS', credentials: KEYS }, token);
  const { job_id } = await call(`/providers/${provider.id}/sync`, {}, token);
  for (let round = 0; round < KILLS; round++) {
    await wait(300 + Math.random() * 900);
    server.child.kill('SIGKILL');
    await server.exited;
    server = startProcess(directory, port, environment);
    await server.ready;
    const found = (
      await call(`/costs/breakdown?metric=billed&start=${shape.start}&end=${today}&dimension=account`, undefined, token)
    ).total;
    expect(found).toBeLessThanOrEqual(totalOf(ledger));
  }
  const run = await vi.waitFor(
    async () => {
      const now = await call(`/jobs/${job_id}`, undefined, token);
      expect(now.status).toBe('succeeded');
      return now;
    },
    { timeout: 120_000, interval: 200 },
  );
  expect(run.attempt).toBeGreaterThan(1);
  const { total_cost } = await call(
    `/costs/summary?metric=billed&start=${shape.start}&end=${addDays(today, 1)}`,
    undefined,
    token,
  );
  expect(total_cost).toBe(totalOf(ledger));
  server.child.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  await Promise.all([aws.close(), billing.close(), others.close()]);
});
