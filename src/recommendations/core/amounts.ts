import { negated, sumDecimals, timesDecimal, timesRatio } from '../../platform/core/decimal.ts';
import type { Amounts } from './types.ts';

export const NOTHING: Amounts = { effective: '0', list: '0', contracted: '0' };

const sumOfKnown = (amounts: readonly (string | null)[]): string | null =>
  amounts.includes(null) ? null : sumDecimals(amounts as string[]);

/** The sum, in which what is not known of a part is not known. */
export const addAmounts = (all: readonly Amounts[]): Amounts => ({
  effective: sumDecimals(all.map(({ effective }) => effective)),
  list: sumOfKnown(all.map(({ list }) => list)),
  contracted: sumOfKnown(all.map(({ contracted }) => contracted)),
});

const each = ({ effective, list, contracted }: Amounts, change: (amount: string) => string): Amounts => ({
  effective: change(effective),
  list: list === null ? null : change(list),
  contracted: contracted === null ? null : change(contracted),
});

export const timesAmounts = (amounts: Amounts, factor: number): Amounts =>
  each(amounts, (amount) => timesDecimal(amount, factor));

/** Exactly, where a factor would not be: times one decimal text, by another. */
export const timesRatioAmounts = (amounts: Amounts, dividend: string, divisor: string): Amounts =>
  each(amounts, (amount) => timesRatio(amount, dividend, divisor));

/** The first without the second. */
export const lessAmounts = (amounts: Amounts, less: Amounts): Amounts => addAmounts([amounts, negatedAmounts(less)]);

export const negatedAmounts = (amounts: Amounts): Amounts => each(amounts, negated);
