import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsCostSources } from '../src/connections/providers/aws/server/cost-sources.ts';
import { type CostSource, NeedsAttentionError } from '../src/connections/server/provider.ts';
import { focusCsv } from '../src/costs/server/import/staging-fixture.ts';
import { ACCOUNT, type BillingFixture, connect, openBilling } from './clouds/aws/billing-fixture.ts';
import { serveDouble } from './clouds/serve.ts';
import { MOTO, type MotoAccount, motoAccount } from './support/moto.ts';

const REGION = 'eu-central-1';
const MONTH = '2026-09-01';

let fixture: BillingFixture;
let bucket: string;
let buckets = 0;
/** Its keys are ones that Moto knows: other tests have it enforce permissions at times. */
let account: MotoAccount | undefined;
beforeAll(async () => {
  account = MOTO ? await motoAccount() : undefined;
  fixture = await openBilling(account?.keys);
});
beforeEach(() => {
  fixture.reset();
  bucket = `bills-${process.pid}-${Date.now()}-${++buckets}`;
});
afterAll(() => fixture.close());

/** The source of one export to `bucket`, found as the product finds it. */
async function openExport(query = 'SELECT * FROM FOCUS_1_0_AWS'): Promise<CostSource> {
  fixture.billing.state.exports = [
    {
      ExportArn: `arn:aws:bcm-data-exports:us-east-1:${ACCOUNT}:export/bill`,
      Name: 'bill',
      DataQuery: { QueryStatement: query },
      DestinationConfigurations: {
        S3Destination: { S3Bucket: bucket, S3Prefix: '/a/b/', S3Region: REGION, S3OutputConfigurations: undefined },
      },
      RefreshCadence: { Frequency: 'SYNCHRONOUS' },
    },
  ];
  const [, source] = await awsCostSources(connect(account?.keys));
  expect(source).toMatchObject({
    name: 'export bill',
    kind: 'export',
    provider_name: 'AWS',
    billing_account_id: ACCOUNT,
  });
  return source!;
}

const read = async (source: CostSource, month = MONTH) => source.read(month, await fixture.newDirectory());

