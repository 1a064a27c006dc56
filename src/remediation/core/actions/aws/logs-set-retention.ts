import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import { type Answers, defineAction, type Inspection, type Standing, type Step, type Subject } from '../../action.ts';
import {
  bodyOf,
  callIn,
  goneInspection,
  holds,
  isUnanswered,
  unread,
  unreadInspection,
  warning,
} from './services-common.ts';
import { stackWarnings } from './storage-parts.ts';

type Retention = Subject<'logs.set_retention'>;

/** What is read of a log group in the answer of DescribeLogGroups. */
interface LogGroup {
  logGroupName?: string;
  logGroupArn?: string;
  logGroupClass?: string;
  creationTime?: number;
  retentionInDays?: number;
  storedBytes?: number;
  metricFilterCount?: number;
}

/** CloudWatch Logs API Reference, PutRetentionPolicy: the days that it takes. */
const DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653,
];
const SECONDS = 5 * 60;
/** Somebody else changes the same group at the same moment. */
const PASSING = ['OperationAbortedException'];
const BYTES_PER_GB = 1e9;

const nameOf = ({ parameters }: Retention): string => parameters.log_group_name;
/** Names come in order, so that the group stands before those whose names begin with its own. */
const look = (subject: Retention) =>
  callIn('cloudwatch-logs', subject)('DescribeLogGroups', { logGroupNamePrefix: nameOf(subject), limit: 50 });

const groupIn = (subject: Retention, answer: CloudAnswer | undefined): LogGroup | null =>
  bodyOf<{ logGroups?: LogGroup[] }>(answer)?.logGroups?.find(({ logGroupName }) => logGroupName === nameOf(subject)) ??
  null;

const tagsIn = (answer: CloudAnswer | undefined): Record<string, string> =>
  bodyOf<{ tags?: Record<string, string> }>(answer)?.tags ?? {};

const dayOf = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? 'an unknown day' : new Date(milliseconds).toISOString().slice(0, 10);

const conditionsOf = (
  { parameters: { retention_days } }: Retention,
  group: LogGroup,
  tagged: CloudAnswer | undefined,
) => [
  holds('valid_days', 'days that CloudWatch Logs takes', DAYS.includes(retention_days), {
    met: `${retention_days} days can be set.`,
    not_met: `CloudWatch Logs does not take ${retention_days} days. It takes ${DAYS.join(', ')}.`,
  }),
  holds('settable', 'retention can be set', group.logGroupClass !== 'DELIVERY', {
    met: 'Its retention can be set.',
    not_met: 'It is of the class DELIVERY, whose log events stay for two days whatever is set.',
  }),
  ...(isUnanswered(tagged) ? [unread('tags', 'its tags are known', tagged)] : stackWarnings(tagsIn(tagged))),
  warning(
    'older_is_lost',
    'older log events',
    `Log events older than ${retention_days} days are deleted for good. The log group has been there since ${dayOf(group.creationTime)} and holds ${((group.storedBytes ?? 0) / BYTES_PER_GB).toFixed(1)} GB: export first what laws, contracts or audits want kept.`,
  ),
];

function inspect(subject: Retention, { group: answer, tags: tagged }: Answers): Inspection {
  if (isUnanswered(answer)) return unreadInspection(answer);
  const group = groupIn(subject, answer);
  if (group === null) return goneInspection;
  const retention_days = group.retentionInDays ?? null;
  const filters = group.metricFilterCount ?? 0;
  return {
    exists: true,
    tags: tagsIn(tagged),
    state: {
      retention_days,
      log_class: group.logGroupClass ?? null,
      created_on: group.creationTime === undefined ? null : dayOf(group.creationTime),
    },
    before: { retention_days },
    after: { retention_days: subject.parameters.retention_days },
    conditions: conditionsOf(subject, group, tagged),
    dependents: filters > 0 ? [`What its ${filters} metric filters have counted stays`] : [],
    is_done: retention_days === subject.parameters.retention_days,
  };
}

const sets =
  (subject: Retention, days: number | null) =>
  (answer: CloudAnswer): Standing => {
    const group = groupIn(subject, answer);
    if (group === null) return { at: 'impossible', because: `The log group ${nameOf(subject)} is not there any more.` };
    return (group.retentionInDays ?? null) === days ? { at: 'done' } : { at: 'todo' };
  };

const setRetention = (subject: Retention, id: string, title: string, days: number | null): Step => ({
  id,
  title,
  look: look(subject),
  judge: sets(subject, days),
  call:
    days === null
      ? callIn('cloudwatch-logs', subject)('DeleteRetentionPolicy', { logGroupName: nameOf(subject) })
      : callIn('cloudwatch-logs', subject)('PutRetentionPolicy', {
          logGroupName: nameOf(subject),
          retentionInDays: days,
        }),
  timeout_seconds: SECONDS,
  passing_refusals: PASSING,
});

const forward = (subject: Retention): Step => {
  const days = subject.parameters.retention_days;
  return setRetention(subject, 'set_retention', `Let log events expire after ${days} days`, days);
};

/** Lets the log events of a group expire after some days. */
export const logsSetRetention = defineAction({
  action: 'logs.set_retention',
  title: 'Let log events expire',
  cloud: 'aws',
  resource_types: ['AWS::Logs::LogGroup'],
  destructive: true,
  interruption: null,
  reversibility: 'partial',
  undo_text:
    'The former retention is set again, so that what comes in is kept as before. CloudWatch Logs deletes within some days what had expired: that does not come back.',
  undo_days: null,
  permissions: {
    look: ['logs:DescribeLogGroups', 'logs:ListTagsForResource'],
    change: ['logs:PutRetentionPolicy'],
    undo: ['logs:DeleteRetentionPolicy', 'logs:PutRetentionPolicy'],
  },
  reads: (subject, { group: answer }) => {
    const resourceArn = groupIn(subject, answer)?.logGroupArn;
    return {
      group: look(subject),
      ...(resourceArn === undefined
        ? {}
        : { tags: callIn('cloudwatch-logs', subject)('ListTagsForResource', { resourceArn }) }),
    };
  },
  inspect,
  steps: (subject) => [forward(subject)],
  verification: (subject) => [
    { ...forward(subject), id: 'retention_set', title: 'Look whether the retention is set', call: null },
  ],
  undo: (subject, { group: answer }) => {
    const group = groupIn(subject, answer);
    if (group === null) return [];
    const days = group.retentionInDays ?? null;
    const title = days === null ? 'Keep log events for ever again' : `Keep log events for ${days} days again`;
    return [setRetention(subject, 'restore_retention', title, days)];
  },
});
