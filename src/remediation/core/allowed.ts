import { type Role, roleAllows } from '../../platform/core/endpoint.ts';
import { COMMANDS, type Command, type CommandName, type Course, follow, type Person } from './workflow.ts';

/** Who asks what may be done. */
export interface Asker extends Person {
  role: Role;
}

/** What a person may do with a change, and why not. */
export interface Allowed {
  command: CommandName;
  allowed: boolean;
  /** A sentence; null where it is allowed. */
  because: string | null;
}

/** The least role that each takes; the contract says the same. */
const ROLE_OF: Record<CommandName, Role> = {
  approve: 'admin',
  reject: 'admin',
  cancel: 'member',
  execute: 'member',
  roll_back: 'member',
};

/** Why `by` may not take a proposal back: only who made it may, and admins; null where they may. */
export const whyNotCancel = ({ proposed_by_id }: Pick<Course, 'proposed_by_id'>, by: Asker): string | null =>
  by.role === 'admin' || (by.id !== null && by.id === proposed_by_id)
    ? null
    : 'Only whoever proposed this change, or an admin, can cancel it.';

const commandOf = (command: CommandName, by: Asker, now: string): Command => {
  if (command === 'approve') return { command, by };
  return command === 'execute' ? { command, for: now } : { command };
};

function whyNot(course: Course, command: CommandName, by: Asker, now: string): string | null {
  const outcome = follow(course, commandOf(command, by, now), now);
  // What can't be done by anybody is said before who may.
  if (!outcome.ok && outcome.kind === 'conflict') return outcome.because;
  if (!roleAllows(by.role, ROLE_OF[command])) return `This needs the role ${ROLE_OF[command]}; yours is ${by.role}.`;
  if (!outcome.ok) return outcome.because;
  return command === 'cancel' ? whyNotCancel(course, by) : null;
}

/** Whether `by` may give each command at `now` (an ISO text), and why not. */
export const allowedCommands = (course: Course, by: Asker, now: string): Allowed[] =>
  COMMANDS.map((command) => {
    const because = whyNot(course, command, by, now);
    return { command, allowed: because === null, because };
  });

/** Whether `by` may approve a change at `now` (an ISO text). */
export const mayApprove = (course: Course, by: Asker, now: string): boolean =>
  whyNot(course, 'approve', by, now) === null;
