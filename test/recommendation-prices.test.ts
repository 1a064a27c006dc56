import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWithAws } from '../src/connections/server/aws-clients.ts';
import { createCredentials } from '../src/connections/server/credentials.ts';
import { secretFrom } from '../src/platform/server/data-directory.ts';
import { createVault } from '../src/platform/server/vault.ts';
import type { PriceKey } from '../src/recommendations/core/types.ts';
import { createPrices, type Prices } from '../src/recommendations/server/prices/index.ts';
import { readWantedPrices } from '../src/recommendations/server/run/prices.ts';
import { awsError } from './clouds/aws/billing-double.ts';
import { type AwsDouble, startAwsDouble } from './clouds/aws/double.ts';
import { type PriceListDouble, startPriceList } from './clouds/aws/price-list.ts';
import { type RetailPricesDouble, startRetailPrices } from './clouds/azure/retail-prices.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { AWS_ACCOUNT, AWS_KEYS } from './support/aws.ts';
import { ITEMS, PRODUCTS } from './support/listed-prices.ts';
import { priceKey as key } from './support/price-key.ts';

let sts: AwsDouble;
let list: PriceListDouble;
let retailPrices: RetailPricesDouble;
let server: TestServer;
let prices: Prices;
let today = '2026-09-20';
const now = () => new Date(`${today}T10:00:00Z`);
const never = new AbortController().signal;

beforeAll(async () => {
  sts = await startAwsDouble({ account: AWS_ACCOUNT, access_key_id: AWS_KEYS.access_key_id });
  list = await startPriceList(PRODUCTS);
  retailPrices = await startRetailPrices(ITEMS);
  process.env.AWS_ENDPOINT_URL_STS = sts.url;
  process.env.AWS_ENDPOINT_URL_PRICING = list.url;
  server = await startTestServer({ environment: { AZURE_BASE_URL: retailPrices.url } });
  const { services } = server;
  const vault = createVault(secretFrom(undefined, services.directory, 'encryption-key'), undefined);
  const withAws = createWithAws(services.config, now, createCredentials(vault));
  prices = createPrices({ ...services, now }, { withAws }, async () => {});
});
afterEach(async () => {
  await server.services.database.asOwner('truncate installation.prices');
  Object.assign(list, { page_size: 100, faults: [], asked: [] });
  Object.assign(retailPrices, { page_size: 100, faults: [], asked: [], origin: 'https://prices.azure.com:443' });
  sts.options.denied = [];
  today = '2026-09-20';
});
afterAll(async () => {
  await server.close();
  await Promise.all([sts.close(), list.close(), retailPrices.close()]);
});

/** An organization, with a connection to AWS or none. */
async function caller({ connected = true } = {}) {
  const { token, organization } = await server.signUp();
  const body = { provider_type: 'aws', name: 'AWS', credentials: { ...AWS_KEYS, region: 'eu-west-1' } };
  if (connected) expect((await server.call('POST', '/providers', { token, body })).status).toBe(201);
  const { database } = server.services;
  return {
    organization_id: organization.id,
    transaction: <T>(work: Parameters<typeof database.transaction<T>>[1]) =>
      database.transaction(organization.id, work),
    log: pino({ level: 'silent' }),
  };
}
const EC2 = ['m5.large', 'm5.xlarge', 'm5.2xlarge', 'm6a.large'].map((sku) => key(`aws ec2-instance eu-west-1 ${sku}`));
const pricesOf = async (keys: PriceKey[]) =>
  Object.fromEntries((await prices.rows(keys)).map(({ sku, price }) => [sku, price]));

