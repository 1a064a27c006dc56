import { type ExpressionBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { accountKey } from '../../../costs/server/index.ts';
import type { Tables, Transaction } from '../../../platform/server/database.ts';
import type { remediationSchema } from '../../core/answers.ts';
import type { RemediationSettings, Stop } from '../../core/settings.ts';
import { stopFor, stopInWords } from '../../core/stops.ts';
import { mayBeginAt } from '../../core/timing.ts';
import { isRunning, isWaiting } from '../../core/workflow.ts';
import { readSettings, readStops } from '../settings.ts';
import { type CurrentStep, readCurrentSteps } from './current-step.ts';

type Shown = z.input<typeof remediationSchema>;

const inventoryId = (e: ExpressionBuilder<Tables, 'remediations'>) =>
  e
    .selectFrom('resources')
    .select('resources.id')
    .whereRef('resources.provider_id', '=', 'remediations.provider_id')
    .whereRef('resources.resource_id', '=', 'remediations.resource_id')
    .where('resources.gone_at', 'is', null)
    .as('inventory_id');

/** Changes with what lists show of them. */
export const selectRemediations = (tx: Transaction) =>
  tx
    .selectFrom('remediations')
    .innerJoin('providers', 'providers.id', 'remediations.provider_id')
    .select([
      'remediations.id',
      'remediations.title',
      'remediations.action',
      'remediations.state',
      'remediations.state_changed_at',
      'remediations.recommendation_id',
      'remediations.batch_id',
      'remediations.batch_place',
      'remediations.provider',
      'remediations.provider_id',
      'providers.name as provider_name',
      'remediations.resource_id',
      'remediations.resource_type',
      'remediations.resource_name',
      'remediations.account_id',
      'remediations.region',
      'remediations.environment',
      'remediations.owner',
      'remediations.risk',
      'remediations.destructive',
      'remediations.reversibility',
      'remediations.monthly_savings',
      'remediations.currency',
      'remediations.proposed_by_id',
      'remediations.proposed_by',
      'remediations.proposed_at',
      'remediations.expires_at',
      'remediations.requirement',
      'remediations.approvals',
      'remediations.scheduled_for',
      'remediations.wished_for',
      'remediations.waiting_for',
      'remediations.problem',
      'remediations.started_at',
      'remediations.finished_at',
      'remediations.has_changed',
      'remediations.is_reversible',
      'remediations.stop_requested',
      'remediations.undo_until',
    ])
    .select(inventoryId);
export type SelectedRemediation = Awaited<ReturnType<ReturnType<typeof selectRemediations>['executeTakeFirstOrThrow']>>;

/** What changes are shown with: everything that is not in their rows. */
export interface Surroundings {
  /** What freezes and hours let a change of an environment wait for from an instant on, a sentence; null for nothing. */
  timing(environment: string | null, from: string): string | null;
  stops: Stop[];
  steps: ReadonlyMap<string, CurrentStep>;
  /** What bills call accounts, by `accountKey`. */
  names: ReadonlyMap<string, string>;
  now: Date;
}

/** Reads it for `rows`. */
export async function readSurroundings(
  tx: Transaction,
  rows: readonly Pick<SelectedRemediation, 'id' | 'state'>[],
  names: ReadonlyMap<string, string>,
  now: Date,
): Promise<Surroundings> {
  const running = rows.filter(({ state }) => isRunning(state));
  return {
    timing: timingOf(await readSettings(tx)),
    stops: await readStops(tx),
    steps: await readCurrentSteps(tx, running),
    names,
    now,
  };
}

/** What freezes and hours say; for many changes of one environment it is the same. */
function timingOf(settings: RemediationSettings): Surroundings['timing'] {
  const known = new Map<string, string | null>();
  return (environment, from) => {
    const key = `${from} ${environment ?? ''}`;
    if (!known.has(key)) known.set(key, mayBeginAt(settings, environment, from).because);
    return known.get(key) ?? null;
  };
}

/** What it waits for now: stops and freezes as they are set, then what the executor said of it last. */
function waitingFor(row: SelectedRemediation, { timing, stops, now }: Surroundings): string | null {
  const { state, environment, provider_id, scheduled_for } = row;
  if (!isWaiting(state) && !isRunning(state)) return null;
  const stop = stopFor(stops, provider_id);
  if (stop) return stopInWords(stop);
  if (state !== 'scheduled') return row.waiting_for;
  const at = now.toISOString();
  const from = scheduled_for !== null && scheduled_for > at ? scheduled_for : at;
  return timing(environment, from) ?? row.waiting_for;
}

/** A change as lists show it. */
export function asRemediation(row: SelectedRemediation, surroundings: Surroundings): Shown {
  const { wished_for, ...told } = row;
  return {
    ...told,
    scheduled_for: row.scheduled_for ?? wished_for,
    account_name: surroundings.names.get(accountKey(row.account_id)) ?? null,
    monthly_savings: row.monthly_savings === null ? null : Number(row.monthly_savings),
    waiting_for: waitingFor(row, surroundings),
    step: surroundings.steps.get(row.id) ?? null,
  };
}

/** What of `wanted` is in the organization, in the order of their places in a batch. */
export const inBatch = (tx: Transaction, batch_ids: readonly string[]) =>
  selectRemediations(tx)
    .where(sql<boolean>`remediations.batch_id = any(${[...batch_ids]}::uuid[])`)
    .orderBy('remediations.batch_place')
    .execute();
