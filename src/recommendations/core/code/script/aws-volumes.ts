import type { ParametersOf } from '../../change.ts';
import { read, until } from './aws-read.ts';
import type { ScriptOf, Scripts } from './script.ts';

/** A call that tells a field of the volume. */
const described = (query: string): string =>
  `aws ec2 describe-volumes --volume-ids "$volume_id" --query "Volumes[0].${query}" --output text`;
const GONE = 'InvalidVolume.NotFound';

/** Snapshots of volumes take as long as they take: the waiter of the command line gives up after ten minutes. */
const SNAPSHOT = [
  'snapshot_id=$(aws ec2 create-snapshot --volume-id "$volume_id" --description "Before volume $volume_id is deleted" \\',
  '  --tag-specifications "ResourceType=snapshot,Tags=[{Key=finopsmind:source-volume,Value=$volume_id}]" \\',
  '  --query SnapshotId --output text)',
  'echo "Snapshot $snapshot_id of $volume_id is being made."',
  ...until('"$snapshot_state" != pending', 120, [
    'snapshot_state=$(aws ec2 describe-snapshots --snapshot-ids "$snapshot_id" --query \'Snapshots[0].State\' --output text)',
  ]),
  '[[ "$snapshot_state" == completed ]] || stop "the snapshot $snapshot_id is $snapshot_state, so $volume_id was not deleted."',
];

/** A volume from a snapshot is gp2 without throughput and tags unless it is told; io1 and io2 it can't be without IOPS. */
const REMEMBER = [
  '# Sets `like` to the options of a volume like $volume_id.',
  'remember() {',
  '  local settings zone volume_type iops throughput tags',
  `  settings=$(${described('[AvailabilityZone, VolumeType, Iops, Throughput]')})`,
  '  read -r zone volume_type iops throughput <<< "$settings"',
  '  like=(--availability-zone "$zone" --volume-type "$volume_type")',
  '  case "$volume_type" in',
  '    io1 | io2 | gp3) [[ "$iops" == None ]] || like+=(--iops "$iops") ;;',
  '  esac',
  '  [[ "$volume_type" != gp3 || "$throughput" == None ]] || like+=(--throughput "$throughput")',
  '  tags=$(aws ec2 describe-volumes --volume-ids "$volume_id" \\',
  "    --query \"Volumes[0].Tags[?!starts_with(Key, 'aws:')]\" --output json | tr -d '\\n')",
  '  [[ "$tags" != *Key* ]] || like+=(--tag-specifications "[{\\"ResourceType\\": \\"volume\\", \\"Tags\\": $tags}]")',
  '}',
];

const deleteVolume: ScriptOf<'ec2.delete_volume'> = ({ volume_id }) => ({
  variables: { volume_id },
  check: [
    ...read('state', described('State'), GONE, '$volume_id'),
    '[[ "$state" == available ]] || stop "$volume_id is $state, not unattached any more."',
  ],
  backup: [...REMEMBER, 'remember', ...SNAPSHOT],
  change: ['run aws ec2 delete-volume --volume-id "$volume_id"'],
  undo: ['undo aws ec2 create-volume --snapshot-id "$snapshot_id" "${like[@]}"'],
});

const deleteVolumes: ScriptOf<'ec2.delete_volumes_of_stopped_instance'> = ({ instance_id, volume_ids }) => ({
  variables: { instance_id, volume_ids: volume_ids.join(' ') },
  check: [
    'state=$(aws ec2 describe-instances --instance-ids "$instance_id" \\',
    "  --query 'Reservations[0].Instances[0].State.Name' --output text)",
    '[[ "$state" == stopped ]] || stop "$instance_id is $state, not stopped any more."',
    'read -r -a wanted <<< "$volume_ids"',
    'volumes=()',
    'for volume_id in "${wanted[@]}"; do',
    `  if ! holder=$(${described('Attachments[].InstanceId')} 2>&1); then`,
    `    [[ "$holder" == *${GONE}* ]] || stop "$holder"`,
    '    echo "$volume_id is gone already."',
    '    continue',
    '  fi',
    '  [[ -n "$holder" ]] || stop "$volume_id is attached to nothing now: find out who detached it, then delete it by itself."',
    '  [[ "$holder" == "$instance_id" ]] || stop "$volume_id is attached to $holder now, not to $instance_id alone."',
    '  volumes+=("$volume_id")',
    'done',
    '[[ "${#volumes[@]}" -gt 0 ]] || finished "There is none of them any more."',
  ],
  backup: [
    ...REMEMBER,
    'ways_back=()',
    'for volume_id in "${volumes[@]}"; do',
    '  remember',
    `  device=$(${described('Attachments[0].Device')})`,
    ...SNAPSHOT.map((line) => `  ${line}`),
    '  ways_back+=("$(undo aws ec2 create-volume --snapshot-id "$snapshot_id" "${like[@]}")")',
    '  ways_back+=("$(say "aws ec2 attach-volume --instance-id $instance_id --device $device --volume-id (the id that it prints)")")',
    'done',
  ],
  change: [
    'for volume_id in "${volumes[@]}"; do',
    '  run aws ec2 detach-volume --volume-id "$volume_id" --instance-id "$instance_id"',
    '  run aws ec2 wait volume-available --volume-ids "$volume_id"',
    '  run aws ec2 delete-volume --volume-id "$volume_id"',
    'done',
  ],
  undo: [
    'printf \'%s\\n\' "${ways_back[@]}"',
    'say "(The tag finopsmind:source-volume of a snapshot names its volume.)"',
  ],
});

