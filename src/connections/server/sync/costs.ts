import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderLoads } from '../../../costs/server/index.ts';
import { type RunContext, SYSTEM } from '../../../jobs/server/index.ts';
import { dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { type AvailablePeriod, type KnownPeriod, oldestPeriod, periodsToRead } from '../../core/plan-periods.ts';
import type { CostFiles, CostSource } from '../provider.ts';

/** What a sync of costs works with. */
export interface CostSync {
  context: RunContext;
  provider_id: string;
  loads: ProviderLoads;
  /** A folder of its own, removed afterwards. */
  directory: string;
}

/** What a sync of costs did. */
export interface CostCounts {
  periods_read: number;
  periods_changed: number;
  periods_covered: number;
  cost_rows: number;
}

const noCounts = (): CostCounts => ({ periods_read: 0, periods_changed: 0, periods_covered: 0, cost_rows: 0 });

const periodOf = ({ billing_period }: AvailablePeriod): IsoDate => billing_period;
const labelOf = (billing_period: IsoDate): string => billing_period.slice(0, 7);

interface ReadPeriod extends KnownPeriod {
  read_at: string;
  covered_by: string | null;
  content_sha256: string | null;
}

/** What earlier syncs read of a source, and whether it still counts. */
async function readKnown({ context, provider_id }: CostSync, source: CostSource): Promise<ReadPeriod[]> {
  return context.transaction(async (tx) => {
    const periods = await tx
      .selectFrom('provider_periods')
      .select(['billing_period', 'revision', 'content_sha256', 'read_at', 'rows', 'covered_by'])
      .where('provider_id', '=', provider_id)
      .where('cost_source', '=', source.name)
      .execute();
    const loaded = await tx
      .selectFrom('cost_loads')
      .select('billing_period')
      .where('provider_id', '=', provider_id)
      .where('source', '=', source.kind)
      .where('status', '=', 'active')
      .execute();
    const active = new Set(loaded.map((load) => load.billing_period));
    return periods.map(({ rows, ...period }) => ({
      ...period,
      read_on: dayOf(new Date(period.read_at)),
      is_loaded: period.covered_by === null && (rows === 0 || active.has(period.billing_period)),
    }));
  });
}

interface PeriodRecord {
  revision: string | null;
  content_sha256: string | null;
  rows: number;
  covered_by: string | null;
}

const writePeriod = (
  tx: Transaction,
  { context, provider_id }: CostSync,
  cost_source: string,
  billing_period: IsoDate,
  record: PeriodRecord,
) => {
  const read_at = context.now().toISOString();
  return tx
    .insertInto('provider_periods')
    .values({ organization_id: context.organization_id, provider_id, cost_source, billing_period, read_at, ...record })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'provider_id', 'cost_source', 'billing_period'])
        .doUpdateSet({ read_at, ...record }),
    )
    .execute();
};

/** Makes files the costs of a period; answers the rows loaded, or null when they say what is loaded already. */
async function loadPeriod(
  sync: CostSync,
  source: CostSource,
  { billing_period, revision }: AvailablePeriod,
  before: ReadPeriod | undefined,
  files: CostFiles,
  directory: string,
): Promise<number | null> {
  const { context, provider_id, loads } = sync;
  const content_sha256 = await loads.digest(files.paths);
  if (before?.is_loaded && before.content_sha256 === content_sha256) {
    await context.transaction((tx) =>
      tx
        .updateTable('provider_periods')
        .set({ read_at: context.now().toISOString(), revision })
        .where('provider_id', '=', provider_id)
        .where('cost_source', '=', source.name)
        .where('billing_period', '=', billing_period)
        .execute(),
    );
    return null;
  }
  const auditor = { organization_id: context.organization_id, actor: SYSTEM, address: null, now: context.now() };
  return loads.load({
    auditor,
    source: source.kind,
    provider_id,
    scope_account_id: source.scope_account_id,
    billing_period,
    data_through: files.data_through,
    paths: files.paths,
    directory,
    signal: context.signal,
    finish: async (tx, loaded_rows) =>
      void (await writePeriod(tx, sync, source.name, billing_period, {
        revision,
        content_sha256,
        rows: loaded_rows,
        covered_by: null,
      })),
  });
}

/** What covers a period already; remembered, so that pages can say it. */
async function findCover(
  sync: CostSync,
  source: CostSource,
  { billing_period }: AvailablePeriod,
  before: ReadPeriod | undefined,
): Promise<string | null> {
  const { kind, provider_name, billing_account_id, scope_account_id } = source;
  const { context, provider_id, loads } = sync;
  return context.transaction(async (tx) => {
    const period = { source: kind, provider_name, billing_account_id, billing_period, scope_account_id, provider_id };
    const covered_by = await loads.coverOf(tx, period);
    if (covered_by !== null && covered_by !== before?.covered_by)
      await writePeriod(tx, sync, source.name, billing_period, {
        revision: null,
        content_sha256: null,
        rows: 0,
        covered_by,
      });
    return covered_by;
  });
}

async function syncPeriod(
  sync: CostSync,
  source: CostSource,
  period: AvailablePeriod,
  before: ReadPeriod | undefined,
  counts: CostCounts,
): Promise<void> {
  if ((await findCover(sync, source, period, before)) !== null) {
    counts.periods_covered += 1;
    return;
  }
  const directory = join(sync.directory, labelOf(period.billing_period));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    const files = await source.read(period.billing_period, directory);
    counts.periods_read += 1;
    const rows = await loadPeriod(sync, source, period, before, files, directory);
    if (rows === null) return;
    counts.periods_changed += 1;
    counts.cost_rows += rows;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Brings the costs of a provider up to date, period by period, each committed by itself: a sync that is stopped goes on
 * where it was. Exports come first, and an API reads only what nothing better tells.
 */
export async function syncCosts(sync: CostSync, sources: CostSource[]): Promise<CostCounts> {
  const { context } = sync;
  const counts = noCounts();
  const today = dayOf(context.now());
  const told = new Set<string>();
  const ordered = [...sources.filter((s) => s.kind === 'export'), ...sources.filter((s) => s.kind === 'api')];
  for (const source of ordered) {
    const available = (await source.periods(oldestPeriod(today))).filter(
      ({ billing_period }) => !told.has(`${source.provider_name} ${source.billing_account_id} ${billing_period}`),
    );
    const known = await readKnown(sync, source);
    // What an earlier try of this run has read is not asked, and paid, for again.
    const is_fresh = new Set(known.filter((p) => p.is_loaded && p.read_at >= context.started_at).map(periodOf));
    const wanted = periodsToRead(available, known, today).filter((period) => !is_fresh.has(periodOf(period)));
    for (const [index, period] of wanted.entries()) {
      context.signal.throwIfAborted();
      const step = `${source.name}, ${labelOf(period.billing_period)}`;
      context.progress('costs', Math.round((100 * index) / wanted.length), `Reading costs: ${step}`);
      const before = known.find((one) => periodOf(one) === periodOf(period));
      await syncPeriod(sync, source, period, before, counts);
    }
    if (source.kind === 'export')
      for (const { billing_period } of available)
        told.add(`${source.provider_name} ${source.billing_account_id} ${billing_period}`);
  }
  return counts;
}
