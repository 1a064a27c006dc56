import { lifecycleRule, tieringConfiguration } from '../../aws/bucket-rules.ts';
import type { ParametersOf } from '../../change.ts';
import { read, until } from './aws-read.ts';
import type { Scripts } from './script.ts';

/**
 * Putting a configuration replaces all of it, so the rules that are there are put again along with the new one. S3 takes
 * no rule of the old form (a prefix of its own) beside one with a filter, which means the same.
 */
const LIFECYCLE_CHECK = [
  '# Putting a configuration replaces all of it, so the rules that are there are put again along with the new one.',
  'if ! before=$(aws s3api get-bucket-lifecycle-configuration --bucket "$bucket" --output json 2>&1); then',
  '  [[ "$before" == *NoSuchLifecycleConfiguration* ]] || stop "$before"',
  '  before=\'{"Rules": []}\'',
  'fi',
  'same=$(jq -r --arg id "$rule_id" \'[.Rules[] | select(.ID == $id)] | length\' <<< "$before")',
  '[[ "$same" == 0 ]] || finished "$bucket has the rule $rule_id already."',
  'after=$(jq -c --argjson rule "$rule" \\',
  '  \'{Rules: ([.Rules[] | if has("Filter") then . else (.Filter = {Prefix: (.Prefix // "")} | del(.Prefix)) end] + [$rule])}\' <<< "$before")',
  '# What is said of small objects is said for the whole configuration: left out, it is set to what it is by default.',
  'smallest=$(jq -r \'.TransitionDefaultMinimumObjectSize // empty\' <<< "$before")',
  'options=()',
  '[[ -z "$smallest" ]] || options=(--transition-default-minimum-object-size "$smallest")',
];
const PUT_LIFECYCLE = 'aws s3api put-bucket-lifecycle-configuration --bucket "$bucket"';
const TIERING = (verb: 'get' | 'put' | 'delete'): string =>
  `aws s3api ${verb}-bucket-intelligent-tiering-configuration --bucket "$bucket" --id "$configuration_id"`;
const OPTIONS = '${options[@]+"${options[@]}"}';

/** Scripts of S3. */
export const S3_SCRIPTS: Scripts<'s3'> = {
  's3.add_lifecycle_rule': (parameters) => ({
    needs: ['jq'],
    variables: {
      bucket: parameters.bucket,
      rule_id: parameters.rule_id,
      rule: JSON.stringify(lifecycleRule(parameters)),
    },
    check: LIFECYCLE_CHECK,
    backup: [
      'backup="$bucket-lifecycle-before-$(date -u +%Y%m%d%H%M%S).json"',
      'jq \'{Rules}\' <<< "$before" > "$backup" || stop "the rules could not be saved, so nothing was changed."',
      'echo "Rules as they were: $backup"',
    ],
    change: [`run ${PUT_LIFECYCLE} --lifecycle-configuration "$after" ${OPTIONS}`],
    verify: [
      ...until('"$now" == 1', 2, [
        'now=$(aws s3api get-bucket-lifecycle-configuration --bucket "$bucket" --output json | jq -r --arg id "$rule_id" \'[.Rules[] | select(.ID == $id)] | length\')',
      ]),
      '[[ "$now" == 1 ]] || stop "S3 does not show the rule $rule_id."',
    ],
    undo: [
      'if [[ "$(jq \'.Rules | length\' "$backup")" == 0 ]]; then',
      '  undo aws s3api delete-bucket-lifecycle --bucket "$bucket"',
      'else',
      `  undo ${PUT_LIFECYCLE} --lifecycle-configuration "file://$backup" ${OPTIONS}`,
      'fi',
      'say "What the rule has moved or removed by then stays so."',
    ],
  }),
  's3.set_intelligent_tiering': (parameters) => ({
    needs: ['jq'],
    variables: {
      bucket: parameters.bucket,
      configuration_id: parameters.configuration_id,
      configuration: JSON.stringify(tieringConfiguration(parameters)),
    },
    check: [
      `if current=$(${TIERING('get')} --query IntelligentTieringConfiguration --output json 2>&1); then`,
      '  [[ "$(jq -cS . <<< "$current")" != "$(jq -cS . <<< "$configuration")" ]] || finished "$bucket is so already."',
      '  stop "$bucket has another configuration of this id: $current"',
      'fi',
      '[[ "$current" == *NoSuchConfiguration* ]] || stop "$current"',
    ],
    change: [`run ${TIERING('put')} --intelligent-tiering-configuration "$configuration"`],
    verify: [
      ...until('"$now" == "$configuration_id"', 2, [
        `now=$(${TIERING('get')} --query IntelligentTieringConfiguration.Id --output text 2> /dev/null || true)`,
      ]),
      '[[ "$now" == "$configuration_id" ]] || stop "S3 does not show the configuration $configuration_id."',
    ],
    undo: [
      `undo ${TIERING('delete')}`,
      'say "Objects that are archived by then stay so until they are restored (aws s3api restore-object)."',
    ],
  }),
};

