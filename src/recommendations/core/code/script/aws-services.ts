import { read, until } from './aws-read.ts';
import type { ScriptOf, Scripts } from './script.ts';

const CACHE = 'aws elasticache describe-cache-clusters --cache-cluster-id "$cache_cluster_id"';
const GROUP = 'aws elasticache describe-replication-groups --replication-group-id "$replication_group_id"';

/** What is made from a snapshot has what the snapshot knows: neither its network nor who may reach it. */
const LIKE_CACHE = [
  `settings=$(${CACHE} --query 'CacheClusters[0].[CacheNodeType, CacheSubnetGroupName]' --output text)`,
  'read -r node_type subnets <<< "$settings"',
  'like=(--cache-node-type "$node_type")',
  '[[ "$subnets" == None ]] || like+=(--cache-subnet-group-name "$subnets")',
  `groups=$(${CACHE} --query 'CacheClusters[0].SecurityGroups[].SecurityGroupId' --output text | tr '\\t' ' ')`,
  'read -r -a security_groups <<< "$groups"',
  '[[ -z "$groups" || "$groups" == None ]] || like+=(--security-group-ids "${security_groups[@]}")',
];

/** Of a group with shards, a snapshot is of the group; of any other, it is of one of its nodes. */
const cacheSnapshot = (is_group: boolean): string[] => [
  'snapshot_name="before-deletion-$(date -u +%Y%m%d%H%M%S)"',
  'source=(--cache-cluster-id "$cache_cluster_id")',
  ...(is_group
    ? [
        `sharded=$(${GROUP} --query 'ReplicationGroups[0].ClusterEnabled' --output text)`,
        '[[ "$sharded" != True ]] || source=(--replication-group-id "$replication_group_id")',
      ]
    : []),
  'aws elasticache create-snapshot "${source[@]}" --snapshot-name "$snapshot_name" --output text > /dev/null',
  'echo "Snapshot $snapshot_name is being made."',
  ...until('"$snapshot_state" != creating', 60, [
    'snapshot_state=$(aws elasticache describe-snapshots --snapshot-name "$snapshot_name" --query \'Snapshots[0].SnapshotStatus\' --output text)',
  ]),
  '[[ "$snapshot_state" == available ]] || stop "the snapshot $snapshot_name is $snapshot_state, so nothing was deleted."',
];

const deleteCache: ScriptOf<'elasticache.delete_cluster'> = ({ cache_cluster_id, replication_group_id, engine }) => {
  const is_group = replication_group_id !== null;
  const made = is_group
    ? 'create-replication-group --replication-group-id "$replication_group_id" --replication-group-description restored'
    : 'create-cache-cluster --cache-cluster-id "$cache_cluster_id"';
  return {
    variables: { cache_cluster_id, replication_group_id: replication_group_id ?? '' },
    check: [
      ...read(
        'status',
        `${CACHE} --query 'CacheClusters[0].CacheClusterStatus' --output text`,
        'CacheClusterNotFound',
        '$cache_cluster_id',
      ),
      '[[ "$status" != deleting ]] || finished "$cache_cluster_id is being deleted already."',
      '[[ "$status" == available ]] || stop "$cache_cluster_id is $status."',
    ],
    backup: [
      `describe "$cache_cluster_id.json" ${CACHE} --output json`,
      ...(is_group ? [`describe "$replication_group_id.json" ${GROUP} --output json`] : []),
      ...(engine === 'memcached' ? [] : [...LIKE_CACHE, ...cacheSnapshot(is_group)]),
    ],
    change: [
      is_group
        ? 'run aws elasticache delete-replication-group --replication-group-id "$replication_group_id" --output text --query ReplicationGroup.Status'
        : 'run aws elasticache delete-cache-cluster --cache-cluster-id "$cache_cluster_id" --output text --query CacheCluster.CacheClusterStatus',
    ],
    verify: [
      is_group
        ? 'aws elasticache wait replication-group-deleted --replication-group-id "$replication_group_id"'
        : 'aws elasticache wait cache-cluster-deleted --cache-cluster-id "$cache_cluster_id"',
    ],
    undo: [
      ...(engine === 'memcached'
        ? []
        : [`undo aws elasticache ${made} --snapshot-name "$snapshot_name" "\${like[@]}"`]),
      `say "What else it was is in $cache_cluster_id.json${is_group ? ' and $replication_group_id.json' : ''}."`,
    ],
    ...(engine === 'memcached' ? { permanent: 'Memcached has no snapshots: what it holds is gone with it.' } : {}),
  };
};

/** Scripts of ElastiCache. */
export const ELASTICACHE_SCRIPTS: Scripts<'elasticache'> = { 'elasticache.delete_cluster': deleteCache };

