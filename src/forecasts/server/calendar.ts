import { createHash } from 'node:crypto';
import type { Transaction } from '../../platform/server/database.ts';
import { type KnownEvent, ownHolidays } from '../core/planned.ts';
import type { Holiday } from '../core/series.ts';

/** What an organization knows of days before the bill does. */
export interface KnownCalendar {
  /** Country whose public holidays count; the analysis knows their dates. */
  country: string | null;
  /** The organization's own holidays. */
  holidays: Holiday[];
  /** All events, also those holidays, in order of their start. */
  events: KnownEvent[];
}

const EVENT_FIELDS = [
  'id',
  'kind',
  'name',
  'scope',
  'start_date',
  'end_date',
  'amount_per_day',
  'currency',
  'percent',
] as const;

/** The calendar of the organization that `tx` is bound to. */
export async function readCalendar(tx: Transaction): Promise<KnownCalendar> {
  const { holiday_country } = await tx.selectFrom('organizations').select('holiday_country').executeTakeFirstOrThrow();
  const rows = await tx
    .selectFrom('calendar_events')
    .select(EVENT_FIELDS)
    .orderBy('start_date')
    .orderBy('id')
    .execute();
  const events = rows.map((row) => ({
    ...row,
    amount_per_day: row.amount_per_day === null ? null : Number(row.amount_per_day),
  }));
  return { country: holiday_country, holidays: ownHolidays(events), events };
}

/** A text that changes with everything in a calendar that analyses go by, and with nothing else. */
export function versionOf({ country, events }: Pick<KnownCalendar, 'country' | 'events'>): string {
  const facts = events.map(({ kind, scope, start_date, end_date, amount_per_day, currency, percent }) =>
    JSON.stringify([kind, scope, start_date, end_date, amount_per_day, currency, percent]),
  );
  return createHash('sha256')
    .update(JSON.stringify([country, facts.toSorted()]))
    .digest('hex')
    .slice(0, 16);
}

/** `versionOf` the whole calendar of the organization that `tx` is bound to. */
export const calendarVersion = async (tx: Transaction): Promise<string> => versionOf(await readCalendar(tx));
