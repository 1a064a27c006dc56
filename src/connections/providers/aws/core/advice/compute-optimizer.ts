import type { Advice } from '../../../../core/inventory.ts';
import { decimalText, partsOfArn } from './amounts.ts';
import type {
  Common,
  DatabaseRecommendation,
  FunctionRecommendation,
  GroupRecommendation,
  IdleRecommendation,
  InstanceRecommendation,
  Option,
  ServiceRecommendation,
  VolumeRecommendation,
  WithSavings,
} from './compute-optimizer-forms.ts';

export const COMPUTE_OPTIMIZER = 'compute-optimizer';

/** Findings that call for nothing, as `plain` spells them. */
const FINE = new Set(['optimized', 'unavailable']);
/** AWS spells findings `Overprovisioned` in some answers and `OVER_PROVISIONED` in others. */
const plain = (finding: string): string => finding.toLowerCase().replaceAll('_', '');
const IDLE_TYPES: Record<string, string> = {
  EC2Instance: 'AWS::EC2::Instance',
  AutoScalingGroup: 'AWS::AutoScaling::AutoScalingGroup',
  EBSVolume: 'AWS::EC2::Volume',
  ECSService: 'AWS::ECS::Service',
  RDSDBInstance: 'AWS::RDS::DBInstance',
  NatGateway: 'AWS::EC2::NatGateway',
};

/** What savings there are, those after discounts first: they are what the bill would lose. */
function savingsOf({ savingsOpportunity, savingsOpportunityAfterDiscounts }: WithSavings) {
  const after = savingsOpportunityAfterDiscounts?.estimatedMonthlySavings;
  const savings = after ?? savingsOpportunity?.estimatedMonthlySavings;
  const amount = decimalText(savings?.value);
  return {
    monthly_savings: amount,
    currency: amount === null ? null : (savings?.currency ?? null),
    after_discounts: amount === null ? null : after !== undefined,
  };
}

/** One finding about one resource, in the form all kinds share. */
interface Finding {
  /** Tells findings about one resource apart, such as `instance` and `storage` of a database. */
  kind: string;
  arn: string | undefined;
  /** Where the ARN names a part of what the inventory knows, such as a version of a function: the whole. */
  resource_id?: string;
  resource_type: string | null;
  finding: string | undefined;
  title: string;
  common: Common;
  current: unknown;
  options: { option: Option; recommended: unknown }[];
}

const byRank = (options: Finding['options']): Finding['options'] =>
  options.toSorted((one, other) => (one.option.rank ?? Infinity) - (other.option.rank ?? Infinity));

function adviceOf({
  kind,
  arn,
  resource_id = arn,
  resource_type,
  finding,
  title,
  common,
  current,
  options,
}: Finding): Advice[] {
  if (!arn || !finding || FINE.has(plain(finding))) return [];
  const ranked = byRank(options);
  const best = ranked[0];
  const { after_discounts, ...savings } = savingsOf(best?.option ?? {});
  const { account_id, region } = partsOfArn(arn);
  return [
    {
      source: COMPUTE_OPTIMIZER,
      advice_id: `${kind} ${arn}`,
      resource_id: resource_id ?? arn,
      resource_type,
      account_id: common.accountId ?? account_id,
      region,
      action: finding,
      title,
      ...savings,
      details: {
        current: current ?? null,
        recommended: best?.recommended ?? null,
        after_discounts,
        performance_risk: best?.option.performanceRisk ?? null,
        current_performance_risk: common.currentPerformanceRisk ?? null,
        effort: best?.option.migrationEffort ?? null,
        platform_differences: best?.option.platformDifferences ?? [],
        reasons: common.findingReasonCodes ?? [],
        utilization: common.utilizationMetrics ?? [],
        lookback_days: common.lookBackPeriodInDays ?? common.lookbackPeriodInDays ?? null,
        refreshed_at: common.lastRefreshTimestamp?.toISOString() ?? null,
        other_options: ranked.slice(1).map(({ option, recommended }) => {
          const { after_discounts: _, ...rest } = savingsOf(option);
          return { recommended, performance_risk: option.performanceRisk ?? null, ...rest };
        }),
      },
    },
  ];
}

const lastOf = (arn: string | undefined): string => arn?.split(/[/:]/).at(-1) ?? 'resource';
function inWords(finding = ''): string {
  const word = plain(finding);
  return word === 'notoptimized' ? 'not optimized' : word;
}

