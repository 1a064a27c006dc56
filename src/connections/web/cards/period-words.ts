import { addMonths } from '../../../platform/core/dates.ts';
import type { PeriodChange, ProviderPeriod } from '../../core/billing-periods.ts';

const SOURCES: Record<string, string> = {
  'cost-explorer': 'Cost Explorer',
  'cost-management-query': 'Cost Management query',
};

/** What a source is called: `Cost Explorer`, `Export daily-focus`. */
export function sourceTitle({ cost_source }: Pick<ProviderPeriod, 'cost_source'>): string {
  const [name = ''] = cost_source.split(' | ');
  return SOURCES[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

type Told = Pick<ProviderPeriod, 'billing_period' | 'covered_by' | 'rows' | 'data_through' | 'read_at'>;

/** What there is to say of a period in words; null when its costs simply count and the month is over. */
export function stateText({ billing_period, covered_by, rows, data_through, read_at }: Told): string | null {
  if (covered_by !== null) return `Covered by ${covered_by}`;
  if (rows === 0) return 'No charges';
  if (rows === null || data_through === null)
    return 'Not counted: something else took the place of these costs, or they were removed';
  return read_at.slice(0, 10) < addMonths(billing_period, 1) ? 'Open when last read' : null;
}

/** Why amounts are others than before. */
export function reasonText({
  took_place_of,
  complete_through,
  complete_through_before,
}: Pick<PeriodChange, 'took_place_of' | 'complete_through' | 'complete_through_before'>): string {
  if (took_place_of !== null) return `Took the place of ${took_place_of}`;
  return complete_through > complete_through_before ? 'More days are complete, or days were restated' : 'Restated';
}

/** The cost that a change is told by: what is billed, or what is effective where that alone changed. */
export function tellingDifference({
  difference_billed,
  difference_effective,
}: Pick<PeriodChange, 'difference_billed' | 'difference_effective'>): {
  cost: 'billed' | 'effective';
  difference: number | null;
} {
  return difference_billed === 0
    ? { cost: 'effective', difference: difference_effective }
    : { cost: 'billed', difference: difference_billed };
}

/** How a difference looks: colour is for what was restated, not for days that came. */
export function toneOf(change: PeriodChange, difference: number): 'none' | 'good' | 'bad' {
  if (reasonText(change) !== 'Restated' || difference === 0) return 'none';
  return difference > 0 ? 'bad' : 'good';
}
