import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import { tieringConfiguration } from '../../../../recommendations/core/aws/bucket-rules.ts';
import {
  type Answers,
  type Condition,
  defineAction,
  type Inspection,
  type Standing,
  type Step,
  type Subject,
} from '../../action.ts';
import { aboutBucket, BUSY_REFUSALS, canonical, isBucketGone, isUntold } from './s3-bucket.ts';
import { lifecycleIn } from './s3-lifecycle.ts';
import { bodyOf, goneInspection, holds, isUnanswered, unread, unreadInspection, warning } from './services-common.ts';
import { type AwsTag, listIn, SHORT_SECONDS, stackWarnings, tagsOf, waitFor } from './storage-parts.ts';

type Tiering = Subject<'s3.set_intelligent_tiering'>;

/** Amazon S3 API Reference, Tiering: days without access that S3 takes. */
const ARCHIVE_DAYS = [90, 730] as const;
const DEEP_ARCHIVE_DAYS = [180, 730] as const;
const CLASS = 'INTELLIGENT_TIERING';

/** A configuration as S3 answers it. */
interface Configured {
  Id?: string;
  Status?: string;
  Filter?: object;
  Tierings?: { AccessTier?: string; Days?: number }[];
}

const look = (subject: Tiering) =>
  aboutBucket(subject, 'GetBucketIntelligentTieringConfiguration', { Id: subject.parameters.configuration_id });

const configurationIn = (answer: CloudAnswer | undefined): Configured | null =>
  bodyOf<{ IntelligentTieringConfiguration?: Configured }>(answer)?.IntelligentTieringConfiguration ?? null;

const inOrder = (configuration: Configured): Configured => ({
  ...configuration,
  Tierings: (configuration.Tierings ?? []).toSorted((a, b) => (a.AccessTier ?? '').localeCompare(b.AccessTier ?? '')),
});
const isAsWanted = ({ parameters }: Tiering, found: Configured): boolean =>
  canonical(inOrder(found)) === canonical(inOrder(tieringConfiguration(parameters)));

/** `ARCHIVE_ACCESS after 90 days`; texts of tiers in order. */
const tiersText = ({ Tierings = [], Status, Filter }: Configured): string =>
  [
    ...Tierings.map(({ AccessTier, Days }) => `${AccessTier} after ${Days} days without access`),
    ...(Filter && Object.keys(Filter).length > 0 ? [`for ${canonical(Filter)}`] : []),
    ...(Status === 'Enabled' ? [] : ['switched off']),
  ].join(', ');

const isWithin = (days: number | null, [least, most]: readonly [number, number]): boolean =>
  days === null || (days >= least && days <= most);

function daysFit({ archive_days: archive, deep_archive_days: deep }: Tiering['parameters']): Condition {
  const fits =
    (archive !== null || deep !== null) &&
    isWithin(archive, ARCHIVE_DAYS) &&
    isWithin(deep, DEEP_ARCHIVE_DAYS) &&
    (archive === null || deep === null || deep > archive);
  return holds('days_fit', 'days that S3 takes', fits, {
    met: 'S3 takes these days.',
    not_met: `S3 takes ${ARCHIVE_DAYS.join(' to ')} days for Archive Access, ${DEEP_ARCHIVE_DAYS.join(' to ')} for Deep Archive Access, more than for the other, and at least one of them.`,
  });
}

/** A warning where nothing brings objects to the class that the configuration is for. */
function movesToClass({ lifecycle }: Answers): Condition[] {
  const found = lifecycleIn(lifecycle);
  const moved = found?.rules.some((rule) => JSON.stringify(rule).includes(`"${CLASS}"`)) ?? false;
  const seen =
    found === null
      ? 'The lifecycle rules of the bucket can’t be read'
      : 'No lifecycle rule of the bucket moves objects to the class Intelligent-Tiering';
  return moved
    ? []
    : [
        warning(
          'has_objects_in_class',
          'has objects in the class Intelligent-Tiering',
          `${seen}. Only objects in the class Intelligent-Tiering are archived: make sure that some are moved or written to it.`,
        ),
      ];
}

function conditionsOf(subject: Tiering, found: Configured | null, answers: Answers): Condition[] {
  const { configurations, tagging } = answers;
  const { configuration_id } = subject.parameters;
  const all = othersIn(subject, configurations).filter(({ Filter, Status }) => !Filter && Status === 'Enabled');
  return [
    daysFit(subject.parameters),
    holds('id_free', `no other configuration ${configuration_id}`, found === null || isAsWanted(subject, found), {
      met: 'No other configuration has this id.',
      not_met: `The bucket has another configuration ${configuration_id}, which is not replaced. Remove it, or give this one another id.`,
    }),
    ...(isUnanswered(configurations)
      ? [unread('others_known', 'other configurations can be read', configurations)]
      : all.length > 0
        ? [
            warning(
              'no_overlap',
              'no other configuration for all objects',
              `${all.map(({ Id }) => Id).join(', ')} archives all objects as well: of two, the earlier one counts.`,
            ),
          ]
        : []),
    ...(isUnanswered(tagging) ? [unread('tags_known', 'tags can be read', tagging)] : []),
    ...movesToClass(answers),
    warning(
      'can_wait',
      'readers can wait',
      'Archived objects can’t be read at once: each has to be restored first, which takes 3 to 5 hours, and 12 from Deep Archive Access. Objects below 128 KB are never archived.',
    ),
    ...stackWarnings(bucketTagsIn(tagging)),
  ];
}

