import { type Answers, defineAction, type Inspection, type Standing, type Step, type Subject } from '../../action.ts';
import {
  BUSY_REFUSALS,
  busy,
  CAPACITY_REFUSALS,
  type Database,
  databaseIn,
  describeDatabase,
  isAvailable,
  isOfRds,
  pendingOf,
  replicasOf,
  standingOf,
  tagsOfDatabase,
} from './rds-database.ts';
import { callIn, goneInspection, holds, isUnanswered, unreadInspection, warning } from './services-common.ts';
import { stackWarnings } from './storage-parts.ts';

type Stop = Subject<'rds.stop_instance'>;

/** Amazon RDS User Guide, “Stopping an Amazon RDS DB instance temporarily”. */
const DAYS_STOPPED_AT_MOST = 7;
/** The same says that stopping may take long where there are several zones, and starting from minutes to hours. */
const STOP_SECONDS = 2 * 3_600;
const START_SECONDS = 3 * 3_600;

const identifierOf = ({ parameters }: Stop): string => parameters.db_instance_identifier;
const look = (subject: Stop) => describeDatabase(subject, identifierOf(subject));

const conditionsOf = (database: Database) => {
  const { DBClusterIdentifier: cluster, ReadReplicaSourceDBInstanceIdentifier: source, Engine = '' } = database;
  const replicas = replicasOf(database);
  const pending = pendingOf(database);
  return [
    isAvailable(database),
    isOfRds(database),
    holds('not_in_cluster', 'not a member of a cluster', !cluster, {
      met: 'It belongs to no cluster.',
      not_met: `It is a member of the cluster ${cluster}, which can only be stopped as a whole.`,
    }),
    holds('not_a_replica', 'not a read replica', !source, {
      met: 'It is no read replica.',
      not_met: `It is a read replica of ${source}, and RDS stops no replicas. Delete it if nobody reads from it.`,
    }),
    holds('has_no_replicas', 'without read replicas', replicas.length === 0, {
      met: 'It has no read replicas.',
      not_met: `It has the read replicas ${replicas.join(', ')}, and RDS stops no database that has any.`,
    }),
    holds('one_zone', 'not SQL Server in several zones', !(Engine.startsWith('sqlserver') && database.MultiAZ), {
      met: database.MultiAZ ? 'Its engine can be stopped in several zones.' : 'It is in one zone.',
      not_met: 'RDS does not stop SQL Server that is in several zones (Multi-AZ).',
    }),
    warning(
      'starts_by_itself',
      'starts again by itself',
      `AWS starts it again ${DAYS_STOPPED_AT_MOST} days after it was stopped, and it costs as before from then on. Its storage and its backups are paid for all the time.`,
    ),
    ...((database.BackupRetentionPeriod ?? 0) > 0
      ? [warning('no_backups', 'backups', 'No automatic backups are made while it is stopped; those there are stay.')]
      : []),
    ...stackWarnings(tagsOfDatabase(database)),
    ...(pending.length > 0
      ? [warning('pending', 'changes that wait', `Changes wait for its next maintenance: ${pending.join(', ')}.`)]
      : []),
  ];
};

function inspect(subject: Stop, { database: answer }: Answers): Inspection {
  if (isUnanswered(answer)) return unreadInspection(answer);
  const database = databaseIn(answer);
  if (database === null) return goneInspection;
  const status = database.DBInstanceStatus ?? null;
  return {
    exists: true,
    tags: tagsOfDatabase(database),
    state: {
      status,
      instance_class: database.DBInstanceClass ?? null,
      engine: database.Engine ?? null,
      multi_az: database.MultiAZ ?? null,
      read_replicas: replicasOf(database).join(', ') || null,
    },
    before: { status },
    after: { status: 'stopped' },
    conditions: conditionsOf(database),
    dependents: [
      `Whatever connects to ${identifierOf(subject)} gets no answer; its endpoint keeps its name`,
      ...(database.PubliclyAccessible ? ['Its public address is another one when it is started again'] : []),
    ],
    is_done: status === 'stopped',
  };
}

/** Where it is on the way to being stopped. */
const whileStopping = (status: string): Standing =>
  status === 'stopped' ? { at: 'done' } : status === 'available' ? { at: 'todo' } : busy(status);

const whileStarting = (status: string): Standing =>
  status === 'available' ? { at: 'done' } : status === 'stopped' ? { at: 'todo' } : busy(status);

const change = (subject: Stop, operation: 'StopDBInstance' | 'StartDBInstance') =>
  callIn('rds', subject)(operation, { DBInstanceIdentifier: identifierOf(subject) });

const stop = (subject: Stop): Step => ({
  id: 'stop',
  title: 'Stop the database',
  look: look(subject),
  judge: (answer) => standingOf(answer, identifierOf(subject), whileStopping),
  call: change(subject, 'StopDBInstance'),
  timeout_seconds: STOP_SECONDS,
  passing_refusals: BUSY_REFUSALS,
});

const start = (subject: Stop): Step => ({
  id: 'start',
  title: 'Start the database, and wait until it is available',
  look: look(subject),
  judge: (answer) => standingOf(answer, identifierOf(subject), whileStarting),
  call: change(subject, 'StartDBInstance'),
  timeout_seconds: START_SECONDS,
  passing_refusals: [...BUSY_REFUSALS, ...CAPACITY_REFUSALS],
});

/** Stops an RDS database, which AWS starts again after seven days. */
export const rdsStopInstance = defineAction({
  action: 'rds.stop_instance',
  title: 'Stop an RDS database',
  cloud: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  destructive: false,
  interruption: `It can't be reached until it is started again, by undoing this or by AWS after ${DAYS_STOPPED_AT_MOST} days.`,
  reversibility: 'full',
  undo_text:
    'It is started again, with its data, its endpoint and its settings. That takes minutes, and hours where much has to be recovered; what it had in memory is read anew.',
  undo_days: DAYS_STOPPED_AT_MOST,
  permissions: { look: ['rds:DescribeDBInstances'], change: ['rds:StopDBInstance'], undo: ['rds:StartDBInstance'] },
  reads: (subject) => ({ database: look(subject) }),
  inspect,
  steps: (subject) => [stop(subject)],
  verification: (subject) => [
    { ...stop(subject), id: 'stopped', title: 'Look whether the database is stopped', call: null },
  ],
  undo: (subject) => [start(subject)],
});
