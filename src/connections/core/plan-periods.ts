import { addDays, addMonths, type IsoDate } from '../../platform/core/dates.ts';

/** A billing period that a provider has. */
export interface AvailablePeriod {
  billing_period: IsoDate;
  /** Changes whenever the period may have changed; null when only reading it tells. */
  revision: string | null;
}

/** What is known of a period from an earlier sync. */
export interface KnownPeriod extends AvailablePeriod {
  /** The day it was read. */
  read_on: IsoDate;
  /** Whether what was read still counts: nothing else took its place, and nobody removed it. */
  is_loaded: boolean;
}

/** Providers restate a period until about two weeks after its end (AWS Data Exports documentation; Azure: 5 days). */
const RESTATED_DAYS = 15;
/** History that a first sync brings: the current month and the thirteen before it. */
export const MONTHS_BACK = 13;

/** The first day of the oldest period that is read. */
export const oldestPeriod = (today: IsoDate): IsoDate => addMonths(today, -MONTHS_BACK);

const isSettled = ({ billing_period, read_on }: KnownPeriod): boolean =>
  read_on >= addDays(addMonths(billing_period, 1), RESTATED_DAYS);

/**
 * The periods to read, newest first, so that current costs are there soonest and an interrupted sync goes on where it
 * stopped: those never read, those whose rows are gone, those whose revision changed, and, where there are no revisions,
 * those that the provider may still restate.
 */
export function periodsToRead(available: AvailablePeriod[], known: KnownPeriod[], today: IsoDate): AvailablePeriod[] {
  const by_period = new Map(known.map((period) => [period.billing_period, period]));
  const mayDiffer = ({ billing_period, revision }: AvailablePeriod): boolean => {
    const before = by_period.get(billing_period);
    if (!before?.is_loaded) return true;
    return revision === null ? !isSettled(before) : revision !== before.revision;
  };
  return available
    .filter(({ billing_period }) => billing_period >= oldestPeriod(today) && billing_period <= today)
    .filter(mayDiffer)
    .toSorted((a, b) => (a.billing_period < b.billing_period ? 1 : -1));
}
