import type { Recommendation } from '../../core/contract.ts';
import { TYPE_WORDS } from '../words.ts';
import type { RecommendationGrouping } from './recommendations-view.ts';

/** Recommendations that have something in common. */
export interface RecommendationGroup {
  key: string;
  title: string;
  items: Recommendation[];
  /** What those that are in the total save a month, by currency. */
  savings: { currency: string; amount: number }[];
}

/** What they save a month in all, of each currency for itself: those in the total and with a figure. */
export function savingsOf(items: readonly Recommendation[]): RecommendationGroup['savings'] {
  const sums = new Map<string, number>();
  for (const { in_total, monthly_savings, currency } of items)
    if (in_total && monthly_savings !== null && currency !== null)
      sums.set(currency, (sums.get(currency) ?? 0) + monthly_savings);
  return [...sums].map(([currency, amount]) => ({ currency, amount })).toSorted((a, b) => b.amount - a.amount);
}

type Labels = ReadonlyMap<string, string>;

const keyOf = (one: Recommendation, grouping: RecommendationGrouping): string => {
  if (grouping === 'type') return one.type;
  if (grouping === 'account') return one.account_id;
  if (grouping === 'owner') return one.owner ?? '';
  return grouping === 'rule' ? one.rule_id : '';
};

function titleOf(one: Recommendation, grouping: RecommendationGrouping, rules: Labels): string {
  if (grouping === 'type') return TYPE_WORDS[one.type];
  if (grouping === 'account') return one.account_name ?? one.account_id;
  if (grouping === 'owner') return one.owner ?? 'Without an owner';
  return grouping === 'rule' ? (rules.get(one.rule_id) ?? one.rule_id) : 'All';
}

/**
 * Recommendations in groups, in the order they are given within each; the group that saves most is first, and without a
 * grouping all are one. `rules` are titles by id.
 */
export function groupsOf(
  items: readonly Recommendation[],
  grouping: RecommendationGrouping,
  rules: Labels,
): RecommendationGroup[] {
  const groups = new Map<string, RecommendationGroup>();
  for (const one of items) {
    const key = keyOf(one, grouping);
    const group = groups.get(key) ?? { key, title: titleOf(one, grouping, rules), items: [], savings: [] };
    group.items.push(one);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, savings: savingsOf(group.items) }))
    .toSorted((a, b) => (b.savings[0]?.amount ?? 0) - (a.savings[0]?.amount ?? 0));
}
