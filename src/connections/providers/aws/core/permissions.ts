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
  // What previews of changes look at beside the inventory.
  previews: [
    'ec2:DescribeAddressesAttribute',
    'ec2:DescribeInstanceAttribute',
    'ec2:DescribeInstanceStatus',
    'ec2:DescribeInstanceTypeOfferings',
    'ec2:DescribeVolumesModifications',
    'lambda:GetFunctionConfiguration',
    'lambda:ListTags',
    'logs:ListTagsForResource',
    'rds:DescribeOrderableDBInstanceOptions',
  ],
} satisfies Record<string, readonly string[]>;

/** What reading exports needs, on their bucket alone; the key is needed where it is encrypted with one of the customer. */
export const EXPORT_PERMISSIONS = {
  bucket: ['s3:GetBucketLocation', 's3:ListBucket'],
  objects: ['s3:GetObject'],
  key: ['kms:Decrypt'],
} as const satisfies Record<string, readonly string[]>;

/**
 * What carrying out approved changes needs, and undoing them: exactly what the actions of `remediation/core/actions` declare.
 * It is for a role of its own, which reads nothing else.
 */
export const REMEDIATION_PERMISSIONS = {
  /** What is looked at for a preview, before a change, and until it is done: all of it is in the policy for reading, too. */
  look: [
    'autoscaling:DescribeAutoScalingInstances',
    'ec2:DescribeAddresses',
    'ec2:DescribeAddressesAttribute',
    'ec2:DescribeImages',
    'ec2:DescribeInstanceAttribute',
    'ec2:DescribeInstanceStatus',
    'ec2:DescribeInstanceTypeOfferings',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeInstances',
    'ec2:DescribeSnapshots',
    'ec2:DescribeVolumes',
    'ec2:DescribeVolumesModifications',
    'elasticloadbalancing:DescribeInstanceHealth',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetHealth',
    'lambda:GetFunctionConfiguration',
    'lambda:ListTags',
    'logs:DescribeLogGroups',
    'logs:ListTagsForResource',
    'rds:DescribeDBInstances',
    'rds:DescribeOrderableDBInstanceOptions',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetIntelligentTieringConfiguration',
    's3:GetLifecycleConfiguration',
  ],
  actions: [
    'ec2:AllocateAddress',
    'ec2:AssociateAddress',
    'ec2:CreateImage',
    'ec2:CreateSnapshot',
    'ec2:CreateVolume',
    'ec2:DeleteSnapshot',
    'ec2:DeleteVolume',
    'ec2:DisassociateAddress',
    'ec2:ModifyInstanceAttribute',
    'ec2:ModifyVolume',
    'ec2:ReleaseAddress',
    'ec2:StartInstances',
    'ec2:StopInstances',
    'ec2:TerminateInstances',
    'lambda:UpdateFunctionConfiguration',
    'logs:DeleteRetentionPolicy',
    'logs:PutRetentionPolicy',
    'rds:ModifyDBInstance',
    'rds:StartDBInstance',
    'rds:StopDBInstance',
    's3:PutIntelligentTieringConfiguration',
    's3:PutLifecycleConfiguration',
  ],
  /** Only on what the actions above create. */
  tag_created: ['ec2:CreateTags'],
  /** Only through EC2, for encrypted volumes and their snapshots. */
  keys: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
  /** Only for services that start or attach what is encrypted. */
  grant: ['kms:CreateGrant'],
} as const satisfies Record<string, readonly string[]>;
