import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Costs, createCosts } from '../../src/costs/server/index.ts';
import { type RunContext, SYSTEM } from '../../src/jobs/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../src/platform/core/dates.ts';
import type { Analysis } from '../../src/platform/server/analysis.ts';
import type { Transaction } from '../../src/platform/server/database.ts';
import { evaluateTaskOf } from '../../src/recommendations/server/evaluate-task.ts';
import { createPrices } from '../../src/recommendations/server/prices/index.ts';
import type { Engine } from '../../src/recommendations/server/run/engine.ts';
import { type Pass, recommendOnce } from '../../src/recommendations/server/run/run.ts';
import '../../src/connections/server/tables.ts';
import '../../src/recommendations/server/tables.ts';
import { dayColumns, focusCsv } from './imports.ts';
import { TEST_RULES } from './recommendation-rules.ts';
import { openTestServices, type TestServices } from './services.ts';

/** What is given of a resource; what is left out is that of a running instance. */
export interface Given {
  resource_type?: string;
  status?: string;
  tags?: Record<string, string>;
  attached_to?: string[];
  name?: string;
}

/** An organization with one connection, whose inventory and bill tests write as they like, and the engine over it. */
export interface World {
  services: TestServices;
  costs: Costs;
  engine: Engine;
  organization_id: string;
  provider_id: string;
  /** The day it is. */
  at(day: string): void;
  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Writes a resource, or what has changed of it. */
  put(resource_id: string, given?: Given): Promise<void>;
  /** What its processor did at its busiest, on each of the 14 days before today. */
  measure(resource_id: string, cpu: number | null): Promise<void>;
  leave(resource_id: string): Promise<void>;
  /** What each resource costs a day, on the 70 days before today. */
  bill(costs: Readonly<Record<string, number | ((day: IsoDate) => number)>>): Promise<void>;
  /** A run of the job, in the threads of the server unless others are given. */
  run(analysis?: Analysis, signal?: AbortSignal): Promise<Pass>;
}

const WORKER = new URL('./recommendation-worker.ts', import.meta.url);

async function addProvider(services: TestServices, organization_id: string): Promise<string> {
  const id = randomUUID();
  await services.database.transaction(organization_id, (tx) =>
    sql`insert into providers (id, organization_id, provider_type, name, enabled, credentials, status, created_by, created_at)
      values (${id}, ${organization_id}, 'aws', 'Cloud', true, '', 'connected', 'Ada', now())`.execute(tx),
  );
  return id;
}

/** Stores of their own for tests of the engine. */
export interface Stores {
  services: TestServices;
  costs: Costs;
  folder: string;
  clock: { now: Date };
  close(): Promise<void>;
}

export async function openStores(): Promise<Stores> {
  const clock = { now: new Date() };
  const folder = mkdtempSync(join(tmpdir(), 'finopsmind-recommendations-'));
  const services = await openTestServices({ now: () => clock.now });
  const costs = createCosts(services);
  return {
    services,
    costs,
    folder,
    clock,
    close: async () => {
      await costs.stop();
      await services.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A new organization on the day `start`. */
export async function makeWorld({ services, costs, folder, clock }: Stores, start: string): Promise<World> {
  const at = (day: string): void => {
    clock.now = new Date(`${day}T03:00:00Z`);
  };
  at(start);
  const organization_id = await services.addOrganization();
  const provider_id = await addProvider(services, organization_id);
  const read: World['read'] = (work) => services.database.transaction(organization_id, work);
  const bound = { organization_id, provider_id };
  const engine: Engine = {
    rules: TEST_RULES,
    task: evaluateTaskOf(WORKER),
    version: async () => '1',
    costs,
    prices: createPrices(services, { withAws: async () => null }),
  };
  const context = (signal: AbortSignal): RunContext => ({
    organization_id,
    run_id: randomUUID(),
    target_id: null,
    is_scheduled: true,
    started_at: clock.now.toISOString(),
    now: () => clock.now,
    log: services.log,
    signal,
    transaction: read,
    progress: () => undefined,
  });
  return {
    services,
    costs,
    engine,
    ...bound,
    read,
    at,
    put: async (
      resource_id,
      {
        resource_type = 'AWS::EC2::Instance',
        status = 'running',
        tags = {},
        attached_to = [],
        name = resource_id,
      } = {},
    ) => {
      const changing = { status, tags: JSON.stringify(tags), attached_to, name, changed_at: new Date().toISOString() };
      const row = { ...bound, ...changing, id: randomUUID(), resource_id, resource_type, account_id: '111122223333' };
      const rest = { region: 'eu-central-1', created_at: null, attributes: '{}', parent_id: null, gone_at: null };
      const seen = { billed_as: [resource_id], first_seen_at: clock.now.toISOString(), measured_on: dayOf(clock.now) };
      await read((tx) =>
        tx
          .insertInto('resources')
          .values({ ...row, ...rest, ...seen })
          .onConflict((conflict) =>
            conflict
              .columns(['organization_id', 'provider_id', 'resource_id'])
              .doUpdateSet({ ...changing, gone_at: null }),
          )
          .execute(),
      );
    },
    measure: async (resource_id, cpu) => {
      const days = Array.from({ length: 14 }, () => cpu);
      const values = {
        first_date: addDays(dayOf(clock.now), -14),
        average: days,
        maximum: days,
        p95: days,
        p99: days,
        total: days,
      };
      await read(async (tx) => {
        await tx
          .insertInto('resource_metrics')
          .values({ ...bound, resource_id, metric: 'cpu_percent', ...values })
          .onConflict((conflict) =>
            conflict.columns(['organization_id', 'provider_id', 'resource_id', 'metric']).doUpdateSet(values),
          )
          .execute();
        await tx
          .updateTable('resources')
          .set({ measured_on: dayOf(clock.now), changed_at: new Date().toISOString() })
          .where('resource_id', '=', resource_id)
          .execute();
      });
    },
    leave: (resource_id) =>
      read(async (tx) => {
        await tx
          .updateTable('resources')
          .set({ gone_at: clock.now.toISOString() })
          .where('resource_id', '=', resource_id)
          .execute();
      }),
    bill: async (daily) => {
      const path = join(folder, `${randomUUID()}.csv`);
      const days = Array.from({ length: 70 }, (_, day) => addDays(dayOf(clock.now), -1 - day));
      const rows = days.flatMap((day) =>
        Object.entries(daily).map(([ResourceId, cost]) => {
          const amount = String(typeof cost === 'number' ? cost : cost(day));
          return { ...dayColumns(day), ResourceId, BilledCost: amount, EffectiveCost: amount };
        }),
      );
      writeFileSync(path, focusCsv(rows));
      const file = { path, file_name: 'bill.csv', bytes: 1, sha256: randomUUID() };
      const auditor = { organization_id, actor: SYSTEM, address: null, now: clock.now };
      const { id } = await costs.imports.add({ auditor, source: 'upload', file, on_bad_rows: 'refuse' });
      for (;;) {
        const found = await read((tx) =>
          tx.selectFrom('imports').select(['status', 'error']).where('id', '=', id).executeTakeFirstOrThrow(),
        );
        if (found.status === 'succeeded') return;
        if (found.status === 'failed') throw new Error(`The bill was not loaded: ${found.error}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    run: (analysis = services.analysis, signal = new AbortController().signal) =>
      recommendOnce(context(signal), analysis, engine),
  };
}
