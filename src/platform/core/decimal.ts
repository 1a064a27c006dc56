/** Decimal places that amounts are kept with. */
const SCALE = 18;
/** Between these, numbers are written out as text; beyond, with an exponent (ECMAScript, Number::toString). */
const SMALLEST_WRITTEN_OUT = 1e-6;
const LARGEST_WRITTEN_OUT = 1e21;

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

/** Decimal digits that every double holds: those after them come from how it was computed, as in 1 − 0.7. */
const DIGITS_HELD = 15;

/**
 * `amount` times a factor of 15 digits, to 18 decimal places, the rest cut off. A factor of 1 leaves it exactly as it is.
 * Throws when the factor is no number.
 */
export function timesDecimal(amount: string, factor: number): string {
  if (!Number.isFinite(factor)) throw new Error(`An amount can't be multiplied by ${factor}.`);
  return timesRatio(amount, decimalOf(Number(factor.toPrecision(DIGITS_HELD))), '1');
}

/**
 * `amount` times one decimal text and by another, to 18 decimal places, the rest cut off: exact where a factor would not
 * be, such as 30 ÷ 28. Throws when the divisor is 0.
 */
export const timesRatio = (amount: string, dividend: string, divisor: string): string =>
  textOf((unitsOf(amount) * unitsOf(dividend)) / unitsOf(divisor));

/**
 * A number as the decimal text that stands for it (`0.1`, not the binary fraction next to it), to 18 decimal places.
 * Throws when it is none.
 */
export function decimalOf(value: number): string {
  const size = Math.abs(value);
  if (size >= LARGEST_WRITTEN_OUT) return String(BigInt(value));
  return textOf(unitsOf(size < SMALLEST_WRITTEN_OUT ? value.toFixed(SCALE) : String(value)));
}

/** Negative, 0 or positive as the first is less than, equal to or greater than the second. */
export const compareDecimals = (one: string, other: string): number => {
  const difference = unitsOf(one) - unitsOf(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
