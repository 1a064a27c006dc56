// Inventory and use of an account with 51,000 resources in 17 regions, through the whole server: memory, time, calls.
import { readdirSync, readFileSync } from 'node:fs';
import { startBillingDouble } from '../test/clouds/aws/billing-double.ts';
import { startDeniedAws } from '../test/clouds/aws/denied.ts';
import { type DoubleAnswer, serveDouble } from '../test/clouds/serve.ts';
import { instancePages, instanceTypes, startBareAws, volumePages } from '../test/support/bare-aws.ts';
import { report, signUp, startServerProcess, temporaryFolder } from './_measure.ts';

const REGIONS = Array.from({ length: 17 }, (_, index) => `xx-bench-${index + 1}`);
/** Of 500 instances or volumes each. */
const PAGES = 3;
const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const DAY = 86_400;

let metric_calls = 0;
let metric_queries = 0;

/** CloudWatch with 30 datapoints for whatever is asked for. */
const cloudwatch = await serveDouble((request, body): DoubleAnswer => {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  if (!String(request.headers['x-amz-target']).endsWith('.GetMetricData'))
    return { status: 200, headers, body: JSON.stringify({ Metrics: [] }) };
  const { MetricDataQueries, StartTime } = JSON.parse(body.toString()) as {
    MetricDataQueries: { Id: string }[];
    StartTime: number;
  };
  metric_calls += 1;
  metric_queries += MetricDataQueries.length;
  const Timestamps = Array.from({ length: 30 }, (_, index) => StartTime + index * DAY);
  const MetricDataResults = MetricDataQueries.map(({ Id }, index) => ({
    Id,
    Label: Id,
    StatusCode: 'Complete',
    Timestamps,
    Values: Timestamps.map((_, day) => (index + day) % 100),
  }));
  return { status: 200, headers, body: JSON.stringify({ MetricDataResults }) };
});
const aws = await startBareAws(REGIONS, (call, form) => {
  if (call.operation === 'DescribeInstances') return instancePages(call, form, PAGES);
  if (call.operation === 'DescribeVolumes') return volumePages(call, form, PAGES);
  return call.operation === 'DescribeInstanceTypes' ? instanceTypes(call.operation) : undefined;
});
const account_id = '111122223333';
const today = new Date().toISOString().slice(0, 10);
// Costs are measured elsewhere: there are none here.
const billing = await startBillingDouble({ account_id, management_account_id: account_id, today });
const denied = await startDeniedAws();
process.env.AWS_ENDPOINT_URL = aws.url;
for (const name of ['COST_EXPLORER', 'ORGANIZATIONS', 'BCM_DATA_EXPORTS'])
  process.env[`AWS_ENDPOINT_URL_${name}`] = billing.url;
for (const name of ['COST_OPTIMIZATION_HUB', 'COMPUTE_OPTIMIZER']) process.env[`AWS_ENDPOINT_URL_${name}`] = denied.url;
process.env.AWS_COST_EXPLORER_PER_SECOND = '1000';
process.env.AWS_ENDPOINT_URL_CLOUDWATCH = cloudwatch.url;

/** Resident memory of a process and those it started, in MB. */
function memoryOf(pid: number): number {
  const parents = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      sizes.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024);
    } catch (error) {
      // The process has ended since it was listed.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH')
        throw error;
    }
  }
  const belongs = (process: number | undefined): boolean =>
    process === pid || (process !== undefined && process > 1 && belongs(parents.get(process)));
  return [...sizes].filter(([process]) => belongs(process)).reduce((sum, [, size]) => sum + size, 0);
}

const folder = temporaryFolder();
const server = await startServerProcess(folder.path);
const { call } = await signUp(server.url);
await new Promise((resolve) => setTimeout(resolve, 3_000));
const idle = memoryOf(server.pid);
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, memoryOf(server.pid));
}, 200);

interface Run {
  status: string;
  counts: Record<string, number>;
  warnings: string[];
  error: string | null;
}

/** Syncs and waits for the end. */
async function sync(provider_id: string): Promise<{ run: Run; seconds: number }> {
  const began = performance.now();
  const { job_id } = await call<{ job_id: string }>(`/providers/${provider_id}/sync`, 'POST', {});
  for (;;) {
    const run = await call<Run>(`/jobs/${job_id}`);
    if (run.status !== 'queued' && run.status !== 'running')
      return { run, seconds: (performance.now() - began) / 1_000 };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const body = { provider_type: 'aws', name: 'Large', credentials: KEYS };
const { id } = await call<{ id: string }>('/providers', 'POST', body);
const first = await sync(id);
clearInterval(watch);
if (first.run.counts.resources_seen !== REGIONS.length * PAGES * 1_000)
  throw new Error(`The sync is not whole: ${JSON.stringify(first.run)}`);
report('resources', first.run.counts.resources_seen, '');
report('first sync', first.seconds, 's');
report('peak memory above idle', peak - idle, 'MB', { below: 500 });
report('metric batches beyond what 500 a call require', metric_calls - Math.ceil(metric_queries / 500), 'calls');
const describing = aws.calls.filter(
  ({ operation }) => operation === 'DescribeInstances' || operation === 'DescribeVolumes',
);
report('pages beyond what is there', describing.length - REGIONS.length * PAGES * 2, 'calls', { below: 0 });
const again = await sync(id);
report('sync in which nothing changed', again.seconds, 's');
report(
  'rows written by it',
  (again.run.counts.resources_changed ?? -1) + (again.run.counts.metrics_changed ?? -1),
  'rows',
  { below: 0 },
);
const began = performance.now();
await call('/resources?limit=50');
report('first page of the inventory', performance.now() - began, 'ms');
await server.stop();
await Promise.all([aws.close(), cloudwatch.close(), billing.close(), denied.close()]);
folder.remove();
