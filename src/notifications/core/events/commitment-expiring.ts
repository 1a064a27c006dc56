import {
  EXPIRING_RULE,
  recommendationKey,
  recommendationMessage,
  recommendationPayload,
} from '../recommendation-events.ts';
import { teller } from '../teller.ts';

/** A reservation or savings plan that ends soon: what it covers costs more from then on. */
export const commitmentExpiring = teller(
  ['recommendation.found', 'recommendation.resolved'],
  recommendationPayload,
  (happened, about) => {
    const { payload, type } = happened;
    if (payload.rule_id !== EXPIRING_RULE) return [];
    const key = recommendationKey(payload);
    if (type === 'recommendation.resolved') return [{ kind: 'resolved', key, by: null }];
    const said = { event: 'commitment_expiring' as const, severity: 'warning' as const, title: payload.title };
    return [{ kind: 'message', key, message: recommendationMessage(happened, about, said) }];
  },
);
