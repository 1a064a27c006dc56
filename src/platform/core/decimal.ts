/** Decimal places that amounts are kept with. */
const SCALE = 18;
const ONE = 10n ** BigInt(SCALE);

function unitsOf(decimal: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(decimal);
  if (!match) throw new Error(`${decimal} is no decimal text.`);
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction.slice(0, SCALE).padEnd(SCALE, '0'));
  return sign === '-' ? -units : units;
}

function textOf(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The exact sum of decimal texts, with at most 18 decimal places of each. */
export const sumDecimals = (amounts: Iterable<string>): string => {
  let sum = 0n;
  for (const amount of amounts) sum += unitsOf(amount);
  return textOf(sum);
};

/** `amount` without its sign turned around; 0 stays 0. */
export const negated = (amount: string): string => textOf(-unitsOf(amount));

/**
 * `amount` times a factor, to 18 decimal places. A factor of 1 leaves it exactly as it is; others are a share or a ratio of
 * prices, which a double holds to some 16 digits. Throws when the factor is no number.
 */
export function timesDecimal(amount: string, factor: number): string {
  if (!Number.isFinite(factor)) throw new Error(`An amount can't be multiplied by ${factor}.`);
  const units = unitsOf(amount);
  if (factor === 1) return textOf(units);
  return textOf((units * unitsOf(decimalOf(factor))) / ONE);
}

/** A number as decimal text, to 15 decimal places at most. */
export const decimalOf = (value: number): string => textOf(unitsOf(value.toFixed(15)));

/** Negative, 0 or positive as the first is less than, equal to or greater than the second. */
export const compareDecimals = (one: string, other: string): number => {
  const difference = unitsOf(one) - unitsOf(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
