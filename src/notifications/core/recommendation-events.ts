import { z } from 'zod';
import { compareDecimals, decimalOf } from '../../platform/core/decimal.ts';
import type { Message } from './message.ts';
import { written } from './money.ts';
import type { About, Happened } from './teller.ts';
import { factsOf } from './words.ts';

/** The rule whose findings are commitments that end soon. */
export const EXPIRING_RULE = 'commitment-expiring';

/** What `recommendation.found` and `recommendation.resolved` carry, with what its own table says; null when it is gone. */
export const recommendationPayload = z.object({
  recommendation_id: z.uuid(),
  rule_id: z.string(),
  title: z.string(),
  /** Exact decimal; null where the saving is not known. */
  monthly_savings: z.string().nullable(),
  currency: z.string().nullable(),
  known: z
    .object({
      provider: z.string(),
      account_id: z.string(),
      region: z.string().nullable(),
      resource_id: z.string(),
      resource_name: z.string().nullable(),
      owner: z.string().nullable(),
      reason: z.string(),
    })
    .nullish(),
});
/** Somebody has decided what becomes of it, and need not be told any more: `recommendation.acknowledged`. */
export const decidedPayload = z.object({ recommendation_id: z.uuid(), by: z.string() });
type RecommendationPayload = z.output<typeof recommendationPayload>;

/** The same for all that is said of a recommendation. */
export const recommendationKey = ({ recommendation_id }: Pick<RecommendationPayload, 'recommendation_id'>): string =>
  `recommendation ${recommendation_id}`;

/**
 * Whether it saves enough to be worth a message. In another currency than the organization's the same number counts: rates are
 * not known, and one message too many is better than none of what somebody pays in a currency of their own.
 */
export const isLarge = (monthly_savings: string, about: About): boolean =>
  compareDecimals(monthly_savings, decimalOf(about.recommendation_at_least)) >= 0;

/** A recommendation in words; `event` and `severity` as the caller has them. */
export function recommendationMessage(
  { payload, occurred_at }: Happened<RecommendationPayload>,
  { locale }: About,
  said: Pick<Message, 'event' | 'severity' | 'title'>,
): Message {
  const { known, monthly_savings, currency } = payload;
  const amount = monthly_savings === null || currency === null ? null : { amount: monthly_savings, currency };
  return {
    ...said,
    text: known?.reason ?? '',
    facts: factsOf([
      ['Monthly saving', amount && written(amount.amount, amount.currency, locale)],
      ['Resource', known?.resource_name ?? known?.resource_id],
      ['Account', known?.account_id],
      ['Region', known?.region],
      ['Owner', known?.owner],
    ]),
    amount,
    link: `/recommendations/${payload.recommendation_id}`,
    occurred_at,
    scope: known
      ? {
          provider: known.provider,
          account: known.account_id,
          resource: known.resource_id,
          ...(known.region === null ? {} : { region: known.region }),
        }
      : {},
    owner: known?.owner ?? null,
  };
}
