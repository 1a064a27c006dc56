/** An amount (exact decimal text) as it is written in a language, rounded once to what its currency has: `$1,240.50`. */
export const written = (amount: string, currency: string, locale: string): string =>
  // The text, not a number made of it: large amounts keep every digit.
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount as `${number}`);

/** An amount without its sign, for sentences that say the direction in words. */
export const writtenSize = (amount: string, currency: string, locale: string): string =>
  written(amount.replace(/^-/, ''), currency, locale);

/** A share, such as 0.125, in percent with at most one decimal. */
export const writtenShare = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
