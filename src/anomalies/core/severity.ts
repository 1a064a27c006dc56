import type { Severity } from './analysis-contract.ts';
import type { AnomalySettings } from './contract.ts';

/** Impact from which an incident is medium, high or critical. */
export type SeverityImpacts = NonNullable<AnomalySettings['severity_impacts']>;

/**
 * Shares of a month's costs that the default severities begin at. Our own choice: 0.1 % is what somebody should look at,
 * 0.5 % shows on the month's bill, 2 % is the growth that many companies plan for a whole month.
 */
export const DEFAULT_SHARES: SeverityImpacts = { medium: 0.001, high: 0.005, critical: 0.02 };
/** Deviations below this share of a day's costs are not worth anybody's time: the default of `minimum_impact`. */
const LEAST_SHARE_OF_DAY = 0.003;
/** So many times as far out as days usually are at most counts as half more, less than twice as a quarter less. */
const RARE = 10;
const COMMON = 2;
const RARE_FACTOR = 1.5;
const COMMON_FACTOR = 0.75;

/** Impacts that severities begin at: the organization's own, or shares of what it is charged in 30 days. */
export const severityImpacts = (monthly_cost: number, own: SeverityImpacts | null): SeverityImpacts =>
  own ?? {
    medium: DEFAULT_SHARES.medium * monthly_cost,
    high: DEFAULT_SHARES.high * monthly_cost,
    critical: DEFAULT_SHARES.critical * monthly_cost,
  };

/** Money a day below which nothing is reported while the organization has not said so itself; slides with its spend. */
export const defaultMinimumImpact = (monthly_cost: number): number =>
  Math.max(0, (LEAST_SHARE_OF_DAY * monthly_cost) / 30);

/**
 * How severe an incident is. `impact` is signed or not; `rarity` says how many times as far out its worst day was as days
 * usually are at most (Infinity where there was nothing before).
 */
export function severityOf(impact: number, rarity: number, impacts: SeverityImpacts): Severity {
  const factor = rarity >= RARE ? RARE_FACTOR : rarity < COMMON ? COMMON_FACTOR : 1;
  const size = Math.abs(impact) * factor;
  if (size >= impacts.critical) return 'critical';
  if (size >= impacts.high) return 'high';
  return size >= impacts.medium ? 'medium' : 'low';
}
