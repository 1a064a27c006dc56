import { addDays, dayOf } from '../../../../platform/core/dates.ts';
import type { ProviderCheck, ProviderTest } from '../../../core/providers-contract.ts';
import { type Connection, NeedsAttentionError, ThrottledError } from '../../../server/provider.ts';
import type { AwsCredentials } from '../core/credentials.ts';
import { TAGS_PERMISSION } from '../core/inventory/common.ts';
import { priceOf } from '../core/metrics/plan.ts';
import { ENROLMENT_REGION, enrolmentProblem } from './advice/compute-optimizer.ts';
import { HUB_NOT_ENROLLED, HUB_REGION, isHubEnrolled } from './advice/hub.ts';
import { explained, OrganizationDeniesError } from './errors.ts';
import { type AwsSession, openAwsSession } from './session.ts';

/** Cost Explorer answers there for every region. */
const COST_EXPLORER_REGION = 'us-east-1';
const COST_EXPLORER_PRICE_USD = '0.01';
/** Well-formed ids of nothing: AWS checks the permission before it looks for them. */
const NOWHERE = {
  instance: 'i-00000000000000000',
  volume: 'vol-00000000000000000',
  snapshot: 'snap-00000000000000000',
};

type AwsConnection = Connection<AwsCredentials>;
/** One call that needs one permission; gives a note for people, where there is something to say. */
interface Probe {
  permission: string;
  call(): Promise<string | undefined>;
}
/** A call that says all by being answered. */
const probe = (permission: string, call: () => Promise<unknown>): Probe => ({
  permission,
  call: async () => {
    await call();
    return undefined;
  },
});
interface Outcome {
  note: string | undefined;
  error: Error | undefined;
}

const codeOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** What stands in the way, in words that say what to do. */
function inWords(error: Error): string {
  if (error instanceof NeedsAttentionError || error instanceof ThrottledError) return error.message;
  if (error.name === 'DataUnavailableException')
    return 'Cost Explorer has no data yet: AWS needs up to 24 hours after it was switched on.';
  return '$metadata' in error && (error.$metadata as { httpStatusCode?: number }).httpStatusCode !== undefined
    ? `AWS answered ${error.name}: ${error.message}`
    : `AWS could not be reached: ${error.message}`;
}

async function attempt({ permission, call }: Probe, { signal, now }: AwsConnection): Promise<Outcome> {
  try {
    return { note: await call(), error: undefined };
  } catch (error) {
    signal.throwIfAborted();
    return { note: undefined, error: explained(error, permission, now()) };
  }
}

/** What went wrong with some probes, missing permissions in one sentence; null when nothing did. */
function problemsOf(outcomes: Outcome[]): string | null {
  const errors = outcomes.flatMap(({ error }) => error ?? []);
  const denied = errors.filter(
    (error) =>
      error instanceof NeedsAttentionError && error.permission !== null && !(error instanceof OrganizationDeniesError),
  );
  const others = errors.filter((error) => !denied.includes(error)).map(inWords);
  const permissions = denied.map((error) => (error as NeedsAttentionError).permission).join(', ');
  const missing =
    denied.length > 1
      ? [`The permissions ${permissions} are missing. Add them to the policy of this identity.`]
      : denied.map(inWords);
  const sentences = new Set([...missing, ...others]);
  return sentences.size === 0 ? null : [...sentences].join(' ');
}

async function check(connection: AwsConnection, name: string, fine: string, probes: Probe[]): Promise<ProviderCheck> {
  const outcomes = await Promise.all(probes.map((probe) => attempt(probe, connection)));
  const problem = problemsOf(outcomes);
  const notes = outcomes.flatMap(({ note }) => note ?? []);
  return { name, ok: problem === null, message: problem ?? [fine, ...notes].filter((text) => text !== '').join(' ') };
}

/** Asks for the cost of one day, which AWS charges. */
async function costProbes(connection: AwsConnection, { client }: AwsSession): Promise<Probe[]> {
  const { CostExplorerClient, GetCostAndUsageCommand } = await import('@aws-sdk/client-cost-explorer');
  const today = dayOf(connection.now());
  const TimePeriod = { Start: addDays(today, -2), End: addDays(today, -1) };
  return [
    probe('ce:GetCostAndUsage', async () => {
      const command = new GetCostAndUsageCommand({ TimePeriod, Granularity: 'DAILY', Metrics: ['UnblendedCost'] });
      await client(CostExplorerClient, COST_EXPLORER_REGION).send(command);
      connection.count('ce:GetCostAndUsage', COST_EXPLORER_PRICE_USD);
    }),
  ];
}

