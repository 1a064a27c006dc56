import type { ParametersOf } from '../../change.ts';
import { read, until } from './aws-read.ts';
import type { ScriptOf, Scripts } from './script.ts';

/** A call that tells fields of the database instance. */
const described = (query: string): string =>
  `aws rds describe-db-instances --db-instance-identifier "$identifier" --query 'DBInstances[0].${query}' --output text`;
const database = (variable: string, query: string): string[] =>
  read(variable, described(query), 'DBInstanceNotFound', '$identifier');

/** A large database takes longer than the waiter of the command line is ready to wait, which is half an hour. */
const SNAPSHOT = [
  'snapshot_id="before-change-$identifier-$(date -u +%Y%m%d%H%M%S)"',
  'aws rds create-db-snapshot --db-instance-identifier "$identifier" --db-snapshot-identifier "$snapshot_id" --output text > /dev/null',
  'echo "Snapshot $snapshot_id is being made."',
  ...until('"$snapshot_state" != creating', 240, [
    'snapshot_state=$(aws rds describe-db-snapshots --db-snapshot-identifier "$snapshot_id" --query \'DBSnapshots[0].Status\' --output text)',
  ]),
  '[[ "$snapshot_state" == available ]] || stop "the snapshot $snapshot_id is $snapshot_state, so nothing was changed."',
];

/** Without these, what is restored is in the default network, open to what the default security group lets in. */
const REMEMBER = [
  'describe "$identifier.json" aws rds describe-db-instances --db-instance-identifier "$identifier" --output json',
  '# Options of an instance like this one.',
  `settings=$(${described('[DBInstanceClass, MultiAZ, PubliclyAccessible, DBSubnetGroup.DBSubnetGroupName, DBParameterGroups[0].DBParameterGroupName]')})`,
  'read -r class zones public subnets parameter_group <<< "$settings"',
  `groups=$(${described('VpcSecurityGroups[].VpcSecurityGroupId')} | tr '\\t' ' ')`,
  'read -r -a security_groups <<< "$groups"',
  'like=(--db-instance-class "$class")',
  'if [[ "$zones" == True ]]; then like+=(--multi-az); else like+=(--no-multi-az); fi',
  'if [[ "$public" == True ]]; then like+=(--publicly-accessible); else like+=(--no-publicly-accessible); fi',
  '[[ "$subnets" == None ]] || like+=(--db-subnet-group-name "$subnets")',
  '[[ "$parameter_group" == None ]] || like+=(--db-parameter-group-name "$parameter_group")',
  '[[ -z "$groups" ]] || like+=(--vpc-security-group-ids "${security_groups[@]}")',
];
const RESTORE =
  'undo aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier "$snapshot_id" "${like[@]}" --db-instance-identifier';

interface Setting {
  name: string;
  field: string;
  to: string;
  from: string;
  option: string;
  back: string;
}

function settingsOf(parameters: ParametersOf<'rds.modify_instance'>): Setting[] {
  const { instance_class, engine_version, multi_az, from } = parameters;
  const of = (name: string, field: string, option: string, to: string | undefined): Setting[] =>
    to === undefined
      ? []
      : [
          {
            name,
            field,
            to,
            from: String(from[name] ?? ''),
            option: `${option} "$${name}"`,
            back: `${option} "$from_${name}"`,
          },
        ];
  const zones = (on: boolean): string => (on ? '--multi-az' : '--no-multi-az');
  const printed = (on: boolean): string => (on ? 'True' : 'False');
  return [
    ...of('instance_class', 'DBInstanceClass', '--db-instance-class', instance_class),
    ...of('engine_version', 'EngineVersion', '--engine-version', engine_version),
    ...(multi_az === undefined
      ? []
      : [
          {
            name: 'multi_az',
            field: 'MultiAZ',
            to: printed(multi_az),
            from: printed(!multi_az),
            option: zones(multi_az),
            back: zones(!multi_az),
          },
        ]),
  ];
}

