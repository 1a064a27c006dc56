import type { Logger } from 'pino';
import type { z } from 'zod';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { Config } from '../../platform/server/config.ts';
import type { Cloud, CloudAnswer, CloudCall } from '../core/cloud-call.ts';
import type { Advice, Collected, InventoryResource, MetricSeries } from '../core/inventory.ts';
import type { ProviderTest, SetupDocument } from '../core/providers-contract.ts';

/** What a provider works with: credentials in the clear, and the ways to the outside. */
export interface Connection<Credentials> {
  credentials: Credentials;
  config: Config;
  /** The external id that AWS roles must ask for: made by us, one for each organization. */
  external_id: string;
  now: () => Date;
  log: Logger;
  signal: AbortSignal;
  /** Counts one call of the provider's API; `charged_usd` is the decimal price where the provider charges for it. */
  count(call: string, charged_usd?: string): void;
  /** What was charged this month for calls whose name begins with `prefix`, in USD, those of the present run included. */
  chargedThisMonth(prefix: string): Promise<number>;
  /** Only of a cloud that is made up. */
  sample?: SampleStore;
}

/** Where a cloud that is made up keeps what was done to it. */
export interface SampleStore {
  /** What was made of its resources, by id; null is gone. */
  changes(): Promise<ReadonlyMap<string, InventoryResource | null>>;
  /** Answers a call from its resources as they are now; what the call changes is kept. `at` is the instant, ISO text. */
  answer(call: CloudCall, at: string): Promise<CloudAnswer>;
}

/** The provider asks to wait: the run goes on at `until`. */
export class ThrottledError extends Error {
  readonly until: Date;
  constructor(message: string, until: Date) {
    super(message);
    this.name = 'ThrottledError';
    this.until = until;
  }
}

/** A fault on the provider's side that a retry may mend; `message` is for people. */
export class ProviderFault extends Error {}

/** Something that only a person can mend, such as a permission or credentials out of date; `message` says what to do. */
export class NeedsAttentionError extends Error {
  readonly permission: string | null;
  constructor(message: string, permission: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = 'NeedsAttentionError';
    this.permission = permission;
  }
}

/** Billing files of one period in `directory`, in a format that `costs/core/formats` knows. */
export interface CostFiles {
  /** Read one after the other as one file; empty when nothing was billed. */
  paths: string[];
  /** The last day that is whole; null when the file itself tells best (see `dataThrough`). */
  data_through: IsoDate | null;
}

/** A way in which a provider tells costs: its query API, or an export to object storage. */
export interface CostSource {
  /** Stable, such as `cost-explorer`, `export daily-focus`. */
  name: string;
  kind: 'api' | 'export';
  /** The only account (or group of accounts) that it can see; null when it sees the whole billing account. */
  scope_account_id: string | null;
  /** True when the scope is a group, of which only reading tells what accounts it has. */
  is_group?: true;
  /** What the rows are split by beside the usual, such as a tag; what was read without it is read again. */
  variant?: string;
  /** `ProviderName` and `BillingAccountId` of the rows it gives. */
  provider_name: string;
  billing_account_id: string;
  /**
   * The billing periods (first days) there are from `oldest` on, in any order. `revision` changes whenever the period
   * may have changed; null when only reading it tells.
   */
  periods(oldest: IsoDate): Promise<{ billing_period: IsoDate; revision: string | null }[]>;
  /** Reads one billing period into files in the existing, empty `directory`. Throws when any part is missing. */
  read(billing_period: IsoDate, directory: string): Promise<CostFiles>;
}

/** What a change needs of its connection. */
export interface CloudNeeds {
  /** Permissions that its calls take: where the cloud can, the credentials are narrowed to them. */
  permissions: readonly string[];
  /** `interactive` where somebody waits for the answer. */
  patience: 'interactive' | 'background';
}

/**
 * A cloud that can be connected. Methods throw `ThrottledError` and `NeedsAttentionError` for what those name, and any
 * other error for faults that a retry may mend. SDKs are loaded at the first use.
 */
export interface Provider<Credentials> {
  type: string;
  title: string;
  credentials: z.ZodType<Credentials>;
  /** What to copy when the cloud is prepared for being connected; empty when nothing has to be. */
  setupDocuments(organization: { external_id: string; config: Config }): Promise<SetupDocument[]>;
  /** Which account, subscription or scope the credentials are for, for people to recognise. */
  accountOf(credentials: Credentials): string | null;
  /** One check for each capability; never throws for what the cloud answers. */
  test(connection: Connection<Credentials>): Promise<ProviderTest>;
  costSources(connection: Connection<Credentials>): Promise<CostSource[]>;
  collectInventory(connection: Connection<Credentials>): AsyncIterable<Collected>;
  /** Daily statistics over the 30 whole days before today, of `resources` (a page of the inventory), in batches. */
  collectMetrics(connection: Connection<Credentials>, resources: InventoryResource[]): AsyncIterable<MetricSeries[]>;
  /** All advice there is, in pages; sources that are not enrolled yield a problem in words, not an error. */
  collectAdvice(
    connection: Connection<Credentials>,
  ): AsyncIterable<{ source: string; advice: Advice[]; problem: string | null }>;
  /** Calls as data, with the credentials for changes; see `Cloud`. Calls that change are never repeated by themselves. */
  openCloud(connection: Connection<Credentials>, needs: CloudNeeds): Promise<Cloud>;
}

/** A provider whose credentials are its own matter: what it is given has been parsed by its own schema. */
// The methods are only ever called with what `credentials` answered.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyProvider = Provider<any>;
