// 20 policies on 10,000 resources, and a simulation of 90 days of them: time, and how long requests wait meanwhile.
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { pino } from 'pino';
import { startServer } from '../src/app/server/compose.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { report, signUp, temporaryFolder } from './_measure.ts';

const RESOURCES = 10_000;
/** The 90 of the simulation, and the 30 that its first month is of. */
const DAYS = 120;
/** Every third machine has an owner, every fifth is in a region that is not wanted, every seventh is dear. */
const RULES: [must_hold: string, applies_when?: string][] = [
  ['tags[?"owner"].orValue("") != "" && tags[?"environment"].orValue("") != ""'],
  ['has(resource.owner)'],
  ['tags.environment in ["production", "staging", "development"]', '"environment" in tags'],
  ['resource.region in ["eu-central-1", "eu-west-1"]', 'has(resource.region)'],
  ['["t3.", "m6i.", "m7g."].exists(size, resource.size.startsWith(size))', 'has(resource.size)'],
  ['cost.monthly_cost <= 100.0', 'has(cost.monthly_cost) && cost.currency == "USD"'],
  ['cost.on_demand_monthly_cost <= 500.0 || cost.commitment_coverage_percent >= 50.0'],
  ['!resource.public_ip', 'has(resource.public_ip)'],
  ['resource.age_days <= 365'],
  ['resource.name.matches("^(?:web|api|vm)-[0-9]+$")'],
  ['tags.all(key, key == key.lower())'],
  ['resource.attributes.size_gib <= 500', 'has(resource.attributes.size_gib)'],
  ['resource.state != "stopped"'],
  ['now - resource.first_seen_at < days(900)'],
  ['resource.open_recommendations == 0'],
  ['account.monthly_cost < 1000000.0'],
  ['size(tags) >= 2'],
  ['!resource.name.contains("tmp")'],
  ['resource.?production.orValue(true)'],
  ['resource.provider == "aws"'],
];

interface Run {
  status: string;
  counts: Record<string, number>;
  warnings: string[];
}

/** A bill in Parquet: each resource costs something of its own on every day until yesterday. */
async function writeBill(folder: string, today: string): Promise<string[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const first = addDays(today, -DAYS);
  const months = [...new Set(Array.from({ length: DAYS }, (_, day) => addDays(first, day).slice(0, 7)))];
  const paths = months.map((month) => join(folder, `${month}.parquet`));
  for (const [index, month] of months.entries())
    await connection.run(`copy (
      select cost as "BilledCost", '999988887777' as "BillingAccountId", 'USD' as "BillingCurrency",
        strftime(date '${month}-01' + interval 1 month, '%Y-%m-%dT%H:%M:%SZ') as "BillingPeriodEnd",
        '${month}-01T00:00:00Z' as "BillingPeriodStart", 'Usage' as "ChargeCategory", 'Usage-Based' as "ChargeFrequency",
        'vm per hour' as "ChargeDescription", strftime(day, '%Y-%m-%dT%H:%M:%SZ') as "ChargePeriodStart",
        strftime(day + interval 1 day, '%Y-%m-%dT%H:%M:%SZ') as "ChargePeriodEnd", 24.0 as "ConsumedQuantity",
        'Hours' as "ConsumedUnit", cost as "ContractedCost", cost as "EffectiveCost", cost as "ListCost",
        'Standard' as "PricingCategory", 24.0 as "PricingQuantity", 'Hours' as "PricingUnit", 'AWS' as "ProviderName",
        'AWS' as "PublisherName", 'AWS' as "InvoiceIssuerName", 'eu-central-1' as "RegionId", 'vm-' || one as "ResourceId",
        'Instance' as "ResourceType", 'Compute' as "ServiceCategory", 'Amazon Elastic Compute Cloud' as "ServiceName",
        'BoxUsage' as "SkuMeter", (100000000000 + one % 20)::varchar as "SubAccountId"
      from (select one, day, ((hash(one) % 700) / 100.0 + (hash(one, day) % 100) / 1000.0 + 0.01)::decimal(18, 6) as cost
        from range(${RESOURCES}) as machines (one),
          range(greatest(date '${month}-01', date '${first}')::timestamp,
            least(date '${month}-01' + interval 1 month, date '${today}')::timestamp, interval 1 day) as days (day))
    ) to '${paths[index]}' (format parquet)`);
  connection.closeSync();
  return paths;
}

