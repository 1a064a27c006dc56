import type { Filter } from '../../costs/core/filters.ts';

/**
 * What anomalies are looked for in: all charges but refunds and corrections. Those are bookkeeping about days that are
 * past, on the day they are written: FOCUS calls them Adjustment, "any charge other than usage, purchases, taxes and
 * credits".
 */
export const CONSUMPTION: readonly Filter[] = [{ grouping: 'charge_category', values: ['Adjustment'], exclude: true }];

/** What is said of it wherever an anomaly is explained. */
export const CONSUMPTION_TEXT =
  'Refunds and corrections (charge category Adjustment) are left out of all of its figures: they are about days before.';
