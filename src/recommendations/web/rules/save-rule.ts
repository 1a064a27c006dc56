import { call } from '../../../platform/web/client.ts';
import { type RuleEntry, recommendationsContract } from '../../core/contract.ts';
import { changedParameters, fieldsOf, valuesOf } from './parameters.ts';

/** Saves a rule with what is changed of it; all else stays as it is. Throws an `ApiProblem`. */
export function saveRule(
  rule: RuleEntry,
  changed: { enabled?: boolean; parameters?: Record<string, unknown> },
): Promise<RuleEntry> {
  const fields = fieldsOf(rule);
  const parameters = changedParameters(fields, valuesOf(fields, rule.parameters), rule.parameters);
  return call(recommendationsContract.updateRecommendationRule, {
    params: { rule_id: rule.id },
    body: { enabled: rule.enabled, parameters, ...changed },
  });
}
