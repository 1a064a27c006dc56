import type { CloudAnswer } from '../../connections/core/cloud-call.ts';
import type { Standing, Step } from './action.ts';

/** How far a step is. Instants are ISO texts. */
export interface StepProgress {
  started_at: string;
  /** How often its call was made, and when last. */
  calls_made: number;
  called_at: string | null;
  /** What the last call was answered; null when it was not (the process ended), or there was none. */
  last_answer: CloudAnswer | null;
}

/** What to do next. */
export type Move =
  | { move: 'call' }
  /** Look again after so many seconds; `message` is what people see meanwhile. */
  | { move: 'wait'; seconds: number; message: string }
  | { move: 'done'; kept: Record<string, string> }
  /** A sentence says why, and what to do. */
  | { move: 'fail'; because: string };

/** Clouds may take so long to show what they were told. */
const SETTLE_SECONDS = 15;
/** Calls of one step, unless they are refused for something that passes, or not taken at all. */
const MOST_CALLS = 3;
/** Pause before a call is tried again that was refused for something that passes. */
const PASSING_SECONDS = 15;

const secondsSince = (then: string, now: Date): number => (now.getTime() - Date.parse(then)) / 1_000;

/** The longer it takes, the less often it is looked at. */
function pauseAfter(elapsed: number): number {
  if (elapsed < 10) return 1;
  if (elapsed < 60) return 3;
  return elapsed < 600 ? 15 : 60;
}

const durationOf = (seconds: number): string =>
  seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;

/** Waits while the time limit of the step lasts; `message` is what is seen. */
export function waitOrFail({ timeout_seconds }: Step, { started_at }: StepProgress, now: Date, message: string): Move {
  const elapsed = secondsSince(started_at, now);
  if (elapsed >= timeout_seconds)
    return { move: 'fail', because: `It was not done within ${durationOf(timeout_seconds)}. Seen last: ${message}` };
  return { move: 'wait', seconds: Math.min(pauseAfter(elapsed), timeout_seconds - elapsed), message };
}

const saidBy = ({ code, message }: Extract<CloudAnswer, { ok: false }>): string => `${code}: ${message}`;

const isPassing = ({ passing_refusals = [] }: Step, answer: CloudAnswer | null): boolean =>
  answer !== null && !answer.ok && answer.meaning === 'refused' && passing_refusals.includes(answer.code);

/** The cloud's last word of what it was asked for again and again, without its effect. */
function lastWord(answer: CloudAnswer | null, seen: string | undefined): string {
  const word = answer !== null && !answer.ok ? `It answered last: ${saidBy(answer)}` : seen;
  return word === undefined ? '' : ` ${word}`;
}

/** What follows where the cloud shows nothing of the step; `seen` is what it says of that. */
function whileTodo(step: Step, progress: StepProgress, now: Date, seen: string | undefined): Move {
  if (step.call === null) return waitOrFail(step, progress, now, 'It is not so yet.');
  const { calls_made, called_at, last_answer } = progress;
  if (calls_made === 0 || called_at === null) return { move: 'call' };
  const since = secondsSince(called_at, now);
  if (isPassing(step, last_answer)) {
    const refusal = last_answer && !last_answer.ok ? saidBy(last_answer) : '';
    const waited = waitOrFail(step, progress, now, refusal);
    return waited.move === 'wait' && since >= PASSING_SECONDS ? { move: 'call' } : waited;
  }
  const was_not_done = last_answer !== null && !last_answer.ok && last_answer.meaning === 'throttled';
  if (!was_not_done && since < SETTLE_SECONDS)
    return waitOrFail(step, progress, now, 'The cloud does not show it yet.');
  if (!was_not_done && calls_made >= MOST_CALLS)
    return {
      move: 'fail',
      because: `It was asked for ${calls_made} times, and the cloud still shows nothing of it.${lastWord(last_answer, seen)}`,
    };
  const waited = waitOrFail(step, progress, now, 'It is asked for again.');
  return waited.move === 'fail' ? waited : { move: 'call' };
}

function afterStanding(step: Step, standing: Standing, progress: StepProgress, now: Date): Move {
  switch (standing.at) {
    case 'done':
      return { move: 'done', kept: standing.kept ?? {} };
    case 'impossible':
      return { move: 'fail', because: standing.because };
    case 'under_way':
      return waitOrFail(step, progress, now, standing.message);
    default:
      return whileTodo(step, progress, now, standing.seen);
  }
}

/** What follows from a look at the cloud. */
export function afterLook(step: Step, answer: CloudAnswer, progress: StepProgress, now: Date): Move {
  if (answer.ok || answer.meaning === 'gone') return afterStanding(step, step.judge(answer), progress, now);
  if (answer.meaning === 'denied') return { move: 'fail', because: answer.message };
  if (answer.meaning === 'refused')
    return { move: 'fail', because: `The cloud refuses to tell how it is (${saidBy(answer)}).` };
  return waitOrFail(step, progress, now, `The cloud does not tell how it is (${saidBy(answer)}).`);
}

/**
 * What follows from the answer to a step's call: null is to look again at once. A call that got no clear answer may have
 * been carried out or not: looking tells. `progress` counts this call.
 */
export function afterCall(step: Step, answer: CloudAnswer, progress: StepProgress, now: Date): Move | null {
  if (answer.ok || answer.meaning === 'gone' || answer.meaning === 'unclear') return null;
  if (answer.meaning === 'throttled') return waitOrFail(step, progress, now, saidBy(answer));
  if (answer.meaning === 'denied') return { move: 'fail', because: answer.message };
  if (isPassing(step, answer)) return waitOrFail(step, progress, now, saidBy(answer));
  return { move: 'fail', because: `The cloud refused it (${saidBy(answer)}).` };
}

/**
 * How something that was begun goes on, as the cloud's own record of it says (Azure's asynchronous operations, which have
 * a `status`); null when that is over, so that the resource itself is looked at.
 */
export function afterOperation(step: Step, answer: CloudAnswer, progress: StepProgress, now: Date): Move | null {
  // A record that is gone or can't be read tells nothing: the resource does.
  if (!answer.ok) return answer.meaning === 'throttled' ? waitOrFail(step, progress, now, saidBy(answer)) : null;
  const { status, error } = (answer.body ?? {}) as {
    status?: string;
    error?: { code?: string; message?: string };
  };
  if (status === 'Failed' || status === 'Canceled') {
    const said = error ? `${error.code ?? status}: ${error.message ?? ''}`.trim() : status;
    return { move: 'fail', because: `The cloud began it, and gave up (${said}).` };
  }
  if (status === undefined || status === 'Succeeded') return null;
  return waitOrFail(step, progress, now, `${status}.`);
}
