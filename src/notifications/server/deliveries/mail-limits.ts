import { ProblemError } from '../../../platform/core/errors.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { RateLimiter } from '../../../platform/server/rate-limiter.ts';
import type { SendResult, Target } from '../../channels/channel.ts';

const HOUR_SECONDS = 3_600;
/** Tests of mail channels that an organization may send an hour. */
const TESTS = 10;
/**
 * Mails an hour to addresses that are no member's. Whoever may sign up could have strangers written to by this server, who
 * would take it for a sender of spam; a list such as finops@company.com is one address.
 */
const MAILS_TO_OTHERS = 100;

/** Counts a test of a mail channel. Throws a 429 problem beyond what an organization may send. */
export const takeMailTest = (limiter: RateLimiter, organization_id: string): void =>
  limiter.take(`mail tests ${organization_id}`, TESTS, HOUR_SECONDS);

/** Counts a mail; beyond what the organization that `tx` is bound to may send, answers that and until when it waits, else null. */
export async function takeMail(
  tx: Transaction,
  { limiter, organization_id, now }: { limiter: RateLimiter; organization_id: string; now: Date },
  target: Target,
): Promise<SendResult | null> {
  if (target.kind !== 'email') return null;
  const members = await tx.selectFrom('users').select('email').execute();
  const known = new Set(members.map(({ email }) => email.toLowerCase()));
  const others = target.recipients.filter((address) => !known.has(address.toLowerCase())).length;
  if (others === 0) return null;
  try {
    limiter.take(`mails to others ${organization_id}`, MAILS_TO_OTHERS, HOUR_SECONDS, others);
    return null;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.retry_after_seconds === undefined) throw error;
    return {
      outcome: 'later',
      status: null,
      error: `An organization sends ${MAILS_TO_OTHERS} mails an hour to addresses that are no member's. Name a list instead of each reader, or invite them.`,
      after: new Date(now.getTime() + error.retry_after_seconds * 1_000),
    };
  }
}