describe('prices of the AWS Price List', () => {
  it('are read page by page, without those of other systems and hosts', async () => {
    list.page_size = 1;
    expect(await prices.refresh(await caller(), EC2, never)).toEqual({ updated: 4, warnings: [] });
    expect(list.asked).toHaveLength(5);
    expect(await pricesOf(EC2)).toEqual({
      'm5.large': 0.107,
      'm5.xlarge': 0.214,
      'm5.2xlarge': 0.428,
      'm6a.large': 0.0963,
    });
    expect((await prices.rows(EC2))[0]).toEqual({
      ...key('aws ec2-instance eu-west-1 m5.large'),
      unit: 'hour',
      price: 0.107,
      source: 'price_api',
      source_name: 'AWS Price List API (GetProducts)',
      date: '2026-09-20',
    });
  });

  it('are by our units, of the first quantity that costs, without charges on top', async () => {
    const wanted: [string, number, string][] = [
      ['rds-instance db.t3.small/postgres/single-az', 0.039, 'hour'],
      ['rds-instance db.t3.small/postgres/multi-az', 0.078, 'hour'],
      ['elasticache-node cache.r6g.large/redis', 0.228, 'hour'],
      ['ebs-volume gp3', 0.088, 'gib_month'],
      ['ebs-volume standard', 0.055, 'gib_month'],
      ['ebs-throughput gp3', 0.044, 'mibps_month'],
      ['dynamodb-capacity read', 0.000147, 'capacity_unit_hour'],
      ['dynamodb-request write', 0.705, 'million_requests'],
      ['s3-storage STANDARD', 0.023, 'gib_month'],
    ];
    const keys = wanted.map(([text]) => key(`aws ${text.replace(' ', ' eu-west-1 ')}`));
    expect((await prices.refresh(await caller(), keys, never)).warnings).toEqual([]);
    const rows = await prices.rows(keys);
    expect(rows.map(({ service, sku, price, unit }) => [`${service} ${sku}`, price, unit])).toEqual(wanted);
  });

  it('are read again after a week, and not before', async () => {
    const who = await caller();
    await prices.refresh(who, EC2, never);
    today = '2026-09-26';
    expect(await prices.refresh(who, EC2, never)).toEqual({ updated: 0, warnings: [] });
    today = '2026-09-27';
    expect((await prices.refresh(who, EC2, never)).updated).toBe(4);
    expect((await prices.rows(EC2)).map(({ date }) => date)).toEqual(Array(4).fill('2026-09-27'));
  });

  it('are the same for all organizations', async () => {
    await prices.refresh(await caller(), EC2, never);
    list.asked = [];
    expect((await prices.refresh(await caller(), EC2, never)).updated).toBe(0);
    expect(list.asked).toEqual([]);
  });

  it('stay as they are when they can’t be read, and it says why once', async () => {
    const who = await caller();
    await prices.refresh(who, EC2, never);
    today = '2026-10-20';
    const denied = awsError(
      'AccessDeniedException',
      'User: arn:aws:iam::1:user/x is not authorized to perform: pricing:GetProducts',
    );
    list.faults = [denied, denied, denied];
    const wanted = [
      ...EC2,
      key('aws ebs-volume eu-west-1 gp3'),
      key('aws s3-storage eu-west-1 STANDARD'),
      key('aws nat-gateway eu-west-1 hour'),
    ];
    expect(await prices.refresh(who, wanted, never)).toEqual({
      updated: 0,
      warnings: [
        'Prices could not be read from the AWS Price List: The permission pricing:GetProducts is missing. Add it to the policy of this identity.',
      ],
    });
    // After three refusals it does not ask for the fourth.
    expect(list.asked.at(-1)?.Filters?.[0]?.Value).toBe('Storage');
    expect((await prices.rows(EC2))[0]).toMatchObject({ price: 0.107, date: '2026-09-20' });
  });

  it('are read in spite of throttling, and of one answer that fails', async () => {
    list.faults = [awsError('ThrottlingException', 'Rate exceeded')];
    expect(await prices.refresh(await caller(), EC2, never)).toEqual({ updated: 4, warnings: [] });
    list.faults = [awsError('InvalidParameterException', 'No such field')];
    const wanted = [key('aws nat-gateway eu-west-1 hour'), key('aws ebs-volume eu-west-1 gp3')];
    const { updated, warnings } = await prices.refresh(await caller(), wanted, never);
    expect([updated, warnings.length]).toEqual([2, 1]);
  });

  it('are not asked for without a connection, and keys that AWS does not know are told', async () => {
    expect(await prices.refresh(await caller({ connected: false }), EC2, never)).toEqual({ updated: 0, warnings: [] });
    const who = await caller();
    sts.options.access_key_id = 'AKIAANOTHER';
    const { warnings } = await prices.refresh(who, EC2, never);
    sts.options.access_key_id = AWS_KEYS.access_key_id;
    expect(warnings).toEqual([
      'Prices could not be read from the AWS Price List: AWS does not know these keys. Check access key id and secret key.',
    ]);
    expect(list.asked).toEqual([]);
  });

  it('are no longer asked for when the run is stopped', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(prices.refresh(await caller(), EC2, stopped)).rejects.toThrow('stopped');
  });
});

const MACHINES = ['Standard_D2s_v5', 'Standard_D4s_v5', 'Standard_D8s_v5'].map((sku) =>
  key(`azure azure-vm norwayeast ${sku}`),
);

