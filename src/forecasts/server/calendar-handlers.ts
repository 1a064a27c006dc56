import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Grouping } from '../../costs/core/dimensions.ts';
import { scopeTitle } from '../../costs/core/scope.ts';
import type { Costs } from '../../costs/server/index.ts';
import { audit } from '../../identity/server/index.ts';
import { addDays, dayOf } from '../../platform/core/dates.ts';
import { badRequest, notFound } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import { type Calendar, type CalendarEvent, type calendarContract, storableDate } from '../core/calendar-contract.ts';
import { areKeptByDay, HISTORY_DAYS } from './cubes.ts';
import { holidaysOf, listCountries } from './holidays.ts';

const SHOWN = [
  'id',
  'kind',
  'name',
  'scope',
  'start_date',
  'end_date',
  'amount_per_day',
  'currency',
  'percent',
  'note',
  'created_by',
  'created_at',
  'changed_at',
] as const;

const selectEvents = (tx: Transaction) => tx.selectFrom('calendar_events').select(SHOWN);
type EventRow = Awaited<ReturnType<ReturnType<typeof selectEvents>['executeTakeFirstOrThrow']>>;
type EventBody = z.output<(typeof calendarContract)['createCalendarEvent']['body']>;

/** Newest start first. */
const START_AND_ID = z.tuple([storableDate, z.uuid()]);

/** Percent are of costs that are kept by day. Throws a 400 problem where they are not. */
async function checkPercent(costs: Costs, context: Context, { percent, scope }: EventBody): Promise<void> {
  if (percent === null || (await areKeptByDay(costs, context, Object.keys(scope) as Grouping[]))) return;
  throw badRequest('What this scope costs by day is not known, so percent of it are not either.', [
    { path: 'body.percent', message: 'must be amount_per_day instead where the scope names a resource or a rare tag' },
  ]);
}

/** What is written of an event: a holiday without an end is one day. */
const written = ({ scope, end_date, ...body }: EventBody) => ({
  ...body,
  end_date: end_date ?? (body.kind === 'holiday' ? addDays(body.start_date, 1) : null),
  scope: JSON.stringify(scope),
});

/** What of an event the audit log keeps. */
const audited = ({ kind, name, scope, start_date, end_date, amount_per_day, currency, percent, note }: EventRow) => ({
  kind,
  name,
  scope,
  start_date,
  end_date,
  amount_per_day,
  currency,
  percent,
  note,
});

async function readCountry(tx: Transaction): Promise<string | null> {
  return (await tx.selectFrom('organizations').select('holiday_country').executeTakeFirstOrThrow()).holiday_country;
}

/** With the holidays of the year before and after a day: what forecasts look back to, and ahead. */
async function calendarAround(country: string | null, now: Date): Promise<Calendar> {
  const today = dayOf(now);
  const holidays = country === null ? [] : await holidaysOf(country, addDays(today, -366), addDays(today, 367));
  return { country, holidays, countries: await listCountries() };
}

