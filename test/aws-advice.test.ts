import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Advice } from '../src/connections/core/inventory.ts';
import { adviceFromCostExplorer } from '../src/connections/providers/aws/server/advice/cost-explorer.ts';
import { collectAwsAdvice } from '../src/connections/providers/aws/server/advice/index.ts';
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
/** Cost Explorer without the pause between its questions. */
async function askExplorer(rightsizing: boolean, change: Parameters<typeof awsConnection>[0] = {}) {
  const { connection, charges } = awsConnection(change);
  const session = await openAwsSession(connection, 'background');
  const turn = (): Promise<void> => Promise.resolve();
  return { charges, ...(await read(adviceFromCostExplorer({ connection, session }, { rightsizing, turn }))) };
}

const HUB_ITEM = {
  recommendationId: 'MTExMTExMTExMTEx',
  accountId: AWS_ACCOUNT,
  region: 'eu-central-1',
  resourceId: 'i-0abc',
  resourceArn: arn('instance/i-0abc'),
  currentResourceType: 'Ec2Instance',
  recommendedResourceType: 'Ec2Instance',
  estimatedMonthlySavings: 70.080000000001,
  estimatedSavingsPercentage: 50,
  estimatedMonthlyCost: 140.16,
  currencyCode: 'USD',
  implementationEffort: 'Medium',
  restartNeeded: true,
  actionType: 'Rightsize',
  rollbackPossible: true,
  currentResourceSummary: 'm5.xlarge',
  recommendedResourceSummary: 'm5.large',
  lastRefreshTimestamp: 1_789_000_000,
  recommendationLookbackPeriodInDays: 14,
  source: 'ComputeOptimizer',
};

describe('Cost Optimization Hub', () => {
  it('is read page by page, with exact amounts and what a change asks for', async () => {
    const plan = {
      recommendationId: 'cGxhbg==',
      accountId: AWS_ACCOUNT,
      region: '',
      actionType: 'PurchaseSavingsPlans',
      currentResourceType: 'ComputeSavingsPlans',
      recommendedResourceSummary: '$1.20/hour for 1 year',
      estimatedMonthlySavings: 200,
      currencyCode: 'USD',
    };
    aws.options.hub.items = [
      HUB_ITEM,
      plan,
      {
        ...HUB_ITEM,
        resourceArn: arn('instance/i-1'),
        resourceId: 'i-1',
        currencyCode: undefined,
        estimatedMonthlySavings: undefined,
      },
    ];
    aws.options.page_size = 2;
    const { pages, adviceOf } = await read(collectAwsAdvice(awsConnection().connection));
    const [rightsize, purchase, unknown] = adviceOf('cost-optimization-hub');
    expect(rightsize).toEqual({
      source: 'cost-optimization-hub',
      advice_id: `Rightsize Ec2Instance ${HUB_ITEM.resourceArn}`,
      resource_id: HUB_ITEM.resourceArn,
      resource_type: 'AWS::EC2::Instance',
      account_id: AWS_ACCOUNT,
      region: 'eu-central-1',
      action: 'Rightsize',
      title: 'Rightsize i-0abc: m5.xlarge to m5.large',
      monthly_savings: '70.080000000001',
      currency: 'USD',
      details: {
        recommendation_id: HUB_ITEM.recommendationId,
        found_by: 'ComputeOptimizer',
        current: 'm5.xlarge',
        current_type: 'Ec2Instance',
        recommended: 'm5.large',
        recommended_type: 'Ec2Instance',
        monthly_cost: '140.16',
        savings_percent: 50,
        effort: 'Medium',
        restart_needed: true,
        rollback_possible: true,
        lookback_days: 14,
        refreshed_at: new Date(1_789_000_000_000).toISOString(),
      },
    });
    expect(purchase).toMatchObject({
      advice_id: plan.recommendationId,
      resource_id: null,
      region: null,
      title: 'Purchase savings plans ComputeSavingsPlans: $1.20/hour for 1 year',
    });
    expect(unknown).toMatchObject({ monthly_savings: null, currency: null });
    expect(pages.filter(({ source }) => source === 'cost-optimization-hub').map(({ advice }) => advice.length)).toEqual(
      [2, 1],
    );
    // Cost Explorer's own sizes are not paid for then.
    expect(aws.calls.map(({ action }) => action)).not.toContain('ce:GetRightsizingRecommendation');
    expect(aws.calls.filter(({ action }) => action.startsWith('ce:')).length).toBe(9);
  }, 15_000);
});

