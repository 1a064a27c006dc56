import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Advice } from '../src/connections/core/inventory.ts';
import { adviceFromComputeOptimizer } from '../src/connections/providers/aws/server/advice/compute-optimizer.ts';
import { adviceFromHub } from '../src/connections/providers/aws/server/advice/hub.ts';
import type { AdvicePage } from '../src/connections/providers/aws/server/advice/source.ts';
import { openAwsSession } from '../src/connections/providers/aws/server/session.ts';
import { type AdviceDouble, type AdviceOptions, startAdviceDouble } from './clouds/aws/advice.ts';
import { type AwsDouble, startAwsDouble } from './clouds/aws/double.ts';
import { AWS_ACCOUNT, AWS_KEYS, awsConnection } from './support/aws.ts';

const arn = (rest: string, region = 'eu-central-1'): string => `arn:aws:ec2:${region}:${AWS_ACCOUNT}:${rest}`;

let sts: AwsDouble;
let aws: AdviceDouble;
beforeAll(async () => {
  sts = await startAwsDouble({ account: AWS_ACCOUNT, access_key_id: AWS_KEYS.access_key_id });
  aws = await startAdviceDouble();
  process.env.AWS_ENDPOINT_URL_STS = sts.url;
  for (const service of ['COST_OPTIMIZATION_HUB', 'COMPUTE_OPTIMIZER', 'COST_EXPLORER', 'EC2'])
    process.env[`AWS_ENDPOINT_URL_${service}`] = aws.url;
});
beforeEach(() => {
  const fresh: AdviceOptions = {
    regions: ['us-east-1', 'eu-central-1'],
    denied: [],
    page_size: 1_000,
    hub: { status: 'Active', items: [] },
    optimizer: { status: 'Active', items: {} },
    explorer: {},
    explorer_errors: {},
    optimizer_errors: {},
  };
  Object.assign(aws.options, fresh);
  aws.calls.length = 0;
});
afterAll(async () => {
  await Promise.all([sts.close(), aws.close()]);
});

async function read(pages: AsyncIterable<AdvicePage>) {
  const all: AdvicePage[] = [];
  for await (const page of pages) all.push(page);
  const adviceOf = (source: string): Advice[] =>
    all.filter((page) => page.source === source).flatMap((page) => page.advice);
  const problemsOf = (source: string): string[] =>
    all.flatMap((page) => (page.source === source && page.problem) || []);
  return { pages: all, adviceOf, problemsOf };
}
const SAVINGS = (value: number) => ({
  savingsOpportunityPercentage: 40,
  estimatedMonthlySavings: { currency: 'USD', value },
});

