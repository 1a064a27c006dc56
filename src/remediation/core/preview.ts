import type { Answers, AnyAction, Kept, Step, Subject } from './action.ts';
import type { PlannedStep, Preview } from './answers.ts';

/** Stands for what only the run will tell, such as the id of a snapshot that is still to be made: `<snapshot_id>`. */
const UNKNOWN: Kept = new Proxy({} as Record<string, string>, {
  get: (_, name) => (typeof name === 'string' ? `<${name}>` : undefined),
  has: () => true,
});

const planned = ({ id, title, call, look, timeout_seconds }: Step): PlannedStep => ({
  step_id: id,
  title,
  call,
  look,
  timeout_seconds,
});

/** All that a change would do to the resource as `answers` show it; what has to hold besides is `blockersOf`. */
export function previewOf(
  action: AnyAction,
  subject: Subject,
  answers: Answers,
  made_at: string,
): Omit<Preview, 'digest'> {
  const { state, tags, before, after, conditions, dependents } = action.inspect(subject, answers);
  const { interruption, reversibility, undo_text, undo_days, permissions } = action;
  return {
    made_at,
    state,
    tags: { ...tags },
    before,
    after,
    conditions,
    dependents,
    steps: action.steps(subject, answers, UNKNOWN).map(planned),
    verification: action.verification(subject, answers, UNKNOWN).map(planned),
    undo: action.undo(subject, answers, UNKNOWN).map(planned),
    interruption,
    reversibility,
    undo_text,
    undo_days,
    permissions: { look: [...permissions.look], change: [...permissions.change], undo: [...permissions.undo] },
  };
}
