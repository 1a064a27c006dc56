/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * The 97.5 % quantile of Student's t distribution, of a two-sided interval of 95 %, for 3 degrees of freedom or more (within
 * 1 %; within 0.1 % from 5 on). Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
 */
export function studentQuantile(freedom: number): number {
  const terms = [
    Z,
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
    (79 * Z ** 9 + 776 * Z ** 7 + 1_482 * Z ** 5 - 1_920 * Z ** 3 - 945 * Z) / 92_160,
  ];
  return terms.reduce((total, term, power) => total + term / freedom ** power, 0);
}
