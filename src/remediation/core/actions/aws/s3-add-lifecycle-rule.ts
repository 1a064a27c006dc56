import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import { lifecycleRule } from '../../../../recommendations/core/aws/bucket-rules.ts';
import {
  type Answers,
  type Condition,
  type Configuration,
  defineAction,
  type Inspection,
  type Kept,
  type Step,
  type Subject,
} from '../../action.ts';
import { aboutBucket, BUSY_REFUSALS, isBucketGone, isUntold } from './s3-bucket.ts';
import {
  configurationWith,
  type Lifecycle,
  type LifecycleRule,
  lifecycleIn,
  ruleText,
  sameRules,
  without,
} from './s3-lifecycle.ts';
import { bodyOf, goneInspection, holds, isUnanswered, unread, unreadInspection, warning } from './services-common.ts';
import { type AwsTag, SHORT_SECONDS, stackWarnings, tagsOf } from './storage-parts.ts';

type Addition = Subject<'s3.add_lifecycle_rule'>;

/** Amazon S3 User Guide, “Managing the lifecycle of objects”. */
const MOST_RULES = 1_000;

const NOTHING: Lifecycle = { rules: [], smallest: null };
const GONE = { at: 'impossible', because: 'The bucket is gone.' } as const;

const look = (subject: Addition) => aboutBucket(subject, 'GetBucketLifecycleConfiguration');
const lifecycleBefore = (before: Answers): Lifecycle => lifecycleIn(before['lifecycle']) ?? NOTHING;

const ownIn = ({ parameters }: Addition, { rules }: Lifecycle): LifecycleRule | undefined =>
  rules.find(({ ID }) => ID === parameters.rule_id);
const isAsWanted = ({ parameters }: Addition, rule: LifecycleRule): boolean =>
  sameRules([rule], [{ ...lifecycleRule(parameters) }]);

/** What the rule does, in words. */
const does = ({ transitions, noncurrent_expiration_days, abort_multipart_days }: Addition['parameters']): string =>
  [
    ...transitions.map(({ days, storage_class }) => `${storage_class} after ${days} days`),
    ...(noncurrent_expiration_days === null ? [] : [`older versions deleted after ${noncurrent_expiration_days} days`]),
    ...(abort_multipart_days === null ? [] : [`unfinished uploads deleted after ${abort_multipart_days} days`]),
  ].join(', ');

function warningsOf({ parameters }: Addition, lifecycle: Lifecycle, versioning: string | null): Condition[] {
  const { transitions, noncurrent_expiration_days: days } = parameters;
  const is_versioned = versioning === 'Enabled' || versioning === 'Suspended';
  return [
    warning('for_all', 'for all objects', `The rule is for all objects of the bucket: ${does(parameters)}.`),
    ...(transitions.length > 0
      ? [
          warning(
            'moves_stay',
            'what moves stays moved',
            `Each object that moves is charged for once, and goes back only as a copy. ${
              lifecycle.smallest === 'varies_by_storage_class'
                ? 'This bucket has small objects moved, too, which may cost more than it saves.'
                : 'Objects below 128 KB stay where they are.'
            }${is_versioned ? ' Only the newest version of each moves.' : ''}`,
          ),
        ]
      : []),
    ...(days !== null
      ? [
          warning(
            'deletes_versions',
            'deletes older versions',
            is_versioned
              ? `Versions that were replaced or deleted ${days} days ago are deleted for good, except while Object Lock holds them. Replicas in other buckets go by the rules of those.`
              : 'The bucket keeps no older versions, so that part of the rule does nothing.',
          ),
        ]
      : []),
  ];
}

