import {
  type Answers,
  type Configuration,
  defineAction,
  type Inspection,
  type Standing,
  type Step,
  type Subject,
} from '../../action.ts';
import {
  BUSY_REFUSALS,
  busy,
  CAPACITY_REFUSALS,
  type Database,
  databaseIn,
  describeDatabase,
  pendingOf,
  replicasOf,
  standingOf,
  tagsOfDatabase,
} from './rds-database.ts';
import { modifyConditions } from './rds-modify-conditions.ts';
import { describeOrderable, needsOffer, type Wanted } from './rds-orderable.ts';
import { callIn, goneInspection, isUnanswered, unreadInspection } from './services-common.ts';
import { DAY_SECONDS } from './storage-parts.ts';

type Modify = Subject<'rds.modify_instance'>;

/** Another class takes minutes, and longer where much has to be recovered. */
const CLASS_SECONDS = 2 * 3_600;
/** A standby is made of a snapshot first, which takes hours where there is much to copy. */
const STANDBY_SECONDS = DAY_SECONDS;

const identifierOf = ({ parameters }: Modify): string => parameters.db_instance_identifier;
const look = (subject: Modify) => describeDatabase(subject, identifierOf(subject));

const asItIs = ({ DBInstanceClass = '', MultiAZ = false }: Database): Wanted => ({
  instance_class: DBInstanceClass,
  multi_az: MultiAZ,
});

/** What the change makes of it: the rest stays. */
const wantedOf = ({ parameters }: Modify, database: Database): Wanted => ({
  instance_class: parameters.instance_class ?? asItIs(database).instance_class,
  multi_az: parameters.multi_az ?? asItIs(database).multi_az,
});

const isSo = (database: Database, wanted: Wanted): boolean => {
  const now = asItIs(database);
  return now.instance_class === wanted.instance_class && now.multi_az === wanted.multi_az;
};

/** Of `settings`, what the change is about. */
const changed = ({ parameters }: Modify, settings: Wanted): Configuration => ({
  ...(parameters.instance_class === undefined ? {} : { instance_class: settings.instance_class }),
  ...(parameters.multi_az === undefined ? {} : { multi_az: settings.multi_az }),
});

function inspect(subject: Modify, { database: answer, offered }: Answers): Inspection {
  if (isUnanswered(answer)) return unreadInspection(answer);
  const database = databaseIn(answer);
  if (database === null) return goneInspection;
  const wanted = wantedOf(subject, database);
  const replicas = replicasOf(database);
  return {
    exists: true,
    tags: tagsOfDatabase(database),
    state: {
      status: database.DBInstanceStatus ?? null,
      ...asItIs(database),
      engine: database.Engine ?? null,
      engine_version: database.EngineVersion ?? null,
      availability_zone: database.AvailabilityZone ?? null,
      storage_type: database.StorageType ?? null,
      pending_changes: pendingOf(database).join(', ') || null,
      read_replicas: replicas.join(', ') || null,
    },
    before: changed(subject, asItIs(database)),
    after: changed(subject, wanted),
    conditions: modifyConditions(subject.parameters, database, wanted, offered),
    dependents: [
      `Whatever is connected to ${identifierOf(subject)} may be cut off once, and has to connect again`,
      ...(replicas.length > 0 ? [`The read replicas ${replicas.join(', ')} stay as they are`] : []),
    ],
    is_done:
      subject.parameters.engine_version === undefined &&
      database.DBInstanceStatus === 'available' &&
      isSo(database, wanted),
  };
}

/** Whether it is about to become so by itself: what was asked for shows as pending before it shows as being modified. */
function isComing({ PendingModifiedValues: pending = {} }: Database, wanted: Wanted, now: Wanted): boolean {
  const { DBInstanceClass, MultiAZ } = pending;
  return (
    (DBInstanceClass === wanted.instance_class && DBInstanceClass !== now.instance_class) ||
    (MultiAZ === wanted.multi_az && MultiAZ !== now.multi_az)
  );
}

const whileBecoming =
  (wanted: Wanted) =>
  (status: string, database: Database): Standing => {
    if (status === 'stopped')
      return {
        at: 'impossible',
        because: 'It was stopped meanwhile, and a stopped database is not changed. Start it.',
      };
    if (status !== 'available') return busy(status);
    if (isComing(database, wanted, asItIs(database)))
      return { at: 'under_way', message: 'It is available, and about to be modified.' };
    return isSo(database, wanted)
      ? { at: 'done' }
      : { at: 'todo', seen: 'RDS gave it up where it had begun it: the events of the database say why.' };
  };