const modifyDatabase: ScriptOf<'rds.modify_instance'> = (parameters) => {
  const settings = settingsOf(parameters);
  const upgrades = parameters.engine_version !== undefined;
  const query = `[DBInstanceStatus, ${settings.map(({ field }) => field).join(', ')}]`;
  const names = settings.map(({ name }) => `current_${name}`).join(' ');
  const isSo = ['"$status" == available', ...settings.map(({ name }) => `"$current_${name}" == "$${name}"`)].join(
    ' && ',
  );
  const change = 'aws rds modify-db-instance --db-instance-identifier "$identifier"';
  const options = settings.map(({ option }) => option).join(' ');
  return {
    variables: {
      identifier: parameters.db_instance_identifier,
      ...Object.fromEntries(
        settings.flatMap(({ name, to, from }) => [
          [name, to],
          [`from_${name}`, from],
        ]),
      ),
    },
    check: [
      ...database('settings', query),
      `read -r status ${names} <<< "$settings"`,
      '[[ "$status" == available ]] || stop "$identifier is $status."',
      `if [[ ${isSo} ]]; then finished "$identifier is so already."; fi`,
      ...settings.map(
        ({ name, field }) =>
          `[[ "$current_${name}" == "$from_${name}" || "$current_${name}" == "$${name}" ]] || stop "$identifier has ${field} $current_${name} now, not $from_${name}."`,
      ),
    ],
    ...(upgrades ? { backup: [...REMEMBER, ...SNAPSHOT] } : {}),
    change: [
      `run ${change} ${options}${upgrades ? ' --allow-major-version-upgrade' : ''} --apply-immediately --output text --query DBInstance.DBInstanceStatus`,
    ],
    verify: [
      '# It is available for a moment yet, with what it was.',
      ...until(isSo, 120, [`settings=$(${described(query)})`, `read -r status ${names} <<< "$settings"`]),
      `[[ ${isSo} ]] || stop "$identifier is not so yet: it is $settings"`,
    ],
    undo: upgrades
      ? [
          'say "An engine is not made older again: restore the snapshot beside it."',
          `${RESTORE} "$identifier-restored"`,
        ]
      : [`undo ${change} ${settings.map(({ back }) => back).join(' ')} --apply-immediately`],
  };
};

const stopDatabase: ScriptOf<'rds.stop_instance'> = ({ db_instance_identifier }) => ({
  variables: { identifier: db_instance_identifier },
  check: [
    ...database('status', 'DBInstanceStatus'),
    '[[ "$status" != stopped ]] || finished "$identifier is stopped already."',
    '[[ "$status" == available ]] || stop "$identifier is $status."',
  ],
  change: [
    'run aws rds stop-db-instance --db-instance-identifier "$identifier" --output text --query DBInstance.DBInstanceStatus',
  ],
  verify: [
    ...until('"$status" == stopped', 60, [`status=$(${described('DBInstanceStatus')})`]),
    '[[ "$status" == stopped ]] || stop "$identifier is $status, not stopped."',
  ],
  undo: [
    'undo aws rds start-db-instance --db-instance-identifier "$identifier"',
    'say "AWS starts it by itself after seven days: stop it again, or delete it with a final snapshot."',
  ],
});

const deleteDatabase: ScriptOf<'rds.delete_instance'> = ({ db_instance_identifier }) => ({
  variables: { identifier: db_instance_identifier },
  check: [
    ...database('status', 'DBInstanceStatus'),
    '[[ "$status" != deleting ]] || finished "$identifier is being deleted already."',
    '[[ "$status" == available ]] || stop "$identifier is $status: no snapshot can be made of it."',
    `protected=$(${described('DeletionProtection')})`,
    '[[ "$protected" != True ]] || stop "$identifier is protected from deletion."',
    `replicas=$(${described('ReadReplicaDBInstanceIdentifiers[]')})`,
    '[[ -z "$replicas" || "$replicas" == None ]] || stop "$identifier has replicas, which would stand alone: $replicas"',
  ],
  backup: [...REMEMBER, ...SNAPSHOT],
  change: [
    'run aws rds delete-db-instance --db-instance-identifier "$identifier" --skip-final-snapshot --output text --query DBInstance.DBInstanceStatus',
  ],
  verify: ['aws rds wait db-instance-deleted --db-instance-identifier "$identifier"'],
  undo: [
    `${RESTORE} "$identifier"`,
    'say "What else it was is in $identifier.json: its tags, backups and monitoring."',
  ],
});

/** Scripts of RDS. */
export const RDS_SCRIPTS: Scripts<'rds'> = {
  'rds.stop_instance': stopDatabase,
  'rds.delete_instance': deleteDatabase,
  'rds.modify_instance': modifyDatabase,
};