/** Each gives the advice in one recommendation; none when AWS finds nothing to change. */
export const ofInstance = (one: InstanceRecommendation): Advice[] =>
  adviceOf({
    kind: 'instance',
    arn: one.instanceArn,
    resource_type: 'AWS::EC2::Instance',
    finding: one.finding,
    title: `Instance ${one.instanceName || lastOf(one.instanceArn)} (${one.currentInstanceType}) is ${inWords(one.finding)}`,
    common: one,
    current: one.currentInstanceType,
    options: (one.recommendationOptions ?? []).map((option) => ({ option, recommended: option.instanceType ?? null })),
  });

export const ofVolume = (one: VolumeRecommendation): Advice[] =>
  adviceOf({
    kind: 'volume',
    arn: one.volumeArn,
    resource_type: 'AWS::EC2::Volume',
    finding: one.finding,
    title: `Volume ${lastOf(one.volumeArn)} is ${inWords(one.finding)}`,
    common: one,
    current: one.currentConfiguration,
    options: (one.volumeRecommendationOptions ?? []).map((option) => ({
      option,
      recommended: option.configuration ?? null,
    })),
  });

export const ofGroup = (one: GroupRecommendation): Advice[] =>
  adviceOf({
    kind: 'auto-scaling-group',
    arn: one.autoScalingGroupArn,
    resource_type: 'AWS::AutoScaling::AutoScalingGroup',
    finding: one.finding,
    title: `Auto Scaling group ${one.autoScalingGroupName || lastOf(one.autoScalingGroupArn)} is ${inWords(one.finding)}`,
    common: one,
    current: one.currentConfiguration,
    options: (one.recommendationOptions ?? []).map((option) => ({ option, recommended: option.configuration ?? null })),
  });

export function ofFunction(one: FunctionRecommendation): Advice[] {
  // The ARN ends with the version that was looked at; the inventory knows the function alone.
  const resource_id = one.functionArn?.split(':').slice(0, 7).join(':');
  return adviceOf({
    kind: 'function',
    arn: one.functionArn,
    resource_id,
    resource_type: 'AWS::Lambda::Function',
    finding: one.finding,
    title: `Memory of function ${lastOf(resource_id)} (${one.currentMemorySize} MB) is ${inWords(one.finding)}`,
    common: one,
    current: { memory_mb: one.currentMemorySize ?? null },
    options: (one.memorySizeRecommendationOptions ?? []).map((option) => ({
      option,
      recommended: { memory_mb: option.memorySize ?? null },
    })),
  });
}

export const ofService = (one: ServiceRecommendation): Advice[] =>
  adviceOf({
    kind: 'service',
    arn: one.serviceArn,
    resource_type: 'AWS::ECS::Service',
    finding: one.finding,
    title: `ECS service ${lastOf(one.serviceArn)} is ${inWords(one.finding)}`,
    common: one,
    current: { launch_type: one.launchType ?? null, ...one.currentServiceConfiguration },
    options: (one.serviceRecommendationOptions ?? []).map((option) => ({
      option,
      recommended: { memory: option.memory ?? null, cpu: option.cpu ?? null },
    })),
  });

export function ofDatabase(one: DatabaseRecommendation): Advice[] {
  const shared = { arn: one.resourceArn, resource_type: 'AWS::RDS::DBInstance' };
  const name = lastOf(one.resourceArn);
  return [
    ...adviceOf({
      ...shared,
      kind: 'database',
      finding: one.instanceFinding,
      title: `Database ${name} (${one.currentDBInstanceClass}) is ${inWords(one.instanceFinding)}`,
      common: {
        ...one,
        findingReasonCodes: one.instanceFindingReasonCodes,
        currentPerformanceRisk: one.currentInstancePerformanceRisk,
      },
      current: one.currentDBInstanceClass,
      options: (one.instanceRecommendationOptions ?? []).map((option) => ({
        option,
        recommended: option.dbInstanceClass ?? null,
      })),
    }),
    ...adviceOf({
      ...shared,
      kind: 'database-storage',
      finding: one.storageFinding,
      title: `Storage of database ${name} is ${inWords(one.storageFinding)}`,
      common: { ...one, findingReasonCodes: one.storageFindingReasonCodes },
      current: one.currentStorageConfiguration,
      options: (one.storageRecommendationOptions ?? []).map((option) => ({
        option,
        recommended: option.storageConfiguration ?? null,
      })),
    }),
  ];
}

export const ofIdle = (one: IdleRecommendation): Advice[] =>
  adviceOf({
    kind: 'idle',
    arn: one.resourceArn,
    resource_type: (one.resourceType && IDLE_TYPES[one.resourceType]) || one.resourceType || null,
    finding: one.finding,
    title: one.findingDescription || `${one.resourceId ?? lastOf(one.resourceArn)} is ${inWords(one.finding)}`,
    common: one,
    current: null,
    options: [{ option: one, recommended: null }],
  });
