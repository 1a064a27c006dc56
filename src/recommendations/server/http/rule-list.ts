import { ADVICE_TITLES } from '../../core/advice-kinds.ts';
import { COMMITMENT_RULES } from '../../core/commitments.ts';
import type { Rule } from '../../core/rule.ts';
import { RULES } from '../../core/rules/index.ts';

/** What lists tell of a rule, whether it judges resources or commitments. */
export type RuleInfo = Pick<
  Rule,
  'id' | 'title' | 'description' | 'type' | 'resource_types' | 'sources' | 'parameters'
> & {
  /** Null where it judges both. */
  provider: 'aws' | 'azure' | null;
};

/** Every rule, in the order of the lists. */
export const RULE_INFOS: readonly RuleInfo[] = [...RULES, ...COMMITMENT_RULES];

const TITLES = new Map([
  ...RULE_INFOS.map(({ id, title }) => [id, title] as const),
  ...Object.entries(ADVICE_TITLES).map(([kind, title]) => [`advice:${kind}`, title] as const),
]);

/** What a `rule_id` is called: a rule's title, or what clouds advise. */
export const ruleTitle = (rule_id: string): string => TITLES.get(rule_id) ?? rule_id;
