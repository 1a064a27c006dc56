// Cost queries over HTTP on 10 million rows of one organization, against the same SQL run by DuckDB alone.
import { copyFileSync, openAsBlob, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { addDays } from '../src/platform/core/dates.ts';
import { writeFocusFile } from './_focus-file.ts';
import { median, report, signUp, startServerProcess, temporaryFolder } from './_measure.ts';

const MONTHS = Array.from({ length: 13 }, (_, index) => new Date(Date.UTC(2025, 8 + index)).toISOString().slice(0, 10));
const ROWS_PER_MONTH = 770_000;
const ROUNDS = 7;
const DUCKDB = { memory_limit: '640MB' };

const folder = temporaryFolder();
const data = join(folder.path, 'data');
let server = await startServerProcess(data);
const session = await signUp(server.url);
const began = performance.now();
const writer = await (await DuckDBInstance.create(':memory:', DUCKDB)).connect();
for (const month of MONTHS) {
  const path = join(folder.path, 'bill.parquet');
  await writeFocusFile(writer, path, month, ROWS_PER_MONTH);
  const form = new FormData();
  form.append('file', await openAsBlob(path), `${month}.parquet`);
  await session.loaded(await session.call('/imports', 'POST', form));
}
writer.closeSync();
report(`${MONTHS.length * ROWS_PER_MONTH} rows written and imported`, (performance.now() - began) / 1_000, 's');
await server.stop();
const [file = ''] = readdirSync(join(data, 'costs')).filter((name) => name.endsWith('.duckdb'));
const copy = join(folder.path, 'bare.duckdb');
copyFileSync(join(data, 'costs', file), copy);
const bare = await (await DuckDBInstance.create(copy, { ...DUCKDB, access_mode: 'READ_ONLY' })).connect();
server = await startServerProcess(data);

const [promoted] = (await bare.runAndReadAll(`select column_name from promoted_tags where key = 'team'`)).getRowsJson();
const TEAM = String(promoted?.[0]);

interface Range {
  start: string;
  end: string;
  before: string;
}
/** Every round asks for other days, so that no answer comes from the cache. */
const days =
  (count: number) =>
  (round: number): Range => {
    const end = addDays('2026-09-28', -round);
    const start = addDays(end, -count);
    return { start, end, before: addDays(start, -count) };
  };

const within = ({ start, end }: Range) => `charge_date >= date '${start}' and charge_date < date '${end}'`;
const bySlice = (columns: string) => (range: Range) =>
  `select ${columns}, sum(effective_cost) from charges where ${within(range)} group by all`;
const withChange =
  (column: string) =>
  ({ start, end, before }: Range) =>
    `select ${column}, sum(effective_cost) filter (where charge_date >= date '${start}') as amount,
     sum(effective_cost) filter (where charge_date < date '${start}')
   from charges where ${within({ start: before, end, before })} group by all order by amount desc nulls last limit 50`;

interface Question {
  name: string;
  range: (round: number) => Range;
  path: string;
  sql: (range: Range) => string;
}
const breakdown = (dimension: string, column: string, count: number): Question => ({
  name: `${count} days by ${dimension}`,
  range: days(count),
  path: `/costs/breakdown?dimension=${dimension}`,
  sql: withChange(column),
});
const byMonth = (name: string, grouping: string, column: string): Question => ({
  name,
  range: days(365),
  path: `/costs/trend?granularity=monthly&group_by=${grouping}`,
  sql: bySlice(`date_trunc('month', charge_date), ${column}`),
});
const BY_COLUMN = byMonth('12 months by a plain column', 'service', 'service_name');
const BY_TAG = byMonth('12 months by a tag', 'tag:team', TEAM);
const QUESTIONS: Question[] = [
  { name: 'summary', range: days(30), path: '/costs/summary?', sql: withChange('service_name') },
  {
    name: 'trend',
    range: days(30),
    path: '/costs/trend?group_by=service',
    sql: bySlice('charge_date, service_name'),
  },
  breakdown('service', 'service_name', 30),
  breakdown('account', 'sub_account_id, max(sub_account_name)', 30),
  breakdown('region', 'region_id, max(region_name)', 30),
  breakdown('provider', 'provider_name', 30),
  breakdown('charge_category', 'charge_category', 30),
  breakdown('resource', 'resource_id, max(resource_name)', 30),
  breakdown('tag:team', TEAM, 30),
  breakdown('service', 'service_name', 180),
  breakdown('resource', 'resource_id, max(resource_name)', 180),
];

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Medians of both, in turn; the first round warms up and does not count. */
async function compare({ name, range, path, sql }: Question): Promise<{ http: number; alone: number }> {
  const [http, alone]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const { start, end } = range(round);
    const query = `${path}&start=${start}&end=${end}`;
    http.push(await timed(() => session.call(query)));
    alone.push(await timed(() => bare.runAndReadAll(sql(range(round)))));
  }
  const figures = { http: median(http.slice(1)), alone: median(alone.slice(1)) };
  console.log(`       ${name}: ${Math.round(figures.http)} ms, DuckDB alone ${Math.round(figures.alone)} ms`);
  report(`${name}, of DuckDB alone`, figures.http / figures.alone, 'times', { below: 1.3 });
  return figures;
}

session.url = server.url;
for (const question of QUESTIONS) await compare(question);
const column = await compare(BY_COLUMN);
const tag = await compare(BY_TAG);
report('12 months by a tag, of the same by a plain column', tag.http / column.http, 'times', { below: 2 });
await server.stop();
folder.remove();
