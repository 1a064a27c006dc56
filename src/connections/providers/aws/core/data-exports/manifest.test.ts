import { describe, expect, it } from 'vitest';
import { byPreference, whyNotRead } from './export-query.ts';
import { filesNamed, newestManifests } from './manifest.ts';

describe('the manifests of an export', () => {
  const object = (key: string, second: number) => ({ key, etag: `"${key}"`, modified_at: new Date(second * 1_000) });
  const found = (...objects: ReturnType<typeof object>[]) =>
    newestManifests(objects, 'bill').map(({ billing_period, key }) => [billing_period, key]);

  it('are the newest of each period, in one folder or one for each execution', () => {
    const root = 'p/bill/metadata';
    expect(
      found(
        object(`${root}/BILLING_PERIOD=2026-08/bill-Manifest.json`, 1),
        object(`${root}/billing_period=2026-09/2026-09-01T06:00:00.000Z-b/bill-Manifest.json`, 5),
        object(`${root}/billing_period=2026-09/2026-09-02T06:00:00.000Z-a/bill-Manifest.json`, 9),
        object(`${root}/billing_period=2026-09/2026-09-01T18:00:00.000Z-c/bill-Manifest.json`, 7),
      ),
    ).toEqual([
      ['2026-08-01', `${root}/BILLING_PERIOD=2026-08/bill-Manifest.json`],
      ['2026-09-01', `${root}/billing_period=2026-09/2026-09-02T06:00:00.000Z-a/bill-Manifest.json`],
    ]);
  });

  it('of the same second are told apart by their folder', () => {
    const [early, late] = ['2026-09-01T06', '2026-09-01T18'].map((time) =>
      object(`m/BILLING_PERIOD=2026-09/${time}/bill-Manifest.json`, 5),
    );
    expect(found(late!, early!)).toEqual([['2026-09-01', late!.key]]);
    expect(found(early!, late!)).toEqual([['2026-09-01', late!.key]]);
  });

  it('are no other files, and of no other export', () => {
    expect(
      found(
        object('m/BILLING_PERIOD=2026-09/bill-Metadata.json', 1),
        object('m/BILLING_PERIOD=2026-09/other-bill-Manifest.json', 1),
        object('m/BILLING_PERIOD=2026-13/bill-Manifest.json', 1),
      ),
    ).toEqual([]);
  });
});

describe('a manifest', () => {
  const named = (...dataFiles: string[]) => filesNamed(JSON.stringify({ executionId: '1', dataFiles }), 'bills');

  it('names files as addresses or keys', () => {
    expect(named('s3://bills/p/data/x.snappy.parquet', 'p/data/y.csv.gz')).toEqual([
      'p/data/x.snappy.parquet',
      'p/data/y.csv.gz',
    ]);
    expect(named()).toEqual([]);
  });

  it.each([
    ['half written', '{"executionId": "1", "dataFi', 'half written'],
    ['without files', '{"executionId": "1"}', 'does not list its files'],
    ['of another bucket', '{"dataFiles": ["s3://others/x.parquet"]}', 'its bucket bills'],
    ['of another kind', '{"dataFiles": ["s3://bills/x.zip"]}', 'no Parquet or CSV.gz'],
  ])('that is %s is refused', (_name, text, message) => {
    expect(() => filesNamed(text, 'bills')).toThrow(message);
  });
});

describe('the query of an export', () => {
  it.each([
    ['SELECT a, b FROM FOCUS_1_0_AWS', null],
    ['select a from "focus_1_2_aws"', null],
    ['SELECT where_from FROM COST_AND_USAGE_REPORT', null],
    ['SELECT a FROM COST_AND_USAGE_REPORT WHERE b = 1', 'its query leaves rows out'],
    ['SELECT a FROM FOCUS_1_2_AWS LIMIT 10', 'its query leaves rows out'],
    ['SELECT a FROM CARBON_EMISSIONS', 'its table CARBON_EMISSIONS is not one of charges in a format that is read'],
    ['', 'its table (none) is not one of charges in a format that is read'],
  ])('“%s”: %s', (QueryStatement, reason) => {
    expect(whyNotRead({ QueryStatement })).toBe(reason);
  });

  it('is not read when its charges are by month', () => {
    const monthly = { COST_AND_USAGE_REPORT: { TIME_GRANULARITY: 'MONTHLY' } };
    const query = { QueryStatement: 'SELECT a FROM COST_AND_USAGE_REPORT', TableConfigurations: monthly };
    expect(whyNotRead(query)).toBe('its charges are by month, not by day');
  });

  const view = (name: string): string => `arn:aws:billing::111111111111:billingview/${name}`;
  it.each([
    [{ BILLING_VIEW_ARN: view('primary') }, null],
    [{ BILLING_VIEW_ARN: '', TIME_GRANULARITY: 'DAILY' }, null],
    [{}, null],
    [{ BILLING_VIEW_ARN: view('billing-group-1') }, /billing-group-1 is not that of the whole bill$/],
    [{ BILLING_VIEW_ARN: view('custom-0a1b') }, /custom-0a1b is not that of the whole bill$/],
  ])('with the settings %j is read unless they are of a part: %s', (settings, reason) => {
    const query = { QueryStatement: 'SELECT a FROM FOCUS_1_2_AWS', TableConfigurations: { FOCUS_1_2_AWS: settings } };
    if (reason === null) expect(whyNotRead(query)).toBeNull();
    else expect(whyNotRead(query)).toMatch(reason);
  });
});

describe('of exports of the same bill', () => {
  it('FOCUS comes first by version, then CUR 2.0; of two alike the newer', () => {
    const made = (table: string, day: number | null) => ({
      query: { QueryStatement: `SELECT a FROM ${table}` },
      created_at: day === null ? null : new Date(Date.UTC(2026, 8, day)),
    });
    const ordered = [
      made('FOCUS_1_2_AWS', 3),
      made('FOCUS_1_2_AWS', 1),
      made('FOCUS_1_2_AWS', null),
      made('FOCUS_1_0_AWS', 9),
      made('COST_AND_USAGE_REPORT', 8),
      made('COST_AND_USAGE_REPORT', 7),
    ];
    expect(ordered.toReversed().toSorted(byPreference)).toEqual(ordered);
  });
});