function conditionsOf(subject: Addition, lifecycle: Lifecycle, { versioning, tagging }: Answers): Condition[] {
  const { rule_id } = subject.parameters;
  const own = ownIn(subject, lifecycle);
  return [
    holds('id_free', `no other rule ${rule_id}`, own === undefined || isAsWanted(subject, own), {
      met: 'No other rule has this id.',
      not_met: `The bucket has another rule ${rule_id}, which is not replaced. Remove it, or give this one another id.`,
    }),
    holds('has_room', `fewer than ${MOST_RULES} rules`, lifecycle.rules.length < MOST_RULES, {
      met: `The bucket has ${lifecycle.rules.length} rules, which stay.`,
      not_met: `The bucket has ${lifecycle.rules.length} rules, and S3 takes no more.`,
    }),
    holds('does_something', 'does something', does(subject.parameters) !== '', {
      met: does(subject.parameters),
      not_met: 'The rule neither moves nor deletes anything, and S3 does not take such.',
    }),
    // Without its tags it is not known whether somebody protects it.
    ...(isUnanswered(tagging) ? [unread('tags_known', 'tags can be read', tagging)] : []),
    ...(isUnanswered(versioning)
      ? [unread('versioning_known', 'versioning can be read', versioning)]
      : warningsOf(subject, lifecycle, versioningIn(versioning))),
    ...stackWarnings(bucketTagsIn(tagging)),
  ];
}

const versioningIn = (answer: CloudAnswer | undefined): string | null =>
  bodyOf<{ Status?: string }>(answer)?.Status ?? null;
const bucketTagsIn = (answer: CloudAnswer | undefined): Record<string, string> =>
  tagsOf(bodyOf<{ TagSet?: AwsTag[] }>(answer)?.TagSet);

/** Every rule that was seen is part of the state: whoever changes one changes what was approved. */
const stateOf = (subject: Addition, lifecycle: Lifecycle, versioning: string | null): Configuration => ({
  versioning,
  smallest_object_moved: lifecycle.smallest,
  ...Object.fromEntries(
    without(lifecycle.rules, subject.parameters.rule_id).map((rule) => [`rule_${rule.ID}`, ruleText(rule)]),
  ),
});

function inspect(subject: Addition, answers: Answers): Inspection {
  const { lifecycle: answer, versioning, tagging } = answers;
  if (isBucketGone(answer)) return goneInspection;
  const lifecycle = isUntold(answer) ? null : lifecycleIn(answer);
  if (lifecycle === null) return unreadInspection(answer);
  const { rule_id } = subject.parameters;
  const own = ownIn(subject, lifecycle);
  const others = without(lifecycle.rules, rule_id);
  return {
    exists: true,
    tags: bucketTagsIn(tagging),
    state: stateOf(subject, lifecycle, versioningIn(versioning)),
    before: { [`rule_${rule_id}`]: own ? (isAsWanted(subject, own) ? does(subject.parameters) : ruleText(own)) : null },
    after: { [`rule_${rule_id}`]: does(subject.parameters) },
    conditions: conditionsOf(subject, lifecycle, answers),
    dependents: others.map(({ ID }) => `Rule ${ID} stays as it is`),
    is_done: own !== undefined && isAsWanted(subject, own),
  };
}

/**
 * Putting a configuration replaces all of it, so what was read is put along. After an interruption that may be long ago:
 * what somebody changed since is not overwritten.
 */
const put = (subject: Addition, lifecycle: Lifecycle): Step => ({
  id: 'put',
  title: 'Put the rule beside those that are there',
  look: look(subject),
  judge: (answer) => {
    const now = lifecycleIn(answer);
    if (now === null) return GONE;
    const own = ownIn(subject, now);
    if (own !== undefined)
      return isAsWanted(subject, own)
        ? { at: 'done' }
        : { at: 'impossible', because: `Somebody made another rule ${own.ID} meanwhile, which is not replaced.` };
    return sameRules(now.rules, without(lifecycle.rules, subject.parameters.rule_id)) &&
      now.smallest === lifecycle.smallest
      ? { at: 'todo' }
      : {
          at: 'impossible',
          because: 'Somebody changed the rules of the bucket meanwhile. Nothing was changed; propose it again.',
        };
  },
  call: aboutBucket(
    subject,
    'PutBucketLifecycleConfiguration',
    configurationWith(lifecycle, lifecycleRule(subject.parameters)),
  ),
  timeout_seconds: SHORT_SECONDS,
  passing_refusals: BUSY_REFUSALS,
});