const bucketTagsIn = (answer: CloudAnswer | undefined): Record<string, string> =>
  tagsOf(bodyOf<{ TagSet?: AwsTag[] }>(answer)?.TagSet);

/** Other configurations of the bucket, of the first page of them. */
const othersIn = ({ parameters }: Tiering, answer: CloudAnswer | undefined): Configured[] =>
  listIn<Configured>(answer, 'IntelligentTieringConfigurationList').filter(
    ({ Id }) => Id !== parameters.configuration_id,
  );

function inspect(subject: Tiering, answers: Answers): Inspection {
  const { configuration: answer, configurations, tagging } = answers;
  if (isBucketGone(answer)) return goneInspection;
  if (isUntold(answer)) return unreadInspection(answer);
  const found = configurationIn(answer);
  const others = othersIn(subject, configurations);
  const name = `configuration_${subject.parameters.configuration_id}`;
  return {
    exists: true,
    tags: bucketTagsIn(tagging),
    state: Object.fromEntries(others.map((one) => [`configuration_${one.Id}`, tiersText(one)])),
    before: { [name]: found && tiersText(found) },
    after: { [name]: tiersText(tieringConfiguration(subject.parameters)) },
    conditions: conditionsOf(subject, found, answers),
    dependents: others.map(({ Id }) => `Configuration ${Id} stays as it is`),
    is_done: found !== null && isAsWanted(subject, found),
  };
}

/** Each configuration is put and deleted by itself: others stay as they are. */
function whether(subject: Tiering, answer: CloudAnswer, absent: Standing, ours: Standing): Standing {
  if (isBucketGone(answer)) return { at: 'impossible', because: 'The bucket is gone.' };
  const found = configurationIn(answer);
  if (found === null) return absent;
  return isAsWanted(subject, found)
    ? ours
    : { at: 'impossible', because: `Somebody made another configuration ${found.Id} of it, which is left alone.` };
}

const put = (subject: Tiering): Step => ({
  id: 'put',
  title: 'Set the configuration',
  look: look(subject),
  judge: (answer) => whether(subject, answer, { at: 'todo' }, { at: 'done' }),
  call: aboutBucket(subject, 'PutBucketIntelligentTieringConfiguration', {
    Id: subject.parameters.configuration_id,
    IntelligentTieringConfiguration: tieringConfiguration(subject.parameters),
  }),
  timeout_seconds: SHORT_SECONDS,
  passing_refusals: BUSY_REFUSALS,
});

const remove = (subject: Tiering): Step => ({
  id: 'delete',
  title: 'Delete the configuration',
  look: look(subject),
  judge: (answer) => whether(subject, answer, { at: 'done' }, { at: 'todo' }),
  call: aboutBucket(subject, 'DeleteBucketIntelligentTieringConfiguration', {
    Id: subject.parameters.configuration_id,
  }),
  timeout_seconds: SHORT_SECONDS,
  passing_refusals: BUSY_REFUSALS,
});

/** Has S3 archive what nobody reads of a bucket's objects in the class Intelligent-Tiering. */
export const s3SetIntelligentTiering = defineAction({
  action: 's3.set_intelligent_tiering',
  title: 'Archive by Intelligent-Tiering in an S3 bucket',
  cloud: 'aws',
  resource_types: ['AWS::S3::Bucket'],
  destructive: false,
  interruption: 'Objects that nobody has read for so long have to be restored, for hours, before they can be read.',
  reversibility: 'partial',
  undo_text:
    'The configuration is deleted, and nothing more is archived. Objects that are archived by then stay so until each is restored, which costs nothing but hours.',
  undo_days: null,
  permissions: {
    look: ['s3:GetIntelligentTieringConfiguration', 's3:GetBucketTagging', 's3:GetLifecycleConfiguration'],
    change: ['s3:PutIntelligentTieringConfiguration'],
    undo: ['s3:PutIntelligentTieringConfiguration'],
  },
  reads: (subject) => ({
    configuration: look(subject),
    configurations: aboutBucket(subject, 'ListBucketIntelligentTieringConfigurations'),
    tagging: aboutBucket(subject, 'GetBucketTagging'),
    lifecycle: aboutBucket(subject, 'GetBucketLifecycleConfiguration'),
  }),
  inspect,
  steps: (subject) => [put(subject)],
  verification: (subject) => [
    {
      ...put(subject),
      id: 'set',
      title: 'Look whether S3 shows the configuration',
      judge: (answer) => {
        const found = configurationIn(answer);
        return waitFor(found !== null && isAsWanted(subject, found), 'S3 does not show it yet.');
      },
      call: null,
    },
  ],
  undo: (subject) => [remove(subject)],
});
