import { z } from 'zod';
import { METRICS } from '../../costs/core/dimensions.ts';
import { filtersSchema } from '../../costs/core/query.ts';
import { addMonths } from '../../platform/core/dates.ts';
import { currencySchema, dateSchema } from '../../platform/core/endpoint.ts';

export const BUDGET_PERIODS = ['month', 'quarter', 'year', 'custom'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];
/** Whose quarters and years: those of the calendar, or those of the organization's fiscal year. */
export const BUDGET_CALENDARS = ['fiscal', 'calendar'] as const;
export type BudgetCalendar = (typeof BUDGET_CALENDARS)[number];

/** Less is a mistake of typing; the database would round far less to nothing. */
export const LEAST_AMOUNT = 0.01;
/** Sums of more could not be kept with 18 decimal places. */
export const LARGEST_AMOUNT = 1e15;
const amount = z
  .number()
  .min(LEAST_AMOUNT, `must be ${LEAST_AMOUNT} or more`)
  .max(LARGEST_AMOUNT, 'must be 1e15 or less');

/** Every list of budgets answers them. */
const MOST_MONTHS = 600;
/** Custom periods are read and shown by day. */
const MOST_YEARS = 10;

/** Days that costs are kept for; calendars are not counted on beyond. */
export const budgetDaySchema = dateSchema.refine(
  (date) => date >= '1900-01-01' && date < '3000-01-01',
  'must be between 1900-01-01 and 2999-12-31',
);

/** What is meant to be spent in each whole period; one that the budget's start or end cuts gets its share of the days. */
export const budgetAmountSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), amount }),
  /** `amount` in the period that holds `start`, so many percent more in each later one (less where below 0). */
  z.strictObject({ kind: z.literal('growing'), amount, growth_percent: z.number().min(-99).max(1_000) }),
  /** By month (`2027-01`); longer periods are the sum of their months. A period with a month that is not named has no amount. */
  z.strictObject({
    kind: z.literal('monthly'),
    months: z
      .record(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, such as 2027-01'), amount)
      .refine((months) => Object.keys(months).length <= MOST_MONTHS, `must be ${MOST_MONTHS} at most`),
  }),
  /** The sum of what its children are meant to spend. */
  z.strictObject({ kind: z.literal('children') }),
]);
export type BudgetAmount = z.output<typeof budgetAmountSchema>;

/** Of a forecast: what is expected, or the ends of the interval that holds four out of five outcomes. */
export const FORECAST_BOUNDS = ['mean', 'lower_80', 'upper_80'] as const;
export type ForecastBound = (typeof FORECAST_BOUNDS)[number];

/** When to tell: what was spent, or what will have been by the end of the period, reaches a share of the budget or an amount. */
export const thresholdSchema = z.strictObject({
  basis: z.enum(['actual', 'forecast']),
  unit: z.enum(['percent', 'amount']),
  value: z.number().min(LEAST_AMOUNT, `must be ${LEAST_AMOUNT} or more`).max(LARGEST_AMOUNT, 'must be 1e15 or less'),
  /** Of forecasts alone: `lower_80` tells when it is all but certain, `upper_80` when it may be. */
  bound: z.enum(FORECAST_BOUNDS).default('mean'),
});
export type Threshold = z.output<typeof thresholdSchema>;

/** The text that identifies a threshold of a budget. */
export const thresholdKey = ({ basis, unit, value, bound }: Threshold): string =>
  basis === 'actual' ? `actual ${value} ${unit}` : `forecast ${bound} ${value} ${unit}`;

const DEFAULT_THRESHOLDS: Threshold[] = [
  { basis: 'actual', unit: 'percent', value: 80, bound: 'mean' },
  { basis: 'actual', unit: 'percent', value: 100, bound: 'mean' },
  { basis: 'forecast', unit: 'percent', value: 100, bound: 'mean' },
];

/** What no database column can hold; the values of filters are looked at where requests come in. */
const UNWRITABLE = /[\0\p{Surrogate}]/u;

const budgetFields = z.strictObject({
  name: z.string().trim().min(1, 'must be given').max(200),
  /** Who answers for it. */
  owner: z.string().trim().max(200).nullable().default(null),
  /** The costs it is for, as in cost queries; empty is all. */
  filters: filtersSchema
    .refine(
      (filters) => !filters.some(({ grouping }) => UNWRITABLE.test(grouping)),
      'must not name tags with the character NUL, or half a character (a surrogate without the other)',
    )
    .default([]),
  metric: z.enum(METRICS).default('effective'),
  currency: currencySchema,
  period: z.enum(BUDGET_PERIODS),
  calendar: z.enum(BUDGET_CALENDARS).default('fiscal'),
  /** First day it is for, and the day after the last; null is without an end. A custom period is just these days. */
  start: budgetDaySchema.nullable().default(null),
  end: budgetDaySchema.nullable().default(null),
  amount: budgetAmountSchema,
  thresholds: z.array(thresholdSchema).max(10, 'must be ten at most').default(DEFAULT_THRESHOLDS),
  /** The budget that this one is a part of: same period, calendar, metric and currency. */
  parent_id: z.uuid('must be an id (UUID)').nullable().default(null),
});
export type BudgetBody = z.output<typeof budgetFields>;

/** What fields must be for each other: `path` names the one to change, `of` those that are looked at. */
interface Rule {
  path: keyof BudgetBody;
  message: string;
  of: (keyof BudgetBody)[];
  isKept(budget: BudgetBody): boolean;
}
const RULES: Rule[] = [
  {
    path: 'end',
    message: 'must be after start',
    of: ['start', 'end'],
    isKept: ({ start, end }) => start === null || end === null || end > start,
  },
  {
    path: 'end',
    message: `must be at most ${MOST_YEARS} years after start for a custom period`,
    of: ['period', 'start', 'end'],
    isKept: ({ period, start, end }) =>
      period !== 'custom' || start === null || end === null || end <= addMonths(start, 12 * MOST_YEARS),
  },
  ...(['start', 'end'] as const).map(
    (path): Rule => ({
      path,
      message: 'must be given for a custom period',
      of: ['period', path],
      isKept: (budget) => budget.period !== 'custom' || budget[path] !== null,
    }),
  ),
  {
    path: 'start',
    message: 'must be given where the amount grows: it grows from then',
    of: ['amount', 'start'],
    isKept: ({ amount: { kind }, start }) => kind !== 'growing' || start !== null,
  },
  {
    path: 'amount',
    message: 'can not grow, or be by month, for a custom period: it is there once',
    of: ['amount', 'period'],
    isKept: ({ amount: { kind }, period }) => period !== 'custom' || kind === 'fixed' || kind === 'children',
  },
  {
    path: 'thresholds',
    message: 'must be different ones',
    of: ['thresholds'],
    isKept: ({ thresholds }) => new Set(thresholds.map(thresholdKey)).size === thresholds.length,
  },
];

/** What whoever sets a budget says of it. All that is wrong is said at once, whatever else is wrong. */
export const budgetBodySchema = RULES.reduce(
  (schema, { path, message, of, isKept }) =>
    schema.refine(isKept, {
      path: [path],
      message,
      when: ({ value, issues }) =>
        typeof value === 'object' &&
        value !== null &&
        !issues.some((issue) => of.some((field) => issue.path?.[0] === field)),
    }),
  budgetFields,
);
