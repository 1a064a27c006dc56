/** Amounts are kept with the 18 decimals that the cost store has. */
const SCALE = 18;

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;

/** The quotient, rounded to the nearest whole number. */
const divided = (value: bigint, by: bigint): bigint => (value + by / 2n) / by;

/**
 * A JSON number, as its text, in whole 1e-18. Azure adds in binary, so the seventeen digits it writes of a small sum go
 * beyond 1e-18, where they mean nothing: they are rounded. Throws for what is no number.
 */
export function amountOf(text: string): bigint {
  const match = NUMBER.exec(text);
  if (!match) throw new Error(`Azure gives ${JSON.stringify(text)} for an amount.`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = SCALE - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : divided(digits, 10n ** BigInt(-shift));
  return sign === '-' ? -size : size;
}

/** An amount as decimal text, without zeros at the end. */
export function amountText(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${fraction && `.${fraction}`}`;
}

const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/**
 * Whether two sums that Azure made say the same: a double holds fifteen decimal digits for certain, and sums of doubles
 * a few less, so a difference below a thousandth of a millionth of what was added (or 1e-9) is none.
 */
export const sameAmount = (one: bigint, other: bigint, added: bigint): boolean =>
  size(one - other) <= added / 1_000_000_000n + 1_000_000_000n;

/** The sum of absolute values, which tells how coarse a sum of doubles may be. */
export const sizeOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + size(amount), 0n);
