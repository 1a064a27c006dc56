import { read, until } from './aws-read.ts';
import type { ScriptOf, Scripts } from './script.ts';

const FIELDS = {
  current: 'InstanceType',
  root_device: 'RootDeviceType',
  zone: 'Placement.AvailabilityZone',
} as const;

/**
 * Sets `state` and those of `fields` of an instance that is there. An Auto Scaling group takes an instance that does not
 * answer for broken: it would terminate it and start another.
 */
const found = (...fields: (keyof typeof FIELDS)[]): string[] => [
  ...read(
    'found',
    `aws ec2 describe-instances --instance-ids "$instance_id" --output text --query "Reservations[0].Instances[0].[${[
      'State.Name',
      ...fields.map((field) => FIELDS[field]),
      "Tags[?Key=='aws:autoscaling:groupName'].Value | [0]",
    ].join(', ')}]"`,
    'InvalidInstanceID.NotFound',
    '$instance_id',
  ),
  `read -r ${['state', ...fields, 'group'].join(' ')} <<< "$found"`,
  '[[ "$state" != terminated ]] || finished "$instance_id is terminated already."',
  '[[ "$group" == None ]] || stop "$instance_id belongs to the Auto Scaling group $group, which would replace it."',
];

const stopInstance: ScriptOf<'ec2.stop_instance'> = ({ instance_id }) => ({
  variables: { instance_id },
  check: [
    ...found('root_device'),
    '[[ "$state" != stopped ]] || finished "$instance_id is stopped already."',
    '[[ "$state" == running ]] || stop "$instance_id is $state, not running."',
    '[[ "$root_device" == ebs ]] || stop "$instance_id has no EBS root volume: it would lose its disk when it stops."',
  ],
  change: ['run aws ec2 stop-instances --instance-ids "$instance_id"'],
  verify: ['aws ec2 wait instance-stopped --instance-ids "$instance_id"'],
  undo: ['undo aws ec2 start-instances --instance-ids "$instance_id"'],
});

const RESIZE_CHECK = [
  ...found('current', 'zone'),
  '[[ "$current" != "$instance_type" ]] || finished "$instance_id is a $instance_type already."',
  '[[ "$current" == "$from_instance_type" ]] || stop "$instance_id is a $current now, not a $from_instance_type."',
  '[[ "$state" == running || "$state" == stopped ]] || stop "$instance_id is $state."',
  'offered=$(aws ec2 describe-instance-type-offerings --location-type availability-zone \\',
  '  --filters "Name=instance-type,Values=$instance_type" "Name=location,Values=$zone" \\',
  "  --query 'InstanceTypeOfferings[].InstanceType' --output text)",
  '[[ -n "$offered" ]] || stop "$instance_type is not offered in $zone."',
  'local_disks=$(aws ec2 describe-instance-types --instance-types "$from_instance_type" \\',
  "  --query 'InstanceTypes[0].InstanceStorageSupported' --output text)",
  '[[ "$local_disks" != True ]] || stop "$from_instance_type has local disks, whose contents would be lost."',
];

/** It may run by then, as when it starts but fails its status checks: an instance is changed only while it is stopped. */
const RESTORE = [
  'restore() {',
  '  echo "It did not work out as a $instance_type: it is made a $from_instance_type again." >&2',
  '  aws ec2 stop-instances --instance-ids "$instance_id" > /dev/null',
  '  aws ec2 wait instance-stopped --instance-ids "$instance_id"',
  '  aws ec2 modify-instance-attribute --instance-id "$instance_id" --instance-type "Value=$from_instance_type"',
  '  [[ "$state" != running ]] || aws ec2 start-instances --instance-ids "$instance_id" > /dev/null',
  '  changing=no',
  '  stop "nothing was gained; the instance has its old type."',
  '}',
];

const resizeInstance: ScriptOf<'ec2.resize_instance'> = ({ instance_id, instance_type, from_instance_type }) => ({
  variables: { instance_id, instance_type, from_instance_type },
  check: RESIZE_CHECK,
  change: [
    ...RESTORE,
    'if [[ "$state" == running ]]; then',
    '  run aws ec2 stop-instances --instance-ids "$instance_id"',
    '  run aws ec2 wait instance-stopped --instance-ids "$instance_id"',
    'fi',
    'run aws ec2 modify-instance-attribute --instance-id "$instance_id" --instance-type "Value=$instance_type" || restore',
    'if [[ "$state" == running ]]; then',
    '  run aws ec2 start-instances --instance-ids "$instance_id" || restore',
    '  run aws ec2 wait instance-status-ok --instance-ids "$instance_id" || restore',
    'fi',
  ],
  undo: [
    'undo aws ec2 stop-instances --instance-ids "$instance_id"',
    'undo aws ec2 wait instance-stopped --instance-ids "$instance_id"',
    'undo aws ec2 modify-instance-attribute --instance-id "$instance_id" --instance-type "Value=$from_instance_type"',
    '[[ "$state" != running ]] || undo aws ec2 start-instances --instance-ids "$instance_id"',
  ],
});

