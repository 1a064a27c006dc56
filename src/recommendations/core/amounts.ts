import { negated, sumDecimals, timesDecimal } from '../../platform/core/decimal.ts';
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

export const negatedAmounts = (amounts: Amounts): Amounts => each(amounts, negated);
