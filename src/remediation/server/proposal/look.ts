import type { Cloud } from '../../../connections/core/cloud-call.ts';
import { type Clouds, NeedsAttentionError, ThrottledError } from '../../../connections/server/index.ts';
import { ProblemError, refused } from '../../../platform/core/errors.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { Answers, AnyAction, Subject } from '../../core/action.ts';
import { readAll } from '../look.ts';

/** Somebody waits for the preview. */
const PATIENCE_MS = 45_000;
const WAIT_SECONDS = 60;

const unreachable = (cause: unknown): ProblemError =>
  new ProblemError(503, 'The cloud did not answer, so that it is not known how the resource is. Try again.', { cause });

/** What an error of a cloud's door means to whoever waits. */
function problemOf(error: unknown, now: Date): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof NeedsAttentionError) return refused(error.message);
  if (!(error instanceof ThrottledError)) return unreachable(error);
  const retry_after_seconds = Math.max(1, Math.ceil((error.until.getTime() - now.getTime()) / 1_000));
  return new ProblemError(429, error.message, { retry_after_seconds });
}

async function openCloud(context: Context, clouds: Clouds, provider_id: string, action: AnyAction): Promise<Cloud> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MS)]);
  const cloud = await clouds.open({ ...context, signal }, provider_id, {
    permissions: action.permissions.look,
    patience: 'interactive',
  });
  if (!cloud) throw refused('The connection is not there any more.');
  return cloud;
}

/** Throws where what is missing may be there at the next try. */
function checkAnswered(answers: Answers): void {
  const failures = Object.values(answers).flatMap((answer) => (answer.ok ? [] : [answer]));
  const throttled = failures.find(({ meaning }) => meaning === 'throttled');
  if (throttled) throw new ProblemError(429, throttled.message, { retry_after_seconds: WAIT_SECONDS });
  const unclear = failures.find(({ meaning }) => meaning === 'unclear');
  if (unclear) throw unreachable(new Error(`${unclear.code}: ${unclear.message}`));
}

/** Something that the cloud does not tell. */
export interface Unread {
  /** Its own words, which conditions of actions may repeat. */
  message: string;
  /** A sentence; of a missing permission it names it. */
  said: string;
}

const unreadIn = (answers: Answers): Unread[] =>
  Object.values(answers).flatMap((answer) => {
    if (answer.ok || answer.meaning === 'gone') return [];
    const { meaning, code, message } = answer;
    return {
      message,
      said: meaning === 'denied' ? message : `The cloud refuses to tell how it is (${code}: ${message}).`,
    };
  });

/**
 * What the cloud tells of a resource now, and what it does not. Throws a 422 problem where only a
 * person can mend the connection, 429 where the cloud asks to wait, and 503 where it does not answer.
 */
export async function lookAtResource(
  context: Context,
  clouds: Clouds,
  provider_id: string,
  action: AnyAction,
  subject: Subject,
): Promise<{ answers: Answers; unread: Unread[] }> {
  try {
    const cloud = await openCloud(context, clouds, provider_id, action);
    if (cloud.account_id !== null && cloud.account_id !== subject.account_id)
      throw refused(
        `This connection works in the account ${cloud.account_id}, and the resource is in ${subject.account_id}. Connect that account to change something in it.`,
      );
    const answers = await readAll(cloud, action, subject);
    checkAnswered(answers);
    return { answers, unread: unreadIn(answers) };
  } catch (error) {
    context.signal.throwIfAborted();
    throw problemOf(error, context.now);
  }
}