/** Makes it so; only what differs from `from` is named, so that nothing else is touched. */
const becomes = (subject: Modify, id: string, title: string, to: Wanted, from: Wanted): Step => ({
  id,
  title,
  look: look(subject),
  judge: (answer) => standingOf(answer, identifierOf(subject), whileBecoming(to)),
  call: callIn('rds', subject)('ModifyDBInstance', {
    DBInstanceIdentifier: identifierOf(subject),
    ...(to.instance_class === from.instance_class ? {} : { DBInstanceClass: to.instance_class }),
    ...(to.multi_az === from.multi_az ? {} : { MultiAZ: to.multi_az }),
    ApplyImmediately: true,
  }),
  timeout_seconds: to.multi_az && !from.multi_az ? STANDBY_SECONDS : CLASS_SECONDS,
  passing_refusals: BUSY_REFUSALS,
});

function forward(subject: Modify, { database: answer }: Answers): Step[] {
  const database = databaseIn(answer);
  if (database === null) return [];
  const step = becomes(
    subject,
    'modify',
    'Modify the database, and wait until it is available so',
    wantedOf(subject, database),
    asItIs(database),
  );
  return [step];
}

/** Replicas that no longer replicate are told of here only. */
const replicates = ({ StatusInfos = [] }: Database): boolean => StatusInfos.every(({ Normal }) => Normal !== false);

function verification(subject: Modify, answers: Answers): Step[] {
  const database = databaseIn(answers['database']);
  if (database === null) return [];
  const wanted = wantedOf(subject, database);
  const so = whileBecoming(wanted);
  return forward(subject, answers).map((step) => ({
    ...step,
    id: 'modified',
    title: 'Look whether the database is available, and as it was to be',
    judge: (answer) =>
      standingOf(answer, identifierOf(subject), (status, now) =>
        status === 'available' && isSo(now, wanted) && !replicates(now)
          ? { at: 'under_way', message: 'It does not replicate.' }
          : so(status, now),
      ),
    call: null,
  }));
}

/** What others have left for the next maintenance would be made at once together with ours: an engine be upgraded at noon. */
function withWhatWaits(database: Database): Standing | null {
  const pending = pendingOf(database);
  return pending.length === 0
    ? null
    : {
        at: 'impossible',
        because: `Changes wait for its next maintenance (${pending.join(', ')}), and would be made at once together with this. Let them be made first, or take them back, and undo it again.`,
      };
}

function undo(subject: Modify, { database: answer }: Answers): Step[] {
  const database = databaseIn(answer);
  if (database === null) return [];
  const [before, wanted] = [asItIs(database), wantedOf(subject, database)];
  const step = becomes(subject, 'modify_back', 'Make the database what it was, and wait for it', before, wanted);
  const back = whileBecoming(before);
  return [
    {
      ...step,
      judge: (told) =>
        standingOf(told, identifierOf(subject), (status, now) => {
          // What was asked for and has not begun yet has to arrive first, since only what is there is modified.
          if (status === 'available' && isComing(now, wanted, asItIs(now)))
            return { at: 'under_way', message: 'What is to be undone is about to be made.' };
          const standing = back(status, now);
          return standing.at === 'todo' ? (withWhatWaits(now) ?? standing) : standing;
        }),
      passing_refusals: [...BUSY_REFUSALS, ...CAPACITY_REFUSALS],
    },
  ];
}

/** Gives an RDS database another class, or one zone in place of several and back, at once. */
export const rdsModifyInstance = defineAction({
  action: 'rds.modify_instance',
  title: 'Modify an RDS database',
  cloud: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  destructive: false,
  interruption:
    'With another class it restarts and is away for some minutes; in several zones (Multi-AZ) it fails over to its standby instead, for a minute or two. A standby that is added or taken away interrupts nothing, but a new one slows writing while it is filled.',
  reversibility: 'full',
  undo_text:
    'It gets its former class and zones again, with the same interruption as the change. AWS must still have a machine of that class in its zone.',
  undo_days: null,
  permissions: {
    look: ['rds:DescribeDBInstances', 'rds:DescribeOrderableDBInstanceOptions'],
    change: ['rds:ModifyDBInstance'],
    undo: ['rds:ModifyDBInstance'],
  },
  reads: (subject, answers) => {
    const database = databaseIn(answers['database']);
    const wanted = database && wantedOf(subject, database);
    return {
      database: look(subject),
      ...(wanted && needsOffer(database, wanted) ? { offered: describeOrderable(subject, database, wanted) } : {}),
    };
  },
  inspect,
  steps: forward,
  verification,
  undo,
});
