import { z } from 'zod';
import { scopeSchema } from '../../costs/core/scope.ts';
import {
  currencySchema,
  dateSchema,
  endpoint,
  idParams,
  pageOf,
  pageQuery,
  timestampSchema,
} from '../../platform/core/endpoint.ts';

const tag = 'Calendar';

export const EVENT_KINDS = [
  'planned_change',
  'commitment_purchase',
  'commitment_expiry',
  'recurring_fee',
  'event',
  'holiday',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Beyond, neither bills nor plans are: a year with a digit too few would be in force for good. */
const plannableDate = dateSchema.refine(
  (date) => date >= '1970-01-01' && date < '3000-01-01',
  'must be a date between 1970-01-01 and 2999-12-31',
);
/** The database knows no year 0. */
export const storableDate = dateSchema.refine((date) => date >= '0001-01-01', 'must be a date from 0001-01-01 on');
/** As much as a budget may be: more is no money, and beyond what the database holds exactly. */
const MOST_A_DAY = 1e15;

const eventFields = {
  kind: z.enum(EVENT_KINDS),
  name: z.string().trim().min(1, 'must be given').max(200),
  /** The costs it concerns; empty is all. */
  scope: scopeSchema.default({}),
  start_date: dateSchema,
  /** The first day after it; null is for good. A holiday that is given none lasts a day. */
  end_date: dateSchema.nullable().default(null),
  /** By how much it changes costs: so much a day in `currency`, or percent; neither where it is not known. */
  amount_per_day: z.number().nullable().default(null),
  currency: currencySchema.nullable().default(null),
  percent: z.number().min(-100).max(10_000).nullable().default(null),
  note: z.string().trim().max(2_000).nullable().default(null),
};

const eventBody = z
  .strictObject({
    ...eventFields,
    start_date: plannableDate,
    end_date: plannableDate.nullable().default(null),
    amount_per_day: z
      .number()
      .min(-MOST_A_DAY, `must be ${-MOST_A_DAY} or more`)
      .max(MOST_A_DAY, `must be ${MOST_A_DAY} or less`)
      .nullable()
      .default(null),
  })
  .refine(({ start_date, end_date }) => end_date === null || end_date > start_date, {
    path: ['end_date'],
    message: 'must be after start_date: it is the first day not included',
  })
  .refine(({ amount_per_day, percent }) => amount_per_day === null || percent === null, {
    path: ['percent'],
    message: 'must not be given beside amount_per_day',
  })
  .refine(({ amount_per_day, currency }) => amount_per_day === null || currency !== null, {
    path: ['currency'],
    message: 'must be given with amount_per_day',
  });

const event = z.object({
  ...eventFields,
  scope_title: z.string(),
  id: z.uuid(),
  created_by: z.string(),
  created_at: timestampSchema,
  changed_at: timestampSchema,
});
export type CalendarEvent = z.infer<typeof event>;

const calendar = z.object({
  /** Country whose public holidays count (ISO 3166); null is none. */
  country: z.string().nullable(),
  /** Public holidays of the year around today. */
  holidays: z.array(z.object({ date: dateSchema, name: z.string() })),
  /** Countries there are holidays for. */
  countries: z.array(z.object({ code: z.string(), name: z.string() })),
});
export type Calendar = z.infer<typeof calendar>;

export const calendarContract = {
  getCalendar: endpoint({
    method: 'GET',
    path: '/calendar',
    access: 'viewer',
    tag,
    summary: 'The holidays that forecasts and anomaly detection know of',
    answer: calendar,
  }),
  updateCalendar: endpoint({
    method: 'PUT',
    path: '/calendar',
    access: 'member',
    tag,
    summary: 'Choose the country whose public holidays count',
    body: z.strictObject({ country: z.string().nullable() }),
    answer: calendar,
  }),
  listCalendarEvents: endpoint({
    method: 'GET',
    path: '/calendar/events',
    access: 'viewer',
    tag,
    summary: 'Planned changes, events and own holidays, newest start first',
    query: z.strictObject({ ...pageQuery, start: storableDate.optional(), end: storableDate.optional() }),
    answer: pageOf(event),
  }),
  createCalendarEvent: endpoint({
    method: 'POST',
    path: '/calendar/events',
    access: 'member',
    tag,
    summary: 'Enter something that is known before the bill is',
    body: eventBody,
    answer: event,
    status: 201,
  }),
  updateCalendarEvent: endpoint({
    method: 'PUT',
    path: '/calendar/events/{id}',
    access: 'member',
    tag,
    summary: 'Change an event of the calendar',
    params: idParams,
    body: eventBody,
    answer: event,
  }),
  deleteCalendarEvent: endpoint({
    method: 'DELETE',
    path: '/calendar/events/{id}',
    access: 'member',
    tag,
    summary: 'Remove an event of the calendar',
    params: idParams,
  }),
};
