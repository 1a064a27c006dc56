import { z } from 'zod';
import { kubernetesTagOf, notProtected, serviceOf, stackRisks } from '../aws/held.ts';
import { above, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, riskOf } from '../judging.ts';
import { listOf, nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

/** Tags of AWS Backup and of Data Lifecycle Manager on the snapshots that they take, and delete in their time. */
const BACKUP_TAGS = ['aws:backup:', 'aws:dlm:'];

export const snapshotOld = defineRule({
  id: 'snapshot-old',
  title: 'Old EBS snapshots',
  description: 'Snapshots that are older than a backup is usually kept, and that no image or backup plan needs.',
  type: 'storage',
  provider: 'aws',
  resource_types: ['AWS::EC2::Snapshot'],
  metrics: [],
  relations: [],
  parameters: z.strictObject({
    days: z.number().int().min(7).max(3_650).default(90).describe('Age, above (days)'),
  }),
  sources: [
    'OpenOps, orphaned snapshots, and Cloud Custodian: snapshots by age',
    'Amazon EBS User Guide, deleting snapshots: only what no other snapshot needs is freed',
  ],
  evaluate: ({ resource, age_days, is_production, parameters: { days } }) => {
    const images = listOf<string>(resource, 'image_ids');
    const backup = Object.keys(resource.tags).find((key) => BACKUP_TAGS.some((prefix) => key.startsWith(prefix)));
    const managed = backup ?? serviceOf(resource);
    const kubernetes = kubernetesTagOf(resource);
    const [volume_id, size_gib] = [textOf(resource, 'volume_id'), numberOf(resource, 'size_gib')];
    const checks = [
      isOneOf({ check: 'status', text: 'state of the snapshot' }, resource.status, ['completed']),
      above({ check: 'age_days', text: 'age', unit: 'days' }, age_days, days),
      holds(
        { check: 'images', text: 'images (AMIs) that are made of it' },
        images && images.length === 0,
        'none',
        images && images.length,
      ),
      isOneOf(
        { check: 'tier', text: 'storage tier; what is archived is meant to be kept' },
        textOf(resource, 'storage_tier'),
        ['standard'],
      ),
      holds(
        { check: 'managed', text: 'tag of a backup plan, a service or Kubernetes' },
        managed === null && kubernetes === null,
        'none: who takes such snapshots deletes them too',
        managed ?? kubernetes ?? 'none',
      ),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the old snapshot ${nameOf(resource)}`,
      reason: `It was taken ${figure(age_days!)} days ago${volume_id === null ? '' : ` of the volume ${volume_id}`}, and no image of this account is made of it.`,
      change: { action: 'ec2.delete_snapshot', parameters: { snapshot_id: shortIdOf(resource) } },
      current: { age_days, volume_id, size_gib },
      proposed: { status: 'deleted' },
      saving: [{ kind: 'ends', of: 'all', because: 'a snapshot that is gone is not charged for' }],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(
        [
          'medium',
          'Whether somebody still needs what was on the volume then cannot be seen, nor whether a launch template or another account uses it.',
        ],
        [
          'medium',
          'It saves at most what the snapshot costs: blocks that other snapshots of the same volume need are kept, and charged there.',
        ],
      ),
      risk: riskOf(
        [
          is_production === false ? 'medium' : 'high',
          'It cannot be brought back, unless a rule of the Recycle Bin keeps it. It may be the last copy of a volume that is gone.',
        ],
        ...stackRisks(resource),
      ),
      effort: 'low',
      restart_needed: false,
      reversible: false,
    }));
  },
});
