import { tieringConfiguration } from '../../aws/bucket-rules.ts';
import { attribute, attributes, block, Expression, type Item, JsonText, type Value } from '../hcl.ts';
import { labelFor, unique } from '../names.ts';
import { CannotExpress, type Draft, type Resource, type Source } from './draft.ts';
import { lifecycleRules } from './s3-lifecycle.ts';
import { changed, made, removed, type Writers } from './writer.ts';

const GP3_IOPS = 3_000;

const BACKUP_TAG = 'finopsmind:source-volume';
const filter = (name: string, value: string): Item =>
  block('filter', [], [attribute('name', name), attribute('values', [value])]);

/** A snapshot of a volume, made before it goes. */
const backup = (source: Source, label: string, volume_id: string): Resource =>
  made(source, {
    type: 'aws_ebs_snapshot',
    label,
    keeps: { volume_id, description: `Before ${volume_id} was deleted` },
    tags: { ...source.tags(), [BACKUP_TAG]: volume_id },
    proof: [
      ...attributes({ most_recent: true, owners: ['self'] }),
      filter('status', 'completed'),
      filter(`tag:${BACKUP_TAG}`, volume_id),
    ],
    remark: 'Made before the volume is deleted; it stays, and is charged for.',
  });

const BACKUP_NOTE =
  'The first step makes a snapshot and waits until it is complete. The second step looks for it, and has no plan without it.';

function deleteVolumesOf(source: Source, instance_id: string, volume_ids: readonly string[]): Draft {
  const availability_zone = source.needText('availability_zone');
  const attached = source.list('volumes');
  const device = (volume_id: string): string => {
    const found = attached?.find((one) => one['volume_id'] === volume_id)?.['device'];
    if (typeof found !== 'string')
      throw new CannotExpress(
        `The inventory does not know as which device ${volume_id} is attached, which Terraform needs.`,
      );
    return found;
  };
  const labels = new Set<string>();
  const resources = volume_ids.flatMap((volume_id): Resource[] => {
    const label = unique(`${source.label}__${labelFor(volume_id)}`, labels, '_');
    return [
      removed(source, {
        type: 'aws_ebs_volume',
        label,
        import_id: volume_id,
        keeps: { availability_zone, size: 1 },
        remark: 'Terraform asks for a size: what stands here is ignored, the volume has its own.',
      }),
      removed(source, {
        type: 'aws_volume_attachment',
        label,
        import_id: `${device(volume_id)}:${volume_id}:${instance_id}`,
        keeps: {
          device_name: device(volume_id),
          instance_id,
          volume_id: new Expression(`aws_ebs_volume.${label}.id`),
        },
      }),
      backup(source, `${label}__backup`, volume_id),
    ];
  });
  return {
    resources,
    notes: [BACKUP_NOTE, 'The instance stays, without these volumes: it does not start until they are there again.'],
    undo: 'Make volumes from the snapshots in the same availability zone, and attach them as the devices they were.',
  };
}

/** Rules of ECR: untagged images go after days, and of the others the newest stay. */
const ecrRules = (untagged_days: number, keep_images: number): Value[] => [
  ...(untagged_days > 0
    ? [
        {
          rulePriority: 1,
          description: 'Untagged images',
          selection: {
            tagStatus: 'untagged',
            countType: 'sinceImagePushed',
            countUnit: 'days',
            countNumber: untagged_days,
          },
          action: { type: 'expire' },
        },
      ]
    : []),
  ...(keep_images > 0
    ? [
        {
          rulePriority: 2,
          description: 'All but the newest',
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keep_images },
          action: { type: 'expire' },
        },
      ]
    : []),
];

const s3Note = (existing: number): string =>
  existing === 0
    ? 'The bucket has no lifecycle configuration as far as the inventory knows. If one was made since, this replaces it: look before you apply.'
    : `A lifecycle configuration is replaced as a whole, so what the inventory knows of the ${existing === 1 ? 'rule' : `${existing} rules`} that it has is written along. It does not know limits of object size and numbers of newer versions to keep: read the plan, and add to a rule what the plan would take from it.`;

/** Volumes, snapshots, buckets, logs and images. */
export const awsStorage: Writers<
  | 'ec2.delete_volume'
  | 'ec2.delete_volumes_of_stopped_instance'
  | 'ec2.modify_volume'
  | 'ec2.delete_snapshot'
  | 's3.add_lifecycle_rule'
  | 's3.set_intelligent_tiering'
  | 'logs.set_retention'
  | 'ecr.set_lifecycle_policy'
