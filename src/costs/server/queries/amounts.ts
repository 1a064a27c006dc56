/** Exact decimal text as the nearest number; null stays null. */
export const numberOrNull = (text: string | null | undefined): number | null => (text == null ? null : Number(text));

/** Change from `previous` to `current` in percent of what it was; null when there was nothing to compare with. */
export const changePercent = (current: number, previous: number | null): number | null =>
  previous === null || previous === 0 ? null : ((current - previous) / Math.abs(previous)) * 100;

/** An amount (exact decimal text) and its share of `total` in percent; the share of nothing is null. */
export const shareOf = (name: string, amount: string, total: number) => ({
  name,
  amount: Number(amount),
  percentage: total === 0 ? null : (Number(amount) / total) * 100,
});