/** What is known of days before the bill is: over HTTP. `onChange` is told of every change once it is written. */
export function calendarHandlers(
  costs: Costs,
  onChange: (organization_id: string) => Promise<void>,
): Handlers<typeof calendarContract> {
  /** Accounts have names that people know; every other value is its own name. */
  async function shown(context: Context, rows: EventRow[]): Promise<CalendarEvent[]> {
    const needs_labels = rows.some(({ scope }) => scope.account !== undefined);
    const wanted = { groupings: ['account'], most_days: HISTORY_DAYS, before_first_load: 'nothing' } as const;
    const { cubes } = needs_labels ? await costs.cubes(context, wanted) : { cubes: [] };
    const labels = new Map(cubes.flatMap((cube) => [...cube.labels]));
    return rows.map((row) => ({
      ...row,
      amount_per_day: row.amount_per_day === null ? null : Number(row.amount_per_day),
      scope_title: scopeTitle(row.scope, labels),
    }));
  }

  /** Makes one change with its entry in the audit log; `change` answers the event before and after. */
  async function write(
    context: Context,
    verb: 'created' | 'changed' | 'deleted',
    change: (tx: Transaction) => Promise<{ id: string; before: EventRow | undefined; after: EventRow | undefined }>,
  ): Promise<EventRow | undefined> {
    const changed = await context.transaction(async (tx) => {
      const { id, before, after } = await change(tx);
      await audit(tx, context, {
        action: `calendar_event.${verb}`,
        target_kind: 'calendar_event',
        target_id: id,
        ...(before ? { before: audited(before) } : {}),
        ...(after ? { after: audited(after) } : {}),
      });
      return after;
    });
    await onChange(context.organization_id);
    return changed;
  }

  const find = async (tx: Transaction, id: string): Promise<EventRow> => {
    const row = await selectEvents(tx).where('id', '=', id).executeTakeFirst();
    if (!row) throw notFound('This event');
    return row;
  };
  const one = async (context: Context, row: EventRow | undefined): Promise<CalendarEvent> => {
    const [event] = await shown(context, row ? [row] : []);
    if (!event) throw notFound('This event');
    return event;
  };

  return {
    getCalendar: async (context) => calendarAround(await context.transaction(readCountry), context.now),
    updateCalendar: async (context, { body: { country } }) => {
      // First of all: it refuses a country that nothing is known of.
      const calendar = await calendarAround(country, context.now);
      await context.transaction(async (tx) => {
        const before = { country: await readCountry(tx) };
        const { organization_id } = context;
        await tx
          .updateTable('organizations')
          .set({ holiday_country: country })
          .where('id', '=', organization_id)
          .execute();
        const change = { action: 'calendar.changed', target_kind: 'organization', target_id: organization_id };
        await audit(tx, context, { ...change, before, after: { country } });
      });
      await onChange(context.organization_id);
      return calendar;
    },
    listCalendarEvents: async (context, { query: { limit, cursor, start, end } }) => {
      const after = decodeCursor(cursor, START_AND_ID);
      const rows = await context.transaction((tx) => {
        let events = selectEvents(tx)
          .orderBy('start_date', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1);
        if (start) events = events.where((e) => e.or([e('end_date', 'is', null), e('end_date', '>', start)]));
        if (end) events = events.where('start_date', '<', end);
        if (after) events = events.where((e) => e(e.refTuple('start_date', 'id'), '<', e.tuple(after[0], after[1])));
        return events.execute();
      });
      const page = pageOfRows(rows, limit, (row) => [row.start_date, row.id]);
      return { ...page, items: await shown(context, page.items) };
    },
    createCalendarEvent: async (context, { body }) => {
      await checkPercent(costs, context, body);
      const id = randomUUID();
      const at = context.now.toISOString();
      const { organization_id, actor } = context;
      const event = { id, organization_id, created_by: actor.name, created_at: at, changed_at: at };
      const made = await write(context, 'created', async (tx) => {
        await tx
          .insertInto('calendar_events')
          .values({ ...written(body), ...event })
          .execute();
        return { id, before: undefined, after: await find(tx, id) };
      });
      return one(context, made);
    },
    updateCalendarEvent: async (context, { params: { id }, body }) => {
      await checkPercent(costs, context, body);
      const changed = await write(context, 'changed', async (tx) => {
        const before = await find(tx, id);
        const values = { ...written(body), changed_at: context.now.toISOString() };
        await tx.updateTable('calendar_events').set(values).where('id', '=', id).execute();
        return { id, before, after: await find(tx, id) };
      });
      return one(context, changed);
    },
    deleteCalendarEvent: async (context, { params: { id } }) => {
      await write(context, 'deleted', async (tx) => {
        const before = await find(tx, id);
        await tx.deleteFrom('calendar_events').where('id', '=', id).execute();
        return { id, before, after: undefined };
      });
    },
  };
}
