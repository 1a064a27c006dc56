import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { AzureCredentials } from '../../../src/connections/providers/azure/core/credentials.ts';
import { azureCostSources } from '../../../src/connections/providers/azure/server/cost-sources.ts';
import type { Wait } from '../../../src/connections/providers/azure/server/retry.ts';
import type { Connection, CostSource } from '../../../src/connections/server/provider.ts';
import { StagingFixture } from '../../../src/costs/server/import/staging-fixture.ts';
import { connectTo, PRINCIPAL } from './connection.ts';
import { type CostManagementDouble, type CostManagementOptions, startCostManagement } from './cost-management.ts';
import { ALPHA, expected, LEDGER, sums } from './ledger.ts';

/** Credentials for an enrolment, and its scope. */
export const ENROLMENT: AzureCredentials = { ...PRINCIPAL, billing_account_id: '8611537' };
export const SCOPE = '/providers/Microsoft.Billing/billingAccounts/8611537';

const ALL_DIMENSIONS = ['SubscriptionId', 'ServiceName', 'ResourceLocation', 'ChargeType', 'PricingModel', 'Meter'];

/** A double of Cost Management without a fault; `more` is what differs. */
export const openCostManagement = (more: Partial<CostManagementOptions> = {}): Promise<CostManagementDouble> =>
  startCostManagement({ ...PRINCIPAL, ...freshOptions(), ...more });

const freshOptions = (): Omit<CostManagementOptions, keyof typeof PRINCIPAL> => ({
  scope: SCOPE,
  ledger: LEDGER,
  dimensions: ALL_DIMENSIONS,
  subscriptions: [{ subscriptionId: ALPHA, displayName: 'Alpha, the first' }],
  exports: [],
  page_size: 1_000,
  has_amortized: true,
  filters_empty_values: true,
  faults: [],
  sign_in_faults: [],
  denied: [],
  refusals: {},
  during_query: async () => undefined,
});

/** What the query API is tested with: a double, and the way from its files to FOCUS rows. */
export class CostFixture {
  readonly double: CostManagementDouble;
  readonly staging: StagingFixture;
  counted: string[] = [];
  /** Waits that were asked for, in milliseconds; nobody waits. */
  waits: number[] = [];
  directory = '';

  private constructor(double: CostManagementDouble, staging: StagingFixture) {
    this.double = double;
    this.staging = staging;
  }

  static async open(): Promise<CostFixture> {
    return new CostFixture(await openCostManagement(), await StagingFixture.open());
  }

  /** As it was in the beginning, with an empty directory; answers what removes that. */
  async reset(): Promise<() => Promise<void>> {
    Object.assign(this.double.options, freshOptions());
    this.double.queries.length = 0;
    this.double.calls.length = 0;
    this.double.sign_ins = 0;
    [this.counted, this.waits] = [[], []];
    const directory = await mkdtemp(join(tmpdir(), 'azure-costs-'));
    this.directory = directory;
    return () => rm(directory, { recursive: true });
  }

  async close(): Promise<void> {
    await this.double.close();
    await this.staging.close();
  }

  wait: Wait = async (ms, signal) => {
    signal.throwIfAborted();
    this.waits.push(ms);
  };

  connectionOf(
    credentials: AzureCredentials,
    more: Partial<Connection<AzureCredentials>> = {},
  ): Connection<AzureCredentials> {
    const { counted } = this;
    return { ...connectTo(this.double.url, {}, { now: '2026-11-20T10:00:00Z', counted }), credentials, ...more };
  }

  connect(credentials: AzureCredentials = ENROLMENT, more?: Partial<Connection<AzureCredentials>>) {
    return azureCostSources(this.connectionOf(credentials, more), this.wait);
  }

  async querySource(credentials?: AzureCredentials, more?: Partial<Connection<AzureCredentials>>): Promise<CostSource> {
    const source = (await this.connect(credentials, more)).find(({ kind }) => kind === 'api');
    if (!source) throw new Error('There is no source for the query API.');
    return source;
  }

  /** The FOCUS rows of a month; all of them are good. */
  async readRows(source: CostSource, billing_period = '2026-09-01'): Promise<Record<string, string | null>[]> {
    const { paths } = await source.read(billing_period, this.directory);
    if (paths.length === 0) return [];
    const staged = await this.staging.stagePath(paths[0]!);
    try {
      expect(staged.rows_bad).toBe(0);
      return await staged.rows();
    } finally {
      await staged.discard();
    }
  }

  async expectLedger(source: CostSource, ledger = this.double.options.ledger): Promise<void> {
    const rows = await this.readRows(source);
    expect(sums(rows, 'billed_cost')).toEqual(expected(ledger, 'actual'));
    expect(sums(rows, 'effective_cost')).toEqual(expected(ledger, 'amortized'));
  }
}
