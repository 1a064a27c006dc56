import { NeedsAttentionError } from '../../../../server/provider.ts';
import { explained } from '../errors.ts';

/** Answers about one month do not add up to each other, mostly since AWS brought it up to date in between. */
export class SumsDifferError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SumsDifferError';
  }
}

const STALE = new Set(['RequestChangedException', 'InvalidNextTokenException']);

/** What was answered no longer fits together: the month has to be asked for from the start again. */
export const isStale = (error: unknown): boolean =>
  error instanceof SumsDifferError || (error instanceof Error && STALE.has(error.name));

/** What AWS says when the account, or its organization, has Cost Explorer off, which no policy mends. */
const NOT_ENABLED = /not enabled for cost explorer|doesn't have access to cost explorer/i;

/** What an error of Cost Explorer means, as `explained` tells it, and what only Cost Explorer answers. */
export function explainedCost(error: unknown, now: Date): Error {
  if (error instanceof Error) {
    if (NOT_ENABLED.test(error.message))
      return new NeedsAttentionError(
        'Cost Explorer is not enabled here. Open it once in the AWS console; in a member account, have the management account allow it. Its first data takes up to 24 hours.',
        null,
        error,
      );
    if (error.name === 'DataUnavailableException')
      return new NeedsAttentionError(
        'Cost Explorer has no data yet: after it was enabled that takes up to 24 hours. The next runs try again.',
        null,
        error,
      );
    if (error.name === 'BillingViewHealthStatusException')
      return new NeedsAttentionError(`The billing view of this account can not be read: ${error.message}`, null, error);
    if (error.name === 'BillExpirationException')
      return new Error('Cost Explorer no longer keeps the costs of this month.', { cause: error });
  }
  return explained(error, 'ce:GetCostAndUsage', now);
}
