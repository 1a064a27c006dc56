import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testAwsConnection } from '../src/connections/providers/aws/server/test-connection.ts';
import { type AdviceDouble, startAdviceDouble } from './clouds/aws/advice.ts';
import { type CloudWatchDouble, startCloudWatchDouble } from './clouds/aws/cloudwatch.ts';
import { type AwsDouble, startAwsDouble } from './clouds/aws/double.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from './clouds/serve.ts';
import { AWS_ACCOUNT, AWS_KEYS, awsConnection } from './support/aws.ts';

const TRIED = ['identity', 'cost', 'inventory', 'metrics', 'recommendations', 'remediation'];
let sts: AwsDouble;
let cloudwatch: CloudWatchDouble;
let advice: AdviceDouble;
let services: ServedDouble;
/** IAM actions that EC2, RDS, S3 and CloudWatch Logs deny. */
const denied = new Set<string>();
/** Which keys EC2 was asked with last, by operation. */
const keysOfEc2 = new Map<string, string>();

const MESSAGE = (action: string): string =>
  `User: arn:aws:iam::${AWS_ACCOUNT}:user/finops is not authorized to perform: ${action} because no identity-based policy allows the action`;
const xml = (status: number, body: string): DoubleAnswer => ({ status, headers: { 'content-type': 'text/xml' }, body });
/** EC2 looks at the permission first, then at whether there is such a thing, then at whether it was only a dry run. */
function answerEc2(form: URLSearchParams): DoubleAnswer {
  const action = form.get('Action') ?? '';
  const refuse = (status: number, code: string, message: string): DoubleAnswer =>
    xml(
      status,
      `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
    );
  if (denied.has(`ec2:${action}`))
    return refuse(
      403,
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${MESSAGE(`ec2:${action}`)}`,
    );
  if (form.get('DryRun') === 'true') {
    const code =
      { StopInstances: 'InvalidInstanceID.NotFound', DeleteSnapshot: 'InvalidSnapshot.NotFound' }[action] ??
      'InvalidVolume.NotFound';
    return refuse(400, code, 'It does not exist.');
  }
  if (!action.startsWith('Describe')) return refuse(500, 'InternalError', 'This would have been done.');
  return xml(
    200,
    `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId></${action}Response>`,
  );
}
function answerServices(method: string, target: string, form: URLSearchParams): DoubleAnswer {
  const plain = (code: string, message: string): string => `<Code>${code}</Code><Message>${message}</Message>`;
  const [permission, nothing] = target.startsWith('Logs_')
    ? ['logs:DescribeLogGroups', '{"logGroups":[]}']
    : ['tag:GetResources', '{"ResourceTagMappingList":[]}'];
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  if (target !== '')
    return denied.has(permission)
      ? {
          status: 400,
          headers,
          body: JSON.stringify({ __type: 'AccessDeniedException', message: MESSAGE(permission) }),
        }
      : { status: 200, headers, body: nothing };
  if (method === 'GET')
    return denied.has('s3:ListAllMyBuckets')
      ? xml(403, `<?xml version="1.0"?><Error>${plain('AccessDenied', 'Access Denied')}</Error>`)
      : xml(200, '<?xml version="1.0"?><ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>');
  if (form.get('Action') !== 'DescribeDBInstances') return answerEc2(form);
  return denied.has('rds:DescribeDBInstances')
    ? xml(
        403,
        `<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type>${plain('AccessDenied', MESSAGE('rds:DescribeDBInstances'))}</Error></ErrorResponse>`,
      )
    : xml(
        200,
        '<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult></DescribeDBInstancesResponse>',
      );
}

