import { civilFromDay, dayNumber } from '../../forecasts/core/calendar.ts';
import type { IsoDate } from '../../platform/core/dates.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day in a sentence: "Nov 3, 2026". */
export function dayText(date: IsoDate): string {
  const { year, month, day } = civilFromDay(dayNumber(date));
  return `${MONTHS[month - 1]} ${day}, ${year}`;
}

/** An amount in a sentence, without its currency: "1,240.50". */
export const plainAmount = (amount: number): string =>
  amount.toFixed(2).replaceAll(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

/** An amount in a sentence: "1,240.50 USD". */
export const amountText = (amount: number, currency: string): string => `${plainAmount(amount)} ${currency}`;

/** "1 day", "3 days". */
export const countText = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