> = {
  'ec2.delete_volume': ({ volume_id }, source) => ({
    resources: [
      removed(source, {
        type: 'aws_ebs_volume',
        import_id: volume_id,
        keeps: { availability_zone: source.needText('availability_zone'), size: source.needNumber('size_gib') },
      }),
      backup(source, `${source.label}__backup`, volume_id),
    ],
    notes: [BACKUP_NOTE],
    undo: 'Make a volume from the snapshot that the first step made, in the same availability zone.',
  }),
  'ec2.delete_volumes_of_stopped_instance': ({ instance_id, volume_ids }, source) =>
    deleteVolumesOf(source, instance_id, volume_ids),
  'ec2.modify_volume': (parameters, source) => {
    const { volume_id, volume_type, size_gib, throughput_mibps, from_volume_type, from_iops } = parameters;
    // A change to gp3 has to say what a new gp3 volume would have anyway.
    const iops = parameters.iops ?? (volume_type === 'gp3' && from_volume_type !== 'gp3' ? GP3_IOPS : null);
    return {
      resources: [
        changed(source, {
          type: 'aws_ebs_volume',
          import_id: volume_id,
          keeps: { availability_zone: source.needText('availability_zone'), size: size_gib },
          sets: { type: volume_type, iops, throughput: throughput_mibps },
        }),
      ],
      notes: [
        'The volume stays in use. AWS takes up to a day to optimize it, and takes four changes of one volume in 24 hours.',
      ],
      undo: `When AWS has finished, set type back to "${from_volume_type}"${from_iops === null ? '' : ` and iops to ${from_iops}`}, and apply.`,
    };
  },
  'ec2.delete_snapshot': ({ snapshot_id }, source) => ({
    resources: [
      removed(source, {
        type: 'aws_ebs_snapshot',
        import_id: snapshot_id,
        keeps: { volume_id: source.needText('volume_id') },
      }),
    ],
    notes: [
      'A deleted snapshot is gone, unless a Recycle Bin rule of your account keeps it. AWS refuses to delete the snapshot of an image.',
    ],
    undo: 'There is none, except from the Recycle Bin.',
  }),
  's3.add_lifecycle_rule': (parameters, source) => {
    const rules = source.list('lifecycle_rules');
    if (rules === null)
      throw new CannotExpress(
        `The lifecycle rules of ${parameters.bucket} could not be read. Terraform replaces them as a whole, and would delete those that are not known.`,
      );
    return {
      resources: [
        made(source, {
          type: 'aws_s3_bucket_lifecycle_configuration',
          // There is nothing to be imported before the first rule.
          import_id: rules.length === 0 ? null : parameters.bucket,
          identity: parameters.bucket,
          keeps: { bucket: parameters.bucket },
          blocks: lifecycleRules(rules, parameters),
          ignores: false,
        }),
      ],
      notes: [s3Note(rules.length), 'Objects below 128 KB are not moved, and each object moved costs a request.'],
      undo:
        rules.length === 0
          ? 'Run terraform destroy: the bucket has no lifecycle configuration then. Objects that were moved or deleted stay so.'
          : `Take the rule "${parameters.rule_id}" out and apply. Objects that were moved or deleted stay so.`,
    };
  },
  's3.set_intelligent_tiering': (parameters, source) => {
    const existing = source.list('intelligent_tiering');
    if (existing === null || existing.some(({ id }) => id === parameters.configuration_id))
      throw new CannotExpress(
        `${parameters.bucket} has a configuration ${parameters.configuration_id} of its own, or it is not known whether it has one; this would replace it.`,
      );
    return {
      resources: [
        made(source, {
          type: 'aws_s3_bucket_intelligent_tiering_configuration',
          identity: `${parameters.bucket}:${parameters.configuration_id}`,
          keeps: { bucket: parameters.bucket, name: parameters.configuration_id },
          blocks: tieringConfiguration(parameters).Tierings.map(({ AccessTier, Days }) =>
            block('tiering', [], attributes({ access_tier: AccessTier, days: Days })),
          ),
        }),
      ],
      notes: [
        'Only objects in the class Intelligent-Tiering are archived, and an archived object has to be restored, for hours, before it can be read.',
      ],
      undo: 'Run terraform destroy: nothing more is archived then. Archived objects stay so until they are restored.',
    };
  },
  'logs.set_retention': ({ log_group_name, retention_days }, source) => ({
    resources: [
      changed(source, {
        type: 'aws_cloudwatch_log_group',
        import_id: log_group_name,
        keeps: { name: log_group_name },
        sets: { retention_in_days: retention_days },
      }),
    ],
    notes: [
      `Entries older than ${retention_days} days are deleted within 72 hours, for good: export what has to be kept.`,
    ],
    undo: 'Set retention_in_days to 0 and apply: entries are kept for ever again. Deleted ones do not come back.',
  }),
  'ecr.set_lifecycle_policy': ({ repository_name, untagged_days, keep_images }, source) => {
    if (source.flag('has_lifecycle_policy') !== false)
      throw new CannotExpress(
        `${repository_name} has a lifecycle policy of its own, or it is not known whether it has one; this would replace it.`,
      );
    const policy = new JsonText({ rules: ecrRules(untagged_days, keep_images) });
    return {
      resources: [
        made(source, {
          type: 'aws_ecr_lifecycle_policy',
          identity: repository_name,
          keeps: { repository: repository_name, policy },
        }),
      ],
      notes: [
        'Images that the policy fits are deleted within 24 hours, for good. Try it before with a lifecycle policy preview.',
      ],
      undo: 'Run terraform destroy: the policy goes. Deleted images do not come back.',
    };
  },
};
