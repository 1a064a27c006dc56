import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderLoads } from '../../../costs/server/index.ts';
import { type JobDefinition, type RunContext, RunError, type RunOutcome } from '../../../jobs/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { InventoryResource } from '../../core/inventory.ts';
import type { Credentials } from '../credentials.ts';
import { type AnyProvider, type Connection, NeedsAttentionError, ThrottledError } from '../provider.ts';
import { syncAdvice } from './advice.ts';
import { CallCounter } from './calls.ts';
import { syncCosts } from './costs.ts';
import { syncInventory } from './inventory.ts';
import { syncMetrics } from './metrics.ts';

/** What a sync is made from. */
export interface SyncServices {
  services: Services;
  loads: ProviderLoads;
  credentials: Credentials;
  providerOf(type: string): AnyProvider;
}

const ATTEMPTS = 5;

interface Sync {
  context: RunContext;
  provider: AnyProvider;
  provider_id: string;
  connection: Connection<unknown>;
  outcome: RunOutcome;
}

type Stage = (sync: Sync) => Promise<void>;

/** The stages of a sync, in order: what is most waited for comes first. */
const stagesOf = ({ services, loads }: SyncServices): Stage[] => [
  async ({ context, provider, provider_id, connection, outcome }) => {
    context.progress('costs', null, 'Looking for costs');
    const directory = join(services.directory.path, 'syncs', context.run_id);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    try {
      const sources = await provider.costSources(connection);
      Object.assign(outcome.counts, await syncCosts({ context, provider_id, loads, directory }, sources));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
  async ({ context, provider, provider_id, connection, outcome }) => {
    context.progress('inventory', null, 'Looking for resources');
    const collected = provider.collectInventory(connection);
    Object.assign(outcome.counts, await syncInventory({ context, provider_id }, collected, outcome.warnings));
  },
  async ({ context, provider, provider_id, connection, outcome }) => {
    const measure = (resources: InventoryResource[]) => provider.collectMetrics(connection, resources);
    const measurement = { context, provider_id, measure };
    outcome.counts.metrics_changed = await syncMetrics(measurement, outcome.warnings);
  },
  async ({ context, provider, provider_id, connection, outcome }) => {
    const today = dayOf(context.now());
    const { advised_on } = await context.transaction((tx) =>
      tx.selectFrom('providers').select('advised_on').where('id', '=', provider_id).executeTakeFirstOrThrow(),
    );
    if (advised_on === today) return;
    context.progress('advice', null, "Reading the cloud's own advice");
    const pages = provider.collectAdvice(connection);
    outcome.counts.advice = await syncAdvice({ context, provider_id }, pages, outcome.warnings);
    await context.transaction((tx) =>
      tx.updateTable('providers').set({ advised_on: today }).where('id', '=', provider_id).execute(),
    );
  },
];

/** What to do about a stage that failed, for people. */
const wordsOf = (error: unknown): string =>
  error instanceof NeedsAttentionError
    ? error.message
    : `Not everything could be read (${error instanceof Error ? error.message : String(error)}). The next sync tries again.`;

/**
 * Costs come first: when they fail the run fails. What comes after them is read again by the next sync, so its faults
 * are warnings; answers the first that only a person can mend.
 */
async function runStages(sync: Sync, [costs, ...others]: Stage[]): Promise<NeedsAttentionError | null> {
  const { context, outcome } = sync;
  let attention: NeedsAttentionError | null = null;
  await costs?.(sync);
  await writeState(context, sync.provider_id, { last_sync_at: context.now().toISOString() });
  for (const stage of others)
    try {
      await stage(sync);
    } catch (error) {
      if (context.signal.aborted || error instanceof ThrottledError) throw error;
      if (error instanceof NeedsAttentionError) attention ??= error;
      else context.log.error({ err: error }, 'a stage of a sync failed');
      outcome.warnings.push(wordsOf(error));
    }
  return attention;
}

interface ProviderState {
  status?: 'connected' | 'needs_attention' | 'throttled' | 'failed';
  status_message?: string | null;
  throttled_until?: string | null;
  last_sync_at?: string;
}

const writeState = ({ transaction }: RunContext, provider_id: string, state: ProviderState) =>
  transaction((tx) =>
    tx
      .updateTable('providers')
      .set({ throttled_until: null, ...state })
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
  const message = `The sync failed: ${error instanceof Error ? error.message : String(error)}`;
  await writeState(context, provider_id, { status: 'failed', status_message: message });
  throw new RunError(message, 'later', error);
}

async function syncProvider(sync: Sync, stages: Stage[]): Promise<RunOutcome> {
  const { context, provider_id, outcome } = sync;
  try {
    const attention = await runStages(sync, stages);
    await writeState(context, provider_id, {
      status: attention ? 'needs_attention' : 'connected',
      status_message: attention?.message ?? null,
    });
    return outcome;
  } catch (error) {
    return endWith(sync, error);
  }
}

/** The job that keeps connected clouds fresh: costs, inventory, use and the clouds' own advice, one run a provider. */
export function costSyncJob(surroundings: SyncServices): JobDefinition {
  const { services, credentials, providerOf } = surroundings;
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
      };
      const outcome: RunOutcome = { counts: {}, warnings: [] };
      const provider = providerOf(opened.provider_type);
      try {
        return await syncProvider({ context, provider, provider_id, connection, outcome }, stages);
      } finally {
        outcome.counts.api_calls = counter.total;
        await counter.write(context, provider_id);
      }
    },
  };
}
