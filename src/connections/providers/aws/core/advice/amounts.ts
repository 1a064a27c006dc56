/** A number of AWS as exact decimal text without an exponent; null when it says none. */
export function decimalText(value: number | undefined): string | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(digits) ?? [];
  const point = whole.length + Number(exponent);
  const all = `${whole}${fraction}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return `${sign}${all.padEnd(point, '0')}`;
}

/** Text of AWS that holds a decimal number, as it is; null when it is none. */
export const amountText = (text: string | undefined): string | null =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? text : null;

/** Account and region in an ARN; null for what it leaves out, or when it is none. */
export function partsOfArn(arn: string | undefined): { account_id: string | null; region: string | null } {
  const [prefix, , , region, account] = (arn ?? '').split(':');
  return prefix === 'arn'
    ? { account_id: account || null, region: region || null }
    : { account_id: null, region: null };
}
