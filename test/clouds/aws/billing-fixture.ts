import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect } from 'vitest';
import type { AwsCredentials } from '../../../src/connections/providers/aws/core/credentials.ts';
import { costExplorerSource, type Payer } from '../../../src/connections/providers/aws/server/cost-explorer/source.ts';
import type { AwsSession } from '../../../src/connections/providers/aws/server/session.ts';
import type { Connection, CostFiles, CostSource } from '../../../src/connections/server/provider.ts';
import { StagingFixture } from '../../../src/costs/server/import/staging-fixture.ts';
import { parseConfig } from '../../../src/platform/server/config.ts';
import { type BillingDouble, startBillingDouble } from './billing-double.ts';
import { startAwsDouble } from './double.ts';
import { accountId, amountText, type Charge, type LedgerShape, METRICS, makeLedger } from './ledger.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
export const ACCOUNT = accountId(0);
export const TODAY = '2026-09-20';
export const MONTH = '2026-09-01';
export const SHAPE: LedgerShape = {
  seed: 7,
  start: MONTH,
  days: 10,
  accounts: 3,
  services: 8,
  usage_types: 12,
  has_net: false,
  teams: 2,
};

type TestConnection = Connection<AwsCredentials> & {
  /** What earlier runs were charged this month, in USD. */
  charged_before: number;
  /** Every call that had a price, with it. */
  charged: string[];
};

export function connect(credentials: Partial<AwsCredentials> = {}): TestConnection {
  const charged: string[] = [];
  const connection: TestConnection = {
    credentials: { ...KEYS, region: 'us-east-1', ...credentials } as AwsCredentials,
    config: parseConfig({}),
    external_id: 'external',
    now: () => new Date(`${TODAY}T12:00:00Z`),
    log: pino({ level: 'silent' }),
    signal: AbortSignal.timeout(60_000),
    count: (call, charged_usd) => void (charged_usd !== undefined && charged.push(`${call} ${charged_usd}`)),
    chargedThisMonth: () =>
      Promise.resolve(charged.reduce((sum, one) => sum + Number(one.split(' ').at(-1)), connection.charged_before)),
    charged,
    charged_before: 0,
  };
  return connection;
}

