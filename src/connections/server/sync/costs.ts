import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderLoads } from '../../../costs/server/index.ts';
import { type RunContext, SYSTEM } from '../../../jobs/server/index.ts';
import { dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { sourceKey } from '../../core/billing-periods.ts';
import { type AvailablePeriod, type KnownPeriod, oldestPeriod, periodsToRead } from '../../core/plan-periods.ts';
import { type CostFiles, type CostSource, NeedsAttentionError } from '../provider.ts';
import { asFault } from './faults.ts';

/** What a sync of costs works with. */
export interface CostSync {
  /** What could not be read while the rest was. */
  warnings: string[];
  counts: CostCounts;
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

const API_RENEWED_HOURS = 8;

export const noCounts = (): CostCounts => ({
  periods_read: 0,
  periods_changed: 0,
  periods_covered: 0,
  cost_rows: 0,
});

const periodOf = ({ billing_period }: AvailablePeriod): IsoDate => billing_period;
const labelOf = (billing_period: IsoDate): string => billing_period.slice(0, 7);

interface ReadPeriod extends KnownPeriod {
  rows: number;
  read_at: string;
  covered_by: string | null;
  content_sha256: string | null;
}

/**
 * From when on a period counts as just read. APIs are charged for or limited, and their data is renewed about three times a
 * day (AWS and Azure documentation): by schedule they are read at most every eight hours, by a person's wish at once.
 */
function freshSince({ started_at, is_scheduled }: RunContext, { kind }: CostSource): string {
  if (kind === 'export' || !is_scheduled) return started_at;
  return new Date(Date.parse(started_at) - API_RENEWED_HOURS * 3_600_000).toISOString();
}

/** What earlier syncs read of a source, and whether it still counts. */
async function readKnown({ context, provider_id }: CostSync, source: CostSource): Promise<ReadPeriod[]> {
  return context.transaction(async (tx) => {
    const periods = await tx
      .selectFrom('provider_periods')
      .select(['billing_period', 'revision', 'content_sha256', 'read_at', 'rows', 'covered_by'])
      .where('provider_id', '=', provider_id)
      .where('cost_source', '=', sourceKey(source))
      .execute();
    const loaded = await tx
      .selectFrom('cost_loads')
      .select('billing_period')
      .where('provider_id', '=', provider_id)
      .where('source', '=', source.kind)
      .where('source_account_id', '=', source.billing_account_id)
      .where('scope_account_id', source.scope_account_id === null ? 'is' : '=', source.scope_account_id)
      .where('status', '=', 'active')
      .execute();
    const active = new Set(loaded.map((load) => load.billing_period));
    return periods.map((period) => ({
      ...period,
      read_on: dayOf(new Date(period.read_at)),
      is_loaded: period.covered_by === null && (period.rows === 0 || active.has(period.billing_period)),
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
  source: CostSource,
  billing_period: IsoDate,
  record: PeriodRecord,
) => {
  const read_at = context.now().toISOString();
  const cost_source = sourceKey(source);
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

/** Makes files the costs of a period, unless they say what is loaded already. */
async function loadPeriod(
  sync: CostSync,
  source: CostSource,
  { billing_period, revision }: AvailablePeriod,
  before: ReadPeriod | undefined,
  files: CostFiles,
  directory: string,
): Promise<void> {
  const { context, provider_id, loads, counts } = sync;
  const content_sha256 = await loads.digest(files.paths);
  if (before?.is_loaded && before.content_sha256 === content_sha256) {
    const { rows } = before;
    const record = { revision, content_sha256, rows, covered_by: null };
    await context.transaction((tx) => writePeriod(tx, sync, source, billing_period, record));
    return;
  }
  const loaded = await loads.load({
    auditor: { organization_id: context.organization_id, actor: SYSTEM, address: null, now: context.now() },
    source: source.kind,
    provider_id,
    provider_name: source.provider_name,
    source_account_id: source.billing_account_id,
    scope_account_id: source.scope_account_id,
    is_group: source.is_group ?? false,
    billing_period,
    data_through: files.data_through,
    paths: files.paths,
    directory,
    signal: context.signal,
    finish: async (tx, rows) =>
      void (await writePeriod(tx, sync, source, billing_period, { revision, content_sha256, rows, covered_by: null })),
  });
  if ('covered_by' in loaded) return writeCover(sync, source, billing_period, before, loaded.covered_by);
  counts.periods_changed += 1;
  counts.cost_rows += loaded.rows;
}

/** Remembers what tells of a period already, so that pages can say it. */
async function writeCover(
  sync: CostSync,
  source: CostSource,
  billing_period: IsoDate,
  before: ReadPeriod | undefined,
  covered_by: string,
): Promise<void> {
  sync.counts.periods_covered += 1;
  if (before?.covered_by === covered_by) return;
  const record = { revision: null, content_sha256: null, rows: 0, covered_by };
  await sync.context.transaction((tx) => writePeriod(tx, sync, source, billing_period, record));
}

/** What tells of a period already, and better than this source would. */
const findCover = (sync: CostSync, source: CostSource, { billing_period }: AvailablePeriod) =>
  sync.context.transaction(async (tx) => {
    const { kind, provider_name, billing_account_id, scope_account_id } = source;
    const { provider_id, loads } = sync;
    const rows = await tx.selectFrom('providers').select('id').where('enabled', '=', true).execute();
    const connected = rows.map(({ id }) => id);
    const place = { source: kind, provider_name, billing_account_id, billing_period, scope_account_id, provider_id };
    return loads.coverOf(tx, { ...place, connected });
  });

async function syncPeriod(
  sync: CostSync,
  source: CostSource,
  period: AvailablePeriod,
  before: ReadPeriod | undefined,
): Promise<void> {
  const { billing_period } = period;
  const covered_by = await findCover(sync, source, period);
  if (covered_by !== null) return writeCover(sync, source, billing_period, before, covered_by);
  const directory = join(sync.directory, labelOf(billing_period));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    const files = await asFault(`The ${source.name}`, source.read(billing_period, directory));
    sync.counts.periods_read += 1;
    await loadPeriod(sync, source, period, before, files, directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Reads the periods of a source that may have changed, newest first. */
async function syncSource(sync: CostSync, source: CostSource, available: AvailablePeriod[]): Promise<void> {
  const { context } = sync;
  const known = await readKnown(sync, source);
  // What an earlier try of this run has read is not asked, and paid, for again; nor what clouds have nothing new of.
  const fresh_since = freshSince(context, source);
  const is_fresh = new Set(known.filter((p) => p.is_loaded && p.read_at >= fresh_since).map(periodOf));
  const wanted = periodsToRead(available, known, dayOf(context.now())).filter(
    (period) => !is_fresh.has(periodOf(period)),
  );
  for (const [index, period] of wanted.entries()) {
    context.signal.throwIfAborted();
    const step = `${source.name}, ${labelOf(period.billing_period)}`;
    context.progress('costs', Math.round((100 * index) / wanted.length), `Reading costs: ${step}`);
    const before = known.find((one) => periodOf(one) === periodOf(period));
    await syncPeriod(sync, source, period, before);
  }
}

/**
 * Brings the costs of a provider up to date, period by period, each committed by itself: a sync that is stopped goes on
 * where it was. Exports come first, and an API reads only what nothing better tells.
 */
export async function syncCosts(sync: CostSync, sources: CostSource[]): Promise<void> {
  const oldest = oldestPeriod(dayOf(sync.context.now()));
  const told = new Set<string>();
  const placeOf = (source: CostSource, { billing_period }: AvailablePeriod): string =>
    `${source.provider_name} ${source.billing_account_id} ${source.scope_account_id} ${billing_period}`;
  for (const source of [...sources.filter((s) => s.kind === 'export'), ...sources.filter((s) => s.kind === 'api')])
    try {
      const periods = await asFault(`The ${source.name}`, source.periods(oldest));
      const available = periods.filter((one) => !told.has(placeOf(source, one)));
      await syncSource(sync, source, available);
      if (source.kind === 'export') for (const period of available) told.add(placeOf(source, period));
    } catch (error) {
      // An export that nobody lets us read must not keep the API's costs away; what it told already stays.
      if (source.kind === 'api' || !(error instanceof NeedsAttentionError)) throw error;
      sync.warnings.push(`The ${source.name} could not be read. ${error.message}`);
      for (const period of await readKnown(sync, source)) if (period.is_loaded) told.add(placeOf(source, period));
    }
}
