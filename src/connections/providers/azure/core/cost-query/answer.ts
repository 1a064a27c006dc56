import { z } from 'zod';
import type { IsoDate } from '../../../../../platform/core/dates.ts';
import { amountOf } from './amount.ts';

/** One row of an answer: a day's sum of one combination of the dimensions that were asked for. */
export interface CostRow {
  day: IsoDate;
  currency: string;
  /** In the order that was asked for; empty where Azure has none. */
  values: string[];
  amount: bigint;
}

const page = z.object({
  nextLink: z.string().nullish(),
  properties: z.object({
    nextLink: z.string().nullish(),
    columns: z.array(z.object({ name: z.string() })),
    rows: z.array(z.array(z.string().nullable())),
  }),
});
export type CostPage = z.output<typeof page>;

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const numbersAsText: Reviver = (_key, value, { source }) => (typeof value === 'number' ? source : value);

/** A page of an answer, with its numbers as the text that Azure wrote: a double would change amounts. */
export const parsePage = (text: string): CostPage => page.parse(JSON.parse(text, numbersAsText as never));

/** The day of `20240930`. */
function dayOfNumber(text: string | null): IsoDate {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? '') ?? [];
  if (year === undefined) throw new Error(`Azure gives ${text} for a day.`);
  return `${year}-${month}-${day}`;
}

/** The rows of a page. Columns come in any order, so they are found by name. Throws when one is missing. */
export function rowsOf({ properties: { columns, rows } }: CostPage, grouping: readonly string[]): CostRow[] {
  const at = (name: string): number => {
    const index = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
    if (index < 0) throw new Error(`Azure answers without the column ${name}.`);
    return index;
  };
  const [cost, date, currency] = ['Cost', 'UsageDate', 'Currency'].map(at) as [number, number, number];
  const dimensions = grouping.map(at);
  return rows.map((row) => ({
    day: dayOfNumber(row[date] ?? null),
    currency: row[currency] ?? '',
    values: dimensions.map((index) => row[index] ?? ''),
    amount: amountOf(row[cost] ?? ''),
  }));
}
