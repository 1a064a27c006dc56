import { z } from 'zod';
import { written } from '../money.ts';
import {
  decidedPayload,
  EXPIRING_RULE,
  isLarge,
  recommendationKey,
  recommendationMessage,
  recommendationPayload,
} from '../recommendation-events.ts';
import { teller } from '../teller.ts';

/** Something to change that saves enough to be worth a message; and what people decide, also of commitments that expire. */
export const recommendation = teller(
  ['recommendation.found', 'recommendation.resolved', 'recommendation.acknowledged'],
  z.union([recommendationPayload, decidedPayload]),
  ({ payload, type, occurred_at }, about) => {
    if ('by' in payload) return [{ kind: 'acknowledged', key: recommendationKey(payload), by: payload.by }];
    if (payload.rule_id === EXPIRING_RULE) return [];
    const key = recommendationKey(payload);
    if (type === 'recommendation.resolved') return [{ kind: 'resolved', key, by: null }];
    const { monthly_savings, currency } = payload;
    if (monthly_savings === null || currency === null || !isLarge(monthly_savings, about)) return [];
    const saving = written(monthly_savings, currency, about.locale);
    const title = `${payload.title}: saves ${saving} a month`;
    const message = recommendationMessage({ payload, type, occurred_at }, about, {
      event: 'recommendation',
      severity: 'info',
      title,
    });
    return [{ kind: 'message', key, message }];
  },
);