/** A few of what the inventory reads, one for each service that most accounts have. */
async function inventoryProbes({ client, region }: AwsSession): Promise<Probe[]> {
  const ec2 = await import('@aws-sdk/client-ec2');
  const rds = await import('@aws-sdk/client-rds');
  const s3 = await import('@aws-sdk/client-s3');
  const logs = await import('@aws-sdk/client-cloudwatch-logs');
  const tagging = await import('@aws-sdk/client-resource-groups-tagging-api');
  const compute = client(ec2.EC2Client, region);
  return [
    probe('ec2:DescribeInstances', () => compute.send(new ec2.DescribeInstancesCommand({ MaxResults: 5 }))),
    probe('ec2:DescribeVolumes', () => compute.send(new ec2.DescribeVolumesCommand({ MaxResults: 5 }))),
    probe('rds:DescribeDBInstances', () =>
      client(rds.RDSClient, region).send(new rds.DescribeDBInstancesCommand({ MaxRecords: 20 })),
    ),
    probe('s3:ListAllMyBuckets', () => client(s3.S3Client, region).send(new s3.ListBucketsCommand({}))),
    probe('logs:DescribeLogGroups', () =>
      client(logs.CloudWatchLogsClient, region).send(new logs.DescribeLogGroupsCommand({ limit: 1 })),
    ),
    probe(TAGS_PERMISSION, () =>
      client(tagging.ResourceGroupsTaggingAPIClient, region).send(
        new tagging.GetResourcesCommand({ ResourcesPerPage: 1 }),
      ),
    ),
  ];
}

async function metricProbes(connection: AwsConnection, session: AwsSession): Promise<Probe[]> {
  const { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = session.client(CloudWatchClient, session.region);
  const EndTime = connection.now();
  const StartTime = new Date(EndTime.getTime() - 86_400_000);
  const MetricStat = {
    Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization' },
    Period: 86_400,
    Stat: 'Average',
  };
  return [
    probe('cloudwatch:ListMetrics', () => client.send(new ListMetricsCommand({ Namespace: 'CWAgent' }))),
    probe('cloudwatch:GetMetricData', async () => {
      const MetricDataQueries = [{ Id: 'q0', MetricStat }];
      await client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime }));
      connection.count('cloudwatch:GetMetricData metrics', priceOf(MetricDataQueries.length));
    }),
  ];
}

/** Not being enrolled is no fault of the connection: it is told, and what to do about it. */
async function adviceProbes({ client }: AwsSession): Promise<Probe[]> {
  const { CostOptimizationHubClient } = await import('@aws-sdk/client-cost-optimization-hub');
  const { ComputeOptimizerClient, GetEnrollmentStatusCommand } = await import('@aws-sdk/client-compute-optimizer');
  return [
    {
      permission: 'cost-optimization-hub:ListEnrollmentStatuses',
      call: async () =>
        (await isHubEnrolled(client(CostOptimizationHubClient, HUB_REGION))) ? undefined : HUB_NOT_ENROLLED,
    },
    {
      permission: 'compute-optimizer:GetEnrollmentStatus',
      call: async () => {
        const optimizer = client(ComputeOptimizerClient, ENROLMENT_REGION);
        return enrolmentProblem(await optimizer.send(new GetEnrollmentStatusCommand({}))) ?? undefined;
      },
    },
  ];
}

/** What is tried as a dry run. */
const DRY_RUNS = ['ec2:StopInstances', 'ec2:ModifyVolume', 'ec2:DeleteVolume', 'ec2:DeleteSnapshot'] as const;