const folder = temporaryFolder();
const server = await startServer({
  config: parseConfig({
    SERVER_HOST: '127.0.0.1',
    SERVER_PORT: '0',
    FINOPSMIND_DATA_DIR: join(folder.path, 'data'),
    // Nothing else is to run meanwhile.
    JOB_RECOMMENDATIONS: '0 0 1 1 *',
  }),
  log: pino({ level: 'warn' }),
  onCrash: (error) => {
    throw error;
  },
});
const { call, loaded } = await signUp(server.url);
const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const { id: provider_id } = await call<{ id: string }>('/providers', 'POST', {
  provider_type: 'aws',
  name: 'Large',
  credentials,
});
await server.services.database.asOwner(
  `insert into resources (id, organization_id, provider_id, resource_id, resource_type, name, account_id, region, status,
      created_at, tags, attributes, parent_id, attached_to, billed_as, first_seen_at, changed_at)
    select gen_random_uuid(), organization_id, id, 'arn:aws:ec2:eu-central-1:100000000000:instance/vm-' || one,
      'AWS::EC2::Instance', 'vm-' || one, (100000000000 + one % 20)::text,
      case when one % 5 = 0 then 'us-east-1' else 'eu-central-1' end, 'running', now() - (one % 900) * interval '1 day',
      jsonb_strip_nulls(jsonb_build_object('owner', case when one % 3 = 0 then 'team-' || one % 40 end,
        'environment', case when one % 2 = 0 then 'production' end, 'cost-center', (one % 100)::text, 'Name', 'vm-' || one)),
      jsonb_build_object('instance_type', case when one % 4 = 0 then 'm5.large' else 'm7g.large' end, 'size_gib', one % 1000,
        'public_ip', case when one % 6 = 0 then '203.0.113.7' end),
      null, '{}', array['vm-' || one], now() - interval '1 year', now()
    from providers, generate_series(0, ${RESOURCES - 1}) as one where id = '${provider_id}'`,
);
for (const path of await writeBill(folder.path, new Date().toISOString().slice(0, 10))) {
  const form = new FormData();
  form.append('file', await openAsBlob(path), 'bill.parquet');
  await loaded(await call('/imports', 'POST', form));
}

/** Until nothing runs any more, nor is about to; the connection is none, and is tried again much later. */
async function settled(): Promise<void> {
  for (;;) {
    const { items } = await call<{ items: { status: string; run_after: string }[] }>('/jobs?limit=500');
    const soon = new Date(Date.now() + 1_000).toISOString();
    if (!items.some((run) => run.status === 'running' || (run.status === 'queued' && run.run_after < soon))) return;
    await pause(200);
  }
}

/** Does something, and tells how long it takes and how long it keeps everybody else waiting. */
async function measured<T>(name: string, below: number, work: () => Promise<T>): Promise<T> {
  await settled();
  const cpu = process.cpuUsage();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1_000;
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  report(name, seconds, 's', { below });
  report('  processor time', (user + system) / 1e6, 's');
  report('  event loop kept at most', delay.max / 1e6, 'ms', { below: 250 });
  return result;
}

async function check(): Promise<Run> {
  const { job_ids } = await call<{ job_ids: string[] }>('/jobs/policy_check/run', 'POST');
  for (;;) {
    const run = await call<Run>(`/jobs/${job_ids[0]}`);
    if (run.status === 'succeeded' && run.warnings.length === 0) return run;
    if (run.status !== 'queued' && run.status !== 'running') throw new Error(`It failed: ${JSON.stringify(run)}`);
    await pause(20);
  }
}

const policyOf = ([must_hold, applies_when = '']: (typeof RULES)[number]) => ({
  subject: 'resource',
  applies_when,
  must_hold,
});
const made: string[] = [];
// They are switched on together, so that the first check is of all of them.
for (const [index, rule] of RULES.entries()) {
  const body = { ...policyOf(rule), name: `Rule ${index + 1}`, enabled: false };
  made.push((await call<{ id: string }>('/policies', 'POST', body)).id);
}
await settled();
await server.services.database.asOwner('update policies set enabled = true');
const first = await measured(`first check of ${RULES.length} policies on ${RESOURCES} resources`, 10, check);
report('violations', first.counts.violations_found ?? -1, '', { above: RESOURCES });
const again = await measured('check that finds the same', 5, check);
report('violations that are new', again.counts.violations_found ?? -1, '', { below: 0 });
const simulated = async (name: string, rule: (typeof RULES)[number]) => {
  const body = { ...policyOf(rule), days: 90 };
  const { subjects } = await measured(name, 10, () => call<{ subjects: number }>('/policies/simulate', 'POST', body));
  if (subjects !== RESOURCES) throw new Error(`${subjects} resources were simulated`);
};
await simulated('simulation over 90 days of what costs, which is other each day', RULES[5]!);
await simulated('simulation over 90 days of tags, which are taken as today’s', RULES[0]!);
await server.close();
folder.remove();
