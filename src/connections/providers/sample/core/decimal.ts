/** Amounts are whole numbers of 1e-12 dollars: prices have six decimals, shares of them two, quantities four. */
const SCALE = 12;

/** A whole number of 10^-`scale` as decimal text, without trailing zeros. */
export function decimalText(value: bigint, scale = SCALE): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return sign + digits.slice(0, -scale) + (fraction ? `.${fraction}` : '');
}

/** Price (1e-6) by percent (1e-2) by quantity (1e-4), exactly, in 1e-12. */
export const product = (price: number, percent: number, quantity: number): bigint =>
  BigInt(price * percent) * BigInt(quantity);

/** Decimal text of at most twelve decimals as a whole number of 1e-12. */
export function exactDecimal(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return text.startsWith('-') ? -value : value;
}
