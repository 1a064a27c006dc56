// Recommendations for 50,000 resources with 30 days of use, by every rule: time, memory, and how long requests wait.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { pino } from 'pino';
import { type Server, startServer } from '../src/app/server/compose.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { report, signUp, temporaryFolder } from './_measure.ts';

const RESOURCES = 50_000;
const MB = 1_024 * 1_024;

interface Run {
  status: string;
  counts: Record<string, number>;
  warnings: string[];
}

const start = (data: string): Promise<Server> =>
  startServer({
    config: parseConfig({ SERVER_HOST: '127.0.0.1', SERVER_PORT: '0', FINOPSMIND_DATA_DIR: data }),
    log: pino({ level: 'warn' }),
    onCrash: (error) => {
      throw error;
    },
  });

/** The rows of a statement beyond the borders of organizations: there is one. */
const query = async <T>({ services }: Server, text: string): Promise<T[]> =>
  (await services.database.asOwner(text)).rows as T[];

/** A bill of 31 days that names every copy of the resources, a file for each month. */
async function writeBill(server: Server, folder: string, copies: number): Promise<string[]> {
  const names = await query<{ name: string; type: string; account: string }>(
    server,
    `select billed_as[1] as name, resource_type as type, account_id as account from resources
     where cardinality(billed_as) > 0`,
  );
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('create table names (name varchar, type varchar, account varchar)');
  const values = names.map(
    (one) => `('${[one.name, one.type, one.account].map((text) => text.replaceAll("'", "''")).join("','")}')`,
  );
  await connection.run(`insert into names values ${values.join(', ')}`);
  const end = new Date().toISOString().slice(0, 10);
  const first = addDays(end, -31);
  const months = [...new Set([first.slice(0, 7), end.slice(0, 7)])];
  const paths = months.map((month) => join(folder, `${month}.parquet`));
  for (const [index, month] of months.entries())
    await connection.run(`copy (
      select cost as "BilledCost", '999988887777' as "BillingAccountId", 'USD' as "BillingCurrency",
        strftime(date '${month}-01' + interval 1 month, '%Y-%m-%dT%H:%M:%SZ') as "BillingPeriodEnd",
        '${month}-01T00:00:00Z' as "BillingPeriodStart", 'Usage' as "ChargeCategory", 'Usage-Based' as "ChargeFrequency",
        type || ' per hour' as "ChargeDescription", strftime(day, '%Y-%m-%dT%H:%M:%SZ') as "ChargePeriodStart",
        strftime(day + interval 1 day, '%Y-%m-%dT%H:%M:%SZ') as "ChargePeriodEnd", 24.0 as "ConsumedQuantity",
        'Hours' as "ConsumedUnit", cost as "ContractedCost", cost as "EffectiveCost", cost as "ListCost",
        'Standard' as "PricingCategory", 24.0 as "PricingQuantity", 'Hours' as "PricingUnit", 'AWS' as "ProviderName",
        'AWS' as "PublisherName", 'AWS' as "InvoiceIssuerName", 'eu-central-1' as "RegionId", name as "ResourceId",
        type as "ResourceType", 'Compute' as "ServiceCategory", type as "ServiceName", type as "SkuMeter",
        account as "SubAccountId"
      from (select name || '-' || copy as name, type, account, day,
          ((hash(name, copy) % 1000) / 100.0 + 0.01)::decimal(18, 6) as cost
        from names, range(1, ${copies + 1}) as copies (copy),
          range(greatest(date '${month}-01', date '${first}')::timestamp,
            least(date '${month}-01' + interval 1 month, date '${end}')::timestamp, interval 1 day) as days (day))
    ) to '${paths[index]}' (format parquet)`);
  connection.closeSync();
  return paths;
}

/**
 * Makes the world: the sample company's cloud has all that rules look at, and is copied until there are enough resources,
 * each copy with ids of its own; and a bill that names them.
 */