describe.skipIf(!MOTO)('costs from a data export', () => {
  let s3: S3Client;
  beforeEach(async () => {
    process.env.AWS_ENDPOINT_URL_S3 = MOTO;
    s3 = account!.client(S3Client, REGION);
    await s3.send(
      new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
  });

  const put = (key: string, Body: string | Buffer) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: `a/b/bill/${key}`, Body }));
  const address = (key: string): string => `s3://${bucket}/a/b/bill/${key}`;
  const putManifest = (folder: string, executionId: string, files: string[]) =>
    put(
      `metadata/${folder}/bill-Manifest.json`,
      JSON.stringify({ executionId, columns: [], dataFiles: files.map(address) }),
    );

  /** FOCUS rows as AWS writes them: decimals, and tags in a map. */
  async function focusParquet(costs: string[]): Promise<Buffer> {
    const { connection, directory } = fixture.staging;
    const csv = await fixture.staging.write(
      focusCsv(costs.map((BilledCost) => ({ BilledCost, EffectiveCost: BilledCost }))),
      'focus.csv',
    );
    await connection.run(
      `COPY (SELECT * REPLACE (BilledCost::DECIMAL(38,10) AS BilledCost, MAP {'user:team': 'web'} AS Tags)
         FROM read_csv('${csv}', all_varchar = true)) TO '${directory}/focus.parquet' (FORMAT parquet)`,
    );
    return readFile(`${directory}/focus.parquet`);
  }

  /** Delivers one execution: its files, then its manifest. Without a folder of its own it overwrites the one before. */
  async function deliver(
    executionId: string,
    files: string[][],
    { folder = 'BILLING_PERIOD=2026-09' } = {},
  ): Promise<void> {
    const keys = files.map((_, i) => `data/${folder}/bill-0000${i + 1}.snappy.parquet`);
    for (const [i, costs] of files.entries()) await put(keys[i]!, await focusParquet(costs));
    await putManifest(folder, executionId, keys);
  }

  const billedIn = async (source: CostSource, month = MONTH): Promise<string[]> =>
    (await fixture.importFiles(await read(source, month))).map(({ billed_cost }) => billed_cost!);

  it('are the rows of the files that its manifest names, to the last digit', async () => {
    await deliver('one', [['1.0000000001', '0.2'], ['-0.0000000003']]);
    await put('data/BILLING_PERIOD=2026-09/bill-00003.snappy.parquet', await focusParquet(['999']));
    const source = await openExport();
    expect(await billedIn(source)).toEqual(['1.000000000100000000', '0.200000000000000000', '-0.000000000300000000']);
  });

  it('that overwrites are read again when it was delivered again, and in the periods of that alone', async () => {
    await deliver('august', [['7']], { folder: 'BILLING_PERIOD=2026-08' });
    await deliver('one', [['1'], ['2']]);
    const source = await openExport();
    const before = await source.periods('2026-01-01');
    expect(before.map(({ billing_period }) => billing_period).toSorted()).toEqual(['2026-08-01', MONTH]);
    await deliver('two', [['3']]);
    const after = await source.periods('2026-01-01');
    const changed = after.filter(({ revision }) => !before.some((one) => one.revision === revision));
    expect(changed.map(({ billing_period }) => billing_period)).toEqual([MONTH]);
    expect(await billedIn(source)).toEqual(['3.000000000000000000']);
    expect(await source.periods('2026-09-01')).toEqual(changed);
  });

  it('that keeps its executions are those of the newest complete one', async () => {
    await deliver('one', [['1']], { folder: 'billing_period=2026-09/2026-09-01T06:00:00.000Z-aa' });
    await deliver('two', [['2'], ['3']], { folder: 'billing_period=2026-09/2026-09-02T06:00:00.000Z-bb' });
    await put(
      'data/billing_period=2026-09/2026-09-03T06:00:00.000Z-cc/bill-00001.snappy.parquet',
      await focusParquet(['9']),
    );
    const source = await openExport();
    expect(await billedIn(source)).toEqual(['2.000000000000000000', '3.000000000000000000']);
    const [before] = await source.periods(MONTH);
    await putManifest('billing_period=2026-09/2026-09-03T06:00:00.000Z-cc', 'three', [
      'data/billing_period=2026-09/2026-09-03T06:00:00.000Z-cc/bill-00001.snappy.parquet',
    ]);
    expect((await source.periods(MONTH))[0]!.revision).not.toBe(before!.revision);
    expect(await billedIn(source)).toEqual(['9.000000000000000000']);
  });

  it('may be CSV of CUR 2.0', async () => {
    const header =
      'bill_payer_account_id,bill_billing_period_start_date,line_item_currency_code,line_item_line_item_type,line_item_unblended_cost,line_item_usage_start_date';
    const row = `${ACCOUNT},2026-09-01T00:00:00.000Z,USD,Usage,0.1234567891,2026-09-02T10:00:00.000Z`;
    const key = 'data/BILLING_PERIOD=2026-09/bill-00001.csv.gz';
    await put(key, gzipSync(`${header}\n${row}\n`));
    await putManifest('BILLING_PERIOD=2026-09', 'one', [key]);
    const files = await read(await openExport('SELECT * FROM COST_AND_USAGE_REPORT'));
    expect(files.paths[0]).toMatch(/\/1\.csv\.gz$/);
    expect((await fixture.importFiles(files))[0]).toMatchObject({
      billed_cost: '0.123456789100000000',
      provider_name: 'AWS',
    });
  });

  it('are none where nothing was billed', async () => {
    await putManifest('BILLING_PERIOD=2026-09', 'one', []);
    expect(await read(await openExport())).toEqual({ paths: [], data_through: '2026-09-18' });
  });

  it('are not read from a half-written manifest, nor without a file that it names', async () => {
    const source = await openExport();
    await expect(read(source)).rejects.toThrow('no longer has a manifest for 2026-09');
    await put('metadata/BILLING_PERIOD=2026-09/bill-Manifest.json', '{"executionId": "one", "dataFiles": ["s3://');
    await expect(read(source)).rejects.toThrow('half written');
    await deliver('two', [['1'], ['2']]);
    await s3.send(
      new DeleteObjectCommand({
        Bucket: bucket,
        Key: 'a/b/bill/data/BILLING_PERIOD=2026-09/bill-00002.snappy.parquet',
      }),
    );
    const error = await read(source).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: expect.stringContaining('bill-00002.snappy.parquet is missing') });
    expect(error).not.toBeInstanceOf(NeedsAttentionError);
    await deliver('three', [['1'], ['2']]);
    expect(await billedIn(source)).toHaveLength(2);
  });

  it('are not read while their files are being overwritten', async () => {
    await deliver('one', [['1'], ['2']]);
    const second = Math.floor(Date.now() / 1_000);
    // The times of S3 have no fractions of a second.
    await vi.waitFor(() => expect(Math.floor(Date.now() / 1_000)).toBeGreaterThan(second), { timeout: 20_000 });
    await put('data/BILLING_PERIOD=2026-09/bill-00002.snappy.parquet', await focusParquet(['3']));
    await expect(read(await openExport())).rejects.toThrow('is newer than its manifest');
  });

  it('need a person when the bucket is gone', async () => {
    bucket = `${bucket}-gone`;
    await expect((await openExport()).periods(MONTH)).rejects.toThrow(`The bucket ${bucket} of the export is gone.`);
  });
});

