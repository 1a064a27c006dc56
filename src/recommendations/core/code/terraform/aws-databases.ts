import type { ParametersOf } from '../../change.ts';
import { attributes } from '../hcl.ts';
import { fileNameFor } from '../names.ts';
import { CannotExpress, type Draft, type Resource, type Source } from './draft.ts';
import { changed, made, removed, type Writers } from './writer.ts';

/** An instance of RDS, or of an Aurora cluster, which is another resource of Terraform. */
function databaseOf(source: Source, identifier: string): Pick<Resource, 'type' | 'import_id' | 'keeps'> {
  const cluster = source.text('cluster');
  const engine = source.needText('engine');
  const instance_class = source.needText('instance_class');
  return cluster === null
    ? { type: 'aws_db_instance', import_id: identifier, keeps: { identifier, engine, instance_class } }
    : {
        type: 'aws_rds_cluster_instance',
        import_id: identifier,
        keeps: { identifier, cluster_identifier: cluster, engine, instance_class },
      };
}

/** Arguments can be set back, except for the version. */
function undoModify(from: ParametersOf<'rds.modify_instance'>['from']): string {
  const back = Object.entries(from).filter(([name]) => name !== 'engine_version');
  const sentences = [
    ...(back.length > 0
      ? [`Set ${back.map(([name, value]) => `${name} back to ${value}`).join(' and ')}, and apply.`]
      : []),
    ...('engine_version' in from ? ['Of the version there is no way back but a snapshot from before.'] : []),
  ];
  return sentences.join(' ');
}

/** `13` and `8.0` of `13.4` and `8.0.35`: a change of these is one of the major version for at least one engine. */
const release = (version: unknown): string => String(version).split('.').slice(0, 2).join('.');

/** The cluster has the version, and is over several zones or not, for all of its instances. */
function needsCluster(source: Source, what: string): never {
  throw new CannotExpress(
    `${source.request.resource_id} belongs to the cluster ${source.text('cluster')}, which decides its ${what} for all its instances: change it there.`,
  );
}

function deleteDatabase(source: Source, identifier: string): Draft {
  const database = databaseOf(source, identifier);
  if (database.type === 'aws_rds_cluster_instance')
    return {
      resources: [removed(source, database)],
      notes: [
        'Its cluster and the data of the cluster stay. If it is the only instance, the data can be reached by nobody until there is another one.',
      ],
      undo: 'Add an instance to the cluster; it has another address, unless it is called the same.',
    };
  return {
    resources: [
      removed(source, database),
      made(source, {
        type: 'aws_db_snapshot',
        label: `${source.label}__backup`,
        keeps: {
          db_instance_identifier: identifier,
          db_snapshot_identifier: `finopsmind-${fileNameFor(identifier)}`,
        },
        tags: source.tags(),
        proof: attributes({ db_snapshot_identifier: `finopsmind-${fileNameFor(identifier)}` }),
        remark: 'Made before the database is deleted; it stays, and is charged for.',
      }),
    ],
    notes: [
      'The first step makes a snapshot and waits until it is complete. The second step looks for it, and has no plan without it. AWS may want a stopped database to be started for it.',
      'Automated backups go with the database. Users and grants inside of it are in the snapshot; its parameter and subnet groups stay.',
      'If deletion protection is on, AWS refuses the second step: switch it off first, if nobody needs it.',
    ],
    undo: 'Restore the snapshot that the first step made under the same identifier.',
  };
}

/** Of Redis and Valkey there are snapshots; the nodes of Memcached keep nothing. */
const finalSnapshot = (id: string, engine: string | null): Resource['sets'] =>
  engine === 'redis' || engine === 'valkey' ? { final_snapshot_identifier: `finopsmind-${fileNameFor(id)}` } : {};

/** Databases, caches and tables. */
export const awsDatabases: Writers<
  | 'rds.stop_instance'
  | 'rds.delete_instance'
  | 'rds.modify_instance'
  | 'elasticache.delete_cluster'
  | 'dynamodb.set_capacity'
  | 'dynamodb.set_on_demand'
