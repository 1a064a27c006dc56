/** What a charge is split by, where requests can be told apart by it. The tag is there only when one is asked for. */
export type Dimension = 'account' | 'service' | 'tag';
export type Grouping = Dimension | 'usage_type' | 'record_type';

/** One request (without its further pages): costs by day, grouped by at most two things. */
export interface Question {
  /** Only charges of this type; null for all of them. */
  record_type: string | null;
  /** Only charges with these values; a tag of '' means charges without the tag. */
  where: Partial<Record<Dimension, string>>;
  by: readonly Grouping[];
}

/** The values that one record type has of each dimension within the month, and which of them cost anything in sum. */
export type FoundValues = Partial<Record<Dimension, { with_cost: readonly string[]; free: readonly string[] }>>;

/**
 * How the rows of one record type are read. `known`: the overview by `along` says it all, since nothing else varies.
 * `pairs`: an answer grouped by `pair` tells which pairs have cost, and each of those is then asked for by `by`.
 */
export type ReadingPlan =
  | { kind: 'known'; along: Dimension }
  | { kind: 'questions'; questions: Question[] }
  | { kind: 'pairs'; pair: readonly [Dimension, Dimension]; by: readonly Grouping[] };

/** Cost Explorer groups by no more. */
const GROUPINGS = 2;
/**
 * Record types whose charges have a usage type that is worth a row; fees, taxes and credits have none. A negation takes
 * back what covered usage costs on demand, so it is only right by region and usage type where it has them, too.
 */
const USAGE_RECORD_TYPES: ReadonlySet<string> = new Set([
  'Usage',
  'DiscountedUsage',
  'SavingsPlanCoveredUsage',
  'SavingsPlanNegation',
]);

/** The requests that every month begins with: which accounts, services and tags have cost of which record types. */
export function overviewQuestions(
  only_account: string | null,
  has_tag: boolean,
): { along: Dimension; question: Question }[] {
  const along: Dimension[] = [
    'service',
    ...(only_account === null ? (['account'] as const) : []),
    ...(has_tag ? (['tag'] as const) : []),
  ];
  return along.map((dimension) => ({
    along: dimension,
    question: { record_type: null, where: {}, by: ['record_type', dimension] },
  }));
}

/**
 * The fewest requests that give rows by day and every dimension (and usage type, for usage) of one record type. What has
 * one value needs neither filter nor grouping; of the rest, what has the fewest values is asked for value by value until
 * two groupings suffice. Usage without cost is never asked for, but told apart, since it would add to quantities; credits
 * and the like that are nothing in sum may be two that make up for each other.
 */
export function planReading(record_type: string, found: FoundValues): ReadingPlan {
  const is_usage = USAGE_RECORD_TYPES.has(record_type);
  const valuesOf = (name: Dimension): readonly string[] => {
    const { with_cost = [], free = [] } = found[name] ?? {};
    return is_usage ? with_cost : [...with_cost, ...free];
  };
  if (Object.keys(found).some((name) => valuesOf(name as Dimension).length === 0))
    return { kind: 'questions', questions: [] };
  const varying = (['service', 'account', 'tag'] as const)
    .filter((name) => valuesOf(name).length > 1 || (is_usage && (found[name]?.free.length ?? 0) > 0))
    .toSorted((a, b) => valuesOf(a).length - valuesOf(b).length);
  const detail: Grouping[] = is_usage ? ['usage_type'] : [];
  if (!is_usage && varying.length <= 1) return { kind: 'known', along: varying[0] ?? 'service' };
  const excess = Math.max(0, varying.length + detail.length - GROUPINGS);
  const [fixed, by] = [varying.slice(0, excess), [...varying.slice(excess), ...detail]];
  const [first, second] = fixed.filter((name) => valuesOf(name).length > 1);
  if (first && second) return { kind: 'pairs', pair: [first, second], by };
  const where = Object.fromEntries(fixed.map((name) => [name, valuesOf(name)[0]!]));
  const wheres = first ? valuesOf(first).map((value) => ({ ...where, [first]: value })) : [where];
  return { kind: 'questions', questions: wheres.map((one) => ({ record_type, where: one, by })) };
}
