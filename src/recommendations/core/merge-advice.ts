import type { Advice } from '../../connections/core/inventory.ts';
import { sumDecimals } from '../../platform/core/decimal.ts';
import { ADVICE_SOURCES, type AdviceKind, kindOfAdvice, kindOfOwn } from './advice-kinds.ts';
import type { Change } from './change.ts';
import type { Claim, Effort, Finding, RecommendationType, Saving, Scalar } from './types.ts';

/** What our own findings are told by, beside the sources of advice. */
export const OWN_SOURCE = 'finopsmind';

/** What a cloud says, as it is kept with a recommendation. Amounts are exact decimal texts. */
export interface KeptAdvice {
  source: string;
  action: string;
  title: string;
  monthly_savings: string | null;
  currency: string | null;
  details: Record<string, unknown>;
}

/** A finding of our own about the resource that advice is about. */
export interface OwnFinding {
  rule_id: string;
  type: RecommendationType;
  change: Change | null;
}

/** Advice that none of our own findings says. */
export interface AdvisedFinding {
  rule_id: string;
  type: RecommendationType;
  provider: 'aws' | 'azure';
  sources: string[];
  advice: KeptAdvice[];
  finding: Finding;
}

/** Advice beside what was found, for one resource. */
export interface Merged {
  /** What the clouds say of our own findings, by rule. */
  of_own: ReadonlyMap<string, KeptAdvice[]>;
  others: AdvisedFinding[];
}

/** An amount without the zeros that the database ends it with. */
const plain = (amount: string): string => sumDecimals([amount]);

const kept = ({ source, action, title, monthly_savings, currency, details }: Advice): KeptAdvice => ({
  source,
  action,
  title,
  monthly_savings: monthly_savings && plain(monthly_savings),
  currency,
  details,
});

const TYPES: Readonly<Record<AdviceKind, RecommendationType>> = {
  remove: 'idle',
  rightsize: 'rightsizing',
  upgrade: 'upgrade',
  graviton: 'upgrade',
  storage: 'storage',
  commit: 'commitment',
  // Some change of how it is set up: that is all that is known.
  other: 'rightsizing',
};

const COMPONENTS: Readonly<Record<AdviceKind, Claim['component'] | null>> = {
  remove: 'all',
  rightsize: 'compute',
  upgrade: 'compute',
  graviton: 'compute',
  storage: 'storage',
  commit: null,
  other: 'compute',
};

const EFFORTS: Readonly<Record<string, Effort>> = {
  verylow: 'very_low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  veryhigh: 'high',
};
/** Where the cloud says nothing of it: what such changes usually take. */
const USUAL_EFFORT: Readonly<Record<AdviceKind, Effort>> = {
  remove: 'low',
  rightsize: 'medium',
  upgrade: 'medium',
  graviton: 'high',
  storage: 'low',
  commit: 'low',
  other: 'medium',
};

const effortOf = (advice: Advice, kind: AdviceKind): Effort =>
  EFFORTS[
    String(advice.details['effort'] ?? '')
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')
  ] ?? USUAL_EFFORT[kind];

const DECIMAL = /^-?\d+(\.\d+)?$/;
const onlyEffective = (effective: string) => ({ effective, list: null, contracted: null });

function savingOf(advice: Advice, title: string): Saving {
  const { monthly_savings, currency, details } = advice;
  const cost = details['monthly_cost'];
  const nothing = { window: null, freed_commitments: [] };
  const monthly_cost = typeof cost === 'string' && DECIMAL.test(cost) ? onlyEffective(cost) : null;
  if (monthly_savings === null || currency === null) {
    const unknown_because = `${title} does not say what it saves.`;
    return { ...nothing, monthly: null, currency: null, monthly_cost: null, lines: [], unknown_because };
  }
  const amounts = onlyEffective(plain(monthly_savings));
  const line = { text: `As ${title} estimates it`, amounts, source: 'provider' as const, prices: [] };
  return { ...nothing, monthly: amounts, currency, monthly_cost, lines: [line], unknown_because: null };
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A configuration as the cloud tells it: a text or some values by their names. */
function configurationOf(value: unknown): Record<string, Scalar> {
  if (value === null || value === undefined) return {};
  if (isScalar(value)) return { configuration: value };
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Scalar] => isScalar(entry[1])));
}

