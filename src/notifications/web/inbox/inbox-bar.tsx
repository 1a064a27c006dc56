import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { notificationsContract } from '../../core/contract.ts';
import {
  NOTIFICATION_EVENTS,
  NOTIFICATION_SEVERITIES,
  type NotificationEvent,
  type NotificationSeverity,
} from '../../core/message.ts';
import { EVENT_WORDS, SEVERITY_WORDS } from '../words.ts';
import type { InboxView, Show } from './inbox-view.ts';

const ANY = 'any';
const EVENTS = [
  { value: ANY, label: 'any event' },
  ...NOTIFICATION_EVENTS.map((value) => ({ value: String(value), label: EVENT_WORDS[value].toLowerCase() })),
];
const SEVERITIES = [
  { value: ANY, label: 'any severity' },
  ...NOTIFICATION_SEVERITIES.toReversed().map((value) => ({
    value: String(value),
    label: SEVERITY_WORDS[value].word.toLowerCase(),
  })),
];

interface InboxBarProps {
  view: InboxView;
  setView: (view: InboxView) => void;
}

/** What is listed, as a sentence whose words can be changed. */
export function InboxBar({ view, setView }: InboxBarProps) {
  const formats = useFormats();
  const { data } = useQuery(ask(notificationsContract.getNotificationSummary));
  const counted = (title: string, count = 0): string => (count > 0 ? `${title} ${countText(count, formats)}` : title);
  return (
    <section className="panel sentence" aria-label="What is listed">
      <SegmentedControl
        size="xs"
        aria-label="Which"
        data={[
          { value: 'all', label: 'All' },
          { value: 'unread', label: counted('Unread', data?.unread) },
          { value: 'open', label: counted('Open', data?.open) },
        ]}
        value={view.show}
        onChange={(show) => setView({ ...view, show: show as Show })}
      />
      <span>of</span>
      <Select
        size="xs"
        w={190}
        aria-label="Event"
        allowDeselect={false}
        data={EVENTS}
        value={view.event ?? ANY}
        onChange={(event) => setView({ ...view, event: event === ANY ? null : (event as NotificationEvent) })}
      />
      <span>and</span>
      <Select
        size="xs"
        w={126}
        aria-label="Severity"
        allowDeselect={false}
        data={SEVERITIES}
        value={view.severity ?? ANY}
        onChange={(severity) =>
          setView({ ...view, severity: severity === ANY ? null : (severity as NotificationSeverity) })
        }
      />
    </section>
  );
}
