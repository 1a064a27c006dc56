import { timesDecimal } from '../../platform/core/decimal.ts';

/** What changes on a rule's advice have saved so far. */
export interface RuleRecord {
  /** Changes whose saving was measured. */
  measured: number;
  /** Sums of what was promised and what the bill showed. */
  promised: number;
  realised: number;
}

/** As many kept promises are taken for granted before any is measured, so that the first one does not decide alone. */
const PRIOR_CHANGES = 3;

/**
 * What of a promise is to be expected by a rule's record, from 0 to 1: the mean of what was realised of what was promised,
 * with three kept promises counted along. A rule that saves more than it promises is believed, not rewarded.
 */
export function trustIn(record: RuleRecord | undefined): number {
  if (!record || record.measured === 0 || record.promised <= 0) return 1;
  const kept = Math.min(1, Math.max(0, record.realised / record.promised));
  return (PRIOR_CHANGES + record.measured * kept) / (PRIOR_CHANGES + record.measured);
}

/** A saving as the list ranks it; null where it is not known. Decimal text. */
export const expectedSavings = (monthly_savings: string | null, record: RuleRecord | undefined): string | null =>
  monthly_savings === null ? null : timesDecimal(monthly_savings, trustIn(record));
