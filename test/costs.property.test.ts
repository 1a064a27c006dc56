import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../src/platform/core/dates.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { dayColumns, type FocusRow, focusCsv, importFile } from './support/imports.ts';

const RUNS = { numRuns: 3 };
const RANGE = 'start=2024-08-01&end=2024-11-01';
const SCALE = 18;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Decimal text as a whole number of 1e-18. */
function exact(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return text.startsWith('-') ? -value : value;
}

/** A whole number of 1e-18 as the number that JSON answers carry: the nearest double. */
const asNumber = (value: bigint): number => {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0');
  return Number(`${value < 0n ? '-' : ''}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`);
};

const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }))
  .map(([whole, fraction]) => `${whole}.${fraction.toString().padStart(SCALE, '0')}`);
const pick = (...values: string[]) => fc.constantFrom(...values);
const row: fc.Arbitrary<FocusRow> = fc
  .record({
    day: fc.integer({ min: 0, max: 91 }),
    BilledCost: amount,
    EffectiveCost: amount,
    ListCost: amount,
    ContractedCost: amount,
    ServiceName: pick('EC2', 'S3', 'Other', 'O\'Hare "x"'),
    SubAccountId: pick('a', 'b', 'c'),
    RegionId: pick('us-east-1', 'eu-central-1', ''),
    ResourceId: pick('', 'r1', 'r2', 'r3'),
    BillingAccountId: pick('payer-1', 'payer-2'),
    ChargeCategory: pick('Usage', 'Credit'),
    Tags: pick('', '{"team":"web"}', '{"team":"web","env":"prod"}', '{"team":""}', '{"cost center":"x, \\"y\\""}'),
  })
  .map(({ day, ...columns }) => ({ ...columns, ...dayColumns(addDays('2024-08-01', day)) }) as FocusRow);
const bill = fc.array(row, { minLength: 1, maxLength: 60 });

const METRICS = { billed: 'BilledCost', effective: 'EffectiveCost', list: 'ListCost', contracted: 'ContractedCost' };
const sumOf = (rows: FocusRow[], column: string): bigint =>
  rows.reduce((sum, one) => sum + exact(one[column] ?? '0'), 0n);

async function organizationWith(...files: FocusRow[][]): Promise<string> {
  const { token } = await server.signUp();
  for (const [index, rows] of files.entries()) {
    const imported = await importFile(server, token, `${index}.csv`, focusCsv(rows));
    if (imported.status !== 'succeeded') throw new Error(`${imported.error} ${JSON.stringify(imported.issues)}`);
  }
  return token;
}
const get = async (token: string, path: string) => (await server.call('GET', path, { token })).body;
const total = async (token: string, query = ''): Promise<number> =>
  (await get(token, `/costs/summary?${RANGE}&metric=billed${query}`)).total_cost;

