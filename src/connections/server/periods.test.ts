import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { focusCsv } from '../../../test/support/imports.ts';
import { openTestServices, type TestServices } from '../../../test/support/services.ts';
import { type Costs, createCosts } from '../../costs/server/index.ts';
import { SYSTEM } from '../../jobs/server/index.ts';
import { type ProviderPeriod, sourceKey } from '../core/billing-periods.ts';
import { readPeriods } from './periods.ts';
import './tables.ts';

const PERIOD = '2026-08-01';
const PAYER = 'payer';

let services: TestServices;
let costs: Costs;
let organization_id: string;
let provider_id: string;
let now: Date;
const folder = mkdtempSync(join(tmpdir(), 'finopsmind-periods-'));

beforeAll(async () => {
  services = await openTestServices({ now: () => now });
  costs = createCosts(services);
});
beforeEach(async () => {
  now = new Date('2026-08-10T12:00:00Z');
  organization_id = await services.addOrganization();
  provider_id = await connect();
});
afterAll(async () => {
  await costs.stop();
  await services.close();
  rmSync(folder, { recursive: true });
});

async function connect(): Promise<string> {
  const id = randomUUID();
  const columns = { name: id, provider_type: 'aws', created_by: 'Ada', created_at: now.toISOString() };
  await services.database.transaction(organization_id, (tx) =>
    sql`insert into providers (id, organization_id, provider_type, name, enabled, credentials, status, created_by, created_at)
      values (${id}, ${organization_id}, ${columns.provider_type}, ${columns.name}, true, '', 'connected', ${columns.created_by}, ${columns.created_at})`.execute(
      tx,
    ),
  );
  return id;
}

/** One charge: billed and effective cost as exact text, and what differs from the usual. */
interface Charge {
  billed: string;
  effective?: string;
  currency?: string;
  day?: string;
  account?: string;
}
const fileOf = (charges: Charge[]): string => {
  const path = join(folder, `${randomUUID()}.csv`);
  const rows = charges.map(({ billed, effective = billed, currency = 'USD', day = PERIOD, account = PAYER }) => ({
    ProviderName: 'AWS',
    BillingAccountId: account,
    BillingCurrency: currency,
    BilledCost: billed,
    EffectiveCost: effective,
    BillingPeriodStart: `${PERIOD}T00:00:00Z`,
    BillingPeriodEnd: '2026-09-01T00:00:00Z',
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: `${day.slice(0, 8)}${String(Number(day.slice(8)) + 1).padStart(2, '0')}T00:00:00Z`,
  }));
  writeFileSync(path, focusCsv(rows));
  return path;
};
const auditor = () => ({ organization_id, actor: SYSTEM, address: null, now });

/** A sync reads the period one hour after the last. */
async function tell(charges: Charge[], told: { id?: string; source?: 'api' | 'export'; through?: string } = {}) {
  const { id = provider_id, source = 'api', through = PERIOD } = told;
  now = new Date(now.getTime() + 3_600_000);
  const name = source === 'api' ? 'cost-explorer' : 'export daily';
  const cost_source = sourceKey({ name, billing_account_id: PAYER, scope_account_id: null });
  await costs.provider_loads.load({
    auditor: auditor(),
    source,
    provider_id: id,
    provider_name: 'AWS',
    source_account_id: PAYER,
    scope_account_id: null,
    is_group: false,
    billing_period: PERIOD,
    data_through: through,
    paths: [fileOf(charges)],
    directory: mkdtempSync(join(folder, 'load-')),
    signal: new AbortController().signal,
    finish: async (tx, rows) => {
      const read_at = now.toISOString();
      const key = { organization_id, provider_id: id, cost_source, billing_period: PERIOD };
      const said = { revision: null, content_sha256: null, rows, read_at, covered_by: null };
      const columns = ['organization_id', 'provider_id', 'cost_source', 'billing_period'] as const;
      await tx
        .insertInto('provider_periods')
        .values({ ...key, ...said })
        .onConflict((conflict) => conflict.columns(columns).doUpdateSet(said))
        .execute();
    },
  });
}

async function upload(charges: Charge[]): Promise<void> {
  now = new Date(now.getTime() + 3_600_000);
  const file = { path: fileOf(charges), file_name: 'bill.csv', bytes: 1, sha256: randomUUID() };
  const { id } = await costs.imports.add({ auditor: auditor(), source: 'upload', file, on_bad_rows: 'refuse' });
  await expect
    .poll(
      () =>
        services.database.transaction(organization_id, (tx) =>
          tx.selectFrom('imports').select('status').where('id', '=', id).executeTakeFirstOrThrow(),
        ),
      { timeout: 20_000, interval: 20 },
    )
    .toEqual({ status: 'succeeded' });
}