describe('prices of the Azure Retail Prices API', () => {
  it('are read page by page, without Windows, spot and reservations, and without contradictions', async () => {
    retailPrices.page_size = 2;
    expect(await prices.refresh(await caller({ connected: false }), MACHINES, never)).toEqual({
      updated: 2,
      warnings: [],
    });
    expect(await pricesOf(MACHINES)).toEqual({ Standard_D2s_v5: 0.122, Standard_D4s_v5: 0.244 });
    expect(retailPrices.asked).toHaveLength(4);
    expect(retailPrices.asked[0]).toContain("armRegionName eq 'norwayeast' and priceType eq 'Consumption'");
  });

  it('are by our units', async () => {
    const wanted: [string, number, string][] = [
      ['azure-disk P10', 23.6, 'disk_month'],
      ['azure-snapshot Premium_LRS', 0.13, 'gib_month'],
      ['azure-snapshot Standard_LRS', 0.055, 'gib_month'],
      ['azure-storage hot/Standard_LRS', 0.0216, 'gib_month'],
      ['azure-storage cool/Standard_LRS', 0.0113, 'gib_month'],
      ['azure-flexible-server postgresql/Standard_D4ds_v4', 0.4, 'hour'],
      ['azure-flexible-server postgresql/Standard_B1ms', 0.021, 'hour'],
    ];
    const keys = wanted.map(([text]) => key(`azure ${text.replace(' ', ' norwayeast ')}`));
    expect((await prices.refresh(await caller({ connected: false }), keys, never)).warnings).toEqual([]);
    const rows = await prices.rows(keys);
    expect(rows.map(({ service, sku, price, unit }) => [`${service} ${sku}`, price, unit])).toEqual(wanted);
    expect(rows[0]).toMatchObject({ source: 'price_api', source_name: 'Azure Retail Prices API', date: '2026-09-20' });
  });

  const refusal = (status: number, headers: Record<string, string> = {}) => ({ status, headers, body: '' });
  it('are read in spite of throttling and faults that pass', async () => {
    retailPrices.faults = [refusal(429, { 'retry-after': '5' }), refusal(503)];
    expect((await prices.refresh(await caller({ connected: false }), MACHINES, never)).updated).toBe(2);
  });

  it.each([
    ['throttling that lasts', [429, 429, 429, 429], 'It answered 429.'],
    ['what no other try mends', [400], 'It answered 400.'],
  ])('stay unknown with %s', async (_, statuses, words) => {
    retailPrices.faults = statuses.map((status) => refusal(status));
    expect(await prices.refresh(await caller({ connected: false }), MACHINES, never)).toEqual({
      updated: 0,
      warnings: [`Prices could not be read from the Azure Retail Prices API: ${words}`],
    });
    expect(retailPrices.asked).toHaveLength(statuses.length);
    expect(await prices.rows(MACHINES)).toEqual([]);
  });

  it('are not followed to other hosts', async () => {
    Object.assign(retailPrices, { page_size: 1, origin: 'https://prices.example.com' });
    const { updated, warnings } = await prices.refresh(await caller({ connected: false }), MACHINES, never);
    expect(updated).toBe(0);
    expect(warnings[0]).toContain('It names a next page that is not its own');
  });

  it('are not asked for where a region has a strange name', async () => {
    const strange = key("azure azure-vm x' Standard_D2s_v5");
    expect(await prices.refresh(await caller({ connected: false }), [strange], never)).toEqual({
      updated: 0,
      warnings: [],
    });
    expect(retailPrices.asked).toEqual([]);
  });
});

describe('what an organization wants', () => {
  it('is read from its inventory, and comes from what may replace it', async () => {
    const { organization_id, transaction } = await caller();
    const at = '2026-09-19T00:00:00Z';
    await transaction(async (tx) => {
      const { id: provider_id } = await tx.selectFrom('providers').select('id').executeTakeFirstOrThrow();
      const resource = (resource_id: string, resource_type: string, attributes: object) => ({
        id: crypto.randomUUID(),
        organization_id,
        provider_id,
        resource_id,
        resource_type,
        name: null,
        account_id: AWS_ACCOUNT,
        region: 'eu-west-1',
        status: null,
        created_at: null,
        tags: '{}',
        attributes: JSON.stringify(attributes),
        parent_id: null,
        attached_to: [],
        billed_as: [],
        first_seen_at: at,
        changed_at: at,
        measured_on: null,
        gone_at: null,
      });
      await tx
        .insertInto('resources')
        .values([
          resource('i-1', 'AWS::EC2::Instance', { instance_type: 'x1.16xlarge' }),
          resource('i-2', 'AWS::EC2::Instance', { instance_type: 'x1.16xlarge' }),
          resource('n-1', 'AWS::EC2::NatGateway', { connectivity: 'public' }),
          resource('s-1', 'AWS::ECS::Service', {}),
        ])
        .execute();
    });
    const wanted = await transaction(readWantedPrices);
    expect(wanted.map(({ service, region, sku }) => `${service} ${region} ${sku}`)).toEqual(
      expect.arrayContaining([
        'ec2-instance eu-west-1 x1.16xlarge',
        'ec2-instance eu-west-1 x2gd.large',
        'nat-gateway eu-west-1 gib',
      ]),
    );
    expect(new Set(wanted.map(({ service }) => service))).toEqual(
      new Set(['ec2-instance', 'nat-gateway', 'vpc-endpoint']),
    );
  });
});
