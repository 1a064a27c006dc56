import type { Action } from '../../../recommendations/core/change.ts';
import type { AnyAction } from '../action.ts';
import { ec2DeleteSnapshot } from './aws/ec2-delete-snapshot.ts';
import { ec2DeleteVolume } from './aws/ec2-delete-volume.ts';
import { ec2ModifyVolume } from './aws/ec2-modify-volume.ts';
import { ec2ReleaseAddress } from './aws/ec2-release-address.ts';
import { ec2ResizeInstance } from './aws/ec2-resize-instance.ts';
import { ec2StopInstance } from './aws/ec2-stop-instance.ts';
import { ec2TerminateInstance } from './aws/ec2-terminate-instance.ts';
import { lambdaSetMemory } from './aws/lambda-set-memory.ts';
import { logsSetRetention } from './aws/logs-set-retention.ts';
import { rdsModifyInstance } from './aws/rds-modify-instance.ts';
import { rdsStopInstance } from './aws/rds-stop-instance.ts';
import { s3AddLifecycleRule } from './aws/s3-add-lifecycle-rule.ts';
import { s3SetIntelligentTiering } from './aws/s3-set-intelligent-tiering.ts';
import { deallocateVm } from './azure/deallocate-vm.ts';
import { deleteDisk } from './azure/delete-disk.ts';
import { deletePublicIp } from './azure/delete-public-ip.ts';
import { deleteSnapshot } from './azure/delete-snapshot.ts';
import { resizeVm } from './azure/resize-vm.ts';
import { setAppServicePlanSku } from './azure/set-app-service-plan-sku.ts';
import { setDiskSku } from './azure/set-disk-sku.ts';

/** Every change that can be carried out from here. A new one is one file, and one line here. */
export const ACTIONS: readonly AnyAction[] = [
  ec2ResizeInstance,
  ec2StopInstance,
  ec2TerminateInstance,
  ec2DeleteVolume,
  ec2ModifyVolume,
  ec2ReleaseAddress,
  ec2DeleteSnapshot,
  s3AddLifecycleRule,
  s3SetIntelligentTiering,
  rdsStopInstance,
  rdsModifyInstance,
  logsSetRetention,
  lambdaSetMemory,
  deallocateVm,
  resizeVm,
  deleteDisk,
  setDiskSku,
  deletePublicIp,
  deleteSnapshot,
  setAppServicePlanSku,
];

const BY_NAME = new Map<string, AnyAction>(ACTIONS.map((one) => [one.action, one]));

/** What carries out an action; null where it can only be done by script, by Terraform or by hand. */
export const actionOf = (action: Action): AnyAction | null => BY_NAME.get(action) ?? null;
