import type { ParametersOf } from '../../change.ts';
import type { ScriptParts, Scripts } from './script.ts';

/** The rule as S3 takes it; empty fields are left out, which S3 demands. */
const lifecycleRule = (rule: ParametersOf<'s3.add_lifecycle_rule'>): string =>
  JSON.stringify({
    ID: rule.rule_id,
    Status: 'Enabled',
    Filter: { Prefix: '' },
    ...(rule.transitions.length > 0
      ? {
          Transitions: rule.transitions.map(({ days, storage_class }) => ({ Days: days, StorageClass: storage_class })),
        }
      : {}),
    ...(rule.noncurrent_expiration_days === null
      ? {}
      : { NoncurrentVersionExpiration: { NoncurrentDays: rule.noncurrent_expiration_days } }),
    ...(rule.abort_multipart_days === null
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abort_multipart_days } }),
  });

/** Scripts of S3. */
export const S3_SCRIPTS: Scripts<'s3'> = {
  's3.add_lifecycle_rule': (parameters) => ({
    needs: ['jq'],
    variables: { bucket: parameters.bucket, rule_id: parameters.rule_id, rule: lifecycleRule(parameters) },
    check: [
      '# Putting a configuration replaces all of it, so the rules that are there are put again along with the new one.',
      'if ! before=$(aws s3api get-bucket-lifecycle-configuration --bucket "$bucket" --output json 2>&1); then',
      '  [[ "$before" == *NoSuchLifecycleConfiguration* ]] || stop "$before"',
      '  before=\'{"Rules": []}\'',
      'fi',
      'same=$(jq -r --arg id "$rule_id" \'[.Rules[] | select(.ID == $id)] | length\' <<< "$before")',
      '[[ "$same" == 0 ]] || finished "$bucket has the rule $rule_id already."',
      'after=$(jq -c --argjson rule "$rule" \'{Rules: (.Rules + [$rule])}\' <<< "$before")',
    ],
    backup: [
      'backup="lifecycle-before-$(date -u +%Y%m%d%H%M%S).json"',
      'jq \'{Rules}\' <<< "$before" > "$backup" || stop "the rules could not be saved, so nothing was changed."',
      'echo "Rules as they were: $backup"',
    ],
    change: ['run aws s3api put-bucket-lifecycle-configuration --bucket "$bucket" --lifecycle-configuration "$after"'],
    verify: [
      'now=$(aws s3api get-bucket-lifecycle-configuration --bucket "$bucket" --output json | jq -r --arg id "$rule_id" \'[.Rules[] | select(.ID == $id)] | length\')',
      '[[ "$now" == 1 ]] || stop "S3 does not show the rule $rule_id."',
    ],
    undo: [
      'if [[ "$(jq \'.Rules | length\' "$backup")" == 0 ]]; then',
      '  undo aws s3api delete-bucket-lifecycle --bucket "$bucket"',
      'else',
      '  undo aws s3api put-bucket-lifecycle-configuration --bucket "$bucket" --lifecycle-configuration "file://$backup"',
      'fi',
      'say "What the rule has moved or removed by then stays so."',
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

/** Scripts of EKS. */
export const EKS_SCRIPTS: Scripts<'eks'> = {
  'eks.resize_nodegroup': (group) => ({
    variables: {
      cluster: group.cluster,
      nodegroup: group.nodegroup,
      wanted: `minSize=${group.minimum_nodes},maxSize=${group.maximum_nodes},desiredSize=${group.desired_nodes}`,
      from_desired: group.from_desired_nodes,
      desired: group.desired_nodes,
      before: `minSize=${group.from_minimum_nodes},maxSize=${group.maximum_nodes},desiredSize=${group.from_desired_nodes}`,
    },
    check: [
      'current=$(aws eks describe-nodegroup --cluster-name "$cluster" --nodegroup-name "$nodegroup" \\',
      "  --query 'nodegroup.[scalingConfig.desiredSize, status]' --output text)",
      'read -r nodes status <<< "$current"',
      '[[ "$status" == ACTIVE ]] || stop "$nodegroup is $status."',
      '[[ "$nodes" != "$desired" ]] || finished "$nodegroup has $desired nodes already."',
      '[[ "$nodes" == "$from_desired" ]] || stop "$nodegroup has $nodes nodes now, not $from_desired."',
    ],
    change: [
      'run aws eks update-nodegroup-config --cluster-name "$cluster" --nodegroup-name "$nodegroup" --scaling-config "$wanted"',
    ],
    verify: ['aws eks wait nodegroup-active --cluster-name "$cluster" --nodegroup-name "$nodegroup"'],
    undo: [
      'undo aws eks update-nodegroup-config --cluster-name "$cluster" --nodegroup-name "$nodegroup" --scaling-config "$before"',
    ],
  }),
};

/** Scripts of load balancers. */
export const ELB_SCRIPTS: Scripts<'elb'> = {
  'elb.delete_load_balancer': ({ load_balancer_arn, load_balancer_name }): ScriptParts =>
    load_balancer_arn === null
      ? {
          variables: { load_balancer_name },
          check: [
            'registered=$(aws elb describe-load-balancers --load-balancer-names "$load_balancer_name" \\',
            "  --query 'length(LoadBalancerDescriptions[0].Instances)' --output text)",
            'echo "$registered instances are registered."',
          ],
          backup: [
            'describe load-balancer.json aws elb describe-load-balancers --load-balancer-names "$load_balancer_name" --output json',
          ],
          change: ['run aws elb delete-load-balancer --load-balancer-name "$load_balancer_name"'],
          undo: ['say "Make one as load-balancer.json describes it; its DNS name will be another."'],
          permanent: 'Its DNS name goes with it.',
        }
      : {
          variables: { load_balancer_arn, load_balancer_name },
          check: [
            'if ! state=$(aws elbv2 describe-load-balancers --load-balancer-arns "$load_balancer_arn" \\',
            "  --query 'LoadBalancers[0].State.Code' --output text 2>&1); then",
            '  [[ "$state" != *LoadBalancerNotFound* ]] || finished "$load_balancer_name is gone already."',
            '  stop "$state"',
            'fi',
            'protected=$(aws elbv2 describe-load-balancer-attributes --load-balancer-arn "$load_balancer_arn" \\',
            '  --query "Attributes[?Key==\'deletion_protection.enabled\'].Value | [0]" --output text)',
            '[[ "$protected" != true ]] || stop "$load_balancer_name is protected from deletion."',
          ],
          backup: [
            'describe load-balancer.json aws elbv2 describe-load-balancers --load-balancer-arns "$load_balancer_arn" --output json',
            'describe listeners.json aws elbv2 describe-listeners --load-balancer-arn "$load_balancer_arn" --output json',
          ],
          change: ['run aws elbv2 delete-load-balancer --load-balancer-arn "$load_balancer_arn"'],
          verify: ['aws elbv2 wait load-balancers-deleted --load-balancer-arns "$load_balancer_arn"'],
          undo: ['say "Make one as load-balancer.json and listeners.json describe it; its DNS name will be another."'],
          permanent: 'Its DNS name goes with it. Target groups and certificates stay.',
        },
};
