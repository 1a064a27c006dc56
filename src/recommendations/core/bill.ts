import type { IsoDate } from '../../platform/core/dates.ts';

/**
 * Usage charges of one resource that are of one kind, added up over the days of the bill that are looked at (the last 30
 * complete ones). Amounts are exact decimal texts.
 */
export interface BillLine {
  /** The provider's name of what is metered (FOCUS SkuMeter), else the description of the charge; empty when neither is there. */
  meter: string;
  description: string;
  service: string;
  region: string | null;
  /** Unit of what was consumed. */
  unit: string | null;
  /** FOCUS PricingCategory: `Standard`, `Committed`, `Dynamic` (spot) or `Other`; null where the bill does not say. */
  pricing_category: string | null;
  /** The commitment that covers it; null when none does. */
  commitment_id: string | null;
  commitment_name: string | null;
  currency: string;
  effective: string;
  /** Null where the bill has none of all rows of the line. */
  list: string | null;
  contracted: string | null;
  /** Consumed, over all days and over Saturdays and Sundays; null where a row has none. */
  quantity: number | null;
  weekend_quantity: number | null;
  first_day: IsoDate;
  last_day: IsoDate;
  /** Days with a charge. */
  days: number;
}