const verify = (subject: Addition, before: Lifecycle): Step => ({
  id: 'rule_there',
  title: 'Look whether the rule is there, and the others as they were',
  look: look(subject),
  judge: (answer) => {
    const now = lifecycleIn(answer);
    if (now === null) return GONE;
    const { rule_id } = subject.parameters;
    const own = ownIn(subject, now);
    if (own === undefined || !isAsWanted(subject, own))
      return { at: 'under_way', message: 'S3 does not show the rule yet.' };
    return sameRules(without(now.rules, rule_id), without(before.rules, rule_id))
      ? { at: 'done' }
      : { at: 'impossible', because: 'The other rules of the bucket are not as they were before.' };
  },
  call: null,
  timeout_seconds: SHORT_SECONDS,
});

/** What is to be there without our rule: what was there before, or what others have made of it since. */
const findRules = (subject: Addition, before: Lifecycle): Step => ({
  id: 'find_rules',
  title: 'Look which rules the bucket has now',
  look: look(subject),
  judge: (answer) => {
    const now = lifecycleIn(answer);
    if (now === null) return GONE;
    const others = without(now.rules, subject.parameters.rule_id);
    const wanted: Lifecycle = sameRules(others, before.rules)
      ? { rules: before.rules, smallest: now.smallest }
      : { rules: others, smallest: now.smallest };
    return { at: 'done', kept: { lifecycle: JSON.stringify(wanted) } };
  },
  call: null,
  timeout_seconds: SHORT_SECONDS,
});

/** For the preview, as long as nobody changes anything else. */
const wantedIn = ({ lifecycle }: Kept, before: Lifecycle): Lifecycle =>
  lifecycle?.startsWith('{') ? (JSON.parse(lifecycle) as Lifecycle) : before;

function remove(subject: Addition, wanted: Lifecycle): Step {
  const { rule_id } = subject.parameters;
  return {
    id: 'remove',
    title: `Take the rule ${rule_id} out, and leave the others as they are`,
    look: look(subject),
    judge: (answer) => {
      const now = lifecycleIn(answer);
      if (now === null) return GONE;
      if (ownIn(subject, now) === undefined) return { at: 'done' };
      return sameRules(without(now.rules, rule_id), wanted.rules)
        ? { at: 'todo' }
        : { at: 'impossible', because: 'Somebody is changing the rules of the bucket just now. Undo it again.' };
    },
    call:
      wanted.rules.length === 0
        ? aboutBucket(subject, 'DeleteBucketLifecycle')
        : aboutBucket(subject, 'PutBucketLifecycleConfiguration', configurationWith(wanted, null)),
    timeout_seconds: SHORT_SECONDS,
    passing_refusals: BUSY_REFUSALS,
  };
}

/** Adds a lifecycle rule to those that a bucket has. */
export const s3AddLifecycleRule = defineAction({
  action: 's3.add_lifecycle_rule',
  title: 'Add a lifecycle rule to an S3 bucket',
  cloud: 'aws',
  resource_types: ['AWS::S3::Bucket'],
  destructive: true,
  interruption: null,
  reversibility: 'partial',
  undo_text:
    'The rule is taken out, and the bucket has the rules that it had before; what others changed of those since stays. Objects that the rule has moved stay where they are, and what it has deleted does not come back.',
  undo_days: null,
  permissions: {
    look: ['s3:GetLifecycleConfiguration', 's3:GetBucketVersioning', 's3:GetBucketTagging'],
    change: ['s3:PutLifecycleConfiguration'],
    undo: ['s3:PutLifecycleConfiguration'],
  },
  reads: (subject) => ({
    lifecycle: look(subject),
    versioning: aboutBucket(subject, 'GetBucketVersioning'),
    tagging: aboutBucket(subject, 'GetBucketTagging'),
  }),
  inspect,
  steps: (subject, before) => [put(subject, lifecycleBefore(before))],
  verification: (subject, before) => [verify(subject, lifecycleBefore(before))],
  undo: (subject, before, kept) => [
    findRules(subject, lifecycleBefore(before)),
    remove(subject, wantedIn(kept, lifecycleBefore(before))),
  ],
});
