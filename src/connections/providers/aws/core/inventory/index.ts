import { ADDRESSES } from './addresses.ts';
import { AUTO_SCALING_GROUPS } from './auto-scaling-groups.ts';
import { CACHE_CLUSTERS } from './cache-clusters.ts';
import { CLASSIC_LOAD_BALANCERS } from './classic-load-balancers.ts';
import type { AwsFamily } from './common.ts';
import { DYNAMODB_TABLES } from './dynamodb-tables.ts';
import { ECR_REPOSITORIES } from './ecr-repositories.ts';
import { EKS } from './eks.ts';
import { IMAGES_AND_SNAPSHOTS } from './images-and-snapshots.ts';
import { INSTANCES } from './instances.ts';
import { LAMBDA_FUNCTIONS } from './lambda-functions.ts';
import { LOAD_BALANCERS } from './load-balancers.ts';
import { LOG_GROUPS } from './log-groups.ts';
import { NAT_GATEWAYS } from './nat-gateways.ts';
import { RDS_CLUSTERS } from './rds-clusters.ts';
import { RDS_INSTANCES } from './rds-instances.ts';
import { S3_BUCKETS } from './s3-buckets.ts';
import { VOLUMES } from './volumes.ts';
import { VPC_ENDPOINTS } from './vpc-endpoints.ts';

/** Which regions there are decides where all else is looked for. */
export const REGIONS_PERMISSION = 'ec2:DescribeRegions';

/** What is looked at in AWS, one entry for each collector. */
export const AWS_INVENTORY_FAMILIES: AwsFamily[] = [
  ADDRESSES,
  AUTO_SCALING_GROUPS,
  CACHE_CLUSTERS,
  CLASSIC_LOAD_BALANCERS,
  DYNAMODB_TABLES,
  ECR_REPOSITORIES,
  EKS,
  IMAGES_AND_SNAPSHOTS,
  INSTANCES,
  LAMBDA_FUNCTIONS,
  LOAD_BALANCERS,
  LOG_GROUPS,
  NAT_GATEWAYS,
  RDS_CLUSTERS,
  RDS_INSTANCES,
  S3_BUCKETS,
  VOLUMES,
  VPC_ENDPOINTS,
];

/** The IAM actions that the inventory needs, each once, in the order of their names. */
export const AWS_INVENTORY_PERMISSIONS: string[] = [
  ...new Set([REGIONS_PERMISSION, ...AWS_INVENTORY_FAMILIES.flatMap(({ permissions }) => permissions)]),
].sort();
