import type { Advice } from '../../../connections/core/inventory.ts';
import { type AdvisedFinding, mergeAdvice, OWN_SOURCE } from '../../core/merge-advice.ts';
import type { Rule } from '../../core/rule.ts';
import type { JudgedResource } from '../evaluate-task.ts';
import type { Content } from './store-types.ts';

const contentOfAdvised = ({ finding, ...advised }: AdvisedFinding): Content => ({
  ...finding,
  ...advised,
  json: JSON.stringify(finding),
});

/** What is stored of one resource: what rules found, and what the clouds advise. */
export function contentsOf(
  rules: ReadonlyMap<string, Rule>,
  found: JudgedResource['found'],
  advice: readonly Advice[],
): Content[] {
  const own = found.map((one) => {
    const rule = rules.get(one.rule_id)!;
    return { ...one, type: rule.type, provider: rule.provider };
  });
  const { of_own, others } = mergeAdvice(own, advice);
  const mine = own.map((one): Content => {
    const said = of_own.get(one.rule_id) ?? [];
    return { ...one, advice: said, sources: [...new Set([OWN_SOURCE, ...said.map(({ source }) => source)])] };
  });
  return [...mine, ...others.map(contentOfAdvised)];
}