/** What `aws lambda` prints of a function has its environment in it, which may hold secrets: one field is asked for. */
const setMemory: ScriptOf<'lambda.set_memory'> = ({ function_name, memory_mib, from_memory_mib }) => ({
  variables: { function_name, memory_mib, from_memory_mib },
  check: [
    ...read(
      'current',
      'aws lambda get-function-configuration --function-name "$function_name" --query MemorySize --output text',
      'ResourceNotFoundException',
      '$function_name',
    ),
    '[[ "$current" != "$memory_mib" ]] || finished "$function_name has $memory_mib MB already."',
    '[[ "$current" == "$from_memory_mib" ]] || stop "$function_name has $current MB now, not $from_memory_mib."',
  ],
  change: [
    'run aws lambda update-function-configuration --function-name "$function_name" --memory-size "$memory_mib" \\',
    '  --query MemorySize --output text',
  ],
  verify: ['aws lambda wait function-updated-v2 --function-name "$function_name"'],
  undo: [
    'undo aws lambda update-function-configuration --function-name "$function_name" --memory-size "$from_memory_mib" --query MemorySize',
    'say "Published versions keep the memory they have."',
  ],
});

/** Scripts of Lambda. */
export const LAMBDA_SCRIPTS: Scripts<'lambda'> = { 'lambda.set_memory': setMemory };

const tableCheck = (finished: string): string[] => [
  ...read(
    'table',
    'aws dynamodb describe-table --table-name "$table_name" --output text \\\n' +
      "  --query 'Table.[ProvisionedThroughput.ReadCapacityUnits, ProvisionedThroughput.WriteCapacityUnits, BillingModeSummary.BillingMode, TableStatus]'",
    'ResourceNotFoundException',
    '$table_name',
  ),
  'read -r current_read current_write mode status <<< "$table"',
  '[[ "$status" == ACTIVE ]] || stop "$table_name is $status."',
  finished,
  '[[ "$mode" != PAY_PER_REQUEST ]] || stop "$table_name is paid for by request now."',
  '[[ "$current_read" == "$from_read_units" && "$current_write" == "$from_write_units" ]] \\',
  '  || stop "$table_name has $current_read read and $current_write write units now, not $from_read_units and $from_write_units."',
];
const UPDATE = 'aws dynamodb update-table --table-name "$table_name"';
const AS_IT_WAS = '"ReadCapacityUnits=$from_read_units,WriteCapacityUnits=$from_write_units"';
const ANSWER = '--query TableDescription.TableStatus --output text';

const setCapacity: ScriptOf<'dynamodb.set_capacity'> = (parameters) => ({
  variables: { ...parameters },
  check: [
    ...tableCheck(
      '[[ "$current_read $current_write" != "$read_units $write_units" ]] || finished "$table_name has these units already."',
    ),
    'scaled=$(aws application-autoscaling describe-scalable-targets --service-namespace dynamodb \\',
    '  --resource-ids "table/$table_name" --query \'ScalableTargets[].ScalableDimension\' --output text)',
    '[[ -z "$scaled" ]] || stop "auto scaling sets the units of $table_name, and would set them back: lower its minimum instead."',
  ],
  change: [
    `run ${UPDATE} ${ANSWER} \\`,
    '  --provisioned-throughput "ReadCapacityUnits=$read_units,WriteCapacityUnits=$write_units"',
  ],
  verify: ['aws dynamodb wait table-exists --table-name "$table_name"'],
  undo: [`undo ${UPDATE} --provisioned-throughput ${AS_IT_WAS}`],
});

const setOnDemand: ScriptOf<'dynamodb.set_on_demand'> = (parameters) => ({
  variables: { ...parameters },
  check: [
    ...tableCheck('[[ "$mode" != PAY_PER_REQUEST ]] || finished "$table_name is paid for by request already."'),
    '# Its indexes have units of their own, which a way back has to tell.',
    'indexes=$(aws dynamodb describe-table --table-name "$table_name" --output json --query "Table.GlobalSecondaryIndexes[].{Update: {IndexName: IndexName,',
    "  ProvisionedThroughput: {ReadCapacityUnits: ProvisionedThroughput.ReadCapacityUnits, WriteCapacityUnits: ProvisionedThroughput.WriteCapacityUnits}}}\" | tr -d '\\n')",
    'with_indexes=()',
    '[[ "$indexes" != *IndexName* ]] || with_indexes=(--global-secondary-index-updates "$indexes")',
  ],
  change: [`run ${UPDATE} --billing-mode PAY_PER_REQUEST ${ANSWER}`],
  verify: ['aws dynamodb wait table-exists --table-name "$table_name"'],
  undo: [
    `undo ${UPDATE} --billing-mode PROVISIONED --provisioned-throughput ${AS_IT_WAS} \${with_indexes[@]+"\${with_indexes[@]}"}`,
    'say "AWS takes it at any time, but makes a table on-demand at most four times in 24 hours."',
  ],
});

/** Scripts of DynamoDB. */
export const DYNAMODB_SCRIPTS: Scripts<'dynamodb'> = {
  'dynamodb.set_capacity': setCapacity,
  'dynamodb.set_on_demand': setOnDemand,
};