> = {
  'rds.stop_instance': ({ db_instance_identifier: identifier }, source) => {
    if (source.text('cluster') !== null)
      throw new CannotExpress(
        `${identifier} belongs to the cluster ${source.text('cluster')}: only a cluster as a whole can be stopped, which Terraform has no resource for.`,
      );
    return {
      resources: [
        made(source, {
          type: 'aws_rds_instance_state',
          import_id: identifier,
          keeps: { identifier },
          sets: { state: 'stopped' },
        }),
      ],
      notes: [
        'AWS starts a stopped database again after seven days; an apply then stops it anew. Storage is charged for all the time.',
      ],
      undo: 'Set state to "available" and apply.',
    };
  },
  'rds.delete_instance': ({ db_instance_identifier }, source) => deleteDatabase(source, db_instance_identifier),
  'rds.modify_instance': (parameters, source) => {
    const { db_instance_identifier: identifier, instance_class, multi_az, engine_version, from } = parameters;
    const database = databaseOf(source, identifier);
    const member = database.type === 'aws_rds_cluster_instance';
    if (member && engine_version !== undefined) needsCluster(source, 'version');
    if (member && multi_az !== undefined) needsCluster(source, 'availability zones');
    const major = engine_version !== undefined && release(engine_version) !== release(from['engine_version']);
    return {
      resources: [
        changed(source, {
          ...database,
          sets: {
            instance_class: instance_class ?? null,
            multi_az: multi_az ?? null,
            engine_version: engine_version ?? null,
            allow_major_version_upgrade: major ? true : null,
            apply_immediately: false,
          },
        }),
      ],
      notes: [
        'It is done in the next maintenance window. Set apply_immediately to true to have it done at once.',
        "The database can't be reached for some minutes while its class or version changes.",
        ...(engine_version === undefined
          ? []
          : [
              "A version can't be taken back: restore a snapshot from before. Try the upgrade on a copy, and look which version its parameter group is for.",
            ]),
      ],
      undo: undoModify(from),
    };
  },
  'elasticache.delete_cluster': ({ cache_cluster_id, replication_group_id, engine }, source) => {
    const id = replication_group_id ?? cache_cluster_id;
    const snapshot = finalSnapshot(id, engine);
    const kept = 'final_snapshot_identifier' in snapshot;
    return {
      resources: [
        replication_group_id === null
          ? removed(source, {
              type: 'aws_elasticache_cluster',
              import_id: cache_cluster_id,
              keeps: { cluster_id: cache_cluster_id, engine: engine ?? source.needText('engine') },
              sets: snapshot,
            })
          : removed(source, {
              type: 'aws_elasticache_replication_group',
              import_id: replication_group_id,
              keeps: { replication_group_id, description: source.request.title },
              sets: snapshot,
              remark: 'Terraform asks for a description: what stands here is ignored, the group has its own.',
            }),
      ],
      notes: [
        kept
          ? 'AWS makes a last snapshot before it deletes the cache, and does not delete it without. Node types that make no snapshots refuse it: take final_snapshot_identifier out then.'
          : 'What is in the cache is lost: nodes of Memcached keep nothing.',
        ...(replication_group_id === null
          ? []
          : [`The whole replication group ${replication_group_id} goes, with all its nodes.`]),
      ],
      undo: kept
        ? `Make a cache from the snapshot ${Object.values(snapshot).join('')} under the same id.`
        : 'Make a cache under the same id; it begins empty.',
    };
  },
  'dynamodb.set_capacity': ({ table_name, read_units, write_units, from_read_units, from_write_units }, source) => ({
    resources: [
      changed(source, {
        type: 'aws_dynamodb_table',
        import_id: table_name,
        keeps: { name: table_name, billing_mode: 'PROVISIONED' },
        sets: { read_capacity: read_units, write_capacity: write_units },
      }),
    ],
    notes: [
      'If Application Auto Scaling has the table, it moves the units again: change its limits instead.',
      'Units can be lowered only so many times a day; indexes keep theirs.',
    ],
    undo: `Set read_capacity back to ${from_read_units} and write_capacity to ${from_write_units}, and apply.`,
  }),
  'dynamodb.set_on_demand': ({ table_name, from_read_units, from_write_units }, source) => ({
    resources: [
      changed(source, {
        type: 'aws_dynamodb_table',
        import_id: table_name,
        keeps: { name: table_name },
        sets: { billing_mode: 'PAY_PER_REQUEST' },
      }),
    ],
    notes: [
      'Indexes are paid by request then too. AWS takes a change of the mode once in 24 hours for each direction.',
    ],
    undo: `Set billing_mode back to "PROVISIONED" with read_capacity ${from_read_units} and write_capacity ${from_write_units}, after 24 hours, and apply.`,
  }),
};