/** Scripts of CloudWatch Logs. */
export const LOGS_SCRIPTS: Scripts<'logs'> = {
  'logs.set_retention': ({ log_group_name, retention_days }) => ({
    needs: ['jq'],
    variables: { log_group_name, retention_days },
    check: [
      'current=$(aws logs describe-log-groups --log-group-name-prefix "$log_group_name" --output json \\',
      '  | jq -r --arg name "$log_group_name" \'.logGroups[] | select(.logGroupName == $name) | .retentionInDays // "never"\')',
      '[[ -n "$current" ]] || finished "$log_group_name is gone."',
      '[[ "$current" == never ]] || finished "$log_group_name expires after $current days already."',
    ],
    change: [
      'run aws logs put-retention-policy --log-group-name "$log_group_name" --retention-in-days "$retention_days"',
    ],
    undo: ['undo aws logs delete-retention-policy --log-group-name "$log_group_name"'],
    permanent: `Entries older than ${retention_days} days are deleted within some days, and nothing brings them back.`,
  }),
};

/** A policy of ECR that keeps the newest tagged images and lets untagged ones go. */
export const ecrPolicy = ({ untagged_days, keep_images }: ParametersOf<'ecr.set_lifecycle_policy'>): string =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `Untagged images go after ${untagged_days} days`,
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: untagged_days,
        },
        action: { type: 'expire' },
      },
      {
        rulePriority: 2,
        description: `The newest ${keep_images} images stay`,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keep_images },
        action: { type: 'expire' },
      },
    ],
  });

/** Scripts of ECR. */
export const ECR_SCRIPTS: Scripts<'ecr'> = {
  'ecr.set_lifecycle_policy': (parameters) => ({
    variables: { repository_name: parameters.repository_name, policy: ecrPolicy(parameters) },
    check: [
      'if current=$(aws ecr get-lifecycle-policy --repository-name "$repository_name" --query lifecyclePolicyText --output text 2>&1); then',
      '  [[ "$current" != "$policy" ]] || finished "$repository_name has this policy already."',
      '  stop "$repository_name has a policy of its own: $current"',
      'fi',
      '[[ "$current" == *LifecyclePolicyNotFoundException* ]] || stop "$current"',
    ],
    change: ['run aws ecr put-lifecycle-policy --repository-name "$repository_name" --lifecycle-policy-text "$policy"'],
    undo: ['undo aws ecr delete-lifecycle-policy --repository-name "$repository_name"'],
    permanent:
      'Images that the policy lets go are deleted for good. aws ecr start-lifecycle-policy-preview shows which.',
  }),
};

const NODES =
  'aws eks describe-nodegroup --cluster-name "$cluster" --nodegroup-name "$nodegroup" --output text \\\n' +
  "  --query 'nodegroup.[scalingConfig.desiredSize, scalingConfig.minSize, scalingConfig.maxSize, status]'";

/** Numbers of nodes as they stand in what is printed and, by name, in what is told to be. */
const sizes = (desired: number, minimum: number, maximum: number): [printed: string, told: string] => [
  `${desired} ${minimum} ${maximum}`,
  `minSize=${minimum},maxSize=${maximum},desiredSize=${desired}`,
];

/** Scripts of EKS. */
export const EKS_SCRIPTS: Scripts<'eks'> = {
  'eks.resize_nodegroup': (group) => {
    const [to, wanted] = sizes(group.desired_nodes, group.minimum_nodes, group.maximum_nodes);
    const [from, before] = sizes(group.from_desired_nodes, group.from_minimum_nodes, group.maximum_nodes);
    const update = 'aws eks update-nodegroup-config --cluster-name "$cluster" --nodegroup-name "$nodegroup"';
    return {
      variables: { cluster: group.cluster, nodegroup: group.nodegroup, to, from, wanted, before },
      check: [
        ...read('current', NODES, 'ResourceNotFoundException', '$nodegroup'),
        'read -r nodes minimum maximum status <<< "$current"',
        '[[ "$status" == ACTIVE ]] || stop "$nodegroup is $status."',
        '[[ "$nodes $minimum $maximum" != "$to" ]] || finished "$nodegroup is so already: $wanted"',
        '[[ "$nodes $minimum $maximum" == "$from" ]] \\',
        '  || stop "$nodegroup has $nodes nodes now, at least $minimum and at most $maximum: not $before."',
      ],
      change: [`run ${update} --scaling-config "$wanted" --query update.status --output text`],
      verify: ['aws eks wait nodegroup-active --cluster-name "$cluster" --nodegroup-name "$nodegroup"'],
      undo: [`undo ${update} --scaling-config "$before"`],
    };
  },
};
