import { z } from 'zod';

/** The states of a change. */
export const STATES = [
  'proposed',
  'approved',
  'scheduled',
  'executing',
  'verifying',
  'completed',
  'failed',
  'rolling_back',
  'rolled_back',
  'rollback_failed',
  'rejected',
  'cancelled',
  'expired',
] as const;
export type State = (typeof STATES)[number];

/** While in one of them, a change has its resource for itself. */
export const RUNNING_STATES = ['executing', 'verifying', 'rolling_back'] as const satisfies State[];
/** What still waits for somebody or for its time. */
export const WAITING_STATES = ['proposed', 'approved', 'scheduled'] as const satisfies State[];

export const isWaiting = (state: State): boolean => (WAITING_STATES as readonly State[]).includes(state);
export const isRunning = (state: State): boolean => (RUNNING_STATES as readonly State[]).includes(state);

/** What has to be approved before a change may begin. */
export const requirementSchema = z.object({
  approvals: z.number().int(),
  /** Whoever proposed it can't approve it. */
  four_eyes: z.boolean(),
  /** The rule that asks for it, by its name. */
  rule: z.string(),
});
export type Requirement = z.infer<typeof requirementSchema>;

/** Who approved, and when. */
export const approvalSchema = z.object({ by_id: z.string(), by: z.string(), at: z.string() });
export type Approval = z.infer<typeof approvalSchema>;

/** What the workflow knows of a change. Instants are ISO texts. */
export interface Course {
  state: State;
  requirement: Requirement;
  /** Of the person who proposed it. */
  proposed_by_id: string | null;
  approvals: readonly Approval[];
  expires_at: string;
  scheduled_for: string | null;
  /** Something was changed in the cloud that was not undone. */
  has_changed: boolean;
  /** Steps that undo it are known. */
  is_reversible: boolean;
  /** Until when a completed change can be undone; null without end. */
  undo_until: string | null;
  /** Somebody wants what runs to stop and be undone. */
  stop_requested: boolean;
}

/** Who commands: only people approve. */
export interface Person {
  kind: 'user' | 'api_key' | 'system';
  id: string | null;
  name: string;
}

/** What people command. */
export const COMMANDS = ['approve', 'reject', 'cancel', 'execute', 'roll_back'] as const;
export type CommandName = (typeof COMMANDS)[number];

export type Command =
  | { command: 'approve'; by: Person }
  | { command: 'reject' }
  | { command: 'cancel' }
  /** Lets it begin at `for`, or as soon as it may. */
  | { command: 'execute'; for: string }
  /** Undoes it; what runs is stopped first. */
  | { command: 'roll_back' }
  // What the executor tells.
  | { command: 'expire' }
  | { command: 'begin' }
  /** A call that changes something is about to be made. */
  | { command: 'change' }
  | { command: 'verify' }
  | { command: 'complete'; undo_until: string | null }
  | { command: 'fail' }
  | { command: 'undone' }
  | { command: 'undo_failed' };

export type Outcome =
  | { ok: true; course: Course }
  /** `forbidden`: not by this person; `conflict`: not in this state. A sentence says why. */
  | { ok: false; kind: 'forbidden' | 'conflict'; because: string };

/** Each state as the end of a sentence: “This change is …”. */
export const IN_WORDS: Record<State, string> = {
  proposed: 'waiting for approval',
  approved: 'approved, and not begun',
  scheduled: 'scheduled',
  executing: 'being carried out',
  verifying: 'being verified',
  completed: 'completed',
  failed: 'failed',
  rolling_back: 'being undone',
  rolled_back: 'undone',
  rollback_failed: 'half undone',
  rejected: 'rejected',
  cancelled: 'cancelled',
  expired: 'expired',
};

const conflict = (because: string): Outcome => ({ ok: false, kind: 'conflict', because });
const forbidden = (because: string): Outcome => ({ ok: false, kind: 'forbidden', because });
const misplaced = ({ state }: Course): Outcome => conflict(`This change is ${IN_WORDS[state]}.`);

/** From which states a command leads to which: what people command and the executor tells. */
const TRANSITIONS: Record<Command['command'], Partial<Record<State, State>>> = {
  approve: { proposed: 'approved' },
  reject: { proposed: 'rejected' },
  cancel: { proposed: 'cancelled', approved: 'cancelled', scheduled: 'cancelled' },
  execute: { approved: 'scheduled', scheduled: 'scheduled' },
  expire: { proposed: 'expired', approved: 'expired' },
  begin: { scheduled: 'executing' },
  change: { executing: 'executing', rolling_back: 'rolling_back' },
  verify: { executing: 'verifying' },
  complete: { verifying: 'completed' },
  fail: { executing: 'failed', verifying: 'failed' },
  roll_back: {
    executing: 'executing',
    verifying: 'verifying',
    completed: 'rolling_back',
    failed: 'rolling_back',
    rollback_failed: 'rolling_back',
  },
  undone: { rolling_back: 'rolled_back' },
  undo_failed: { rolling_back: 'rollback_failed' },
};

