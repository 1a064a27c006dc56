import type { Severity } from '../analysis-contract.ts';
import { SEVERITIES } from '../analysis-contract.ts';
import type { Finding } from './finding.ts';

/** Money a day, in least impacts, from which a deviation can be medium, high and critical: 10, 100 and 1,000 by default. */
const TIERS = [20, 200, 2000] as const;
/** Twice what was expected more, and twice as rare as an alarm has to be: a deviation that leaves no doubt. */
const LARGE = 2;
const RARE = 2;
const NOTABLE = 0.5;
/** Medium: less cost may tell of an outage, but no money is lost by it. */
const MOST_OF_A_FALL = 1;

function strengthOf(relative: number, score: number): number {
  if (relative >= LARGE && score >= RARE) return 2;
  return relative >= NOTABLE ? 1 : 0;
}

/**
 * Severity by impact and rarity: never above what its money a day allows, one less where it is under half of what was
 * expected, and up to one more where it is three times as much and twice as rare as need be; a fall is medium at most. `least_impact` is the
 * smallest an alarm can have; with 0 every impact is in the top tier.
 */
export function severityOf(finding: Finding, value: number, least_impact: number): Severity {
  const { expected } = finding.band;
  const money = Math.abs(value - expected);
  const relative = expected === 0 ? Number.POSITIVE_INFINITY : money / Math.abs(expected);
  const tier = TIERS.filter((tier) => money >= tier * least_impact).length;
  const place = Math.min(tier, Math.max(0, tier + strengthOf(relative, finding.score) - 1));
  return SEVERITIES[value < expected ? Math.min(place, MOST_OF_A_FALL) : place]!;
}
