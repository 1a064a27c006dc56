import { z } from 'zod';

/** A day of the calendar, `YYYY-MM-DD`. */
export const dateSchema = z.iso
  .date('must be a date, YYYY-MM-DD')
  .refine((date) => date >= '0001-01-01', 'must be in the year 0001 or later');
/** A moment in ISO 8601, with its offset. */
export const timestampSchema = z.iso.datetime({ offset: true });
/** ISO 4217 code in capitals. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters');
