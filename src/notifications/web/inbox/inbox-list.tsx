import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { clockText } from '../../../platform/web/format.ts';
import { useNow } from '../../../platform/web/now.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { Notification } from '../../core/contract.ts';
import { NotificationAmount, SeveritySign, StandingBadge } from '../marks.tsx';
import { NotificationActions } from '../notification-actions.tsx';
import { useReadNotifications } from '../use-notifications.ts';
import { eventWord, isOver } from '../words.ts';
import { daysOf, dayTitle } from './days.ts';
import { type InboxView, searchOfView } from './inbox-view.ts';

function Row({ notification, view }: { notification: Notification; view: InboxView }) {
  const formats = useFormats();
  const read = useReadNotifications();
  const { id, event, title, text, amount, owner, count, last_at, is_read } = notification;
  const more = [eventWord(event), owner && `owner ${owner}`, count > 1 && `told ${count} times`].filter(Boolean);
  return (
    <li data-unread={!is_read || undefined} data-over={isOver(notification) || undefined}>
      <SeveritySign notification={notification} />
      <div className="inbox-what">
        <Link
          to="/inbox"
          search={searchOfView({ ...view, opened: id })}
          resetScroll={false}
          className="inbox-title"
          onClick={() => !is_read && read.mutate([id])}
        >
          {title}
          {!is_read && <span className="visually-hidden"> (unread)</span>}
        </Link>
        <p className="inbox-text">{text}</p>
        <p className="inbox-meta">
          <span>{more.join(' · ')}</span>
          <StandingBadge notification={notification} />
          <NotificationActions notification={notification} />
        </p>
      </div>
      <div className="inbox-amount">
        <NotificationAmount amount={amount} />
        <time dateTime={last_at}>{clockText(last_at, formats)}</time>
      </div>
    </li>
  );
}

/** Notifications by day, newest first; a title opens one beside the list. */
export function InboxList({ items, view }: { items: readonly Notification[]; view: InboxView }) {
  const formats = useFormats();
  const now = useNow();
  return daysOf(items, formats.timezone).map((day) => (
    <Panel key={day.date} title={dayTitle(day.date, now, formats)}>
      <ul className="inbox-day">
        {day.items.map((one) => (
          <Row key={one.id} notification={one} view={view} />
        ))}
      </ul>
    </Panel>
  ));
}
