import type { ScriptOf, Scripts } from './script.ts';

/** What a field of a database instance is. */
const database = (field: string): string =>
  `$(aws rds describe-db-instances --db-instance-identifier "$identifier" --query 'DBInstances[0].${field}' --output text)`;

const DATABASE_SNAPSHOT = [
  'snapshot_id="before-change-$identifier-$(date -u +%Y%m%d%H%M%S)"',
  'aws rds create-db-snapshot --db-instance-identifier "$identifier" --db-snapshot-identifier "$snapshot_id" --output text > /dev/null',
  'aws rds wait db-snapshot-available --db-snapshot-identifier "$snapshot_id" \\',
  '  || stop "the snapshot $snapshot_id is not there, so nothing was changed."',
  'echo "Snapshot $snapshot_id is there."',
];

const MODIFICATIONS = {
  instance_class: { option: '--db-instance-class', field: 'DBInstanceClass' },
  engine_version: { option: '--engine-version', field: 'EngineVersion' },
} as const;

const modifyDatabase: ScriptOf<'rds.modify_instance'> = (parameters) => {
  const { db_instance_identifier, multi_az, from } = parameters;
  const changed = (['instance_class', 'engine_version'] as const).filter((name) => parameters[name] !== undefined);
  const check = changed.flatMap((name) => {
    const { field } = MODIFICATIONS[name];
    return [
      `current=${database(field)}`,
      `[[ "$current" != "$${name}" ]] || finished "$identifier has $current already."`,
      `[[ "$current" == "$from_${name}" ]] || stop "$identifier has $current now, not $from_${name}."`,
    ];
  });
  const options = [
    ...changed.map((name) => `${MODIFICATIONS[name].option} "$${name}"`),
    ...(multi_az === undefined ? [] : [multi_az ? '--multi-az' : '--no-multi-az']),
    ...(parameters.engine_version === undefined ? [] : ['--allow-major-version-upgrade']),
  ];
  const back = [
    ...changed.map((name) => `${MODIFICATIONS[name].option} "$from_${name}"`),
    ...(multi_az === undefined ? [] : [multi_az ? '--no-multi-az' : '--multi-az']),
  ];
  return {
    variables: {
      identifier: db_instance_identifier,
      ...Object.fromEntries(
        changed.flatMap((name) => [
          [name, parameters[name] ?? ''],
          [`from_${name}`, String(from[name] ?? '')],
        ]),
      ),
    },
    check: [
      `status=${database('DBInstanceStatus')}`,
      '[[ "$status" == available ]] || stop "$identifier is $status."',
      ...check,
      ...(multi_az === undefined
        ? []
        : [
            `zones=${database('MultiAZ')}`,
            `[[ "$zones" != ${multi_az ? 'True' : 'False'} ]] || finished "$identifier is so already."`,
          ]),
    ],
    ...(parameters.engine_version === undefined ? {} : { backup: DATABASE_SNAPSHOT }),
    change: [
      `run aws rds modify-db-instance --db-instance-identifier "$identifier" ${options.join(' ')} --apply-immediately`,
    ],
    verify: ['aws rds wait db-instance-available --db-instance-identifier "$identifier"'],
    undo:
      parameters.engine_version === undefined
        ? [
            `undo aws rds modify-db-instance --db-instance-identifier "$identifier" ${back.join(' ')} --apply-immediately`,
          ]
        : [
            'say "An engine is not made older again: restore the snapshot beside it."',
            'undo aws rds restore-db-instance-from-db-snapshot --db-instance-identifier "$identifier-restored" --db-snapshot-identifier "$snapshot_id"',
          ],
  };
};

const stopDatabase: ScriptOf<'rds.stop_instance'> = ({ db_instance_identifier }) => ({
  variables: { identifier: db_instance_identifier },
  check: [
    `status=${database('DBInstanceStatus')}`,
    '[[ "$status" != stopped ]] || finished "$identifier is stopped already."',
    '[[ "$status" == available ]] || stop "$identifier is $status."',
  ],
  change: ['run aws rds stop-db-instance --db-instance-identifier "$identifier"'],
  verify: ['aws rds wait db-instance-stopped --db-instance-identifier "$identifier"'],
  undo: [
    'undo aws rds start-db-instance --db-instance-identifier "$identifier"',
    'say "AWS starts it by itself after seven days: stop it again, or delete it with a final snapshot."',
  ],
});

const deleteDatabase: ScriptOf<'rds.delete_instance'> = ({ db_instance_identifier }) => ({
  variables: { identifier: db_instance_identifier },
  check: [
    `protected=${database('DeletionProtection')}`,
    '[[ "$protected" != True ]] || stop "$identifier is protected from deletion."',
  ],
  backup: DATABASE_SNAPSHOT,
  change: ['run aws rds delete-db-instance --db-instance-identifier "$identifier" --skip-final-snapshot'],
  verify: ['aws rds wait db-instance-deleted --db-instance-identifier "$identifier"'],
  undo: [
    'undo aws rds restore-db-instance-from-db-snapshot --db-instance-identifier "$identifier" --db-snapshot-identifier "$snapshot_id"',
  ],
});

/** Scripts of RDS. */
export const RDS_SCRIPTS: Scripts<'rds'> = {
  'rds.stop_instance': stopDatabase,
  'rds.delete_instance': deleteDatabase,
  'rds.modify_instance': modifyDatabase,
};

