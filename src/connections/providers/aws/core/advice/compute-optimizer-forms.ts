interface Savings {
  savingsOpportunityPercentage?: number;
  estimatedMonthlySavings?: { currency?: string; value?: number };
}

/** What a recommended configuration saves: at list prices, and with the discounts of the account where AWS knows them. */
export interface WithSavings {
  savingsOpportunity?: Savings;
  savingsOpportunityAfterDiscounts?: Savings;
}

export interface Option extends WithSavings {
  rank?: number;
  performanceRisk?: number;
  migrationEffort?: string;
  platformDifferences?: string[];
}

/** What all recommendations have in common. */
export interface Common {
  accountId?: string;
  findingReasonCodes?: string[];
  currentPerformanceRisk?: string;
  lookBackPeriodInDays?: number;
  lookbackPeriodInDays?: number;
  lastRefreshTimestamp?: Date;
  utilizationMetrics?: { name?: string; statistic?: string; value?: number }[];
}

export interface InstanceRecommendation extends Common {
  instanceArn?: string;
  instanceName?: string;
  currentInstanceType?: string;
  finding?: string;
  idle?: string;
  recommendationOptions?: (Option & { instanceType?: string })[];
}
export interface VolumeRecommendation extends Common {
  volumeArn?: string;
  finding?: string;
  currentConfiguration?: object;
  volumeRecommendationOptions?: (Option & { configuration?: object })[];
}
export interface GroupRecommendation extends Common {
  autoScalingGroupArn?: string;
  autoScalingGroupName?: string;
  finding?: string;
  currentConfiguration?: object;
  recommendationOptions?: (Option & { configuration?: object })[];
}
export interface FunctionRecommendation extends Common {
  functionArn?: string;
  finding?: string;
  currentMemorySize?: number;
  memorySizeRecommendationOptions?: (Option & { memorySize?: number })[];
}
export interface ServiceRecommendation extends Common {
  serviceArn?: string;
  finding?: string;
  launchType?: string;
  currentServiceConfiguration?: { memory?: number; cpu?: number };
  serviceRecommendationOptions?: (Option & { memory?: number; cpu?: number })[];
}
export interface DatabaseRecommendation extends Common {
  resourceArn?: string;
  engine?: string;
  instanceFinding?: string;
  storageFinding?: string;
  instanceFindingReasonCodes?: string[];
  storageFindingReasonCodes?: string[];
  currentInstancePerformanceRisk?: string;
  currentDBInstanceClass?: string;
  currentStorageConfiguration?: object;
  instanceRecommendationOptions?: (Option & { dbInstanceClass?: string })[];
  storageRecommendationOptions?: (Option & { storageConfiguration?: object })[];
}
export interface IdleRecommendation extends Common, WithSavings {
  resourceArn?: string;
  resourceId?: string;
  resourceType?: string;
  finding?: string;
  findingDescription?: string;
}