describe('Compute Optimizer', () => {
  const all = async () => (await read(collectFree())).adviceOf('compute-optimizer');
  /** The sources that are free. */
  async function* collectFree(): AsyncGenerator<AdvicePage> {
    const { connection } = awsConnection();
    const reading = { connection, session: await openAwsSession(connection, 'background') };
    yield* adviceFromHub(reading);
    yield* adviceFromComputeOptimizer(reading);
  }
  const give = (operation: string, items: object[], region = 'eu-central-1'): void => {
    aws.options.optimizer.items = { [region]: { [operation]: items as Record<string, unknown>[] } };
  };

  it('is asked for seven kinds in every region, page by page', async () => {
    const instance = (id: number) => ({
      instanceArn: arn(`instance/i-${id}`),
      accountId: AWS_ACCOUNT,
      finding: 'Overprovisioned',
      currentInstanceType: 'm5.xlarge',
      recommendationOptions: [],
    });
    give('GetEC2InstanceRecommendations', [1, 2, 3].map(instance));
    aws.options.page_size = 1;
    expect((await all()).map((one) => one.resource_id)).toEqual([1, 2, 3].map((id) => arn(`instance/i-${id}`)));
    const asked = aws.calls.filter(({ action }) => /^compute-optimizer:Get.*Recommendations$/.test(action));
    expect(new Set(asked.map(({ action, region }) => `${action} ${region}`)).size).toBe(14);
    expect(asked.length).toBe(14 + 2);
  });

  it('tells the best option with its savings after discounts, and the others beside it', async () => {
    give('GetEC2InstanceRecommendations', [
      {
        instanceArn: arn('instance/i-1'),
        instanceName: 'shop',
        accountId: AWS_ACCOUNT,
        currentInstanceType: 'm5.xlarge',
        finding: 'Overprovisioned',
        findingReasonCodes: ['CPUOverprovisioned'],
        currentPerformanceRisk: 'VeryLow',
        lookBackPeriodInDays: 14,
        utilizationMetrics: [{ name: 'Cpu', statistic: 'Maximum', value: 12.5 }],
        recommendationOptions: [
          { rank: 2, instanceType: 't3.large', performanceRisk: 2, savingsOpportunity: SAVINGS(90.5) },
          {
            rank: 1,
            instanceType: 'm5.large',
            performanceRisk: 1,
            migrationEffort: 'VeryLow',
            platformDifferences: [],
            savingsOpportunity: SAVINGS(70.08),
            savingsOpportunityAfterDiscounts: SAVINGS(55.123456789),
          },
        ],
      },
      { instanceArn: arn('instance/i-2'), finding: 'Optimized' },
    ]);
    expect(await all()).toEqual([
      {
        source: 'compute-optimizer',
        advice_id: `instance ${arn('instance/i-1')}`,
        resource_id: arn('instance/i-1'),
        resource_type: 'AWS::EC2::Instance',
        account_id: AWS_ACCOUNT,
        region: 'eu-central-1',
        action: 'Overprovisioned',
        title: 'Instance shop (m5.xlarge) is overprovisioned',
        monthly_savings: '55.123456789',
        currency: 'USD',
        details: {
          current: 'm5.xlarge',
          recommended: 'm5.large',
          after_discounts: true,
          performance_risk: 1,
          current_performance_risk: 'VeryLow',
          effort: 'VeryLow',
          platform_differences: [],
          reasons: ['CPUOverprovisioned'],
          utilization: [{ name: 'Cpu', statistic: 'Maximum', value: 12.5 }],
          lookback_days: 14,
          refreshed_at: null,
          other_options: [{ recommended: 't3.large', performance_risk: 2, monthly_savings: '90.5', currency: 'USD' }],
        },
      },
    ]);
  });

  const lambda = `arn:aws:lambda:eu-central-1:${AWS_ACCOUNT}:function:resize`;
  const database = `arn:aws:rds:eu-central-1:${AWS_ACCOUNT}:db:shop`;
  it.each([
    [
      'GetEBSVolumeRecommendations',
      {
        volumeArn: arn('volume/vol-1'),
        finding: 'NotOptimized',
        currentConfiguration: { volumeType: 'gp2' },
        volumeRecommendationOptions: [
          { rank: 1, configuration: { volumeType: 'gp3' }, savingsOpportunity: SAVINGS(2) },
        ],
      },
      [['Volume vol-1 is not optimized', arn('volume/vol-1'), '2']],
    ],
    [
      'GetAutoScalingGroupRecommendations',
      {
        autoScalingGroupArn: `arn:aws:autoscaling:eu-central-1:${AWS_ACCOUNT}:autoScalingGroup:6f9a:autoScalingGroupName/web`,
        autoScalingGroupName: 'web',
        finding: 'NotOptimized',
        recommendationOptions: [{ configuration: { instanceType: 'm5.large' } }],
      },
      [
        [
          'Auto Scaling group web is not optimized',
          `arn:aws:autoscaling:eu-central-1:${AWS_ACCOUNT}:autoScalingGroup:6f9a:autoScalingGroupName/web`,
          null,
        ],
      ],
    ],
    [
      'GetLambdaFunctionRecommendations',
      {
        functionArn: `${lambda}:$LATEST`,
        currentMemorySize: 1024,
        finding: 'NotOptimized',
        memorySizeRecommendationOptions: [{ rank: 1, memorySize: 512, savingsOpportunity: SAVINGS(0.5) }],
      },
      [['Memory of function resize (1024 MB) is not optimized', lambda, '0.5']],
    ],
    ['GetLambdaFunctionRecommendations', { functionArn: `${lambda}:$LATEST`, finding: 'Unavailable' }, []],
    [
      'GetECSServiceRecommendations',
      {
        serviceArn: `arn:aws:ecs:eu-central-1:${AWS_ACCOUNT}:service/main/api`,
        finding: 'Overprovisioned',
        launchType: 'Fargate',
        serviceRecommendationOptions: [{ memory: 1024, cpu: 512, savingsOpportunity: SAVINGS(9) }],
      },
      [['ECS service api is overprovisioned', `arn:aws:ecs:eu-central-1:${AWS_ACCOUNT}:service/main/api`, '9']],
    ],
    [
      'GetRDSDatabaseRecommendations',
      {
        resourceArn: database,
        currentDBInstanceClass: 'db.m5.large',
        instanceFinding: 'Overprovisioned',
        storageFinding: 'NotOptimized',
        instanceRecommendationOptions: [{ rank: 1, dbInstanceClass: 'db.t3.medium', savingsOpportunity: SAVINGS(60) }],
        storageRecommendationOptions: [
          { rank: 1, storageConfiguration: { storageType: 'gp3' }, savingsOpportunity: SAVINGS(3) },
        ],
      },
      [
        ['Database shop (db.m5.large) is overprovisioned', database, '60'],
        ['Storage of database shop is not optimized', database, '3'],
      ],
    ],
    [
      'GetIdleRecommendations',
      {
        resourceArn: arn('natgateway/nat-1'),
        resourceId: 'nat-1',
        resourceType: 'NatGateway',
        finding: 'Unused',
        savingsOpportunity: SAVINGS(32.85),
      },
      [['nat-1 is unused', arn('natgateway/nat-1'), '32.85']],
    ],
  ])('maps what %s tells', async (operation, item, wanted) => {
    give(operation, [item]);
    const advice = await all();
    expect(advice.map(({ title, resource_id, monthly_savings }) => [title, resource_id, monthly_savings])).toEqual(
      wanted,
    );
    expect(new Set(advice.map(({ advice_id }) => advice_id)).size).toBe(wanted.length);
  });

  it.each([
    ['Inactive', 'not enrolled in AWS Compute Optimizer. Switch it on'],
    ['Pending', 'come within 24 hours'],
    ['Failed', 'could not be switched on: no reason at all'],
  ] as const)('that is %s is told, and asked nothing more', async (status, words) => {
    aws.options.optimizer = { status, status_reason: 'no reason at all', items: {} };
    const { problemsOf } = await read(collectFree());
    expect(problemsOf('compute-optimizer').join()).toContain(words);
    expect(aws.calls.filter(({ action }) => action.startsWith('compute-optimizer:')).length).toBe(1);
  });

  it('is read where it may be, and names each permission that is missing once', async () => {
    give('GetIdleRecommendations', [
      { resourceArn: arn('volume/vol-1'), resourceType: 'EBSVolume', finding: 'Unattached' },
    ]);
    aws.options.denied = ['compute-optimizer:GetECSServiceRecommendations'];
    const { adviceOf, problemsOf } = await read(collectFree());
    expect(adviceOf('compute-optimizer')).toMatchObject([
      { action: 'Unattached', resource_type: 'AWS::EC2::Volume', monthly_savings: null, currency: null },
    ]);
    expect(problemsOf('compute-optimizer')).toEqual([
      'The permission compute-optimizer:GetECSServiceRecommendations is missing. Add it to the policy of this identity.',
    ]);
  });

  it('is read in all other regions when one is in trouble, which is named', async () => {
    give('GetIdleRecommendations', [
      { resourceArn: arn('volume/vol-1'), resourceType: 'EBSVolume', finding: 'Unattached' },
    ]);
    aws.options.regions = ['ap-east-2', 'eu-central-1', 'me-south-1', 'us-east-1'];
    aws.options.denied = ['compute-optimizer:GetECSServiceRecommendations'];
    aws.options.optimizer_errors = {
      'ap-east-2': 'UnrecognizedClientException',
      'me-south-1': 'UnrecognizedClientException',
      'GetIdleRecommendations@us-east-1': 'SomethingBrokeException',
    };
    const { adviceOf, problemsOf } = await read(collectFree());
    expect(adviceOf('compute-optimizer')).toMatchObject([{ action: 'Unattached', region: 'eu-central-1' }]);
    expect(problemsOf('compute-optimizer')).toEqual([
      [
        'In ap-east-2, me-south-1: AWS does not accept these credentials there, although it does elsewhere, as in regions that were switched on only just now. The next sync tries again.',
        'The permission compute-optimizer:GetECSServiceRecommendations is missing. Add it to the policy of this identity.',
        'In us-east-1: AWS did not answer compute-optimizer:GetIdleRecommendations (SomethingBrokeException: Not now.). The next sync tries again.',
      ].join(' '),
    ]);
  });

  it('says findings in either spelling, and nothing of what is fine', async () => {
    const instance = (id: string, finding: string) => ({ instanceArn: arn(`instance/${id}`), finding });
    give('GetEC2InstanceRecommendations', [
      instance('i-1', 'OVER_PROVISIONED'),
      instance('i-2', 'OPTIMIZED'),
      instance('i-3', 'Optimized'),
      instance('i-4', 'UNAVAILABLE'),
      instance('i-5', 'NOT_OPTIMIZED'),
    ]);
    expect((await all()).map(({ title }) => title.replace(/^.*\) /, ''))).toEqual([
      'is overprovisioned',
      'is not optimized',
    ]);
  });

  it.each([
    [{ hub: { status: 'Inactive' as const, items: [] } }, 'Cost Optimization Hub is not switched on for this account.'],
    [
      { denied: ['cost-optimization-hub:ListRecommendations'] },
      'The permission cost-optimization-hub:ListRecommendations is missing.',
    ],
    [
      { denied: ['cost-optimization-hub:ListEnrollmentStatuses'] },
      'The permission cost-optimization-hub:ListEnrollmentStatuses is missing.',
    ],
  ])('is read all the same when the hub is not: %j', async (options, problem) => {
    give('GetIdleRecommendations', [
      { resourceArn: arn('volume/vol-1'), resourceType: 'EBSVolume', finding: 'Unattached' },
    ]);
    Object.assign(aws.options, options);
    const { adviceOf, problemsOf } = await read(collectFree());
    expect(problemsOf('cost-optimization-hub').join()).toContain(problem);
    expect(adviceOf('compute-optimizer').length).toBe(1);
  });
});
