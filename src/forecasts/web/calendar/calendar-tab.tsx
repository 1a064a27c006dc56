import { EventsPanel } from './events-panel.tsx';
import { HolidaysPanel } from './holidays-panel.tsx';

/** What is known before the bill is: planned changes, events and holidays. */
export function CalendarTab() {
  return (
    <>
      <EventsPanel />
      <HolidaysPanel />
    </>
  );
}