/** Whether a resource has to be restarted, and whether it can be undone, where the cloud does not say so itself. */
const restartOf = ({ details }: Advice, kind: AdviceKind): boolean =>
  typeof details['restart_needed'] === 'boolean'
    ? details['restart_needed']
    : kind === 'rightsize' || kind === 'upgrade' || kind === 'graviton';
const reversibleOf = ({ details }: Advice, kind: AdviceKind): boolean =>
  typeof details['rollback_possible'] === 'boolean'
    ? details['rollback_possible']
    : kind !== 'remove' && kind !== 'commit';

function findingOf(advice: Advice, kind: AdviceKind): Finding {
  const title = ADVICE_SOURCES[advice.source]?.title ?? advice.source;
  const { details, resource_id } = advice;
  const component = COMPONENTS[kind];
  const said = [details['solution'], details['problem'], details['reason']].find((text) => typeof text === 'string');
  return {
    title: advice.title,
    reason: said ? `${title} says: ${said}` : `${title} advises it.`,
    change: null,
    current: configurationOf(details['current'] ?? details['current_sku']),
    proposed: configurationOf(details['recommended'] ?? details['recommended_sku']),
    checks: [],
    projections: [],
    saving: savingOf(advice, title),
    claims: component === null || resource_id === null ? [] : [{ resource_id, component }],
    confidence: { level: 'medium', reasons: [`It is the word of ${title}; none of our own rules says the same.`] },
    risk: {
      level: reversibleOf(advice, kind) ? 'medium' : 'high',
      reasons: [reversibleOf(advice, kind) ? 'It can be undone.' : "It can't be undone."],
    },
    effort: effortOf(advice, kind),
    restart_needed: restartOf(advice, kind),
    reversible: reversibleOf(advice, kind),
    evidence: [],
  };
}

/** Which source is told first where several say the same: the hub, which has merged others of AWS already. */
const RANKS = Object.keys(ADVICE_SOURCES);
const rankOf = ({ source }: Advice): number => (RANKS.indexOf(source) + RANKS.length + 1) % (RANKS.length + 1);

const byRank = (all: readonly Advice[]): Advice[] =>
  all.toSorted(
    (a, b) =>
      Number(a.monthly_savings === null) - Number(b.monthly_savings === null) ||
      rankOf(a) - rankOf(b) ||
      (a.advice_id < b.advice_id ? -1 : 1),
  );

function advisedOf(kind: AdviceKind, all: readonly Advice[]): AdvisedFinding[] {
  const ranked = byRank(all);
  const [first] = ranked;
  if (!first) return [];
  return [
    {
      rule_id: `advice:${kind}`,
      type: TYPES[kind],
      provider: ADVICE_SOURCES[first.source]?.provider ?? (first.resource_id?.startsWith('/') ? 'azure' : 'aws'),
      sources: [...new Set(ranked.map(({ source }) => source))],
      advice: ranked.map(kept),
      finding: findingOf(first, kind),
    },
  ];
}

/**
 * Joins what the clouds say of one resource with our own findings about it: what does the same as a finding of ours goes
 * with it, the rest become findings of their own, one for each kind of change whoever advises it. Advice that saves
 * nothing is left out.
 */
export function mergeAdvice(own: readonly OwnFinding[], advice: readonly Advice[]): Merged {
  const of_own = new Map<string, KeptAdvice[]>();
  const others = new Map<AdviceKind, Advice[]>();
  const kinds = own.map(({ rule_id, type, change }) => ({ rule_id, kind: kindOfOwn(rule_id, type, change) }));
  for (const one of advice) {
    const kind = kindOfAdvice(one);
    if (kind === null) continue;
    const same = kinds.find((mine) => mine.kind === kind);
    if (same) of_own.set(same.rule_id, [...(of_own.get(same.rule_id) ?? []), kept(one)]);
    else others.set(kind, [...(others.get(kind) ?? []), one]);
  }
  return { of_own, others: [...others].flatMap(([kind, all]) => advisedOf(kind, all)) };
}
