import type { IsoDate } from '../../platform/core/dates.ts';

/**
 * Charges of one resource that are of one kind, added up over the days of the bill that are looked at: usage, and
 * adjustments that name the resource; no taxes, credits, purchases, nor what of a commitment nothing used. Rows whose
 * effective cost the bill does not tell are left out. Amounts are exact decimal texts.
 */
export interface ResourceBillLine {
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
  /** FOCUS CommitmentDiscountCategory: `Spend` (a savings plan) or `Usage` (a reservation); null where the bill does not say. */
  commitment_category?: string | null;
  currency: string;
  effective: string;
  /** Null where a row of the line has none. */
  list: string | null;
  contracted: string | null;
  /** Consumed, over all days and over Saturdays and Sundays; null where a row has none. */
  quantity: number | null;
  weekend_quantity: number | null;
  first_day: IsoDate;
  last_day: IsoDate;
  /** Days with a charge. */
  days: number;
  /** The first day on which bills of its account name resources at all, where that is later than the first that is looked at. */
  known_since?: IsoDate | null;
}

/** What bills say of resources, over the last complete days. */
export interface ResourceBills {
  /** Days that are looked at, end not included; null without costs. Fewer than 30 where the bills do not go back so far. */
  window: { start: IsoDate; end: IsoDate } | null;
  /** By the name that the bill has for a resource, in lower case; the lines in an order that is always the same. */
  by_resource: ReadonlyMap<string, readonly ResourceBillLine[]>;
}

/** Costs of one resource on one day by one meter, in one currency. Amounts are exact decimal texts. */
export interface DailyResourceCost {
  day: IsoDate;
  meter: string;
  description: string;
  service: string;
  unit: string | null;
  currency: string;
  effective: string;
  /** Of `effective`, what a commitment covers. */
  covered: string;
  /** Null where a row has none. */
  list: string | null;
  contracted: string | null;
  quantity: number | null;
}

/** Daily costs of some resources. */
export interface DailyResourceCosts {
  /** The last day that is complete everywhere: later days may still grow. Null without costs. */
  data_through: IsoDate | null;
  /** By name in lower case, ordered by day; days without a charge have no entry. */
  by_resource: ReadonlyMap<string, readonly DailyResourceCost[]>;
}

/** A commitment (a savings plan or reservation) as its rows of the window tell of it, in one currency. */
export interface CommitmentUse {
  /** As the bill spells it. */
  commitment_id: string;
  name: string | null;
  /** FOCUS CommitmentDiscountCategory; null where the bill does not say. */
  category: 'Spend' | 'Usage' | null;
  /** The provider's own word: `Savings Plan`, `Reservation`. */
  type: string | null;
  provider_name: string;
  billing_account_id: string;
  /** The account that it belongs to or, where no row says, one that it covers; null when neither is told. */
  sub_account_id: string | null;
  currency: string;
  /**
   * Effective costs of what it covers, and of what nothing used; exact decimal texts. Where the bill tells of the latter by
   * the month, as AWS does of reservations, a month that is not over is not in it.
   */
  used: string;
  unused: string;
  /** What the covered use would have cost without it; null where a row does not tell. */
  covered_contracted: string | null;
  /** What is covered, by meter. */
  covers: readonly CoveredUse[];
  /** Billed in the window for the commitment itself, all at once and by the month; 0 when nothing was. */
  billed_once: string;
  billed_recurring: string;
  /** The first day that tells of it, at most 400 days before the end of the window. */
  first_seen: IsoDate;
  /** Last days of the window with covered use, and with any use or the lack of it; null when there is none. */
  last_covered: IsoDate | null;
  last_seen: IsoDate | null;
  /** When its term ends, where the bill says so (AWS CUR 2.0 does). */
  ends_on: IsoDate | null;
}

/** One kind of use that a commitment covers. */
export interface CoveredUse {
  service: string;
  region: string | null;
  meter: string;
}

/**
 * Use that no commitment covers and that is paid for at on-demand prices, of the kind that commitments cover: that of
 * services of which some commitment of the same billing account covers something. Which of it a commitment could cover is
 * told by meters, so that it stays an approximation: the bill does not state the scope of a commitment.
 */
export interface UncoveredUse extends CoveredUse {
  provider_name: string;
  billing_account_id: string;
  /** One of those that its charges have. */
  description: string;
  unit: string | null;
  currency: string;
  /** What it cost, before commitments; effective costs where the bill has no other. Exact decimal text. */
  contracted: string;
}

/** How commitments were used over the last complete days, and what else they could cover. */
export interface CommitmentUses {
  /** Null without costs. */
  window: { start: IsoDate; end: IsoDate } | null;
  commitments: readonly CommitmentUse[];
  uncovered: readonly UncoveredUse[];
}
