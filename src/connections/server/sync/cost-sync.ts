import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderLoads } from '../../../costs/server/index.ts';
import { type JobDefinition, type RunContext, RunError, type RunOutcome } from '../../../jobs/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { InventoryResource } from '../../core/inventory.ts';
import type { Credentials } from '../credentials.ts';
import {
  type AnyProvider,
  type Connection,
  type CostSource,
  NeedsAttentionError,
  ThrottledError,
} from '../provider.ts';
import { createSampleStore } from '../sample-changes.ts';
import { type ProviderState, writeStatus } from '../status.ts';
import { syncAdvice } from './advice.ts';
import { CallCounter } from './calls.ts';
import { noCounts, syncCosts } from './costs.ts';
import { asFault, wordsOf } from './faults.ts';
import { syncInventory } from './inventory.ts';
import { syncMetrics } from './metrics.ts';

/** What a sync is made from. */
export interface SyncServices {
  services: Services;
  loads: ProviderLoads;
  credentials: Credentials;
  providerOf(type: string): AnyProvider;
  /** Told after every try to sync, however it ended: what it could read is written. */
  synced(organization_id: string): void;
}

const ATTEMPTS = 5;

interface Sync {
  context: RunContext;
  provider: AnyProvider;
  provider_id: string;
  connection: Connection<unknown>;
  outcome: RunOutcome;
  /** What only a person can mend, such as a permission. */
  missing: Set<string>;
}

type Stage = (sync: Sync) => Promise<void>;