/** Asks EC2 with `DryRun` on ids that do not exist: it then names the permission, or that it would have gone ahead. */
async function remediationProbes({ client, region }: AwsSession): Promise<Probe[]> {
  const ec2 = await import('@aws-sdk/client-ec2');
  const compute = client(ec2.EC2Client, region);
  const DryRun = true;
  const allowed = (error: unknown): boolean =>
    codeOf(error) === 'DryRunOperation' || /^Invalid(InstanceID|Volume|Snapshot)\b/.test(codeOf(error));
  const calls: Record<(typeof DRY_RUNS)[number], () => Promise<unknown>> = {
    'ec2:StopInstances': () => compute.send(new ec2.StopInstancesCommand({ DryRun, InstanceIds: [NOWHERE.instance] })),
    'ec2:ModifyVolume': () =>
      compute.send(new ec2.ModifyVolumeCommand({ DryRun, VolumeId: NOWHERE.volume, VolumeType: 'gp3' })),
    'ec2:DeleteVolume': () => compute.send(new ec2.DeleteVolumeCommand({ DryRun, VolumeId: NOWHERE.volume })),
    'ec2:DeleteSnapshot': () => compute.send(new ec2.DeleteSnapshotCommand({ DryRun, SnapshotId: NOWHERE.snapshot })),
  };
  return DRY_RUNS.map((permission) =>
    probe(permission, () =>
      calls[permission]().catch((error: unknown) => {
        if (!allowed(error)) throw error;
      }),
    ),
  );
}
const REMEDIATION_FINE =
  'Stopping instances, changing and deleting volumes and deleting snapshots were asked for as dry runs, on ids that do not exist: AWS would allow them. Other actions were not tried.';
const REMEDIATION_OPTIONAL = 'Only changes that are carried out from here need this; all else works without.';

/** Tries with the role for changes, where there is one. */
async function checkRemediation(connection: AwsConnection, reading: AwsSession): Promise<ProviderCheck> {
  const role = connection.credentials.remediation_role_arn;
  const failed = (message: string): ProviderCheck => ({ name: 'remediation', ok: false, message });
  try {
    const session =
      role === undefined ? reading : await openAwsSession(connection, 'interactive', { permissions: DRY_RUNS });
    if (session.account_id !== reading.account_id)
      return failed(
        `The role for changes is one of account ${session.account_id}, and account ${reading.account_id} is read. Give a role of that account. ${REMEDIATION_OPTIONAL}`,
      );
    const who = role === undefined ? '' : `With the role for changes (${role}): `;
    const checked = await check(connection, 'remediation', REMEDIATION_FINE, await remediationProbes(session));
    return { ...checked, message: `${who}${checked.message}${checked.ok ? '' : ` ${REMEDIATION_OPTIONAL}`}` };
  } catch (error) {
    connection.signal.throwIfAborted();
    const message = inWords(explained(error, 'sts:AssumeRole', connection.now()));
    return failed(`${message} ${REMEDIATION_OPTIONAL}`);
  }
}

async function checkAll(connection: AwsConnection, session: AwsSession): Promise<ProviderCheck[]> {
  const checked = async (name: string, fine: string, probes: Promise<Probe[]>): Promise<ProviderCheck> =>
    check(connection, name, fine, await probes);
  const checks = await Promise.all([
    checked('cost', 'Cost Explorer can be read.', costProbes(connection, session)),
    checked('inventory', 'EC2, RDS, S3 and CloudWatch Logs can be read.', inventoryProbes(session)),
    checked('metrics', 'Metrics can be read.', metricProbes(connection, session)),
    checked('recommendations', '', adviceProbes(session)),
    checkRemediation(connection, session),
  ]);
  return checks.map((one) =>
    one.message === '' ? { ...one, message: 'Cost Optimization Hub and Compute Optimizer can be read.' } : one,
  );
}

const notTried = ['cost', 'inventory', 'metrics', 'recommendations', 'remediation'].map(
  (name): ProviderCheck => ({ name, ok: false, message: 'Not tried: the identity comes first.' }),
);

/**
 * Tries what AWS credentials may do, one line for each capability. The test as a whole is `ok` when identity and cost are;
 * what else is missing is told in its line. Never throws for what AWS answers, only when `signal` is aborted.
 */
export async function testAwsConnection(connection: AwsConnection): Promise<ProviderTest> {
  let session: AwsSession;
  try {
    session = await openAwsSession(connection, 'interactive');
  } catch (error) {
    connection.signal.throwIfAborted();
    const message = inWords(explained(error, 'sts:GetCallerIdentity', connection.now()));
    return { ok: false, message, checks: [{ name: 'identity', ok: false, message }, ...notTried] };
  }
  const identity = { name: 'identity', ok: true, message: `Account ${session.account_id}, as ${session.arn}.` };
  const checks = await checkAll(connection, session);
  const cost = checks.find(({ name }) => name === 'cost');
  return {
    ok: cost?.ok === true,
    message: cost?.ok ? identity.message : (cost?.message ?? ''),
    checks: [identity, ...checks],
  };
}
