/** One value a day from `start` (YYYY-MM-DD, UTC) on; NaN is a day whose value is not known. */
export interface DailySeries {
  id: string;
  start: string;
  values: Float64Array;
}

/** A day on which work is different: a public holiday of the organization's country, or one it entered. */
export interface Holiday {
  date: string;
  name: string;
}

/**
 * A change that is known before it happens: a purchase, a migration, a commitment that expires. It holds from `start`
 * until `end` (exclusive; null is for good) for the series it names, or for all with null. Either `amount_per_day`
 * (in the series' unit, added to each day) or `percent` (of what the day would be without it) is given.
 */
export interface PlannedChange {
  series_id: string | null;
  start: string;
  end: string | null;
  amount_per_day: number | null;
  percent: number | null;
}

/** What is known about days besides their values. */
export interface AnalysisCalendar {
  holidays: readonly Holiday[];
  planned: readonly PlannedChange[];
}

/** A calendar that knows of nothing. */
export const EMPTY_CALENDAR: AnalysisCalendar = { holidays: [], planned: [] };