describe('for any charge rows', () => {
  it('every metric is the exact sum of its column, rounded once', async () => {
    await fc.assert(
      fc.asyncProperty(bill, async (rows) => {
        const token = await organizationWith(rows);
        for (const [metric, column] of Object.entries(METRICS))
          expect((await get(token, `/costs/summary?${RANGE}&metric=${metric}`)).total_cost).toBe(
            asNumber(sumOf(rows, column)),
          );
      }),
      RUNS,
    );
  });

  it('every breakdown and trend has the exact sum of each of its values', async () => {
    const values: Record<string, (row: FocusRow) => string | undefined> = {
      service: (one) => one.ServiceName,
      account: (one) => one.SubAccountId,
      region: (one) => one.RegionId,
      resource: (one) => one.ResourceId,
      charge_category: (one) => one.ChargeCategory,
      'tag:team': (one) => (JSON.parse(one.Tags || '{}') as Record<string, string>).team,
    };
    await fc.assert(
      fc.asyncProperty(bill, async (rows) => {
        const token = await organizationWith(rows);
        for (const [dimension, valueOf] of Object.entries(values)) {
          const expected = Object.fromEntries(
            [...Map.groupBy(rows, (one) => valueOf(one) ?? '')].map(([name, own]) => [
              name,
              asNumber(sumOf(own, 'BilledCost')),
            ]),
          );
          const { items } = await get(token, `/costs/breakdown?${RANGE}&metric=billed&dimension=${dimension}`);
          expect(
            Object.fromEntries(items.map((item: { name: string; amount: number }) => [item.name, item.amount])),
          ).toEqual(expected);
          const trend = await get(
            token,
            `/costs/trend?${RANGE}&metric=billed&group_by=${dimension}&granularity=monthly&limit=50`,
          );
          expect(
            Object.fromEntries(trend.series.map((s: { name: string; total: number }) => [s.name, s.total])),
          ).toEqual(expected);
        }
      }),
      RUNS,
    );
  });

  it('a filter and its opposite part the rows', async () => {
    const filters = [
      'service=EC2',
      'region=',
      'tag.team=web',
      'tag.team=',
      'tag.cost%20center=x%2C%20%22y%22',
      'tag.nobody=',
      'account=a&account=b',
    ];
    await fc.assert(
      fc.asyncProperty(bill, async (rows) => {
        const token = await organizationWith(rows);
        for (const filter of filters) {
          const opposite = filter
            .split('&')
            .map((part) => `not_${part}`)
            .join('&');
          const rowCount = async (query: string): Promise<number> =>
            (await get(token, `/costs/charges?${RANGE}&metric=billed&limit=1&${query}`)).row_count;
          expect((await rowCount(filter)) + (await rowCount(opposite)), filter).toBe(rows.length);
          const parts = (await total(token, `&${filter}`)) + (await total(token, `&${opposite}`));
          expect(parts, filter).toBeCloseTo(asNumber(sumOf(rows, 'BilledCost')), 6);
        }
      }),
      RUNS,
    );
  });

  it('a FOCUS export brings the same costs into another organization', async () => {
    await fc.assert(
      fc.asyncProperty(bill, async (rows) => {
        const token = await organizationWith(rows);
        const file = await get(token, '/costs/export?format=focus');
        const { token: other } = await server.signUp();
        expect((await importFile(server, other, 'export.csv', file)).rows_loaded).toBe(rows.length);
        const question = {
          start: '2024-08-01',
          end: '2024-11-01',
          metric: 'list',
          granularity: 'daily',
          group_by: ['service', 'account', 'tag:team', 'tag:env', 'resource'],
        };
        const ask = async (who: string) =>
          (await server.call('POST', '/costs/query', { token: who, body: question })).body;
        expect(await ask(other)).toEqual(await ask(token));
      }),
      RUNS,
    );
  });

  it('the order of loads does not matter, and a replacement is as if it had come alone', async () => {
    const question = {
      start: '2024-08-01',
      end: '2024-11-01',
      metric: 'effective',
      group_by: ['billing_account', 'service', 'tag:team'],
    };
    const ask = async (token: string) => (await server.call('POST', '/costs/query', { token, body: question })).body;
    const by_account = (rows: FocusRow[]) => [...Map.groupBy(rows, (one) => one.BillingAccountId).values()];
    await fc.assert(
      fc.asyncProperty(bill, bill, async (rows, others) => {
        const parts = by_account(rows);
        const alone = await ask(await organizationWith(...parts));
        expect(await ask(await organizationWith(...parts.toReversed()))).toEqual(alone);
        // Whatever periods the first file had, they have to be in the second to be replaced by it.
        const periods = new Set(rows.map((one) => `${one.BillingAccountId} ${one.BillingPeriodStart}`));
        const before = others.filter((one) => periods.has(`${one.BillingAccountId} ${one.BillingPeriodStart}`));
        if (before.length > 0) expect(await ask(await organizationWith(before, rows))).toEqual(alone);
      }),
      RUNS,
    );
  });
});
