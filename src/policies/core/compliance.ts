/** How subjects came out: excepted ones would be broken, but for an exception. */
export interface Counts {
  kept: number;
  broken: number;
  excepted: number;
  unknown: number;
}

/** Kept of kept and broken, in percent; null where there is neither, so that nothing can be said. */
export const compliancePercent = ({ kept, broken }: Pick<Counts, 'kept' | 'broken'>): number | null =>
  kept + broken === 0 ? null : (kept / (kept + broken)) * 100;

/** Counts of several together. */
export const sumCounts = (all: Iterable<Counts>): Counts => {
  const sum: Counts = { kept: 0, broken: 0, excepted: 0, unknown: 0 };
  for (const one of all) {
    sum.kept += one.kept;
    sum.broken += one.broken;
    sum.excepted += one.excepted;
    sum.unknown += one.unknown;
  }
  return sum;
};
