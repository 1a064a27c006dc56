import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats, useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { ask } from '../../platform/web/queries.ts';
import { Answer } from '../../platform/web/ui/states.tsx';
import { When } from '../../platform/web/ui/when.tsx';
import { type Notification, notificationsContract } from '../core/contract.ts';
import { linkTarget } from './link-target.ts';
import { NotificationAmount, SeveritySign } from './marks.tsx';
import { NotificationActions } from './notification-actions.tsx';
import { useReadNotifications } from './use-notifications.ts';
import { isOver, standingText } from './words.ts';
import './bell-panel.css';

const SHOWN = 12;
const HEIGHT = 240;

function Row({ notification, close }: { notification: Notification; close: () => void }) {
  const formats = useFormats();
  const read = useReadNotifications();
  const { id, title, text, amount, link, last_at, is_read } = notification;
  const standing = standingText(notification);
  const follow = (): void => {
    if (!is_read) read.mutate([id]);
    close();
  };
  return (
    <li data-unread={!is_read || undefined} data-over={isOver(notification) || undefined}>
      <SeveritySign notification={notification} />
      <div>
        <Link {...linkTarget(link)} className="bell-title" onClick={follow}>
          {title}
          {!is_read && <span className="visually-hidden"> (unread)</span>}
        </Link>
        <p className="bell-text">{text}</p>
        <p className="bell-meta">
          <When at={last_at} formats={formats} />
          {amount && (
            <span>
              <NotificationAmount amount={amount} />
            </span>
          )}
          {standing && <span>{standing}</span>}
          <NotificationActions notification={notification} />
        </p>
      </div>
    </li>
  );
}

function FailingChannels({ count, close }: { count: number; close: () => void }) {
  const { user } = useSession();
  if (count === 0 || !roleAllows(user.role, 'member')) return null;
  return (
    <div className="notice bell-notice" data-tone="bad">
      {count === 1 ? 'A channel does' : `${count} channels do`} not deliver.{' '}
      <Link to="/settings/$tab" params={{ tab: 'notifications' }} onClick={close}>
        See why
      </Link>
    </div>
  );
}

interface BellPanelProps {
  /** Not known until the server has answered. */
  summary: { unread: number; failing_channels: number } | undefined;
  close: () => void;
  /** The sheet around it has its title. */
  is_sheet: boolean;
}

/** The newest notifications, and ways to all of them. */
export function BellPanel({ summary, close, is_sheet }: BellPanelProps) {
  const newest = useQuery(ask(notificationsContract.listNotifications, { query: { limit: SHOWN } }));
  const read = useReadNotifications();
  return (
    <div className="bell-panel" data-sheet={is_sheet || undefined}>
      <div className="bell-head">
        {!is_sheet && <h2>Notifications</h2>}
        <button
          type="button"
          className="link-button"
          disabled={!summary?.unread || read.isPending}
          onClick={() => read.mutate(null)}
        >
          Mark all read
        </button>
      </div>
      <FailingChannels count={summary?.failing_channels ?? 0} close={close} />
      <Answer of={newest} height={HEIGHT}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="bell-nothing">
              Nothing yet. What happens to your costs, budgets, changes and policies is told here.
            </p>
          ) : (
            // What scrolls has to be reachable by keyboard.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <ul tabIndex={0} aria-label="Newest notifications">
              {items.map((one) => (
                <Row key={one.id} notification={one} close={close} />
              ))}
            </ul>
          )
        }
      </Answer>
      <div className="bell-foot">
        <Link to="/inbox" onClick={close}>
          Open the inbox
        </Link>
      </div>
    </div>
  );
}
