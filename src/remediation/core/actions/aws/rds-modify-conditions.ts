import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { ParametersOf } from '../../../../recommendations/core/change.ts';
import type { Condition } from '../../action.ts';
import {
  type Database,
  isAuroraMember,
  isAvailable,
  isOfRds,
  pendingOf,
  replicasOf,
  tagsOfDatabase,
} from './rds-database.ts';
import { classIsOffered, needsOffer, type Wanted } from './rds-orderable.ts';
import { holds, warning } from './services-common.ts';
import { stackWarnings } from './storage-parts.ts';

type Parameters = ParametersOf<'rds.modify_instance'>;

/** A newer engine can't be made older again, so that it is left to scripts, which make a snapshot to restore from. */
const keepsEngine = ({ engine_version, instance_class, multi_az }: Parameters): Condition[] => [
  holds('keeps_engine', 'its engine stays', engine_version === undefined, {
    met: 'Its engine stays as it is.',
    not_met: `An engine that was upgraded (to ${engine_version}) can't be made older again. Use the script of the recommendation, which makes a snapshot first.`,
  }),
  holds('names_a_change', 'class or zones change', instance_class !== undefined || multi_az !== undefined, {
    met: 'Class or zones change.',
    not_met: 'Neither a class nor whether it is in several zones was given. Give one of them.',
  }),
];

const fitsCluster = (database: Database, { multi_az }: Parameters): Condition => {
  const { DBClusterIdentifier: cluster } = database;
  const is_aurora = isAuroraMember(database);
  const stands_alone = !cluster || (is_aurora && multi_az === undefined);
  return holds('not_set_by_cluster', 'class and zones are its own', stands_alone, {
    met: cluster
      ? `It belongs to the cluster ${cluster} of Aurora, and has a class of its own.`
      : 'It is in no cluster.',
    not_met: is_aurora
      ? `It belongs to the cluster ${cluster} of Aurora, which is in several zones by how many members it has.`
      : `It is a member of the cluster ${cluster}, which has to be modified as a whole.`,
  });
};

const classCanChange = ({ DBInstanceClass: now, ProcessorFeatures = [] }: Database): Condition[] => [
  holds('provisioned', 'has a class', now !== 'db.serverless', {
    met: `Its class is ${now}.`,
    not_met: 'It is serverless, and grows and shrinks by itself.',
  }),
  holds('default_processor', 'processor as its class has it', ProcessorFeatures.length === 0, {
    met: 'Its processor is set up as its class has it.',
    not_met:
      'Its processor has cores or threads set by hand, which another class may not have. Set them to their defaults first.',
  }),
];

const warnings = (database: Database, { instance_class, multi_az }: Parameters): Condition[] => {
  const { ReadReplicaSourceDBInstanceIdentifier: source, DBClusterIdentifier: cluster } = database;
  const replicas = replicasOf(database);
  const other_class = instance_class !== undefined && instance_class !== database.DBInstanceClass;
  const told: [boolean, string, string, string][] = [
    [
      other_class,
      'restarts',
      'restarts',
      database.MultiAZ
        ? 'It fails over to its standby, so that connections break for a minute or two.'
        : 'It restarts and is away for some minutes.',
    ],
    [
      other_class && !!source,
      'may_fall_behind',
      'read replica',
      `It is a replica of ${source}, and may fall behind if it is the smaller of the two.`,
    ],
    [
      other_class && replicas.length > 0,
      'replicas_stay',
      'read replicas',
      `Its replicas ${replicas.join(', ')} keep the class they have.`,
    ],
    [
      other_class && !!cluster,
      'takes_over',
      'failover',
      `Other members of ${cluster} must be able to take over from it, and it from them.`,
    ],
    [
      multi_az === false && database.MultiAZ === true,
      'loses_standby',
      'standby',
      'Without its standby it is away while its zone is, and while it is patched.',
    ],
    [
      multi_az === true && database.MultiAZ === false,
      'slow_meanwhile',
      'standby is made',
      'Writing may be slow while its standby is filled.',
    ],
  ];
  return told.flatMap(([applies, condition, text, detail]) => (applies ? [warning(condition, text, detail)] : []));
};

/** What has to hold before a database becomes as `wanted`; `offered` is what AWS says can be ordered. */
export function modifyConditions(
  parameters: Parameters,
  database: Database,
  wanted: Wanted,
  offered: CloudAnswer | undefined,
): Condition[] {
  const pending = pendingOf(database);
  return [
    isAvailable(database),
    isOfRds(database),
    ...keepsEngine(parameters),
    fitsCluster(database, parameters),
    ...(parameters.instance_class === undefined ? [] : classCanChange(database)),
    ...(needsOffer(database, wanted) ? [classIsOffered(database, wanted, offered)] : []),
    holds('nothing_pending', 'no other changes wait', pending.length === 0, {
      met: 'No changes wait for its next maintenance.',
      not_met: `Changes wait for its next maintenance (${pending.join(', ')}), and would be made at once together with this one. Let them be made first, or take them back.`,
    }),
    ...warnings(database, parameters),
    ...stackWarnings(tagsOfDatabase(database)),
  ];
}
