import { written } from '../money.ts';
import {
  EXPIRING_RULE,
  isLarge,
  recommendationKey,
  recommendationMessage,
  recommendationPayload,
} from '../recommendation-events.ts';
import { teller } from '../teller.ts';

/** Something to change that saves enough to be worth a message. */
export const recommendation = teller(
  ['recommendation.found', 'recommendation.resolved'],
  recommendationPayload,
  (happened, about) => {
    const { payload, type } = happened;
    if (payload.rule_id === EXPIRING_RULE) return [];
    const key = recommendationKey(payload);
    if (type === 'recommendation.resolved') return [{ kind: 'resolved', key, by: null }];
    const { monthly_savings, currency } = payload;
    if (monthly_savings === null || currency === null || !isLarge(monthly_savings, about)) return [];
    const saving = written(monthly_savings, currency, about.locale);
    const title = `${payload.title}: saves ${saving} a month`;
    const message = recommendationMessage(happened, about, { event: 'recommendation', severity: 'info', title });
    return [{ kind: 'message', key, message }];
  },
);
