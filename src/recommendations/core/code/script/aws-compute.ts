import type { Scripts } from './script.ts';

/** JMESPath of one instance. */
const instance = (field: string): string => `'Reservations[0].Instances[0].${field}'`;
const STATE = [
  `state=$(aws ec2 describe-instances --instance-ids "$instance_id" --query ${instance('State.Name')} --output text)`,
];

/** Snapshots of volumes take as long as they take: the waiter of the command line gives up after ten minutes. */
const SNAPSHOT = [
  'snapshot_id=$(aws ec2 create-snapshot --volume-id "$volume_id" --description "Before volume $volume_id is deleted" \\',
  '  --tag-specifications "ResourceType=snapshot,Tags=[{Key=finopsmind:source-volume,Value=$volume_id}]" \\',
  '  --query SnapshotId --output text)',
  'echo "Snapshot $snapshot_id of $volume_id is being made."',
  'for _ in $(seq 720); do',
  '  snapshot_state=$(aws ec2 describe-snapshots --snapshot-ids "$snapshot_id" --query \'Snapshots[0].State\' --output text)',
  '  [[ "$snapshot_state" == pending ]] || break',
  '  sleep 10',
  'done',
  '[[ "$snapshot_state" == completed ]] || stop "the snapshot $snapshot_id is $snapshot_state, so $volume_id was not deleted."',
];

/** The schedules need a role that EventBridge Scheduler takes on; making one is not a script's to decide. */
const schedule = (verb: 'start' | 'stop', call: string): string[] => [
  `target=$(jq -cn --arg role "$SCHEDULER_ROLE_ARN" --arg id "$instance_id" \\`,
  `  '{Arn: "arn:aws:scheduler:::aws-sdk:ec2:${call}", RoleArn: $role, Input: ({InstanceIds: [$id]} | tojson)}')`,
  `run aws scheduler create-schedule --name "finopsmind-${verb}-$instance_id" \\`,
  `  --schedule-expression "cron(0 $${verb}_hour ? * MON-FRI *)" --flexible-time-window Mode=OFF --target "$target"`,
];

