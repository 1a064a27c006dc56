import type { Rule } from '../rule.ts';
import { azureAppServicePlanEmpty } from './azure-app-service-plan-empty.ts';
import { azureAppServicePlanIdle } from './azure-app-service-plan-idle.ts';
import { azureApplicationGatewayWithoutBackend } from './azure-application-gateway-without-backend.ts';
import { azureDiskPremiumLowUse } from './azure-disk-premium-low-use.ts';
import { azureDiskUnattached } from './azure-disk-unattached.ts';
import { azureFlexibleServerOversized } from './azure-flexible-server-oversized.ts';
import { azureLoadBalancerWithoutBackend } from './azure-load-balancer-without-backend.ts';
import { azureNicOrphaned } from './azure-nic-orphaned.ts';
import { azurePublicIpIdle } from './azure-public-ip-idle.ts';
import { azureSnapshotPremium } from './azure-snapshot-premium.ts';
import { azureSqlIdle } from './azure-sql-idle.ts';
import { azureSqlPoolEmpty } from './azure-sql-pool-empty.ts';
import { azureSqlPoolIdle } from './azure-sql-pool-idle.ts';
import { azureStorageWithoutLifecycle } from './azure-storage-without-lifecycle.ts';
import { azureVmIdle } from './azure-vm-idle.ts';
import { azureVmOversized } from './azure-vm-oversized.ts';
import { azureVmStoppedNotDeallocated } from './azure-vm-stopped-not-deallocated.ts';
import { azureVmWithoutHybridBenefit } from './azure-vm-without-hybrid-benefit.ts';
import { dynamodbOverprovisioned } from './dynamodb-overprovisioned.ts';
import { ebsGp2 } from './ebs-gp2.ts';
import { ebsOverprovisionedIops } from './ebs-overprovisioned-iops.ts';
import { ebsPreviousGeneration } from './ebs-previous-generation.ts';
import { ebsUnattached } from './ebs-unattached.ts';
import { ec2AlwaysOnInNonProduction } from './ec2-always-on-in-non-production.ts';
import { ec2Graviton } from './ec2-graviton.ts';
import { ec2Idle } from './ec2-idle.ts';
import { ec2Oversized } from './ec2-oversized.ts';
import { ec2PreviousGeneration } from './ec2-previous-generation.ts';
import { ec2StoppedWithVolumes } from './ec2-stopped-with-volumes.ts';
import { ecrUnusedImages } from './ecr-unused-images.ts';
import { eipUnassociated } from './eip-unassociated.ts';
import { eksNodesUnderused } from './eks-nodes-underused.ts';
import { elasticacheIdle } from './elasticache-idle.ts';
import { lambdaOversizedMemory } from './lambda-oversized-memory.ts';
import { loadBalancerIdle } from './load-balancer-idle.ts';
import { logGroupWithoutRetention } from './log-group-without-retention.ts';
import { natGatewayIdle } from './nat-gateway-idle.ts';
import { natGatewayWithoutEndpoint } from './nat-gateway-without-endpoint.ts';
import { publicIpv4Unused } from './public-ipv4-unused.ts';
import { rdsExtendedSupport } from './rds-extended-support.ts';
import { rdsGraviton } from './rds-graviton.ts';
import { rdsIdle } from './rds-idle.ts';
import { rdsMultiAzInNonProduction } from './rds-multi-az-in-non-production.ts';
import { rdsOversized } from './rds-oversized.ts';
import { rdsPreviousGeneration } from './rds-previous-generation.ts';
import { s3IncompleteUploads } from './s3-incomplete-uploads.ts';
import { s3WithoutLifecycle } from './s3-without-lifecycle.ts';
import { s3WithoutTiering } from './s3-without-tiering.ts';
import { snapshotOld } from './snapshot-old.ts';
import { vpcEndpointIdle } from './vpc-endpoint-idle.ts';

/** Every rule. To add one: a file of its own, its page in docs/rules, and its line here. */
export const RULES: readonly Rule[] = [
  dynamodbOverprovisioned,
  ebsGp2,
  ebsOverprovisionedIops,
  ebsPreviousGeneration,
  ebsUnattached,
  ec2AlwaysOnInNonProduction,
  ec2Graviton,
  ec2Idle,
  ec2Oversized,
  ec2PreviousGeneration,
  ec2StoppedWithVolumes,
  ecrUnusedImages,
  eipUnassociated,
  eksNodesUnderused,
  elasticacheIdle,
  lambdaOversizedMemory,
  loadBalancerIdle,
  logGroupWithoutRetention,
  natGatewayIdle,
  natGatewayWithoutEndpoint,
  publicIpv4Unused,
  rdsExtendedSupport,
  rdsGraviton,
  rdsIdle,
  rdsMultiAzInNonProduction,
  rdsOversized,
  rdsPreviousGeneration,
  s3IncompleteUploads,
  s3WithoutLifecycle,
  s3WithoutTiering,
  snapshotOld,
  vpcEndpointIdle,
  azureAppServicePlanEmpty,
  azureAppServicePlanIdle,
  azureApplicationGatewayWithoutBackend,
  azureDiskPremiumLowUse,
  azureDiskUnattached,
  azureFlexibleServerOversized,
  azureLoadBalancerWithoutBackend,
  azureNicOrphaned,
  azurePublicIpIdle,
  azureSnapshotPremium,
  azureSqlIdle,
  azureSqlPoolEmpty,
  azureSqlPoolIdle,
  azureStorageWithoutLifecycle,
  azureVmIdle,
  azureVmOversized,
  azureVmStoppedNotDeallocated,
  azureVmWithoutHybridBenefit,
];