const SCHEDULE = [
  '# schedule NAME EXPRESSION CALL: makes the schedule unless it is there.',
  'schedule() {',
  '  local expression target',
  '  if expression=$(aws scheduler get-schedule --name "$1" --query ScheduleExpression --output text 2>&1); then',
  '    [[ "$expression" == "$2" ]] || stop "there is a schedule $1 with other times: $expression"',
  '    echo "The schedule $1 is there already."',
  '    return',
  '  fi',
  '  [[ "$expression" == *ResourceNotFoundException* ]] || stop "$expression"',
  '  target=$(jq -cn --arg role "$SCHEDULER_ROLE_ARN" --arg id "$instance_id" --arg call "$3" \\',
  '    \'{Arn: "arn:aws:scheduler:::aws-sdk:ec2:\\($call)", RoleArn: $role, Input: ({InstanceIds: [$id]} | tojson)}\')',
  '  run aws scheduler create-schedule --name "$1" --schedule-expression "$2" \\',
  '    --flexible-time-window Mode=OFF --target "$target"',
  '}',
];

/** The role is one that EventBridge Scheduler takes on; making it is not a script's to decide. */
const scheduleInstance: ScriptOf<'ec2.schedule_instance'> = ({ instance_id, start_hour, stop_hour }) => ({
  needs: ['jq'],
  variables: {
    instance_id,
    start: `cron(0 ${start_hour} ? * MON-FRI *)`,
    // Midnight at the end of a weekday is that of the next day: Friday ends on Saturday.
    stop_at: stop_hour === 24 ? 'cron(0 0 ? * TUE-SAT *)' : `cron(0 ${stop_hour} ? * MON-FRI *)`,
  },
  check: [
    '# A role that EventBridge Scheduler may take on, with ec2:StartInstances and ec2:StopInstances.',
    '[[ -n "${SCHEDULER_ROLE_ARN:-}" ]] || stop \'set SCHEDULER_ROLE_ARN to the role that starts and stops it.\'',
    ...found(),
    '[[ "$state" == running || "$state" == stopped ]] || stop "$instance_id is $state."',
  ],
  change: [
    ...SCHEDULE,
    'schedule "finopsmind-start-$instance_id" "$start" startInstances',
    'schedule "finopsmind-stop-$instance_id" "$stop_at" stopInstances',
  ],
  undo: [
    'undo aws scheduler delete-schedule --name "finopsmind-start-$instance_id"',
    'undo aws scheduler delete-schedule --name "finopsmind-stop-$instance_id"',
  ],
});

const terminateInstance: ScriptOf<'ec2.terminate_instance'> = ({ instance_id }) => ({
  variables: { instance_id },
  check: [
    ...found(),
    '[[ "$state" == running || "$state" == stopped ]] || stop "$instance_id is $state."',
    'protected=$(aws ec2 describe-instance-attribute --instance-id "$instance_id" --attribute disableApiTermination \\',
    "  --query 'DisableApiTermination.Value' --output text)",
    '[[ "$protected" != True ]] || stop "$instance_id is protected from termination."',
  ],
  backup: [
    'image_id=$(aws ec2 create-image --instance-id "$instance_id" --query ImageId --output text \\',
    '  --name "before-termination-$instance_id-$(date -u +%Y%m%d%H%M%S)")',
    'echo "The image $image_id is being made."',
    ...until('"$image_state" != pending', 120, [
      'image_state=$(aws ec2 describe-images --image-ids "$image_id" --query \'Images[0].State\' --output text)',
    ]),
    '[[ "$image_state" == available ]] || stop "the image $image_id is $image_state, so nothing was terminated."',
    'describe "$instance_id.json" aws ec2 describe-instances --instance-ids "$instance_id" --output json',
  ],
  change: ['run aws ec2 terminate-instances --instance-ids "$instance_id"'],
  verify: ['aws ec2 wait instance-terminated --instance-ids "$instance_id"'],
  undo: [
    'say "Launch an instance from the image $image_id as $instance_id.json describes it (aws ec2 run-instances)."',
  ],
});

/** Scripts of instances of EC2. */
export const INSTANCE_SCRIPTS = {
  'ec2.stop_instance': stopInstance,
  'ec2.resize_instance': resizeInstance,
  'ec2.schedule_instance': scheduleInstance,
  'ec2.terminate_instance': terminateInstance,
} satisfies Partial<Scripts<'ec2'>>;