/** Whether a change has all approvals that its rule asks for. */
export const isApproved = ({ requirement, approvals }: Pick<Course, 'requirement' | 'approvals'>): boolean =>
  new Set(approvals.map(({ by_id }) => by_id)).size >= requirement.approvals;

function approve(course: Course, by: Person, now: string): Outcome {
  if (by.kind !== 'user' || by.id === null)
    return forbidden('Changes are approved by people who are signed in, not by programs.');
  if (now >= course.expires_at) return conflict('This proposal has expired. Propose the change again.');
  if (course.requirement.four_eyes && by.id === course.proposed_by_id)
    return forbidden('You proposed this change: somebody else has to approve it.');
  if (course.approvals.some(({ by_id }) => by_id === by.id))
    return conflict('You have approved this change already: somebody else has to approve it as well.');
  const approvals = [...course.approvals, { by_id: by.id, by: by.name, at: now }];
  const state = isApproved({ ...course, approvals }) ? 'approved' : 'proposed';
  return { ok: true, course: { ...course, approvals, state } };
}

function rollBack(course: Course, now: string): Outcome {
  if (!course.is_reversible) return conflict('This change can’t be undone.');
  if ((course.state === 'failed' || course.state === 'completed') && !course.has_changed)
    return conflict('Nothing was changed, so there is nothing to undo.');
  if (course.state === 'completed' && course.undo_until !== null && now >= course.undo_until)
    return conflict('The time in which this change could be undone is over.');
  if (course.state === 'executing' || course.state === 'verifying')
    return { ok: true, course: { ...course, stop_requested: true } };
  return { ok: true, course: { ...course, state: 'rolling_back', stop_requested: false } };
}

/** What a new proposal is: waiting for its approvals, or approved where its rule asks for none. */
export const proposed = (
  about: Pick<Course, 'requirement' | 'proposed_by_id' | 'expires_at' | 'is_reversible'>,
): Course => ({
  ...about,
  state: about.requirement.approvals === 0 ? 'approved' : 'proposed',
  approvals: [],
  scheduled_for: null,
  has_changed: false,
  undo_until: null,
  stop_requested: false,
});

/**
 * What becomes of a change by a command at `now` (an ISO text in UTC), or why it can't be given. The only way from one
 * state to another.
 */
export function follow(course: Course, command: Command, now: string): Outcome {
  const to = TRANSITIONS[command.command][course.state];
  if (to === undefined) return misplaced(course);
  switch (command.command) {
    case 'approve':
      return approve(course, command.by, now);
    case 'execute':
      if (!isApproved(course)) return conflict('This change has not been approved by all who have to.');
      if (course.state === 'approved' && now >= course.expires_at)
        return conflict('This proposal has expired. Propose the change again.');
      return { ok: true, course: { ...course, state: to, scheduled_for: command.for } };
    case 'begin':
      if (!isApproved(course)) return conflict('This change has not been approved by all who have to.');
      if (course.scheduled_for === null || now < course.scheduled_for) return conflict('Its time has not come.');
      return { ok: true, course: { ...course, state: to } };
    case 'change':
      return { ok: true, course: { ...course, has_changed: true } };
    case 'expire':
      if (now < course.expires_at) return conflict('Its time is not over.');
      return { ok: true, course: { ...course, state: to } };
    case 'complete':
      if (course.stop_requested) return conflict('Somebody wants it to be stopped and undone.');
      return { ok: true, course: { ...course, state: to, undo_until: command.undo_until } };
    case 'fail':
      return { ok: true, course: { ...course, state: to, stop_requested: false } };
    case 'roll_back':
      return rollBack(course, now);
    case 'undone':
      return { ok: true, course: { ...course, state: to, has_changed: false } };
    default:
      return { ok: true, course: { ...course, state: to } };
  }
}

/** Every command that leads on from a state, by the table alone; none where it is the end. */
export const commandsFrom = (state: State): Command['command'][] =>
  (Object.keys(TRANSITIONS) as Command['command'][]).filter((command) => TRANSITIONS[command][state] !== undefined);
