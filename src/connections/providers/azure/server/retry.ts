import { setTimeout as sleep } from 'node:timers/promises';
import { ThrottledError } from '../../../server/provider.ts';

/** Waits; throws when `signal` aborts. Tests hand in one that does not take its time. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** How much trouble is borne before giving up. */
export interface Patience {
  tries: number;
  /** A longer wait that Azure asks for is left to the caller, as a `ThrottledError`. */
  longest_wait_ms: number;
  /** When one request is given up as lost. */
  request_timeout_ms: number;
  /** Of all requests of a client together; null without end. */
  total_ms: number | null;
}

export const PATIENCE: Record<'interactive' | 'background', Patience> = {
  interactive: { tries: 2, longest_wait_ms: 2_000, request_timeout_ms: 15_000, total_ms: 20_000 },
  // Cost Management's quota is refilled by the minute at most times: such a wait is worth it, one of an hour is not.
  background: { tries: 7, longest_wait_ms: 70_000, request_timeout_ms: 120_000, total_ms: null },
};

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;

/** A failure of one try; `wait_ms` is what Azure asked for, null where it asked for nothing. */
export interface Failure {
  error: Error;
  retryable: boolean;
  throttled: boolean;
  wait_ms: number | null;
}

/** Doubles with each try; the random half keeps several runs from coming back together. */
const backoff = (tried: number): number =>
  Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tried - 1)) * (0.5 + Math.random() / 2);

export const waitAbortably: Wait = async (ms, signal) => {
  await sleep(ms, undefined, { signal });
};

const RETRY_AFTER = /^(retry-after|x-ms-ratelimit-microsoft\.[\w-]+-retry-after)$/i;

/** One header as milliseconds: seconds, or a date of HTTP. */
function waitOf(value: string, now: Date): number | null {
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000);
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(0, until - now.getTime());
}

/**
 * How long an answer asks to wait, in milliseconds: the longest of all headers that say so, since Cost Management has one
 * for each of its quotas (qpu, entity, tenant, client) and refuses until all of them are over. Null without any.
 */
export function requestedWait(headers: Iterable<[string, string]>, now: Date): number | null {
  const waits = [...headers]
    .filter(([name]) => RETRY_AFTER.test(name))
    .map(([, value]) => waitOf(value, now))
    .filter((ms) => ms !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}

/**
 * The first success of `attempt`, within `patience`. Throws the last error, a `ThrottledError` when Azure asks for a longer
 * wait than that, and what `signal` aborts with.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  classify: (error: unknown) => Failure,
  { patience, wait, now, signal }: { patience: Patience; wait: Wait; now: () => Date; signal: AbortSignal },
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const { error: failure, retryable, throttled, wait_ms } = classify(error);
      if (!retryable) throw failure;
      const pause = wait_ms ?? backoff(tried);
      if (tried >= patience.tries || pause > patience.longest_wait_ms) {
        if (!throttled) throw failure;
        const until = new Date(now().getTime() + pause);
        throw new ThrottledError('Azure asks to wait: too many requests just now.', until);
      }
      await wait(pause, signal);
    }
  }
}
