import { type Grouping, groupingTitle, isGrouping, valueTitle } from '../../../costs/core/dimensions.ts';
import type { Scope } from '../../../costs/core/scope.ts';
import type { CauseDimension } from '../cause.ts';
import type { CauseCell } from '../explain-facts.ts';
import { addUp, type Change, differenceOf, kindOfChange, sharesOf } from './change.ts';

/** The values that make this share of a difference explain it. */
export const EXPLAINED_SHARE = 0.8;

/** One of the ways to divide costs up. */
export interface Aspect {
  /** A grouping of the costs, or `usage_type`. */
  grouping: string;
  title: string;
  value: (cell: CauseCell) => string;
  label: (cell: CauseCell) => string | null;
  /** What its surprise counts for beside others: people know services and accounts better than usage types and tags. */
  weight: number;
}

const DETAIL_WEIGHT = 0.6;

const FIXED_ASPECTS: Aspect[] = [
  {
    grouping: 'service',
    title: 'Service',
    value: (cell) => cell.service,
    label: (cell) => cell.service_label ?? null,
    weight: 1,
  },
  {
    grouping: 'account',
    title: 'Account',
    value: (cell) => cell.account,
    label: (cell) => cell.account_name,
    weight: 1,
  },
  {
    grouping: 'region',
    title: 'Region',
    value: (cell) => cell.region,
    label: (cell) => cell.region_name ?? null,
    weight: 1,
  },
  {
    grouping: 'usage_type',
    title: 'Usage type',
    value: (cell) => cell.usage_type,
    label: () => null,
    weight: DETAIL_WEIGHT,
  },
];

/** The ways to divide up some cells: by what every row has, and by each tag that any of them has. */
export function aspectsOf(cells: readonly CauseCell[], scope: Scope): Aspect[] {
  const tags = new Set(cells.flatMap(({ tags: own }) => Object.keys(own ?? {})));
  const by_tag = [...tags].toSorted().map((key): Aspect => {
    const grouping: Grouping = `tag:${key}`;
    const value = (cell: CauseCell): string => (cell.tags && Object.hasOwn(cell.tags, key) ? cell.tags[key]! : '');
    return { grouping, title: groupingTitle(grouping), value, label: () => null, weight: DETAIL_WEIGHT };
  });
  return [...FIXED_ASPECTS, ...by_tag].filter(({ grouping }) => !Object.hasOwn(scope, grouping));
}

/** What a value of an aspect is called. */
export function valueText(grouping: string, value: string, label: string | null): string {
  if (isGrouping(grouping)) return valueTitle(grouping, value, label);
  return label ?? (value === '' ? 'No usage type' : value);
}

export interface ValueChange extends Change {
  value: string;
  label: string | null;
  cells: CauseCell[];
  /** What the value adds to the divergence of the shares. */
  surprise: number;
}

const termOf = (share: number, middle: number): number => (share > 0 ? (share / 2) * Math.log2(share / middle) : 0);

/**
 * The part of one value in the Jensen–Shannon divergence (base 2: 0 to 1 in all) of the shares of cost after from those
 * before. Credits have no share. Lin, "Divergence measures based on the Shannon entropy", 1991.
 */
function surpriseOf({ expected, actual }: Change, whole: Change): number {
  const before = whole.expected > 0 ? Math.max(0, expected) / whole.expected : 0;
  const after = whole.actual > 0 ? Math.max(0, actual) / whole.actual : 0;
  const middle = (before + after) / 2;
  return Math.max(0, termOf(before, middle) + termOf(after, middle));
}

/** Costs by the values of an aspect, the largest difference in the direction of the whole first. */
export function valuesOf(aspect: Aspect, cells: readonly CauseCell[], sign: number): ValueChange[] {
  const values = new Map<string, ValueChange>();
  for (const cell of cells) {
    const value = aspect.value(cell);
    const found = values.get(value) ?? { value, label: null, cells: [], expected: 0, actual: 0, surprise: 0 };
    values.set(value, found);
    found.label ??= aspect.label(cell);
    found.expected += cell.baseline_cost;
    found.actual += cell.actual_cost;
    found.cells.push(cell);
  }
  const all = [...values.values()];
  // Shares are of what is charged: credits would make them more than 1.
  const whole = addUp(
    all.map(({ expected, actual }) => ({ expected: Math.max(0, expected), actual: Math.max(0, actual) })),
  );
  return all
    .map((change) => ({ ...change, surprise: surpriseOf(change, whole) }))
    .toSorted((a, b) => sign * (differenceOf(b) - differenceOf(a)) || (a.value < b.value ? -1 : 1));
}

/** The fewest of the values, ordered by difference, that make 80 % of the whole. */
export function explaining(values: readonly ValueChange[], difference: number): ValueChange[] {
  const chosen: ValueChange[] = [];
  let sum = 0;
  for (const change of values) {
    if (sum / difference >= EXPLAINED_SHARE || differenceOf(change) / difference <= 0) break;
    chosen.push(change);
    sum += differenceOf(change);
  }
  return chosen;
}

/** Which aspect comes first: the one whose shares moved most, by few values rather than many; ties stay as they are. */
export const ranked = (dimensions: readonly CauseDimension[], aspects: readonly Aspect[]): CauseDimension[] => {
  const weights = new Map(aspects.map(({ grouping, weight }) => [grouping, weight]));
  const rank = ({ grouping, surprise, values }: CauseDimension): number =>
    Math.round((1e6 * surprise * (weights.get(grouping) ?? 1)) / Math.sqrt(Math.max(1, values.length)));
  return dimensions.toSorted((a, b) => rank(b) - rank(a));
};

/** How one way to divide up the costs explains the difference; its surprise is that of the values which explain. */
export function dimensionOf(aspect: Aspect, cells: readonly CauseCell[], difference: number): CauseDimension {
  const chosen = explaining(valuesOf(aspect, cells, Math.sign(difference)), difference);
  const { shares, rest_percent } = sharesOf(chosen.map(differenceOf), difference);
  return {
    grouping: aspect.grouping,
    title: aspect.title,
    surprise: Math.min(
      1,
      chosen.reduce((sum, { surprise }) => sum + surprise, 0),
    ),
    values: chosen.map((change, index) => ({
      value: change.value,
      label: change.label,
      expected: change.expected,
      actual: change.actual,
      difference: differenceOf(change),
      share_percent: shares[index]!,
      change: kindOfChange(change),
    })),
    rest_percent,
  };
}
