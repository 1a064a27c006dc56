/** A delivery that was not taken, but may be the next time. */
interface Refusal {
  /** Attempts so far, this one included. */
  attempt: number;
  now: Date;
  /** When the other side wants it at the soonest (`Retry-After`); null when it did not say. */
  after: Date | null;
  /** Between 0 and 1: spreads what failed together. */
  jitter: number;
}

const FIRST_PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3 * 3_600;
/** With pauses that double from a minute to three hours, the last of them is about a day after the first. */
const ATTEMPTS = 16;
/** What asks for more than this is not waited for so long: it may have mistaken its clock. */
const LONGEST_WAIT_SECONDS = 24 * 3_600;

/**
 * When a delivery that was not taken is sent again, or null when it is given up, about a day after the first attempt. Pauses
 * double from a minute to three hours, each between half and all of its length, and are never shorter than the other side
 * asked for, a day at most.
 */
export function nextAttempt({ attempt, now, after, jitter }: Refusal): Date | null {
  if (attempt >= ATTEMPTS) return null;
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)) * (0.5 + jitter / 2);
  const asked = after === null ? 0 : (after.getTime() - now.getTime()) / 1_000;
  return new Date(now.getTime() + Math.max(pause, Math.min(asked, LONGEST_WAIT_SECONDS)) * 1_000);
}
