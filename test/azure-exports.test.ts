import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pairExports } from '../src/connections/providers/azure/server/exports/pair.ts';
import { focusCsv } from '../src/costs/server/import/staging-fixture.ts';
import { AZURITE, ExportFixture, SCOPE, SEPTEMBER, SUBSCRIPTION } from './clouds/azure/export-fixture.ts';

let blobs: ExportFixture;
beforeAll(async () => {
  blobs = await ExportFixture.open();
});
afterAll(() => blobs.close());
beforeEach(() => blobs.reset());

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
      actual: [await blobs.staging.write(ACTUAL, 'a.csv')],
      amortized: [await blobs.staging.write(AMORTIZED, 'b.csv')],
    };
    const rows = await blobs.rowsOf(await pairExports(files, '/the/account', blobs.directory));
    expect(costsOf(rows)).toEqual(TOGETHER);
    expect(new Set(rows.map((row) => row.billing_account_id))).toEqual(new Set(['/the/account']));
    expect(new Set(rows.map((row) => row.service_category))).toEqual(new Set(['Compute']));
    expect(rows.filter((row) => row.commitment_discount_status === 'Unused')).toHaveLength(1);
  });

  it('are read as the same whatever the order of their rows and files', async () => {
    const [head = '', ...lines] = ACTUAL.trim().split('\n');
    const part = (rows: string[]) => `${[head, ...rows].join('\n')}\n`;
    const one = {
      actual: [await blobs.staging.write(ACTUAL, 'a.csv')],
      amortized: [await blobs.staging.write(AMORTIZED, 'b.csv')],
    };
    const other = {
      actual: [
        await blobs.staging.write(part(lines.slice(2)), 'c.csv'),
        await blobs.staging.write(part(lines.slice(0, 2)), 'd.csv'),
      ],
      amortized: one.amortized,
    };
    const bytes: Buffer[] = [];
    for (const files of [one, other]) {
      const folder = await mkdtemp(join(blobs.directory, 'pair-'));
      bytes.push(await readFile(await pairExports(files, '/the/account', folder)));
    }
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
  });
});

describe.skipIf(!AZURITE)('exports in Blob storage (TEST_AZURITE_URL)', () => {
  it('are read by the manifest of the newest run, in parts and packed', async () => {
    blobs.double.options.exports = [blobs.exportOf('focus', 'FocusCost')];
    await blobs.run('focus', 'first', { 'part_0.csv': focusCsv([{ BilledCost: '1' }]) });
    const [source] = await blobs.sourcesNow();
    expect(source).toMatchObject({ name: 'export focus', kind: 'export', scope_account_id: SCOPE });
    const [before] = await source!.periods('2026-01-01');
    expect(before!.billing_period).toBe(SEPTEMBER);

    await blobs.run('focus', 'second', {
      'part_0.csv.gz': gzipSync(focusCsv([{ BilledCost: '2' }])),
      'part_1.csv.gz': gzipSync(focusCsv([{ BilledCost: '3' }])),
    });
    await blobs.put(
      'exports/finops/focus/20260901-20260930/second/part_9.csv.gz',
      gzipSync(focusCsv([{ BilledCost: '9' }])),
    );
    const [after] = await source!.periods('2026-01-01');
    expect(after!.revision).not.toBe(before!.revision);
    expect((await source!.periods('2026-01-01'))[0]!.revision).toBe(after!.revision);
    expect(await source!.periods('2026-10-01')).toEqual([]);
    blobs.faults = [503, 'reset', 'reset'];
    const { paths } = await source!.read(SEPTEMBER, blobs.directory);
    expect(paths.map((path) => path.split('/').at(-1))).toEqual(['focus-1.csv.gz', 'focus-2.csv.gz']);
    const rows = (await Promise.all(paths.map((path) => blobs.rowsOf(path)))).flat();
    expect(rows.map((row) => row.billed_cost)).toEqual(['2.000000000000000000', '3.000000000000000000']);
    expect(blobs.faults).toEqual([]);
  });

  it('of actual and amortized costs are read together, once a month has both', async () => {
    blobs.double.options.exports = [
      blobs.exportOf('actual', 'ActualCost'),
      blobs.exportOf('amortized', 'AmortizedCost'),
      blobs.exportOf('p', 'PriceSheet'),
    ];
    await blobs.run('actual', 'one', { 'part_0.csv': ACTUAL });
    const [source, ...others] = await blobs.sourcesNow();
    expect(source!.name).toBe('export actual + amortized');
    expect(others.map(({ name }) => name)).toEqual(['cost-management-query']);
    expect(await source!.periods('2026-01-01')).toEqual([]);
    await blobs.run('amortized', 'two', { 'part_0.csv': AMORTIZED });
    expect(await source!.periods('2026-01-01')).toHaveLength(1);
    const { paths } = await source!.read(SEPTEMBER, blobs.directory);
    const rows = await blobs.rowsOf(paths[0]!);
    expect(costsOf(rows)).toEqual(TOGETHER);
    expect(rows[0]!.billing_account_id).toBe(source!.billing_account_id);
    expect(rows[0]!.sub_account_id).toBe(source!.scope_account_id);
  });

  it('in Parquet are read as well', async () => {
    const parquet = join(blobs.directory, 'made.parquet');
    const csv = await blobs.staging.write(focusCsv([{ BilledCost: '4.25' }]), 'made.csv');
    await blobs.staging.connection.run(
      `COPY (SELECT * FROM read_csv('${csv}', all_varchar = true)) TO '${parquet}' (FORMAT parquet)`,
    );
    blobs.double.options.exports = [blobs.exportOf('focus', 'FocusCost')];
    await blobs.run('focus', 'first', { 'part_0.snappy.parquet': await readFile(parquet) });
    const { paths } = await (await blobs.sourcesNow())[0]!.read(SEPTEMBER, blobs.directory);
    expect(paths[0]!.endsWith('focus-1.parquet')).toBe(true);
    expect((await blobs.rowsOf(paths[0]!))[0]!.billed_cost).toBe('4.250000000000000000');
  });

  it('are whole through two days before they were blobs.written', async () => {
    blobs.double.options.exports = [blobs.exportOf('focus', 'FocusCost')];
    await blobs.run('focus', 'first', { 'part_0.csv': focusCsv([{}]) });
    const [source] = await blobs.sourcesNow();
    const through = async (date: string) => {
      blobs.written = date;
      return (await source!.read(SEPTEMBER, await mkdtemp(join(blobs.directory, 'read-')))).data_through;
    };
    expect(await through('Thu, 10 Sep 2026 06:00:00 GMT')).toBe('2026-09-08');
    expect(await through('Thu, 01 Oct 2026 06:00:00 GMT')).toBe('2026-09-29');
    expect(await through('Mon, 05 Oct 2026 06:00:00 GMT')).toBeNull();
  });

  it('name the same accounts as the query API', async () => {
    blobs.double.options.exports = [
      blobs.exportOf('focus', 'FocusCost'),
      blobs.exportOf('actual', 'ActualCost'),
      blobs.exportOf('amortized', 'AmortizedCost'),
    ];
    const sources = await blobs.sourcesNow();
    const accounts = sources.map(({ billing_account_id, scope_account_id }) => [billing_account_id, scope_account_id]);
    expect(accounts).toEqual(sources.map(() => [SCOPE, SCOPE]));
    expect(sources).toHaveLength(3);
  });
});