/** The stages of a sync, in order: what is most waited for comes first. */
const stagesOf = ({ services, loads }: SyncServices): Stage[] => [
  async ({ context, provider, provider_id, connection, outcome }) => {
    context.progress('costs', null, 'Looking for costs');
    const directory = join(services.directory.path, 'syncs', context.run_id);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    try {
      const sources = await asFault(provider.title, provider.costSources(connection));
      await writeAccount(context, provider_id, sources);
      const counts = noCounts();
      const sync = { context, provider_id, loads, directory, counts, warnings: outcome.warnings };
      await syncCosts(sync, sources);
      Object.assign(outcome.counts, counts);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
  async ({ context, provider, provider_id, connection, outcome, missing }) => {
    context.progress('inventory', null, 'Looking for resources');
    const collected = provider.collectInventory(connection);
    const telling = { warnings: outcome.warnings, missing };
    Object.assign(outcome.counts, await syncInventory({ context, provider_id }, collected, telling));
  },
  async ({ context, provider, provider_id, connection, outcome, missing }) => {
    const measure = (resources: InventoryResource[]) => provider.collectMetrics(connection, resources);
    const measurement = { context, provider_id, measure };
    outcome.counts.metrics_changed = await syncMetrics(measurement, { warnings: outcome.warnings, missing });
  },
  async ({ context, provider, provider_id, connection, outcome }) => {
    const today = dayOf(context.now());
    const { advised_on } = await context.transaction((tx) =>
      tx.selectFrom('providers').select('advised_on').where('id', '=', provider_id).executeTakeFirstOrThrow(),
    );
    if (advised_on === today) return;
    context.progress('advice', null, "Reading the cloud's own advice");
    const pages = provider.collectAdvice(connection);
    const { advice, problems } = await syncAdvice({ context, provider_id }, pages, outcome.warnings);
    outcome.counts.pieces_of_advice = advice;
    // What could not be read is tried again by the next sync.
    if (problems > 0) return;
    await context.transaction((tx) =>
      tx.updateTable('providers').set({ advised_on: today }).where('id', '=', provider_id).execute(),
    );
  },
];

/**
 * Costs come first: when they fail the run fails. What comes after them is read again by the next sync, so its faults
 * are warnings.
 */
async function runStages(sync: Sync, [costs, ...others]: Stage[]): Promise<void> {
  const { context, outcome, missing } = sync;
  await costs?.(sync);
  await writeSynced(context, sync.provider_id);
  for (const stage of others)
    try {
      await stage(sync);
    } catch (error) {
      if (context.signal.aborted || error instanceof ThrottledError) throw error;
      context.log.error({ err: error }, 'a stage of a sync failed');
      const words = wordsOf(error, context.run_id);
      if (error instanceof NeedsAttentionError) missing.add(words);
      outcome.warnings.push(words);
    }
}

/** The account of the credentials, where they did not say it themselves. */
const writeAccount = ({ transaction }: RunContext, provider_id: string, [source]: CostSource[]) =>
  transaction(async (tx) => {
    if (!source) return;
    await tx
      .updateTable('providers')
      .set({ account_id: source.scope_account_id ?? source.billing_account_id })
      .where('id', '=', provider_id)
      .where('account_id', 'is', null)
      .execute();
  });

const writeState = ({ organization_id, now, transaction }: RunContext, provider_id: string, state: ProviderState) =>
  transaction((tx) => writeStatus(tx, { organization_id, now: now() }, provider_id, state));

const writeSynced = ({ now, transaction }: RunContext, provider_id: string) =>
  transaction((tx) =>
    tx
      .updateTable('providers')
      .set({ last_sync_at: now().toISOString(), throttled_until: null })
      .where('id', '=', provider_id)
      .execute(),
  );

/** Keeps how a sync ended on its provider, and tells the job how it may go on. */
async function endWith({ context, provider_id }: Sync, error: unknown): Promise<never> {
  if (context.signal.aborted) throw error;
  if (error instanceof ThrottledError) {
    const throttled_until = error.until.toISOString();
    await writeState(context, provider_id, { status: 'throttled', status_message: error.message, throttled_until });
    throw new RunError(error.message, error.until, error);
  }
  if (error instanceof NeedsAttentionError) {
    await writeState(context, provider_id, { status: 'needs_attention', status_message: error.message });
    throw new RunError(error.message, 'never', error);
  }
  context.log.error({ err: error, provider_id }, 'a sync failed');
  const message = `The sync failed. ${wordsOf(error, context.run_id)}`;
  await writeState(context, provider_id, { status: 'failed', status_message: message });
  throw new RunError(message, 'later', error);
}

async function syncProvider(sync: Sync, stages: Stage[]): Promise<RunOutcome> {
  const { context, provider_id, outcome, missing } = sync;
  try {
    await runStages(sync, stages);
    const [first, ...more] = missing;
    const others = more.length > 0 ? ` The last run says ${more.length} more.` : '';
    await writeState(context, provider_id, {
      status: first === undefined ? 'connected' : 'needs_attention',
      status_message: first === undefined ? null : `${first}${others}`,
    });
    outcome.warnings = [...new Set(outcome.warnings)];
    return outcome;
  } catch (error) {
    return endWith(sync, error);
  }
}

/** The job that keeps connected clouds fresh: costs, inventory, use and the clouds' own advice, one run a provider. */
export function costSyncJob(surroundings: SyncServices): JobDefinition {
  const { services, credentials, providerOf, synced } = surroundings;
  const stages = stagesOf(surroundings);
  return {
    name: 'cost_sync',
    title: 'Sync of connected clouds',
    cron: services.config.JOB_COST_SYNC,
    attempts: ATTEMPTS,
    nothing_to_do: 'no cloud is connected. Connect one first.',
    targets: (tx) =>
      tx.selectFrom('providers').select(['id', 'name']).where('enabled', '=', true).orderBy('created_at').execute(),
    run: async (context) => {
      const provider_id = context.target_id ?? '';
      const opened = await credentials.open(context, provider_id);
      if (!opened) throw new RunError('This connection was removed.', 'never');
      const counter = new CallCounter();
      const connection: Connection<unknown> = {
        credentials: opened.credentials,
        external_id: opened.external_id,
        config: services.config,
        now: services.now,
        log: context.log,
        signal: context.signal,
        count: (call, charged_usd) => counter.count(call, charged_usd),
        sample: createSampleStore(context, provider_id),
        chargedThisMonth: (prefix) => counter.chargedThisMonth(context, provider_id, prefix),
      };
      const outcome: RunOutcome = { counts: {}, warnings: [] };
      const missing = new Set<string>();
      const provider = providerOf(opened.provider_type);
      try {
        return await syncProvider({ context, provider, provider_id, connection, outcome, missing }, stages);
      } finally {
        outcome.counts.api_calls = counter.total;
        await counter.write(context, provider_id);
        synced(context.organization_id);
      }
    },
  };
}
