import type { IsoDate } from '../../../platform/core/dates.ts';
import { CHARGE_COLUMNS } from '../../core/focus.ts';
import { literal } from '../../core/sql.ts';
import { BAD_ROWS, headerOf, STAGED_ROWS } from './bad-rows.ts';
import { writeBadRows } from './bad-rows-file.ts';
import { uniqueTags } from './exact.ts';
import { type Findings, findIssues, rejectTables } from './findings.ts';
import { checkGzip } from './gzip.ts';
import { planStaging, type StagingPlan } from './plan.ts';
import { watchProgress } from './progress.ts';
import { chargeTable, stagedRows, variantQuery } from './relation.ts';
import { sniffFile } from './sniff.ts';
import { type StagedFile, type StageRequest, UnreadableFileError } from './staged-file.ts';
import { StagingDatabase } from './staging-database.ts';
import { countTagKeys, isSorted, mixedCurrencies, sumSlices } from './totals.ts';

/**
 * Reads a billing file of any known format into a temporary database, exactly typed, and judges every row.
 * Memory is bounded by the instance's `memory_limit`, which must be set; row order needs its default
 * `preserve_insertion_order`. Throws UnreadableFileError for files that cannot be loaded at all, and the signal's reason
 * when it is aborted; nothing is left behind then.
 */
export async function stageBillingFile(request: StageRequest): Promise<StagedFile> {
  const { connection, path, temp_directory, signal } = request;
  signal?.throwIfAborted();
  const file = await sniffFile(connection, path);
  const plan = await planStaging(file, async (format, columns) => {
    if (!format.variant) return null;
    const answer = await connection.runAndReadAll(variantQuery(file, format, columns));
    return (answer.getRows()[0]?.[0] as string | null) ?? null;
  });
  signal?.throwIfAborted();
  const staging = await StagingDatabase.create(connection, temp_directory);
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    const rejects = rejectTables(staging, 'first');
    await readCharges(request, plan, staging);
    signal?.throwIfAborted();
    const findings = await findIssues(staging, plan, rejects, signal);
    signal?.throwIfAborted();
    if (findings.rows_read === 0) throw new UnreadableFileError('The file has column names but no rows.');
    request.onProgress?.({ rows_read: findings.rows_read, bytes_read: plan.file.bytes, bytes_total: plan.file.bytes });
    return await describe(staging, plan, findings, request.today);
  } catch (error) {
    await staging.discard();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** What DuckDB says of a file that is not what it began as: not our fault, nor its own. */
const DAMAGED = /gzip|zlib|CSV Error|Parquet|parquet|Snappy|ZSTD|Invalid (unicode|UTF)/i;

async function readCharges(
  { connection, onProgress, signal }: StageRequest,
  plan: StagingPlan,
  staging: StagingDatabase,
) {
  const stopWatching = await watchProgress(connection, plan.file, onProgress);
  try {
    const table = chargeTable(plan, rejectTables(staging, 'first'));
    const reading = connection.run(`CREATE TABLE ${staging.table('charges')} AS ${table}`);
    const checking = plan.file.container === 'CSV.gz' ? checkGzip(plan.file.path, signal) : undefined;
    // Both must have ended before what they read is cleared away; what the check says comes first.
    const [check, read] = await Promise.allSettled([checking, reading]);
    for (const { reason } of [check, read].filter((result) => result.status === 'rejected')) throw reason;
    await connection.run(`CREATE VIEW ${staging.table(STAGED_ROWS)} AS ${stagedRows(plan, staging.table('charges'))}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof UnreadableFileError || !DAMAGED.test(message)) throw error;
    const [first] = message.split('\n');
    throw new UnreadableFileError(`The file is damaged or cut short (${first}). Export it again.`, [], error);
  } finally {
    stopWatching();
  }
}

async function describe(
  staging: StagingDatabase,
  plan: StagingPlan,
  findings: Findings,
  today: IsoDate,
): Promise<StagedFile> {
  const good = `(${goodRows(staging, staging.table(STAGED_ROWS))})`;
  const slices = await sumSlices(staging, good, today);
  const { tag_keys, doubled } = await countTagKeys(staging, good);
  const sorted = await isSorted(staging, good);
  const currencies = mixedCurrencies(slices, headerOf(plan, 'billing_currency', 'BillingCurrency'));
  const select = goodSelect(staging, findings, doubled, sorted);
  return {
    format: plan.title,
    rows_read: findings.rows_read,
    rows_bad: findings.rows_bad,
    issues: [...findings.issues, ...currencies, ...plan.issues],
    slices,
    tag_keys,
    selectGood: () => select,
    writeBadRows: (path) => writeBadRows(staging, findings, path),
    discard: () => staging.discard(),
  };
}

/**
 * The staged rows without the bad ones. It stays a join when there are none (hence the row that never is): DuckDB writes
 * what comes out of a join without holding row groups back to keep their order, in half the time.
 */
const goodRows = (staging: StagingDatabase, rows: string): string =>
  `SELECT * FROM ${rows} WHERE row NOT IN (SELECT row FROM ${staging.table(BAD_ROWS)} UNION ALL SELECT -1)`;

/** The good rows as charge rows: in FOCUS's spelling, tags with one value a key, by day. */
function goodSelect(staging: StagingDatabase, { respelled }: Findings, doubled: boolean, sorted: boolean): string {
  const expressions = new Map<string, string>(
    respelled.map(({ column, spellings }) => {
      const cases = spellings!.map((value) => `WHEN ${literal(value.toLowerCase())} THEN ${literal(value)}`);
      return [column, `CASE lower(trim(${column})) ${cases.join(' ')} ELSE ${column} END`];
    }),
  );
  if (doubled) expressions.set('tags', uniqueTags('tags'));
  const list = CHARGE_COLUMNS.filter(({ name }) => name !== 'load_id').map(({ name }) => {
    const expression = expressions.get(name);
    return expression ? `${expression} AS ${name}` : name;
  });
  const rows = staging.table(STAGED_ROWS);
  const ordered = sorted ? rows : `(SELECT * FROM ${rows} ORDER BY charge_date)`;
  return `SELECT ${list.join(', ')} FROM (${goodRows(staging, ordered)})`;
}
