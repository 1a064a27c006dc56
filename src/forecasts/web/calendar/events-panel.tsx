import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import type { Formats } from '../../../platform/web/format.ts';
import { money, percentText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type CalendarEvent, calendarContract } from '../../core/calendar-contract.ts';
import { KIND_TITLES, spanText } from '../words.ts';
import { EventDrawer } from './event-drawer.tsx';

/** By how much an event changes costs; null where it does not say. */
function changeText({ amount_per_day, currency, percent }: CalendarEvent, formats: Formats): string | null {
  if (amount_per_day !== null && currency !== null)
    return `${amount_per_day > 0 ? '+' : ''}${money(amount_per_day, currency, formats)} a day`;
  return percent === null ? null : `${percent > 0 ? '+' : ''}${percentText(percent, formats)}`;
}

function columnsOf(formats: Formats, edit: ((event: CalendarEvent) => void) | null): Column<CalendarEvent>[] {
  return [
    {
      id: 'name',
      title: 'What',
      value: ({ name }) => name,
      cell: (event) => (
        <span className="slice-name">
          {edit ? (
            <button type="button" className="link-button" onClick={() => edit(event)}>
              {event.name}
            </button>
          ) : (
            event.name
          )}
          {event.note !== null && <span className="under">{event.note}</span>}
        </span>
      ),
    },
    {
      id: 'kind',
      title: 'Kind',
      is_secondary: true,
      value: ({ kind }) => KIND_TITLES[kind],
      cell: ({ kind }) => KIND_TITLES[kind],
    },
    {
      id: 'scope',
      title: 'Costs',
      is_secondary: true,
      value: ({ scope_title }) => scope_title,
      cell: ({ scope_title }) => scope_title,
    },
    {
      id: 'days',
      title: 'Days',
      value: ({ start_date }) => start_date,
      cell: ({ start_date, end_date }) => <span className="days">{spanText(start_date, end_date, formats)}</span>,
    },
    {
      id: 'change',
      title: 'Changes costs by',
      is_number: true,
      cell: (event) => changeText(event, formats) ?? <Absent why="It does not say by how much" />,
    },
  ];
}

/** Planned changes, events and own holidays: list, enter, change, remove. */
export function EventsPanel() {
  const formats = useFormats();
  const { user } = useSession();
  const may_write = user.role !== 'viewer';
  const [edited, setEdited] = useState<CalendarEvent | 'new' | null>(null);
  const events = useQuery(ask(calendarContract.listCalendarEvents, { query: { limit: 500 } }));
  const add = <Button onClick={() => setEdited('new')}>Add to the calendar</Button>;
  return (
    <Panel
      title="Planned changes and events"
      note="What you know before the bill does. Planned changes ahead count in forecasts at once."
      actions={may_write && (events.data?.items.length ?? 0) > 0 && add}
    >
      <Answer of={events} height={200}>
        {({ items }) =>
          items.length > 0 ? (
            <DataTable
              caption="Planned changes and events"
              columns={columnsOf(formats, may_write ? setEdited : null)}
              rows={items}
              keyOf={({ id }) => id}
            />
          ) : (
            <EmptyState title="Nothing is planned yet" action={may_write ? add : undefined}>
              A migration, a commitment that begins or ends, a launch, a holiday of your own: enter it, and forecasts
              count with it.
            </EmptyState>
          )
        }
      </Answer>
      <EventDrawer edited={edited} close={() => setEdited(null)} />
    </Panel>
  );
}
