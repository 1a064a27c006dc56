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

/** The clouds' own advisors, by the name of the source. */
const ADVISORS: Record<string, string> = {
  'cost-optimization-hub': 'AWS Cost Optimization Hub',
  'compute-optimizer': 'AWS Compute Optimizer',
  'cost-explorer': 'AWS Cost Explorer',
  'azure-advisor': 'Azure Advisor',
};

const TITLES = new Map(RULE_INFOS.map(({ id, title }) => [id, title]));

/** What a `rule_id` is called: a rule's title, or the advisor of whom it is. */
export function ruleTitle(rule_id: string): string {
  const source = rule_id.startsWith('advice:') ? rule_id.slice('advice:'.length) : null;
  return source === null ? (TITLES.get(rule_id) ?? rule_id) : `Advice of ${ADVISORS[source] ?? source}`;
}
