/** How a failed run may go on: after a pause that grows, not at all, or at a time. */
export type Retry = 'later' | 'never' | Date;

interface Failure {
  /** Tries so far, this one included. */
  attempt: number;
  /** Tries after which a run is given up. */
  attempts: number;
  retry: Retry;
  now: Date;
  /** Between 0 and 1: spreads runs that failed together. */
  jitter: number;
}

const FIRST_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3_600;

/**
 * When a failed run is tried again, or null when it is given up. Pauses double from a minute to an hour, each between
 * half and all of its length. Waiting for a time that was asked for is not held against the run.
 */
export function nextTry({ attempt, attempts, retry, now, jitter }: Failure): Date | null {
  if (retry instanceof Date) return retry > now ? retry : now;
  if (retry === 'never' || attempt >= attempts) return null;
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempt - 1));
  return new Date(now.getTime() + pause * (0.5 + jitter / 2) * 1_000);
}
