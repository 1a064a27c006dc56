import type { Grouping } from '../../../costs/core/dimensions.ts';
import type { Scope } from '../../../costs/core/scope.ts';
import { addDays } from '../../../platform/core/dates.ts';
import type { CalendarEvent, EventKind } from '../../core/calendar-contract.ts';

/** One part of a scope as it is chosen; null until a value is. */
export interface ScopePart {
  grouping: Grouping;
  value: string | null;
}

/** How a change of costs is told. */
export type ChangeKind = 'unknown' | 'amount' | 'percent';

/** The form of a calendar event as it is typed. */
export interface EventForm {
  kind: EventKind;
  name: string;
  scope: ScopePart[];
  start_date: string;
  /** The last day of it, as people count; empty is for good. */
  last_date: string;
  change: ChangeKind;
  /** The amount a day or the percent, whichever `change` says. */
  size: string;
  currency: string;
  note: string;
}

/** A form with nothing entered, for something that begins on `start_date`. */
export const emptyForm = (start_date: string, currency: string): EventForm => ({
  kind: 'planned_change',
  name: '',
  scope: [],
  start_date,
  last_date: '',
  change: 'amount',
  size: '',
  currency,
  note: '',
});

/** The form of an event that there is. */
export const formOf = (event: CalendarEvent, currency: string): EventForm => ({
  kind: event.kind,
  name: event.name,
  scope: Object.entries(event.scope).map(([grouping, value]) => ({
    grouping: grouping as Grouping,
    value: value ?? '',
  })),
  start_date: event.start_date,
  last_date: event.end_date === null ? '' : addDays(event.end_date, -1),
  change: event.amount_per_day !== null ? 'amount' : event.percent !== null ? 'percent' : 'unknown',
  size: String(event.amount_per_day ?? event.percent ?? ''),
  currency: event.currency ?? currency,
  note: event.note ?? '',
});

/** Fields of the form that can be wrong. */
export type FormErrors = Partial<Record<'name' | 'scope' | 'start_date' | 'last_date' | 'size', string>>;

/** A comma is a decimal one only before one or two digits: `10,000` may be ten or ten thousand, and is refused. */
const SIZE = /^[+-]?(\d+(\.\d+)?|\d+,\d{1,2})$/;

/** The number that is meant; NaN where that is not clear. */
const sizeOf = (text: string): number => (SIZE.test(text.trim()) ? Number(text.trim().replace(',', '.')) : Number.NaN);

/** What has to be mended before the form can be sent; empty when nothing has. */
export function formErrors(form: EventForm): FormErrors {
  const errors: FormErrors = {};
  if (form.name.trim() === '') errors.name = 'Say what it is';
  if (form.scope.some(({ value }) => value === null)) errors.scope = 'Choose a value, or remove the line';
  if (form.start_date === '') errors.start_date = 'Choose the first day';
  if (form.last_date !== '' && form.last_date < form.start_date)
    errors.last_date = 'Must not be before the first day; leave it empty when it is for good';
  if (form.change !== 'unknown' && !Number.isFinite(sizeOf(form.size)))
    errors.size = 'Give a number as 1500 or -99.50, without separators of thousands, or say that it is not known';
  return errors;
}

/** The body that the API takes for a form without errors. */
export function bodyOf(form: EventForm) {
  const scope: Scope = Object.fromEntries(form.scope.map(({ grouping, value }) => [grouping, value ?? '']));
  return {
    kind: form.kind,
    name: form.name,
    scope: { ...scope } as Record<string, string>,
    start_date: form.start_date,
    end_date: form.last_date === '' ? null : addDays(form.last_date, 1),
    amount_per_day: form.change === 'amount' ? sizeOf(form.size) : null,
    currency: form.change === 'amount' ? form.currency : null,
    percent: form.change === 'percent' ? sizeOf(form.size) : null,
    note: form.note.trim() === '' ? null : form.note,
  };
}