describe('a bucket of exports', () => {
  const xml = (status: number, body: string) => ({ status, headers: { 'content-type': 'application/xml' }, body });
  const listing = (keys: string[], next?: string): string =>
    `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>${next ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}${keys
      .map(
        (key) =>
          `<Contents><Key>${key}</Key><LastModified>2026-09-03T00:00:00.000Z</LastModified><ETag>"1"</ETag><Size>2</Size></Contents>`,
      )
      .join('')}</ListBucketResult>`;
  const manifestOf = (month: string): string => `a/b/bill/metadata/BILLING_PERIOD=${month}/bill-Manifest.json`;

  it('is listed page by page', async () => {
    const s3 = await serveDouble(({ url = '' }) =>
      xml(
        200,
        url.includes('continuation-token=second')
          ? listing([manifestOf('2026-09')])
          : listing([manifestOf('2026-08')], 'second'),
      ),
    );
    process.env.AWS_ENDPOINT_URL_S3 = s3.url;
    const periods = await (await openExport()).periods('2026-01-01');
    await s3.close();
    expect(periods.map(({ billing_period }) => billing_period).toSorted()).toEqual(['2026-08-01', MONTH]);
  });

  it.each([
    ['Access Denied', 's3:GetObject'],
    ['User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt on the resource', 'kms:Decrypt'],
  ])('that may not be read names the permission: %s', async (message, permission) => {
    const s3 = await serveDouble(({ url = '' }) =>
      url.includes('list-type=2')
        ? xml(200, listing([manifestOf('2026-09')]))
        : xml(403, `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`),
    );
    process.env.AWS_ENDPOINT_URL_S3 = s3.url;
    const source = await openExport();
    await expect(read(source)).rejects.toMatchObject({ name: 'NeedsAttentionError', permission });
    await s3.close();
  });

  it.each([
    // On 20 September, by whose noon the last two days may be filled in part.
    ['2026-09', '2026-09-20T06:00:00Z', '2026-09-18'],
    ['2026-09', '2026-09-25T06:00:00Z', '2026-09-18'],
    // Delivered no more since.
    ['2026-09', '2026-09-10T06:00:00Z', '2026-09-08'],
    ['2026-08', '2026-09-10T06:00:00Z', null],
    ['2026-08', '2026-08-31T06:00:00Z', '2026-08-29'],
  ])('that was delivered for %s at %s is whole through %s', async (month, delivered, through) => {
    const headers = { 'last-modified': new Date(delivered).toUTCString(), etag: '"1"' };
    const s3 = await serveDouble(({ url = '' }) =>
      url.includes('list-type=2')
        ? xml(200, listing([manifestOf(month)]).replace('2026-09-03T00:00:00.000Z', delivered))
        : { status: 200, headers, body: JSON.stringify({ dataFiles: [] }) },
    );
    process.env.AWS_ENDPOINT_URL_S3 = s3.url;
    expect((await read(await openExport(), `${month}-01`)).data_through).toBe(through);
    await s3.close();
  });

  it('is read anew after a file that broke off', async () => {
    let broken = true;
    const s3 = await serveDouble(({ url = '' }) => {
      const headers = { 'last-modified': 'Thu, 03 Sep 2026 00:00:00 GMT', etag: '"1"' };
      if (url.includes('list-type=2')) return xml(200, listing([manifestOf('2026-09')]));
      if (url.includes('Manifest'))
        return { status: 200, headers, body: JSON.stringify({ dataFiles: ['a/b/bill/data/x.csv.gz'] }) };
      return { status: 200, headers, body: gzipSync(focusCsv([{ BilledCost: '2' }])), reset: broken };
    });
    process.env.AWS_ENDPOINT_URL_S3 = s3.url;
    const source = await openExport();
    await expect(read(source)).rejects.toThrow();
    broken = false;
    const rows = await fixture.importFiles(await read(source));
    await s3.close();
    expect(rows.map(({ billed_cost }) => billed_cost)).toEqual(['2.000000000000000000']);
  });
});