describe('Cost Explorer', () => {
  const reservation = {
    AccountId: AWS_ACCOUNT,
    InstanceDetails: {
      RDSInstanceDetails: {
        InstanceType: 'db.m5.large',
        Region: 'eu-central-1',
        DatabaseEngine: 'PostgreSQL',
        DeploymentOption: 'Multi-AZ',
        SizeFlexEligible: true,
      },
    },
    RecommendedNumberOfInstancesToPurchase: '3',
    EstimatedMonthlySavingsAmount: '120.1234567890123456',
    UpfrontCost: '0',
    RecurringStandardMonthlyCost: '310.5',
    EstimatedBreakEvenInMonths: '7.2',
    CurrencyCode: 'USD',
  };
  const plan = {
    AccountId: AWS_ACCOUNT,
    SavingsPlansDetails: { Region: 'eu-central-1', InstanceFamily: 'm5' },
    HourlyCommitmentToPurchase: '1.234',
    EstimatedMonthlySavingsAmount: '88.000000000000000001',
    CurrencyCode: 'USD',
  };

  it('advises purchases, each question and page counted with its price', async () => {
    aws.options.explorer = {
      'Amazon Relational Database Service': [reservation, { ...reservation, AccountId: '222222222222' }],
      EC2_INSTANCE_SP: [plan],
    };
    aws.options.page_size = 1;
    const { adviceOf, charges, problemsOf } = await askExplorer(false);
    expect(adviceOf('cost-explorer')).toMatchObject([
      {
        action: 'PurchaseReservedInstances',
        title: 'Reserve 3 × db.m5.large, eu-central-1, PostgreSQL, Multi-AZ (Amazon Relational Database Service)',
        monthly_savings: '120.1234567890123456',
        currency: 'USD',
        resource_id: null,
        region: 'eu-central-1',
        details: {
          quantity: '3',
          term: 'ONE_YEAR',
          payment: 'NO_UPFRONT',
          upfront_cost: '0',
          break_even_months: '7.2',
          average_utilization_percent: null,
        },
      },
      { account_id: '222222222222' },
      {
        action: 'PurchaseSavingsPlans',
        title: 'Buy a commitment of 1.234 USD an hour: EC2 Instance Savings Plan, m5, eu-central-1',
        monthly_savings: '88.000000000000000001',
        details: { plan: 'EC2_INSTANCE_SP', hourly_commitment: '1.234' },
      },
    ]);
    expect(new Set(adviceOf('cost-explorer').map(({ advice_id }) => advice_id)).size).toBe(3);
    expect(charges.length).toBe(10);
    expect(new Set(charges)).toEqual(
      new Set(['ce:GetReservationPurchaseRecommendation 0.01', 'ce:GetSavingsPlansPurchaseRecommendation 0.01']),
    );
    expect(problemsOf('cost-explorer')).toEqual([]);
  });

  it('advises sizes where the hub can not', async () => {
    const current = {
      ResourceId: 'i-1',
      InstanceName: 'shop',
      MonthlyCost: '140.16',
      ResourceDetails: { EC2ResourceDetails: { InstanceType: 'm5.xlarge', Region: 'eu-central-1' } },
    };
    const target = (InstanceType: string, EstimatedMonthlySavings: string, DefaultTargetInstance: boolean) => ({
      EstimatedMonthlySavings,
      CurrencyCode: 'USD',
      DefaultTargetInstance,
      ResourceDetails: { EC2ResourceDetails: { InstanceType } },
    });
    aws.options.explorer = {
      AmazonEC2: [
        {
          AccountId: AWS_ACCOUNT,
          RightsizingType: 'MODIFY',
          CurrentInstance: current,
          ModifyRecommendationDetail: {
            TargetInstances: [target('t3.large', '90.1', false), target('m5.large', '70.08', true)],
          },
        },
        {
          AccountId: AWS_ACCOUNT,
          RightsizingType: 'TERMINATE',
          CurrentInstance: { ...current, ResourceId: 'i-2', InstanceName: '' },
          TerminateRecommendationDetail: { EstimatedMonthlySavings: '140.16', CurrencyCode: 'USD' },
        },
      ],
    };
    const { adviceOf, charges } = await askExplorer(true);
    expect(adviceOf('cost-explorer')).toMatchObject([
      {
        action: 'MODIFY',
        resource_id: arn('instance/i-1'),
        title: 'Change shop (i-1) from m5.xlarge to m5.large',
        monthly_savings: '70.08',
        details: { current: 'm5.xlarge', recommended: 'm5.large' },
      },
      { action: 'TERMINATE', resource_id: arn('instance/i-2'), title: 'Terminate i-2', monthly_savings: '140.16' },
    ]);
    expect(charges[0]).toBe('ce:GetRightsizingRecommendation 0.01');
  });

  it('says what is missing, and is asked the rest', async () => {
    aws.options.denied = ['ce:GetReservationPurchaseRecommendation'];
    aws.options.explorer_errors = { COMPUTE_SP: ['DataUnavailableException'], DATABASE_SP: ['ValidationException'] };
    aws.options.explorer = { EC2_INSTANCE_SP: [plan] };
    const { adviceOf, problemsOf, charges } = await askExplorer(false);
    expect(adviceOf('cost-explorer').length).toBe(1);
    expect(problemsOf('cost-explorer')).toEqual([
      'The permission ce:GetReservationPurchaseRecommendation is missing. Add it to the policy of this identity. Cost Explorer has no data yet: AWS needs up to 24 hours after it was switched on. AWS does not accept what ce:GetSavingsPlansPurchaseRecommendation was asked for: Nothing to say about DATABASE_SP.',
    ]);
    // What fails is not charged.
    expect(charges.length).toBe(2);
  });

  it('tells what a retry may mend, too, and is asked the rest', async () => {
    aws.options.explorer_errors = { 'Amazon ElastiCache': ['SomethingBrokeException'] };
    aws.options.explorer = { EC2_INSTANCE_SP: [plan] };
    const { adviceOf, problemsOf } = await askExplorer(false);
    expect(adviceOf('cost-explorer').length).toBe(1);
    expect(problemsOf('cost-explorer')).toEqual([
      'AWS did not answer ce:GetReservationPurchaseRecommendation (SomethingBrokeException: Nothing to say about Amazon ElastiCache.). The next sync tries again.',
    ]);
  });

  it('says to switch sizes on where they are not, which AWS calls a denial', async () => {
    const message =
      'Rightsizing EC2 Recommendations is an opt-in only feature. You can enable it from the preferences.';
    aws.options.explorer_errors = { AmazonEC2: ['AccessDeniedException', message] };
    const { problemsOf } = await askExplorer(true);
    expect(problemsOf('cost-explorer')).toEqual([
      'Rightsizing recommendations of Cost Explorer are not switched on. Switch them on in the cost management preferences of the management account; they are free of charge.',
    ]);
  });

  it('is not asked in a month in which its requests have cost what they may', async () => {
    const { problemsOf, charges } = await askExplorer(true, { chargedThisMonth: () => Promise.resolve(50) });
    expect(problemsOf('cost-explorer').join()).toContain('AWS has charged $50.00');
    expect([charges, aws.calls]).toEqual([[], []]);
  });

  it('ends the run when the run is stopped', async () => {
    const stop = new AbortController();
    const reason = new Error('Cancelled by a person.');
    const { connection } = awsConnection({ signal: stop.signal });
    const session = await openAwsSession(connection, 'background');
    const turn = (): Promise<void> => Promise.resolve(stop.abort(reason));
    await expect(read(adviceFromCostExplorer({ connection, session }, { rightsizing: false, turn }))).rejects.toBe(
      reason,
    );
  });
});
