import type { Advice } from '../../../../core/inventory.ts';
import { decimalText } from './amounts.ts';

export const HUB = 'cost-optimization-hub';

/** A recommendation as Cost Optimization Hub lists it. */
export interface HubRecommendation {
  recommendationId?: string;
  accountId?: string;
  region?: string;
  resourceId?: string;
  resourceArn?: string;
  currentResourceType?: string;
  recommendedResourceType?: string;
  estimatedMonthlySavings?: number;
  estimatedSavingsPercentage?: number;
  estimatedMonthlyCost?: number;
  currencyCode?: string;
  implementationEffort?: string;
  restartNeeded?: boolean;
  actionType?: string;
  rollbackPossible?: boolean;
  currentResourceSummary?: string;
  recommendedResourceSummary?: string;
  lastRefreshTimestamp?: Date;
  recommendationLookbackPeriodInDays?: number;
  source?: string;
}

/** Types of the hub that are in the inventory under another name. */
const RESOURCE_TYPES: Record<string, string> = {
  Ec2Instance: 'AWS::EC2::Instance',
  Ec2AutoScalingGroup: 'AWS::AutoScaling::AutoScalingGroup',
  EbsVolume: 'AWS::EC2::Volume',
  LambdaFunction: 'AWS::Lambda::Function',
  EcsService: 'AWS::ECS::Service',
  RdsDbInstance: 'AWS::RDS::DBInstance',
  RdsDbInstanceStorage: 'AWS::RDS::DBInstance',
  AuroraDbClusterStorage: 'AWS::RDS::DBCluster',
  NatGateway: 'AWS::EC2::NatGateway',
  DynamoDbTable: 'AWS::DynamoDB::Table',
};

/** `PurchaseSavingsPlans` in words. */
const inWords = (action: string): string =>
  action.replaceAll(/(?<=[a-z])([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

function titleOf(recommendation: HubRecommendation, action: string): string {
  const {
    currentResourceSummary: from,
    recommendedResourceSummary: to,
    resourceId,
    currentResourceType,
  } = recommendation;
  const what = resourceId || currentResourceType;
  const change = from && to && from !== to ? `: ${from} to ${to}` : to || from ? `: ${to || from}` : '';
  return `${inWords(action)}${what ? ` ${what}` : ''}${change}`;
}

/** Null for what names neither an action nor itself. The hub has dropped duplicates of other sources of AWS already. */
export function adviceOfHub(recommendation: HubRecommendation): Advice | null {
  const { recommendationId, resourceArn, resourceId, actionType, currentResourceType: type } = recommendation;
  if (!actionType || !recommendationId) return null;
  return {
    source: HUB,
    // The hub's own ids are not said to last; a resource and what to do with which part of it stay the same.
    advice_id: resourceArn ? `${actionType} ${type ?? ''} ${resourceArn}` : recommendationId,
    resource_id: resourceArn || resourceId || null,
    resource_type: (type && (RESOURCE_TYPES[type] ?? type)) || null,
    account_id: recommendation.accountId ?? null,
    region: recommendation.region || null,
    action: actionType,
    title: titleOf(recommendation, actionType),
    monthly_savings: decimalText(recommendation.estimatedMonthlySavings),
    currency: recommendation.currencyCode ?? null,
    details: {
      recommendation_id: recommendationId,
      found_by: recommendation.source ?? null,
      current: recommendation.currentResourceSummary ?? null,
      current_type: type ?? null,
      recommended: recommendation.recommendedResourceSummary ?? null,
      recommended_type: recommendation.recommendedResourceType ?? null,
      monthly_cost: decimalText(recommendation.estimatedMonthlyCost),
      savings_percent: recommendation.estimatedSavingsPercentage ?? null,
      effort: recommendation.implementationEffort ?? null,
      restart_needed: recommendation.restartNeeded ?? null,
      rollback_possible: recommendation.rollbackPossible ?? null,
      lookback_days: recommendation.recommendationLookbackPeriodInDays ?? null,
      refreshed_at: recommendation.lastRefreshTimestamp?.toISOString() ?? null,
    },
  };
}