const periods = (id = provider_id): Promise<ProviderPeriod[]> =>
  services.database.transaction(organization_id, (tx) => readPeriods(tx, id));
/** The only period, and its changes as billed difference and what was there before. */
async function changesOf(id = provider_id) {
  const [period, ...others] = await periods(id);
  expect(others).toEqual([]);
  return period!.changes.map(({ difference_billed, took_place_of }) => [difference_billed, took_place_of]);
}

describe('what a connection told by billing period', () => {
  it('has the exact difference of each restatement, newest first, and none of a reading that said the same', async () => {
    await tell([{ billed: '10', effective: '8' }]);
    await tell([{ billed: '10.0000012345', effective: '8' }]);
    await tell([
      { billed: '6', effective: '8' },
      { billed: '4.0000012345', effective: '0' },
    ]);
    await tell([{ billed: '10.0000012345', effective: '7.5' }]);
    const [period] = await periods();
    expect(period).toMatchObject({ billed_cost: 10.0000012345, effective_cost: 7.5, rows: 1, currency: 'USD' });
    expect(period!.changes).toMatchObject([
      { rows: 2, billed_cost: 10.0000012345, difference_billed: 0, effective_cost: 8, difference_effective: -0.5 },
      { rows: 1, billed_cost: 10, difference_billed: 0.0000012345, difference_effective: 0 },
    ]);
    expect(period!.restated).toEqual(period!.changes[0]);
    expect(period!.loaded_at).toBe(period!.changes[0]!.at);
  });

  it('says of a change through which day either reading was complete', async () => {
    await tell([{ billed: '1' }], { through: '2026-08-01' });
    await tell([{ billed: '1' }, { billed: '2', day: '2026-08-04' }], { through: '2026-08-03' });
    const [period] = await periods();
    expect(period!.restated).toMatchObject({
      difference_billed: 2,
      complete_through_before: '2026-08-01',
      complete_through: '2026-08-03',
    });
  });

  it('tells what took the place of a file, of an API or of another connection from what was restated', async () => {
    await upload([{ billed: '100' }]);
    expect(await periods()).toEqual([]);
    await tell([{ billed: '10' }]);
    await tell([{ billed: '11' }]);
    expect(await changesOf()).toEqual([
      [1, null],
      [-90, 'an uploaded file'],
    ]);
    await tell([{ billed: '11' }], { source: 'export' });
    expect(await changesOf()).toEqual([
      [0, 'the API of this connection'],
      [1, null],
      [-90, 'an uploaded file'],
    ]);
    const other = await connect();
    await tell([{ billed: '12' }], { source: 'export', id: other });
    expect(await changesOf(other)).toEqual([[1, 'another connection']]);
    expect((await periods(other))[0]!.restated).toBeNull();
    // The first connection told the month, but what it told counts no more.
    const [former] = await periods();
    expect(former).toMatchObject({ rows: null, billed_cost: null, currency: null, changes: [] });
  });

  it('keeps currencies apart, and adds up the billing accounts that the rows name', async () => {
    const dollars = { billed: '10', account: 'profile a' };
    const euros = { billed: '3', currency: 'EUR' };
    await tell([dollars, euros]);
    await tell([dollars, { billed: '5', account: 'profile b' }, { ...euros, billed: '2' }]);
    expect(await periods()).toMatchObject([
      { currency: 'EUR', billed_cost: 2, changes: [{ billed_cost: 3, difference_billed: -1 }] },
      { currency: 'USD', billed_cost: 15, changes: [{ billed_cost: 10, difference_billed: 5 }] },
    ]);
  });

  it('does not take an unknown cost for 0', async () => {
    await tell([{ billed: '10' }]);
    // As of a source that does not say what is effective.
    await services.database.transaction(organization_id, (tx) =>
      tx.updateTable('cost_loads').set({ effective_cost: null }).execute(),
    );
    const [unknown] = await periods();
    expect(unknown).toMatchObject({ billed_cost: 10, effective_cost: null, changes: [] });
    await tell([{ billed: '11' }]);
    const [period] = await periods();
    expect(period).toMatchObject({
      effective_cost: 11,
      restated: { difference_billed: 1, effective_cost: null, difference_effective: null },
    });
  });

  it('keeps the last ten changes', async () => {
    for (let amount = 1; amount <= 12; amount += 1) await tell([{ billed: String(amount) }]);
    const [period] = await periods();
    expect(period!.changes.map(({ billed_cost }) => billed_cost)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  });
});