/** What of performance a volume of a type is told; the others have what their size gives them. */
const performance = (type: string, iops: number | null, throughput: number | null): string =>
  [
    ...(iops !== null && ['io1', 'io2', 'gp3'].includes(type) ? ['--iops', iops] : []),
    ...(throughput !== null && type === 'gp3' ? ['--throughput', throughput] : []),
  ].join(' ');

/** What of performance is told to be changed, and is known as it was found. */
const changed = (volume: ParametersOf<'ec2.modify_volume'>) =>
  [
    { field: 'Iops', to: volume.iops, from: volume.from_iops },
    { field: 'Throughput', to: volume.throughput_mibps, from: volume.from_throughput_mibps },
  ].filter(({ to, from }) => to !== null && from !== null);

/** Of one type, it is IOPS and throughput that change; otherwise the type tells. */
function volumeAsFound(volume: ParametersOf<'ec2.modify_volume'>): string[] {
  const fields = volume.volume_type === volume.from_volume_type ? changed(volume).map(({ field }) => field) : [];
  return [
    `current=$(${described(`[${['VolumeType', ...fields].join(', ')}]`)} | tr '\\t' ' ')`,
    '[[ "$current" != "$to" ]] || finished "$volume_id is so already: $current"',
    '[[ "$current" == "$from" ]] || stop "$volume_id is $current now, not $from."',
  ];
}

const modifyVolume: ScriptOf<'ec2.modify_volume'> = (volume) => {
  const { volume_id, volume_type, from_volume_type, size_gib } = volume;
  const same = volume_type === from_volume_type ? changed(volume) : [];
  return {
    variables: {
      volume_id,
      volume_type,
      from_volume_type,
      size_gib,
      to: [volume_type, ...same.map((one) => one.to)].join(' '),
      from: [from_volume_type, ...same.map((one) => one.from)].join(' '),
      settings: performance(volume_type, volume.iops, volume.throughput_mibps),
      from_settings: performance(from_volume_type, volume.from_iops, volume.from_throughput_mibps),
    },
    check: [
      ...read('size', described('Size'), GONE, '$volume_id'),
      ...volumeAsFound(volume),
      '[[ "$size" == "$size_gib" ]] || stop "$volume_id has $size GiB now, not $size_gib: what suits it may be something else."',
      'running=$(aws ec2 describe-volumes-modifications --filters "Name=volume-id,Values=$volume_id" \\',
      '  "Name=modification-state,Values=modifying,optimizing" --query \'VolumesModifications[].VolumeId\' --output text)',
      '[[ -z "$running" ]] || stop "$volume_id is still being modified."',
      'read -r -a options <<< "$settings"',
      'read -r -a from_options <<< "$from_settings"',
    ],
    change: [
      'run aws ec2 modify-volume --volume-id "$volume_id" --volume-type "$volume_type" ${options[@]+"${options[@]}"}',
    ],
    verify: [
      ...until('"$modification" != modifying', 60, [
        'modification=$(aws ec2 describe-volumes-modifications --volume-ids "$volume_id" \\',
        "  --query 'VolumesModifications[-1].ModificationState' --output text)",
      ]),
      '[[ "$modification" == optimizing || "$modification" == completed ]] || stop "the change of $volume_id is $modification."',
    ],
    undo:
      from_volume_type === 'standard'
        ? ['say "A volume cannot be made magnetic again; its contents could be copied to one through a snapshot."']
        : [
            'undo aws ec2 modify-volume --volume-id "$volume_id" --volume-type "$from_volume_type" ${from_options[@]+"${from_options[@]}"}',
            'say "AWS takes it when this change is completed, and limits how often a volume may be changed within some hours."',
          ],
  };
};

const deleteSnapshot: ScriptOf<'ec2.delete_snapshot'> = ({ snapshot_id }) => ({
  variables: { snapshot_id },
  check: [
    ...read(
      'state',
      'aws ec2 describe-snapshots --snapshot-ids "$snapshot_id" --query \'Snapshots[0].State\' --output text',
      'InvalidSnapshot.NotFound',
      '$snapshot_id',
    ),
    '[[ "$state" == completed || "$state" == error ]] || stop "$snapshot_id is $state."',
    'images=$(aws ec2 describe-images --owners self --filters "Name=block-device-mapping.snapshot-id,Values=$snapshot_id" \\',
    "  --query 'Images[].ImageId' --output text)",
    '[[ -z "$images" ]] || stop "$snapshot_id is what these images are made of: $images"',
  ],
  change: ['run aws ec2 delete-snapshot --snapshot-id "$snapshot_id"'],
  undo: [],
  permanent: 'A deleted snapshot can be restored only where a retention rule of the Recycle Bin keeps it.',
});

/** Scripts of volumes and snapshots of EC2. */
export const VOLUME_SCRIPTS = {
  'ec2.delete_volume': deleteVolume,
  'ec2.delete_volumes_of_stopped_instance': deleteVolumes,
  'ec2.modify_volume': modifyVolume,
  'ec2.delete_snapshot': deleteSnapshot,
} satisfies Partial<Scripts<'ec2'>>;