/** Scripts of EC2. */
export const EC2_SCRIPTS: Scripts<'ec2'> = {
  'ec2.stop_instance': ({ instance_id }) => ({
    variables: { instance_id },
    check: [
      ...STATE,
      '[[ "$state" != stopped ]] || finished "$instance_id is stopped already."',
      '[[ "$state" == running ]] || stop "$instance_id is $state, not running."',
      `root_device=$(aws ec2 describe-instances --instance-ids "$instance_id" --query ${instance('RootDeviceType')} --output text)`,
      '[[ "$root_device" == ebs ]] || stop "$instance_id has no EBS root volume: it would lose its disk when it stops."',
    ],
    change: ['run aws ec2 stop-instances --instance-ids "$instance_id"'],
    verify: ['aws ec2 wait instance-stopped --instance-ids "$instance_id"'],
    undo: ['undo aws ec2 start-instances --instance-ids "$instance_id"'],
  }),
  'ec2.resize_instance': ({ instance_id, instance_type, from_instance_type }) => ({
    variables: { instance_id, instance_type, from_instance_type },
    check: [
      `current=$(aws ec2 describe-instances --instance-ids "$instance_id" --query ${instance('InstanceType')} --output text)`,
      '[[ "$current" != "$instance_type" ]] || finished "$instance_id is a $instance_type already."',
      '[[ "$current" == "$from_instance_type" ]] || stop "$instance_id is a $current now, not a $from_instance_type."',
      ...STATE,
      '[[ "$state" == running || "$state" == stopped ]] || stop "$instance_id is $state."',
      `zone=$(aws ec2 describe-instances --instance-ids "$instance_id" --query ${instance('Placement.AvailabilityZone')} --output text)`,
      'offered=$(aws ec2 describe-instance-type-offerings --location-type availability-zone \\',
      '  --filters "Name=instance-type,Values=$instance_type" "Name=location,Values=$zone" \\',
      "  --query 'length(InstanceTypeOfferings)' --output text)",
      '[[ "$offered" != 0 ]] || stop "$instance_type is not offered in $zone."',
      'local_disks=$(aws ec2 describe-instance-types --instance-types "$from_instance_type" \\',
      "  --query 'InstanceTypes[0].InstanceStorageSupported' --output text)",
      '[[ "$local_disks" != True ]] || stop "$from_instance_type has local disks, whose contents would be lost."',
    ],
    change: [
      'restore() {',
      '  echo "It did not start as $instance_type: it is made a $from_instance_type again." >&2',
      '  aws ec2 modify-instance-attribute --instance-id "$instance_id" --instance-type "Value=$from_instance_type"',
      '  aws ec2 start-instances --instance-ids "$instance_id" > /dev/null',
      '  stop "nothing was gained; the instance has its old type."',
      '}',
      'if [[ "$state" == running ]]; then',
      '  run aws ec2 stop-instances --instance-ids "$instance_id"',
      '  run aws ec2 wait instance-stopped --instance-ids "$instance_id"',
      'fi',
      'run aws ec2 modify-instance-attribute --instance-id "$instance_id" --instance-type "Value=$instance_type"',
      'if [[ "$state" == running ]]; then',
      '  run aws ec2 start-instances --instance-ids "$instance_id" || restore',
      '  run aws ec2 wait instance-status-ok --instance-ids "$instance_id" || restore',
      'fi',
    ],
    undo: [
      'undo aws ec2 stop-instances --instance-ids "$instance_id"',
      'undo aws ec2 wait instance-stopped --instance-ids "$instance_id"',
      'undo aws ec2 modify-instance-attribute --instance-id "$instance_id" --instance-type "Value=$from_instance_type"',
      'undo aws ec2 start-instances --instance-ids "$instance_id"',
    ],
  }),
  'ec2.schedule_instance': ({ instance_id, start_hour, stop_hour }) => ({
    needs: ['jq'],
    variables: { instance_id, start_hour, stop_hour: stop_hour % 24 },
    check: [
      '# A role that EventBridge Scheduler may take on, with ec2:StartInstances and ec2:StopInstances.',
      '[[ -n "${SCHEDULER_ROLE_ARN:-}" ]] || stop \'set SCHEDULER_ROLE_ARN to the role that starts and stops it.\'',
      ...STATE,
      '[[ "$state" == running || "$state" == stopped ]] || stop "$instance_id is $state."',
    ],
    change: [...schedule('start', 'startInstances'), ...schedule('stop', 'stopInstances')],
    undo: [
      'undo aws scheduler delete-schedule --name "finopsmind-start-$instance_id"',
      'undo aws scheduler delete-schedule --name "finopsmind-stop-$instance_id"',
    ],
  }),
  'ec2.delete_volume': ({ volume_id }) => ({
    variables: { volume_id },
    check: [
      'if ! volume=$(aws ec2 describe-volumes --volume-ids "$volume_id" \\',
      "  --query 'Volumes[0].[State, AvailabilityZone, VolumeType]' --output text 2>&1); then",
      '  [[ "$volume" != *InvalidVolume.NotFound* ]] || finished "$volume_id is gone already."',
      '  stop "$volume"',
      'fi',
      'read -r state zone volume_type <<< "$volume"',
      '[[ "$state" == available ]] || stop "$volume_id is $state, not unattached any more."',
    ],
    backup: SNAPSHOT,
    change: ['run aws ec2 delete-volume --volume-id "$volume_id"'],
    undo: [
      'undo aws ec2 create-volume --snapshot-id "$snapshot_id" --availability-zone "$zone" --volume-type "$volume_type"',
    ],
  }),
  'ec2.delete_volumes_of_stopped_instance': ({ instance_id, volume_ids }) => ({
    variables: { instance_id, volume_ids: volume_ids.join(' ') },
    check: [
      ...STATE,
      '[[ "$state" == stopped ]] || stop "$instance_id is $state, not stopped any more."',
      `zone=$(aws ec2 describe-instances --instance-ids "$instance_id" --query ${instance('Placement.AvailabilityZone')} --output text)`,
      'read -r -a volumes <<< "$volume_ids"',
      'for volume_id in "${volumes[@]}"; do',
      '  holder=$(aws ec2 describe-volumes --volume-ids "$volume_id" --query \'Volumes[0].Attachments[0].InstanceId\' --output text)',
      '  [[ "$holder" == "$instance_id" ]] || stop "$volume_id is attached to $holder now, not to $instance_id."',
      'done',
    ],
    backup: [
      'snapshots=()',
      'for volume_id in "${volumes[@]}"; do',
      ...SNAPSHOT.map((line) => `  ${line}`),
      '  snapshots+=("$snapshot_id")',
      'done',
    ],
    change: [
      'for volume_id in "${volumes[@]}"; do',
      '  run aws ec2 detach-volume --volume-id "$volume_id"',
      '  run aws ec2 wait volume-available --volume-ids "$volume_id"',
      '  run aws ec2 delete-volume --volume-id "$volume_id"',
      'done',
    ],
    undo: [
      'for snapshot_id in "${snapshots[@]}"; do',
      '  undo aws ec2 create-volume --snapshot-id "$snapshot_id" --availability-zone "$zone"',
      'done',
      'say "Then attach each to $instance_id under its old device name (the tag finopsmind:source-volume of a snapshot names its volume)."',
    ],
  }),
  'ec2.modify_volume': (volume) => ({
    variables: {
      volume_id: volume.volume_id,
      volume_type: volume.volume_type,
      from_volume_type: volume.from_volume_type,
      settings: [
        ...(volume.iops === null ? [] : ['--iops', volume.iops]),
        ...(volume.throughput_mibps === null ? [] : ['--throughput', volume.throughput_mibps]),
      ].join(' '),
      from_settings: [
        ...(volume.from_iops === null || ['gp2', 'standard', 'st1', 'sc1'].includes(volume.from_volume_type)
          ? []
          : ['--iops', volume.from_iops]),
        ...(volume.from_throughput_mibps === null || volume.from_volume_type !== 'gp3'
          ? []
          : ['--throughput', volume.from_throughput_mibps]),
      ].join(' '),
    },
    check: [
      'current=$(aws ec2 describe-volumes --volume-ids "$volume_id" --query \'Volumes[0].VolumeType\' --output text)',
      ...(volume.volume_type === volume.from_volume_type
        ? []
        : ['[[ "$current" != "$volume_type" ]] || finished "$volume_id is $volume_type already."']),
      '[[ "$current" == "$from_volume_type" ]] || stop "$volume_id is $current now, not $from_volume_type."',
      'running=$(aws ec2 describe-volumes-modifications --filters "Name=volume-id,Values=$volume_id" \\',
      '  "Name=modification-state,Values=modifying,optimizing" --query \'length(VolumesModifications)\' --output text)',
      '[[ "$running" == 0 ]] || stop "$volume_id is being modified."',
      'read -r -a options <<< "$settings"',
      'read -r -a from_options <<< "$from_settings"',
    ],
    change: [
      'run aws ec2 modify-volume --volume-id "$volume_id" --volume-type "$volume_type" ${options[@]+"${options[@]}"}',
    ],
    verify: [
      'for _ in $(seq 360); do',
      '  modification=$(aws ec2 describe-volumes-modifications --volume-ids "$volume_id" \\',
      "    --query 'VolumesModifications[-1].ModificationState' --output text)",
      '  [[ "$modification" == modifying ]] || break',
      '  sleep 10',
      'done',
      '[[ "$modification" == optimizing || "$modification" == completed ]] || stop "the change of $volume_id is $modification."',
    ],
    undo:
      volume.from_volume_type === 'standard'
        ? ['say "A volume cannot be made magnetic again; its contents could be copied to one through a snapshot."']
        : [
            'undo aws ec2 modify-volume --volume-id "$volume_id" --volume-type "$from_volume_type" ${from_options[@]+"${from_options[@]}"}',
            'say "AWS takes it when this change is completed, and at most four changes in 24 hours."',
          ],
  }),
  'ec2.release_address': ({ allocation_id, public_ip, association_id }) => ({
    variables: { allocation_id, public_ip, association_id: association_id ?? 'None' },
    check: [
      'if ! current=$(aws ec2 describe-addresses --allocation-ids "$allocation_id" \\',
      "  --query 'Addresses[0].AssociationId' --output text 2>&1); then",
      '  [[ "$current" != *InvalidAllocationID.NotFound* ]] || finished "$allocation_id is released already."',
      '  stop "$current"',
      'fi',
      '[[ "$current" == "$association_id" ]] || stop "$public_ip is associated otherwise now ($current)."',
    ],
    change: [
      ...(association_id === null ? [] : ['run aws ec2 disassociate-address --association-id "$association_id"']),
      'run aws ec2 release-address --allocation-id "$allocation_id"',
    ],
    undo: [
      'undo aws ec2 allocate-address --domain vpc --address "$public_ip"',
      'say "That works only as long as nobody else has it."',
    ],
    permanent: 'The address is given back: AWS may hand it to somebody else at any time.',
  }),
  'ec2.delete_snapshot': ({ snapshot_id }) => ({
    variables: { snapshot_id },
    check: [
      'if ! state=$(aws ec2 describe-snapshots --snapshot-ids "$snapshot_id" --query \'Snapshots[0].State\' --output text 2>&1); then',
      '  [[ "$state" != *InvalidSnapshot.NotFound* ]] || finished "$snapshot_id is gone already."',
      '  stop "$state"',
      'fi',
      'images=$(aws ec2 describe-images --owners self --filters "Name=block-device-mapping.snapshot-id,Values=$snapshot_id" \\',
      "  --query 'length(Images)' --output text)",
      '[[ "$images" == 0 ]] || stop "$images images are made of $snapshot_id."',
    ],
    change: ['run aws ec2 delete-snapshot --snapshot-id "$snapshot_id"'],
    undo: [],
    permanent: 'A deleted snapshot can be restored only where a retention rule of the Recycle Bin keeps it.',
  }),
  'ec2.delete_nat_gateway': ({ nat_gateway_id }) => ({
    variables: { nat_gateway_id },
    check: [
      'state=$(aws ec2 describe-nat-gateways --nat-gateway-ids "$nat_gateway_id" --query \'NatGateways[0].State\' --output text)',
      '[[ "$state" != deleted && "$state" != deleting ]] || finished "$nat_gateway_id is gone already."',
      '[[ "$state" == available || "$state" == failed ]] || stop "$nat_gateway_id is $state."',
      'routes=$(aws ec2 describe-route-tables --filters "Name=route.nat-gateway-id,Values=$nat_gateway_id" \\',
      "  --query 'RouteTables[].RouteTableId' --output text)",
      'echo "Route tables that lead to it, and would lead nowhere: ${routes:-none}"',
    ],
    backup: [
      'describe "$nat_gateway_id.json" aws ec2 describe-nat-gateways --nat-gateway-ids "$nat_gateway_id" --output json',
    ],
    change: ['run aws ec2 delete-nat-gateway --nat-gateway-id "$nat_gateway_id"'],
    verify: ['aws ec2 wait nat-gateway-deleted --nat-gateway-ids "$nat_gateway_id"'],
    undo: [
      'say "Make one as $nat_gateway_id.json describes it (aws ec2 create-nat-gateway)."',
      'say "Then let the routes of these tables lead to it: ${routes:-none}"',
    ],
  }),
  'ec2.create_gateway_endpoints': ({ vpc_id, services }) => ({
    variables: { vpc_id, services: services.join(' ') },
    check: [
      'read -r -a wanted <<< "$services"',
      'read -r -a route_tables <<< "$(aws ec2 describe-route-tables --filters "Name=vpc-id,Values=$vpc_id" \\',
      "  --query 'RouteTables[].RouteTableId' --output text)\"",
      '[[ "${#route_tables[@]}" -gt 0 ]] || stop "$vpc_id has no route tables."',
    ],
    change: [
      'for service in "${wanted[@]}"; do',
      '  there=$(aws ec2 describe-vpc-endpoints --filters "Name=vpc-id,Values=$vpc_id" \\',
      '    "Name=service-name,Values=com.amazonaws.$AWS_REGION.$service" "Name=vpc-endpoint-type,Values=Gateway" \\',
      "    --query 'length(VpcEndpoints)' --output text)",
      '  if [[ "$there" != 0 ]]; then',
      '    echo "$vpc_id has an endpoint of $service already."',
      '    continue',
      '  fi',
      '  run aws ec2 create-vpc-endpoint --vpc-id "$vpc_id" --vpc-endpoint-type Gateway \\',
      '    --service-name "com.amazonaws.$AWS_REGION.$service" --route-table-ids "${route_tables[@]}"',
      'done',
    ],
    undo: ['say "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids, with the ids that were printed."'],
  }),
  'ec2.delete_vpc_endpoint': ({ vpc_endpoint_id }) => ({
    variables: { vpc_endpoint_id },
    check: [
      'if ! endpoint=$(aws ec2 describe-vpc-endpoints --vpc-endpoint-ids "$vpc_endpoint_id" \\',
      "  --query 'VpcEndpoints[0].VpcEndpointType' --output text 2>&1); then",
      '  [[ "$endpoint" != *InvalidVpcEndpointId.NotFound* ]] || finished "$vpc_endpoint_id is gone already."',
      '  stop "$endpoint"',
      'fi',
      '[[ "$endpoint" == Interface ]] || stop "$vpc_endpoint_id is of type $endpoint, which costs nothing by the hour."',
    ],
    backup: [
      'describe "$vpc_endpoint_id.json" aws ec2 describe-vpc-endpoints --vpc-endpoint-ids "$vpc_endpoint_id" --output json',
    ],
    change: ['run aws ec2 delete-vpc-endpoints --vpc-endpoint-ids "$vpc_endpoint_id"'],
    undo: ['say "Make one as $vpc_endpoint_id.json describes it (aws ec2 create-vpc-endpoint)."'],
  }),
  'ec2.terminate_instance': ({ instance_id }) => ({
    variables: { instance_id },
    check: [
      ...STATE,
      '[[ "$state" != terminated ]] || finished "$instance_id is terminated already."',
      'protected=$(aws ec2 describe-instance-attribute --instance-id "$instance_id" --attribute disableApiTermination \\',
      "  --query 'DisableApiTermination.Value' --output text)",
      '[[ "$protected" != True ]] || stop "$instance_id is protected from termination."',
    ],
    backup: [
      'image_id=$(aws ec2 create-image --instance-id "$instance_id" --name "before-termination-$instance_id" --query ImageId --output text)',
      'aws ec2 wait image-available --image-ids "$image_id" || stop "the image $image_id is not there, so nothing was terminated."',
    ],
    change: ['run aws ec2 terminate-instances --instance-ids "$instance_id"'],
    verify: ['aws ec2 wait instance-terminated --instance-ids "$instance_id"'],
    undo: ['say "Launch an instance from the image $image_id (aws ec2 run-instances)."'],
  }),
};
