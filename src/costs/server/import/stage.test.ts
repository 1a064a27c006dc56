import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnreadableFileError } from './staged-file.ts';
import { FOCUS_ROW, focusCsv, StagingFixture } from './staging-fixture.ts';

const SAMPLE = new URL('../../../../../shared/data/focus_sample.csv', import.meta.url);

const many = (rows: number) => Array.from({ length: rows }, () => ({}));

let fixture: StagingFixture;
beforeAll(async () => {
  fixture = await StagingFixture.open();
});
afterAll(() => fixture.close());

describe('a FOCUS CSV', () => {
  it('becomes charge rows', async () => {
    const staged = await fixture.stage(focusCsv([{}]));
    expect(staged).toMatchObject({ format: 'FOCUS 1.0 CSV', rows_read: 1, rows_bad: 0, issues: [] });
    expect(staged.slices).toEqual([
      {
        provider_name: 'AWS',
        billing_account_id: '111122223333',
        billing_period: '2026-09-01',
        currency: 'USD',
        rows: 1,
        first_charge_date: '2026-09-02',
        last_charge_date: '2026-09-02',
        last_day_told: '2026-09-02',
        billed_cost: '1.5',
        effective_cost: '1.25',
        list_cost: '2',
        contracted_cost: '1.6',
        sub_account_ids: [],
      },
    ]);
    expect(staged.tag_keys).toEqual([{ key: 'team', rows: 1 }]);
    const [row] = await staged.rows();
    expect(row).toMatchObject({
      charge_date: '2026-09-02',
      billed_cost: '1.500000000000000000',
      charge_period_start: '2026-09-02 00:00:00',
      charge_class: null,
      sku_id: null,
      tags: '{"team":"web"}',
      x: '{}',
    });
    await staged.discard();
  });

  it.each([
    ['a byte order mark', `\uFEFF${focusCsv([{}])}`],
    ['CRLF', focusCsv([{}], { eol: '\r\n' })],
    ['semicolons', focusCsv([{}], { delimiter: ';' })],
    ['tabs', focusCsv([{}], { delimiter: '\t' })],
    ['no line break at the end', focusCsv([{}]).trimEnd()],
    ['blank lines', `\n${focusCsv([{}])}\n\n`],
    ['headers in another case, with spaces', focusCsv([{}]).replace('BilledCost,', ' billedcost ,')],
    ['gzip', gzipSync(focusCsv([{}]))],
  ])('may have %s', async (_, content) => {
    const staged = await fixture.stage(content);
    expect(staged).toMatchObject({ rows_read: 1, rows_bad: 0, issues: [] });
    expect(staged.slices[0]).toMatchObject({ billed_cost: '1.5', effective_cost: '1.25' });
    await staged.discard();
  });

  it('tells of days until the last charge that is not ahead of the day it is read', async () => {
    const days = ['2026-09-02', '2026-09-05', '2026-09-30'];
    const bill = focusCsv(
      days.map((day) => ({ ChargePeriodStart: `${day}T00:00:00Z`, ChargePeriodEnd: `${day}T12:00:00Z` })),
    );
    for (const [today, last_day_told] of [
      ['2026-09-10', '2026-09-05'],
      ['2026-09-05', '2026-09-05'],
      ['2026-09-01', '2026-09-01'],
    ] as const) {
      const staged = await fixture.stage(bill, { today });
      expect(staged.slices).toMatchObject([{ last_charge_date: '2026-09-30', last_day_told }]);
      await staged.discard();
    }
  });

  it('is refused in words with amounts whose sum no decimal holds', async () => {
    for (const BilledCost of ['99999999999999999999', '-99999999999999999999'])
      await expect(fixture.stage(focusCsv([{ BilledCost }, { BilledCost }]))).rejects.toThrow(
        /^The amounts of the file add up to 10\^18 or more/,
      );
  });

  it('takes NULL, null and empty for absent, and never for 0', async () => {
    const staged = await fixture.stage(
      focusCsv([{ ContractedCost: 'NULL' }, { ContractedCost: '' }, { ContractedCost: 'null', ChargeClass: 'NULL' }]),
    );
    expect(staged.rows_bad).toBe(0);
    expect(staged.slices[0]!.contracted_cost).toBeNull();
    expect(staged.issues).toMatchObject([{ severity: 'warning', column: 'ContractedCost', rows: 3 }]);
    expect((await staged.rows()).map(({ contracted_cost, charge_class }) => [contracted_cost, charge_class])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
    await staged.discard();
  });

  it('keeps columns FOCUS does not have, spelled as the file spells them', async () => {
    const staged = await fixture.stage(
      focusCsv([{ 'x_Cost"Center': "O'Brien", Id: '1e3', x_Empty: '', x_Null: 'NULL' }]),
    );
    const [row] = await staged.rows();
    expect(JSON.parse(row!.x!)).toEqual({ 'x_Cost"Center': "O'Brien", Id: '1e3' });
    await staged.discard();
  });

  it('reads tags with odd spacing, doubled keys, values that are no text, and lists of pairs', async () => {
    const tags = [
      '{ "a" :"1" , "b":"é\\"" }',
      '{"a":"first","b":"x","a":"last"}',
      '{"a":true,"n":12,"o":{"k":[1]},"z":null}',
      '[{"key":"a","value":"1"},{"key":"a","value":"2"}]',
      '{}',
      'NULL',
    ];
    const staged = await fixture.stage(focusCsv(tags.map((Tags) => ({ Tags }))));
    expect(staged.rows_bad).toBe(0);
    const read = (await staged.rows()).map((row) => (row.tags === null ? null : JSON.parse(row.tags!)));
    expect(read).toEqual([
      { a: '1', b: 'é"' },
      { a: 'last', b: 'x' },
      { a: 'true', n: '12', o: '{"k":[1]}', z: null },
      { a: '2' },
      {},
      null,
    ]);
    expect(staged.tag_keys).toContainEqual({ key: 'a', rows: 4 });
    await staged.discard();
  });

  it('puts every spelling of an instant in UTC', async () => {
    const spellings = {
      '2026-09-02T01:00:00+01:00': '2026-09-02 00:00:00',
      '2026-09-01T19:30:00-0430': '2026-09-02 00:00:00',
      '2026-09-02T00:00Z': '2026-09-02 00:00:00',
      '2026-09-02 00:00': '2026-09-02 00:00:00',
      '2026-09-02': '2026-09-02 00:00:00',
      '2026-09-02 00:00:00 UTC': '2026-09-02 00:00:00',
      '2026-09-02T00:00:00.1234567Z': '2026-09-02 00:00:00.123456',
    };
    const staged = await fixture.stage(
      focusCsv(Object.keys(spellings).map((ChargePeriodStart) => ({ ChargePeriodStart }))),
    );
    expect(staged.rows_bad).toBe(0);
    expect((await staged.rows()).map((row) => row.charge_period_start)).toEqual(Object.values(spellings));
    await staged.discard();
  });

  it('sorts rows by day and keeps their order within a day', async () => {
    const starts = ['2026-09-03', '2026-09-02', '2026-09-03', '2026-09-02'];
    const staged = await fixture.stage(
      focusCsv(starts.map((day, i) => ({ ChargePeriodStart: day, ChargePeriodEnd: '2026-09-04', SkuId: String(i) }))),
    );
    expect((await staged.rows()).map((row) => row.sku_id)).toEqual(['1', '3', '0', '2']);
    await staged.discard();
  });

  it('names the provider by ServiceProviderName where ProviderName is gone', async () => {
    const text = focusCsv([{ InvoiceDetailId: 'line-1' }]).replace('ProviderName', 'ServiceProviderName');
    const staged = await fixture.stage(text);
    expect(staged).toMatchObject({ format: 'FOCUS 1.4 CSV', rows_bad: 0, issues: [] });
    expect((await staged.rows())[0]).toMatchObject({ provider_name: 'AWS', service_provider_name: 'AWS' });
    await staged.discard();
  });

  it('says when one account has several currencies in one period, and keeps them apart', async () => {
    const staged = await fixture.stage(focusCsv([{}, { BillingCurrency: 'EUR' }]));
    expect(staged).toMatchObject({
      rows_bad: 0,
      issues: [{ severity: 'warning', column: 'BillingCurrency', rows: 2 }],
    });
    expect(staged.slices.map(({ currency, billed_cost }) => [currency, billed_cost])).toEqual([
      ['EUR', '1.5'],
      ['USD', '1.5'],
    ]);
    await staged.discard();
  });

  it('leaves nothing behind once discarded', async () => {
    const staged = await fixture.stage(focusCsv([{}]));
    await staged.discard();
    await staged.discard();
    expect((await readdir(fixture.directory)).filter((name) => name.startsWith('staging_'))).toEqual([]);
  });
});

describe.skipIf(!existsSync(SAMPLE))('the FOCUS sample of 1,000 real rows (../shared/data/focus_sample.csv)', () => {
  it('loads whole with its exact totals', async () => {
    const staged = await fixture.stage(await readFile(SAMPLE));
    expect(staged).toMatchObject({ format: 'FOCUS 1.0 CSV', rows_read: 1_000, rows_bad: 0 });
    expect(staged.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    const reader = await fixture.connection.runAndReadAll(
      `SELECT sum(billed_cost)::VARCHAR AS billed, sum(effective_cost)::VARCHAR AS effective,
         sum(list_cost)::VARCHAR AS list, sum(contracted_cost)::VARCHAR AS contracted,
         (sum(billed_cost) FILTER (WHERE provider_name = 'AWS'))::VARCHAR AS aws
       FROM (${staged.selectGood()}) WHERE charge_date >= '2024-09-01' AND charge_date < '2024-10-01'`,
    );
    expect(reader.getRowObjectsJson()).toEqual([
      {
        billed: '20.520226728990000000',
        effective: '14.976514185860000000',
        list: '20.390905751190000000',
        contracted: '14.976260393260000000',
        aws: '18.006638618400000000',
      },
    ]);
    await staged.discard();
  });
});

describe('a file that cannot be loaded at all', () => {
  const { BilledCost: _, ServiceName: __, ...rest } = FOCUS_ROW;
  it.each([
    ['is empty', '', /empty/],
    ['has a header alone', focusCsv([]), /no rows/],
    ['is a spreadsheet', Buffer.from('PK\x03\x04rest of it'), /ZIP archive or a spreadsheet/],
    ['is UTF-16', Buffer.from(`\uFEFF${focusCsv([{}])}`, 'utf16le'), /UTF-16/],
    ['is binary', Buffer.from([1, 0, 2, 0]), /binary/],
    ['is Parquet cut short', Buffer.from('PAR1 and no more'), /damaged or cut short/],
    ['is gzip cut short', gzipSync(focusCsv(many(5_000))).subarray(0, -20), /damaged or cut short/],
    ['has unknown columns', 'name,age\nAda,36\n', /Known are FOCUS.*Its columns are name, age/],
    ['has a column twice', `${Object.keys(FOCUS_ROW).join(',')},Tags\n`, /Tags: the file has this column twice/],
    ['lacks columns', `${Object.keys(rest).join(',')}\n`, /BilledCost: .*ServiceName: /],
  ])('%s: says so', async (_name, content, message) => {
    const error = await fixture.stage(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnreadableFileError);
    expect((error as Error).message).toMatch(message);
    expect((await readdir(fixture.directory)).filter((name) => name.startsWith('staging_'))).toEqual([]);
  });

  it('lists every column it lacks', async () => {
    const error = await fixture.stage(`${Object.keys(rest).join(',')}\n`).catch((thrown: unknown) => thrown);
    expect((error as UnreadableFileError).issues.map(({ column }) => column)).toEqual(['BilledCost', 'ServiceName']);
  });
});

describe('a reading in progress', () => {
  it('ends with all rows and bytes', async () => {
    const seen: unknown[] = [];
    const content = focusCsv(many(2_000));
    const staged = await fixture.stage(content, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ rows_read: 2_000, bytes_read: content.length, bytes_total: content.length });
    await staged.discard();
  });

  it('stops when it is aborted and leaves nothing behind', async () => {
    const controller = new AbortController();
    const reason = new Error('not any more');
    const content = focusCsv(many(200_000));
    const staging = fixture.stage(content, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(staging).rejects.toBe(reason);
    expect((await readdir(fixture.directory)).filter((name) => name.startsWith('staging_'))).toEqual([]);
  });
});
