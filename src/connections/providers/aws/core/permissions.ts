import { AWS_INVENTORY_PERMISSIONS } from './inventory/index.ts';

/** IAM actions that reading needs, by capability: all on any resource. IAM names some actions of S3 otherwise than its API. */
export const READ_PERMISSIONS = {
  cost: [
    'bcm-data-exports:GetExport',
    'bcm-data-exports:ListExecutions',
    'bcm-data-exports:ListExports',
    'ce:GetCostAndUsage',
    'ce:GetCostAndUsageWithResources',
    'ce:GetCostForecast',
    'ce:GetDimensionValues',
    'ce:GetTags',
    'ce:ListCostAllocationTags',
    'organizations:DescribeOrganization',
    'organizations:ListAccounts',
    'pricing:GetAttributeValues',
    'pricing:GetProducts',
  ],
  commitments: [
    'ce:GetReservationCoverage',
    'ce:GetReservationUtilization',
    'ce:GetSavingsPlansCoverage',
    'ce:GetSavingsPlansUtilization',
    'ec2:DescribeReservedInstances',
    'elasticache:DescribeReservedCacheNodes',
    'rds:DescribeReservedDBInstances',
    'savingsplans:DescribeSavingsPlans',
  ],
  inventory: AWS_INVENTORY_PERMISSIONS,
  metrics: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  // Compute Optimizer also wants to see that its caller may list what it advises on; the rest of that is in the inventory.
  recommendations: [
    'autoscaling:DescribeAutoScalingInstances',
    'ce:GetReservationPurchaseRecommendation',
    'ce:GetRightsizingRecommendation',
    'ce:GetSavingsPlansPurchaseRecommendation',
    'compute-optimizer:GetAutoScalingGroupRecommendations',
    'compute-optimizer:GetEBSVolumeRecommendations',
    'compute-optimizer:GetEC2InstanceRecommendations',
    'compute-optimizer:GetECSServiceRecommendations',
    'compute-optimizer:GetEnrollmentStatus',
    'compute-optimizer:GetIdleRecommendations',
    'compute-optimizer:GetLambdaFunctionRecommendations',
    'compute-optimizer:GetRDSDatabaseRecommendations',
    'cost-optimization-hub:GetPreferences',
    'cost-optimization-hub:GetRecommendation',
    'cost-optimization-hub:ListEnrollmentStatuses',
    'cost-optimization-hub:ListRecommendations',
    'ecs:ListClusters',
    'ecs:ListServices',
    'lambda:ListProvisionedConcurrencyConfigs',
  ],
} satisfies Record<string, readonly string[]>;

/** What reading exports needs, on their bucket alone; the key is needed where it is encrypted with one of the customer. */
export const EXPORT_PERMISSIONS = {
  bucket: ['s3:GetBucketLocation', 's3:ListBucket'],
  objects: ['s3:GetObject'],
  key: ['kms:Decrypt'],
} as const satisfies Record<string, readonly string[]>;

/** What carrying out approved changes needs, and undoing them where that is possible. */
export const REMEDIATION_PERMISSIONS = {
  /** What is looked at before a change. */
  preflight: ['ec2:DescribeInstanceAttribute', 'ec2:DescribeInstanceTypeOfferings', 'ec2:DescribeVolumesModifications'],
  actions: [
    'ec2:AllocateAddress',
    'ec2:AttachVolume',
    'ec2:CreateSnapshot',
    'ec2:CreateVolume',
    'ec2:DeleteSnapshot',
    'ec2:DeleteVolume',
    'ec2:ModifyInstanceAttribute',
    'ec2:ModifyVolume',
    'ec2:ReleaseAddress',
    'ec2:StartInstances',
    'ec2:StopInstances',
    'ec2:TerminateInstances',
    'ecr:PutLifecyclePolicy',
    'logs:PutRetentionPolicy',
    'rds:CreateDBSnapshot',
    'rds:ModifyDBInstance',
    'rds:StartDBInstance',
    'rds:StopDBInstance',
    's3:PutIntelligentTieringConfiguration',
    's3:PutLifecycleConfiguration',
  ],
  /** Only on what the actions above create. */
  tag_created: ['ec2:CreateTags'],
  /** Only for services that start an instance with an encrypted volume. */
  grant: ['kms:CreateGrant'],
} as const satisfies Record<string, readonly string[]>;
