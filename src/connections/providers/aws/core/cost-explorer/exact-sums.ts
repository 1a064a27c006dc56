import type { IsoDate } from '../../../../../platform/core/dates.ts';

/** The cost metrics that are read, as Cost Explorer names them. */
export const COST_METRICS = ['UnblendedCost', 'AmortizedCost', 'NetUnblendedCost', 'NetAmortizedCost'] as const;
type CostMetric = (typeof COST_METRICS)[number];
/** Decimal text as Cost Explorer gives it. */
export type Costs = Record<CostMetric, string>;

/** More digits than any amount has. */
const SCALE = 30;
const DECIMAL = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/;

/** A decimal text as a whole number of 10^-30. Throws when it is none, or has more digits than that. */
export function scaled(text: string): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const zeros = SCALE - fraction.length + Number(exponent);
  if (sign === undefined || whole + fraction === '' || zeros < 0 || zeros > 2 * SCALE)
    throw new Error(`“${text}” is not an amount that can be added exactly.`);
  const digits = BigInt(whole + fraction) * 10n ** BigInt(zeros);
  return sign === '-' ? -digits : digits;
}

export const isZero = (costs: Costs): boolean => COST_METRICS.every((metric) => scaled(costs[metric]) === 0n);

/** Whether discounts that only net metrics know change what is paid. */
export const netDiffers = (costs: Costs): boolean =>
  scaled(costs.NetUnblendedCost) !== scaled(costs.UnblendedCost) ||
  scaled(costs.NetAmortizedCost) !== scaled(costs.AmortizedCost);

interface Sum {
  day: IsoDate;
  record_type: string;
  amounts: bigint[];
  added: number;
}

/** Exact sums by day and record type. */
export type Sums = Map<string, Sum>;

export function addTo(sums: Sums, day: IsoDate, record_type: string, costs: Costs): void {
  const key = `${day} ${record_type}`;
  const sum = sums.get(key) ?? { day, record_type, amounts: COST_METRICS.map(() => 0n), added: 0 };
  COST_METRICS.forEach((metric, i) => {
    sum.amounts[i]! += scaled(costs[metric]);
  });
  sum.added++;
  sums.set(key, sum);
}

/** Cost Explorer states ten fraction digits, so each amount may be half of the last one off. */
const ROUNDING = 10n ** BigInt(SCALE - 10) / 2n;
/**
 * How AWS itself rounds what it adds up is not documented, so a millionth of the currency and a billionth of the sum
 * never count: a month with less between its sums is right to the cent, and would else be refused for ever.
 */
const NEGLIGIBLE = 10n ** BigInt(SCALE - 6);
const NEGLIGIBLE_PART = 10n ** 9n;

const sizeOf = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/** Where two ways to add up the same costs differ by more than rounding may explain; null when they agree. */
export function difference(one: Sums, other: Sums): { day: IsoDate; record_type: string; metric: CostMetric } | null {
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(key), other.get(key)];
    const { day, record_type } = (a ?? b)!;
    const allowed = NEGLIGIBLE + ROUNDING * BigInt((a?.added ?? 0) + (b?.added ?? 0));
    const metric = COST_METRICS.find((_, i) => {
      const [left, right] = [a?.amounts[i] ?? 0n, b?.amounts[i] ?? 0n];
      const size = sizeOf(left) > sizeOf(right) ? sizeOf(left) : sizeOf(right);
      return sizeOf(left - right) > allowed + size / NEGLIGIBLE_PART;
    });
    if (metric) return { day, record_type, metric };
  }
  return null;
}