const CACHE_SNAPSHOT = [
  'snapshot_name="before-deletion-$(date -u +%Y%m%d%H%M%S)"',
  'aws elasticache create-snapshot --cache-cluster-id "$cache_cluster_id" --snapshot-name "$snapshot_name" --output text > /dev/null',
  'for _ in $(seq 360); do',
  '  snapshot_state=$(aws elasticache describe-snapshots --snapshot-name "$snapshot_name" --query \'Snapshots[0].SnapshotStatus\' --output text)',
  '  [[ "$snapshot_state" == creating ]] || break',
  '  sleep 10',
  'done',
  '[[ "$snapshot_state" == available ]] || stop "the snapshot $snapshot_name is $snapshot_state, so nothing was deleted."',
];

/** Scripts of ElastiCache. */
export const ELASTICACHE_SCRIPTS: Scripts<'elasticache'> = {
  'elasticache.delete_cluster': ({ cache_cluster_id, replication_group_id, engine }) => ({
    variables: { cache_cluster_id, replication_group_id: replication_group_id ?? '' },
    check: [
      'if ! status=$(aws elasticache describe-cache-clusters --cache-cluster-id "$cache_cluster_id" \\',
      "  --query 'CacheClusters[0].CacheClusterStatus' --output text 2>&1); then",
      '  [[ "$status" != *CacheClusterNotFound* ]] || finished "$cache_cluster_id is gone already."',
      '  stop "$status"',
      'fi',
      '[[ "$status" == available ]] || stop "$cache_cluster_id is $status."',
    ],
    ...(engine === 'memcached' ? {} : { backup: CACHE_SNAPSHOT }),
    change: [
      replication_group_id === null
        ? 'run aws elasticache delete-cache-cluster --cache-cluster-id "$cache_cluster_id"'
        : 'run aws elasticache delete-replication-group --replication-group-id "$replication_group_id"',
    ],
    verify: ['aws elasticache wait cache-cluster-deleted --cache-cluster-id "$cache_cluster_id"'],
    undo:
      engine === 'memcached'
        ? []
        : [
            'undo aws elasticache create-cache-cluster --cache-cluster-id "$cache_cluster_id" --snapshot-name "$snapshot_name"',
          ],
    ...(engine === 'memcached' ? { permanent: 'Memcached has no snapshots: what it holds is gone with it.' } : {}),
  }),
};

/** Scripts of Lambda. */
export const LAMBDA_SCRIPTS: Scripts<'lambda'> = {
  'lambda.set_memory': ({ function_name, memory_mib, from_memory_mib }) => ({
    variables: { function_name, memory_mib, from_memory_mib },
    check: [
      'current=$(aws lambda get-function --function-name "$function_name" --query Configuration.MemorySize --output text)',
      '[[ "$current" != "$memory_mib" ]] || finished "$function_name has $memory_mib MB already."',
      '[[ "$current" == "$from_memory_mib" ]] || stop "$function_name has $current MB now, not $from_memory_mib."',
    ],
    change: [
      'run aws lambda update-function-configuration --function-name "$function_name" --memory-size "$memory_mib"',
    ],
    verify: ['aws lambda wait function-updated-v2 --function-name "$function_name"'],
    undo: [
      'undo aws lambda update-function-configuration --function-name "$function_name" --memory-size "$from_memory_mib"',
    ],
  }),
};

const TABLE_CHECK = [
  'table=$(aws dynamodb describe-table --table-name "$table_name" \\',
  "  --query 'Table.[ProvisionedThroughput.ReadCapacityUnits, ProvisionedThroughput.WriteCapacityUnits, TableStatus]' --output text)",
  'read -r current_read current_write status <<< "$table"',
  '[[ "$status" == ACTIVE ]] || stop "$table_name is $status."',
  '[[ "$current_read" == "$from_read_units" && "$current_write" == "$from_write_units" ]] \\',
  '  || stop "$table_name has $current_read read and $current_write write units now, not $from_read_units and $from_write_units."',
];
const TABLE_BACK =
  'undo aws dynamodb update-table --table-name "$table_name" --billing-mode PROVISIONED --provisioned-throughput "ReadCapacityUnits=$from_read_units,WriteCapacityUnits=$from_write_units"';

/** Scripts of DynamoDB. */
export const DYNAMODB_SCRIPTS: Scripts<'dynamodb'> = {
  'dynamodb.set_capacity': ({ table_name, read_units, write_units, from_read_units, from_write_units }) => ({
    variables: { table_name, read_units, write_units, from_read_units, from_write_units },
    check: TABLE_CHECK,
    change: [
      'run aws dynamodb update-table --table-name "$table_name" \\',
      '  --provisioned-throughput "ReadCapacityUnits=$read_units,WriteCapacityUnits=$write_units"',
    ],
    verify: ['aws dynamodb wait table-exists --table-name "$table_name"'],
    undo: [TABLE_BACK],
  }),
  'dynamodb.set_on_demand': ({ table_name, from_read_units, from_write_units }) => ({
    variables: { table_name, from_read_units, from_write_units },
    check: TABLE_CHECK,
    change: ['run aws dynamodb update-table --table-name "$table_name" --billing-mode PAY_PER_REQUEST'],
    verify: ['aws dynamodb wait table-exists --table-name "$table_name"'],
    undo: [TABLE_BACK, 'say "A table changes its mode at most once in 24 hours in this direction."'],
  }),
};