describe('AWS credentials that are tried', () => {
  beforeAll(async () => {
    sts = await startAwsDouble({ account: AWS_ACCOUNT, access_key_id: AWS_KEYS.access_key_id });
    cloudwatch = await startCloudWatchDouble();
    advice = await startAdviceDouble();
    services = await serveDouble((request, body) => {
      const { authorization = '', 'x-amz-target': target = '' } = request.headers;
      const form = new URLSearchParams(body.toString());
      if (authorization.includes('/ec2/'))
        keysOfEc2.set(form.get('Action') ?? '', /Credential=(\w+)\//.exec(authorization)?.[1] ?? '');
      return answerServices(request.method ?? '', String(target), form);
    });
    const urls = {
      STS: sts.url,
      COST_EXPLORER: sts.url,
      CLOUDWATCH: cloudwatch.url,
      COST_OPTIMIZATION_HUB: advice.url,
      COMPUTE_OPTIMIZER: advice.url,
      EC2: services.url,
      RDS: services.url,
      S3: services.url,
      CLOUDWATCH_LOGS: services.url,
      RESOURCE_GROUPS_TAGGING_API: services.url,
    };
    for (const [service, url] of Object.entries(urls)) process.env[`AWS_ENDPOINT_URL_${service}`] = url;
  });
  beforeEach(() => {
    denied.clear();
    sts.options.denied = [];
    cloudwatch.options.denied = [];
    Object.assign(advice.options, {
      denied: [],
      hub: { status: 'Active', items: [] },
      optimizer: { status: 'Active', items: {} },
    });
  });
  afterAll(async () => {
    await Promise.all([sts, cloudwatch, advice, services].map((double) => double.close()));
  });

  async function attempt({ keys = {}, signal = new AbortController().signal } = {}) {
    const credentials = { ...AWS_KEYS, region: 'eu-central-1', ...keys };
    const { connection, charges } = awsConnection({ credentials, signal });
    const { ok, message, checks } = await testAwsConnection(connection);
    const messageOf = (name: string): string | undefined => checks.find((one) => one.name === name)?.message;
    return { ok, message, checks, charges, messageOf, failed: checks.filter((one) => !one.ok).map(({ name }) => name) };
  }

  it('say what each capability may do, in order', async () => {
    const { ok, message, checks, charges } = await attempt();
    expect({ ok, message }).toEqual({
      ok: true,
      message: `Account ${AWS_ACCOUNT}, as arn:aws:iam::${AWS_ACCOUNT}:user/finops.`,
    });
    expect(checks.map(({ name }) => name)).toEqual(TRIED);
    expect(checks.map((check) => check.message)).toEqual([
      message,
      'Cost Explorer can be read.',
      'EC2, RDS, S3 and CloudWatch Logs can be read.',
      'Metrics can be read.',
      'Cost Optimization Hub and Compute Optimizer can be read.',
      'Stopping instances, changing and deleting volumes and deleting snapshots were asked for as dry runs, on ids that do not exist: AWS would allow them. Other actions were not tried.',
    ]);
    expect(charges.toSorted()).toEqual(['ce:GetCostAndUsage 0.01', 'cloudwatch:GetMetricData metrics 0.00001']);
  });

  it.each([
    ['ec2:DescribeVolumes', 'inventory'],
    ['rds:DescribeDBInstances', 'inventory'],
    ['s3:ListAllMyBuckets', 'inventory'],
    ['logs:DescribeLogGroups', 'inventory'],
    ['tag:GetResources', 'inventory'],
    ['cloudwatch:GetMetricData', 'metrics'],
    ['cloudwatch:ListMetrics', 'metrics'],
    ['cost-optimization-hub:ListEnrollmentStatuses', 'recommendations'],
    ['compute-optimizer:GetEnrollmentStatus', 'recommendations'],
    ['ec2:StopInstances', 'remediation'],
  ])('name %s when %s lacks it, and are good for the rest', async (permission, name) => {
    denied.add(permission);
    cloudwatch.options.denied = [permission];
    advice.options.denied = [permission];
    const { ok, failed, messageOf } = await attempt();
    expect(ok).toBe(true);
    expect(failed).toEqual([name]);
    expect(messageOf(name)).toContain(
      `The permission ${permission} is missing. Add it to the policy of this identity.`,
    );
  });

  it('name all that is missing in one sentence, and that changes need not be allowed', async () => {
    for (const action of [
      'ec2:DescribeInstances',
      's3:ListAllMyBuckets',
      'ec2:StopInstances',
      'ec2:ModifyVolume',
      'ec2:DeleteVolume',
      'ec2:DeleteSnapshot',
    ])
      denied.add(action);
    const { messageOf } = await attempt();
    expect(messageOf('inventory')).toBe(
      'The permissions ec2:DescribeInstances, s3:ListAllMyBuckets are missing. Add them to the policy of this identity.',
    );
    expect(messageOf('remediation')).toBe(
      'The permissions ec2:StopInstances, ec2:ModifyVolume, ec2:DeleteVolume, ec2:DeleteSnapshot are missing. Add them to the policy of this identity. Only changes that are carried out from here need this; all else works without.',
    );
  });

  it('are not good without costs', async () => {
    sts.options.denied = ['ce:GetCostAndUsage'];
    const { ok, message, failed } = await attempt();
    expect({ ok, message, failed }).toEqual({
      ok: false,
      message: 'The permission ce:GetCostAndUsage is missing. Add it to the policy of this identity.',
      failed: ['cost'],
    });
  });

  it('are told what is not enrolled, which is no fault', async () => {
    Object.assign(advice.options, {
      hub: { status: 'Inactive', items: [] },
      optimizer: { status: 'Inactive', items: {} },
    });
    const { checks, messageOf } = await attempt();
    expect(checks.every(({ ok }) => ok)).toBe(true);
    expect(messageOf('recommendations')).toContain('Cost Optimization Hub is not switched on');
    expect(messageOf('recommendations')).toContain('not enrolled in AWS Compute Optimizer');
  });

  it('are tried with the role for changes, where there is one, for what changes take alone', async () => {
    const remediation_role_arn = `arn:aws:iam::${AWS_ACCOUNT}:role/finopsmind-changes`;
    sts.options.role = { arn: remediation_role_arn, external_id: 'external-id:changes' };
    keysOfEc2.clear();
    const { failed, messageOf } = await attempt({ keys: { remediation_role_arn } });
    expect(failed).toEqual([]);
    expect(messageOf('remediation')).toMatch(
      new RegExp(`^With the role for changes \\(${remediation_role_arn}\\): Stopping instances`),
    );
    expect([...keysOfEc2.entries()].toSorted()).toEqual([
      ['DeleteSnapshot', 'ASIASESSIONKEY000001'],
      ['DeleteVolume', 'ASIASESSIONKEY000001'],
      ['DescribeInstances', AWS_KEYS.access_key_id],
      ['DescribeVolumes', AWS_KEYS.access_key_id],
      ['ModifyVolume', 'ASIASESSIONKEY000001'],
      ['StopInstances', 'ASIASESSIONKEY000001'],
    ]);
  });

  it('read all the same where the role for changes does not let itself be assumed', async () => {
    const remediation_role_arn = `arn:aws:iam::${AWS_ACCOUNT}:role/finopsmind-changes`;
    sts.options.role = { arn: remediation_role_arn, external_id: 'external-id' };
    const { ok, failed, messageOf } = await attempt({ keys: { remediation_role_arn } });
    expect({ ok, failed }).toEqual({ ok: true, failed: ['remediation'] });
    expect(messageOf('remediation')).toContain(`The role for changes (${remediation_role_arn}) can't be assumed.`);
    expect(messageOf('remediation')).toContain('Only changes that are carried out from here need this');
  });

  it('that AWS does not know try nothing else', async () => {
    const calls = cloudwatch.calls.length;
    const { ok, message, checks } = await attempt({ keys: { access_key_id: 'AKIAUNKNOWN000000000' } });
    expect({ ok, message }).toEqual({
      ok: false,
      message: 'AWS does not know these keys. Check access key id and secret key.',
    });
    expect(checks.slice(1)).toEqual(
      TRIED.slice(1).map((name) => ({ name, ok: false, message: 'Not tried: the identity comes first.' })),
    );
    expect(cloudwatch.calls.length).toBe(calls);
  });

  it('say it when a service can not be reached', async () => {
    const url = process.env.AWS_ENDPOINT_URL_CLOUDWATCH;
    process.env.AWS_ENDPOINT_URL_CLOUDWATCH = 'http://127.0.0.1:1';
    const { ok, failed, messageOf } = await attempt();
    process.env.AWS_ENDPOINT_URL_CLOUDWATCH = url;
    expect({ ok, failed }).toEqual({ ok: true, failed: ['metrics'] });
    expect(messageOf('metrics')).toContain('AWS could not be reached: ');
  });

  it('stop when nobody waits any more', async () => {
    await expect(attempt({ signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
  });
});