/** Clients of the SDK that give up after `maxAttempts`: the product's own patience would take minutes. */
const sessionOf = (maxAttempts: number): AwsSession => ({
  account_id: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/finops`,
  region: 'us-east-1',
  client: (make, region) =>
    new make({
      region,
      maxAttempts,
      credentials: { accessKeyId: KEYS.access_key_id, secretAccessKey: KEYS.secret_key },
    } as never),
});

const WHOLE: Payer = { billing_account_id: ACCOUNT, scope_account_id: null, only_account: null };
const atOnce = () => Promise.resolve();

/** The source over the double, without its pace. */
export const openCostExplorer = (connection = connect(), { attempts = 2, payer = WHOLE } = {}): CostSource =>
  costExplorerSource(sessionOf(attempts), connection, payer, atOnce);

type ImportedRow = Record<string, string | null>;

/** AWS's billing services as a double, and the importer that reads what comes of them. */
export interface BillingFixture {
  billing: BillingDouble;
  staging: StagingFixture;
  newDirectory(): Promise<string>;
  /** Imports files as they were read, one after the other. */
  importFiles(files: CostFiles): Promise<ImportedRow[]>;
  /** Reads a month and imports its one file; `text` is that file. */
  importMonth(source: CostSource, month?: string): Promise<{ rows: ImportedRow[]; text: string; files: CostFiles }>;
  /** As it was at first. */
  reset(): void;
  close(): Promise<void>;
}

/** Points the SDK at the doubles, which know `keys`. */
export async function openBilling(keys = KEYS): Promise<BillingFixture> {
  const sts = await startAwsDouble({ account: ACCOUNT, access_key_id: keys.access_key_id });
  const billing = await startBillingDouble({ account_id: ACCOUNT, today: TODAY });
  const staging = await StagingFixture.open();
  process.env.AWS_ENDPOINT_URL_STS = sts.url;
  for (const service of ['COST_EXPLORER', 'ORGANIZATIONS', 'BCM_DATA_EXPORTS'])
    process.env[`AWS_ENDPOINT_URL_${service}`] = billing.url;
  const newDirectory = () => mkdtemp(join(staging.directory, 'read-'));
  const importFiles = async ({ paths }: CostFiles): Promise<ImportedRow[]> => {
    const rows: ImportedRow[] = [];
    for (const path of paths) {
      const staged = await staging.stagePath(path);
      expect(staged).toMatchObject({
        rows_bad: 0,
        issues: staged.issues.filter(({ severity }) => severity !== 'error'),
      });
      rows.push(...(await staged.rows()));
      await staged.discard();
    }
    return rows;
  };
  return {
    billing,
    staging,
    newDirectory,
    importFiles,
    importMonth: async (source, month = MONTH) => {
      const files = await source.read(month, await newDirectory());
      return { files, rows: await importFiles(files), text: await readFile(files.paths[0]!, 'utf8') };
    },
    reset: () => {
      const still = { page_size: 1_000, denied: [], exports: [], management_account_id: ACCOUNT, fault: () => null };
      Object.assign(billing.state, { ...still, ledger: makeLedger(SHAPE) });
      billing.asked.length = 0;
    },
    close: async () => {
      await Promise.all([sts.close(), billing.close(), staging.close()]);
    },
  };
}

const plain = (text: string | null | undefined): string => text!.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
const METERED = ['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage'];
const WITH_USAGE_TYPE = [...METERED, 'SavingsPlanNegation'];
const NOTHING: Charge['amounts'] = {
  UnblendedCost: 0n,
  AmortizedCost: 0n,
  NetUnblendedCost: 0n,
  NetAmortizedCost: 0n,
  UsageQuantity: 0n,
};

/**
 * Billed and effective cost, and the quantity where it has a unit, by day, account, service, usage type, record type and
 * tag, added up from the ledger.
 */
export function costsOf(ledger: readonly Charge[], { net = false, tag = false } = {}): Record<string, string> {
  const sums = new Map<string, Charge['amounts'] & { metered: boolean }>();
  for (const { day, account, service, usage_type, record_type, unit, tags, amounts } of ledger) {
    const meter = WITH_USAGE_TYPE.includes(record_type) ? usage_type : '';
    const key = [day, account, service, meter, record_type, (tag && tags.team) || ''].join('|');
    const sum = sums.get(key) ?? { ...NOTHING, metered: METERED.includes(record_type) && unit !== 'N/A' };
    for (const metric of METRICS) sum[metric] += amounts[metric];
    sums.set(key, sum);
  }
  const [billed, effective] = net
    ? (['NetUnblendedCost', 'NetAmortizedCost'] as const)
    : (['UnblendedCost', 'AmortizedCost'] as const);
  return Object.fromEntries(
    [...sums]
      .filter(([, sum]) => METRICS.some((metric) => metric !== 'UsageQuantity' && sum[metric] !== 0n))
      .map(([key, sum]) => [
        key,
        [sum[billed], sum[effective], ...(sum.metered ? [sum.UsageQuantity] : [])].map(amountText).join(' '),
      ]),
  );
}

/** The same of imported rows; each key is there once. */
export function costsIn(rows: readonly ImportedRow[]): Record<string, string> {
  const found = rows.map((row): [string, string] => {
    const x = JSON.parse(row.x!) as Record<string, string>;
    const tags = (JSON.parse(row.tags ?? 'null') ?? {}) as Record<string, string>;
    const key = [row.charge_date, row.sub_account_id, x.x_service, row.sku_meter, x.x_record_type, tags.team];
    const amounts = [
      row.billed_cost,
      row.effective_cost,
      ...(row.consumed_quantity === null ? [] : [row.consumed_quantity]),
    ];
    return [key.map((part) => part ?? '').join('|'), amounts.map(plain).join(' ')];
  });
  expect(new Set(found.map(([key]) => key)).size).toBe(found.length);
  return Object.fromEntries(found);
}

/** A charge of 1 dollar that says only how it differs. */
export function charge({ cost = 10_000_000_000n, ...more }: Partial<Charge> & { cost?: bigint } = {}): Charge {
  return {
    day: '2026-09-03',
    account: ACCOUNT,
    service: 'AWS Lambda',
    usage_type: 'EUC1-Lambda-GB-Second',
    record_type: 'Usage',
    unit: 'seconds',
    tags: {},
    amounts: {
      UnblendedCost: cost,
      AmortizedCost: cost,
      NetUnblendedCost: cost,
      NetAmortizedCost: cost,
      UsageQuantity: cost,
    },
    ...more,
  };
}
