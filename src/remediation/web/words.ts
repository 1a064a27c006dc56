import type { CloudCall } from '../../connections/core/cloud-call.ts';
import { cloudTitle } from '../../connections/web/cloud-mark.tsx';
import { capitalText } from '../../recommendations/web/words.ts';
import type { Reversibility } from '../core/action.ts';
import type { EntryKind, Phase, Remediation, Review, StepState } from '../core/answers.ts';
import type { CommandName, Requirement, State } from '../core/workflow.ts';

type Tone = 'none' | 'accent' | 'good' | 'warn' | 'bad';

/** What a state is called, and how its badge looks: colour only for what it means. */
export const STATE_WORDS: Record<State, { word: string; tone: Tone }> = {
  proposed: { word: 'Waiting for approval', tone: 'warn' },
  approved: { word: 'Approved', tone: 'accent' },
  scheduled: { word: 'Scheduled', tone: 'accent' },
  executing: { word: 'Running', tone: 'accent' },
  verifying: { word: 'Verifying', tone: 'accent' },
  completed: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  rolling_back: { word: 'Being undone', tone: 'warn' },
  rolled_back: { word: 'Undone', tone: 'none' },
  rollback_failed: { word: 'Half undone', tone: 'bad' },
  rejected: { word: 'Rejected', tone: 'none' },
  cancelled: { word: 'Cancelled', tone: 'none' },
  expired: { word: 'Expired', tone: 'none' },
};

/** What an entry of the history says after the name of who did it. */
export const ENTRY_WORDS: Record<EntryKind, string> = {
  proposed: 'proposed it',
  approved: 'approved it',
  rejected: 'rejected it',
  cancelled: 'cancelled it',
  expired: 'let it expire',
  scheduled: 'scheduled it',
  begun: 'began it',
  verifying: 'made the change, and verifies it',
  completed: 'completed it',
  failed: 'stopped it as failed',
  stop_requested: 'asked to stop and undo it',
  rolling_back: 'began to undo it',
  rolled_back: 'undid it',
  rollback_failed: 'could not undo it wholly',
};

export const PHASE_WORDS: Record<Phase, string> = { execute: 'Change', verify: 'Verify', undo: 'Undo' };

export const STEP_WORDS: Record<StepState, string> = {
  pending: 'to do',
  running: 'running',
  done: 'done',
  failed: 'failed',
};

/** What people command, as buttons say it. */
export const COMMAND_WORDS: Record<CommandName, string> = {
  approve: 'Approve',
  reject: 'Reject',
  cancel: 'Cancel it',
  execute: 'Run now',
  roll_back: 'Undo',
};

export const REVERSIBILITY_WORDS: Record<Reversibility, { word: string; tone: Tone }> = {
  full: { word: 'Can be undone', tone: 'good' },
  partial: { word: 'Can be undone in part', tone: 'warn' },
  none: { word: 'Can’t be undone', tone: 'bad' },
};

export const VERDICT_WORDS: Record<Review['verdict'], { word: string; tone: Tone }> = {
  as_promised: { word: 'As promised', tone: 'good' },
  more: { word: 'More than promised', tone: 'good' },
  less: { word: 'Less than promised', tone: 'warn' },
  unknown: { word: 'Can’t be told yet', tone: 'none' },
};

/** What the buttons of a state are filtered to: the queue by state. */
export const QUEUES = ['all', 'waiting', 'scheduled', 'running', 'done', 'failed'] as const;
export type Queue = (typeof QUEUES)[number];

/** What a part of the queue is called, and the states that are in it; none is all. */
export const QUEUE_KINDS: Record<Queue, { title: string; states: State[] }> = {
  all: { title: 'All', states: [] },
  waiting: { title: 'Waiting for approval', states: ['proposed'] },
  scheduled: { title: 'Scheduled', states: ['approved', 'scheduled'] },
  running: { title: 'Running', states: ['executing', 'verifying', 'rolling_back'] },
  done: { title: 'Done', states: ['completed'] },
  failed: { title: 'Failed or undone', states: ['failed', 'rolled_back', 'rollback_failed'] },
};

/** Undoing is offered for so many days, as a phrase. */
export const undoDaysText = (days: number | null): string =>
  days === null ? 'at any time' : days === 1 ? 'for a day' : `for ${days} days`;

const people = (count: number): string => (count === 1 ? 'one person' : `${count} people`);

/** Who has to approve, as a sentence. */
export function requirementText({ approvals, four_eyes, rule }: Requirement): string {
  if (approvals === 0) return `No approval is asked, by the rule “${rule}”.`;
  const others = four_eyes ? ' other than who proposed it' : '';
  return `${approvals === 1 ? 'One person' : `${approvals} people`}${others} ${approvals === 1 ? 'has' : 'have'} to approve it, by the rule “${rule}”.`;
}

/** The approvals that are missing still, as the end of a sentence; null when none is. */
export function missingText({ requirement, approvals }: Pick<Remediation, 'requirement' | 'approvals'>): string | null {
  const missing = requirement.approvals - new Set(approvals.map(({ by_id }) => by_id)).size;
  return missing > 0 ? `${people(missing)}${approvals.length > 0 ? ' more' : ''}` : null;
}

/** How far the approvals are: `needs 2 approvals`, `1 of 2 approvals`. */
export function approvalsText({ requirement, approvals }: Pick<Remediation, 'requirement' | 'approvals'>): string {
  const all = `${requirement.approvals} ${requirement.approvals === 1 ? 'approval' : 'approvals'}`;
  return approvals.length === 0 ? `needs ${all}` : `${approvals.length} of ${all}`;
}

const AWS_TITLES: Record<string, string> = {
  ec2: 'EC2',
  rds: 'RDS',
  s3: 'S3',
  lambda: 'Lambda',
  'cloudwatch-logs': 'CloudWatch Logs',
  'elastic-load-balancing-v2': 'Elastic Load Balancing',
  'auto-scaling': 'Auto Scaling',
};

/** A phrase as the beginning of a line; names such as `m6i.large` stay as they are. */
export const beginningText = (text: string): string => text.replace(/^[a-z]+(?=[\s,:]|$)/, capitalText);

/** A call in a line: the service and operation of AWS, the method and the last of the path of Azure. */
export function callText(call: CloudCall): string {
  if (call.cloud === 'aws') return `${AWS_TITLES[call.service] ?? call.service} ${call.operation}`;
  const [path = ''] = call.path.split('?');
  return `${call.method} …/${path.split('/').slice(-2).join('/')}`;
}

/** Where a call goes. */
export const callPlace = (call: CloudCall): string =>
  call.cloud === 'aws' ? `${cloudTitle('aws')}, ${call.region}` : cloudTitle('azure');

/** What a call carries, as JSON. */
export const callJson = (call: CloudCall): string =>
  JSON.stringify(
    call.cloud === 'aws'
      ? { service: call.service, operation: call.operation, region: call.region, input: call.input }
      : { method: call.method, path: call.path, ...(call.body === undefined ? {} : { body: call.body }) },
    null,
    2,
  );

/** A text in pieces: those that only the run will tell (`<snapshot_id>`) apart from the rest. */
export const piecesOf = (text: string): { text: string; is_unknown: boolean }[] =>
  text
    .split(/(<[a-z][a-z0-9_]*>)/)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, is_unknown: /^<[a-z][a-z0-9_]*>$/.test(piece) }));

/** How long something took or takes: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. */
export function tookText(from: string, to: string | number): string {
  const seconds = Math.max(0, (new Date(to).getTime() - Date.parse(from)) / 1_000);
  if (seconds < 0.1) return 'under 0.1 s';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