async function makeWorld(folder: string, data: string): Promise<string> {
  const server = await start(data);
  const session = await signUp(server.url);
  const settled = async (): Promise<void> => {
    for (;;) {
      const lists = ['running', 'queued'].map((status) => session.call<{ items: unknown[] }>(`/jobs?status=${status}`));
      if ((await Promise.all(lists)).every(({ items }) => items.length === 0)) return;
      await pause(200);
    }
  };
  await session.loaded(await session.call('/sample-data', 'POST'));
  await settled();
  const [{ own } = { own: 0 }] = await query<{ own: number }>(server, 'select count(*)::integer as own from resources');
  const copies = Math.ceil(RESOURCES / own) - 1;
  for (const path of await writeBill(server, folder, copies)) {
    const form = new FormData();
    form.append('file', await openAsBlob(path), 'bill.parquet');
    await session.loaded(await session.call('/imports', 'POST', form));
  }
  await settled();
  await query(server, 'create temporary table first_resources as select * from resources');
  await query(server, 'create temporary table first_metrics as select * from resource_metrics');
  for (let copy = 1; copy <= copies; copy++) {
    const suffix = `|| '-${copy}'`;
    await query(
      server,
      `insert into resources
        select gen_random_uuid(), organization_id, provider_id, resource_id ${suffix}, resource_type, name ${suffix},
          account_id, region, status, created_at, tags,
          case when attributes ->> 'vpc_id' is null then attributes
            else jsonb_set(attributes, '{vpc_id}', to_jsonb((attributes ->> 'vpc_id') ${suffix})) end,
          parent_id ${suffix}, array(select id ${suffix} from unnest(attached_to) as id),
          array(select id ${suffix} from unnest(billed_as) as id), first_seen_at, changed_at, measured_on, gone_at
        from first_resources`,
    );
    await query(
      server,
      `insert into resource_metrics
        select organization_id, provider_id, resource_id ${suffix}, metric, first_date, average, maximum, p95, p99, total
        from first_metrics`,
    );
  }
  await query(server, 'analyze');
  await query(
    server,
    'delete from recommendations; delete from recommendation_inputs; delete from recommendation_runs',
  );
  const [{ series } = { series: 0 }] = await query<{ series: number }>(
    server,
    'select count(*)::integer as series from resource_metrics',
  );
  report('resources', own * (copies + 1), '', { above: RESOURCES });
  report('series of use', series, '');
  await server.close();
  return session.token;
}

/** One run, and what it took. */
async function recommend(server: Server, token: string, name: string, limit: { below: number } | object): Promise<Run> {
  const call = async <T>(path: string, method: string): Promise<T> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${server.url}/api/v1${path}`, { method, headers })).json() as Promise<T>;
  };
  const cpu = process.cpuUsage();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const began = performance.now();
  const { job_ids } = await call<{ job_ids: string[] }>('/jobs/recommendations/run', 'POST');
  let run: Run;
  do {
    await pause(20);
    run = await call<Run>(`/jobs/${job_ids[0]}`, 'GET');
  } while (run.status === 'queued' || run.status === 'running');
  const seconds = (performance.now() - began) / 1_000;
  delay.disable();
  if (run.status !== 'succeeded' || run.warnings.length > 0) throw new Error(`A run failed: ${JSON.stringify(run)}`);
  const { user, system } = process.cpuUsage(cpu);
  report(name, seconds, 's', limit);
  report('  processor time', (user + system) / 1e6, 's');
  report('  event loop kept at most', delay.max / 1e6, 'ms', { below: 100 });
  return run;
}

/** Measures a server that has just started, so that its memory is that of its runs. */
async function measure(data: string, token: string): Promise<void> {
  const server = await start(data);
  await pause(3_000);
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const first = await recommend(server, token, 'first run of all', { below: 20 });
  report('recommendations', first.counts.recommendations_found ?? -1, '', { above: 1 });
  await query(server, `update recommendation_runs set inputs = '{"all":"","advice":""}'`);
  const again = await recommend(server, token, 'run of all that finds the same', { below: 20 });
  report('resources judged', again.counts.resources_judged ?? -1, '', { above: RESOURCES / 2 });
  report('rows it changed', again.counts.recommendations_changed ?? -1, '', { below: 0 });
  await query(
    server,
    `update resources set changed_at = now(), tags = tags || '{"touched": "yes"}'
      where id in (select id from resources order by md5(resource_id) limit ${RESOURCES / 100})`,
  );
  const changed = await recommend(server, token, 'run where 1 % has changed', { below: 2 });
  report('resources judged', changed.counts.resources_judged ?? -1, '', { above: RESOURCES / 200 });
  await recommend(server, token, 'run where nothing has changed', {});
  clearInterval(watch);
  report('peak memory above idle', (peak - idle) / MB, 'MB', { below: 1_000 });
  await server.close();
}

const [data, token] = process.argv.slice(2);
if (data !== undefined && token !== undefined) await measure(data, token);
else {
  const folder = temporaryFolder();
  const made = join(folder.path, 'data');
  const session = await makeWorld(folder.path, made);
  const child = fork(import.meta.filename, [made, session]);
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) process.exitCode = 1;
  folder.remove();
}
