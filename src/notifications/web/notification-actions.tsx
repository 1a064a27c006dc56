import { useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import type { Notification } from '../core/contract.ts';
import { useAcknowledge, useReadNotifications } from './use-notifications.ts';
import { isOpen } from './words.ts';

/** What can be done with a notification in its own row: take care of it, or mark it as read. */
export function NotificationActions({ notification }: { notification: Notification }) {
  const { user } = useSession();
  const acknowledge = useAcknowledge();
  const read = useReadNotifications();
  const { id, title, is_read } = notification;
  return (
    <>
      {isOpen(notification) && roleAllows(user.role, 'member') && (
        <button
          type="button"
          className="link-button"
          disabled={acknowledge.isPending}
          onClick={() => acknowledge.mutate(id)}
        >
          Acknowledge<span className="visually-hidden"> {title}</span>
        </button>
      )}
      {!is_read && (
        <button type="button" className="link-button" disabled={read.isPending} onClick={() => read.mutate([id])}>
          Mark read<span className="visually-hidden">: {title}</span>
        </button>
      )}
      {acknowledge.error && (
        <span className="notification-problem" role="alert">
          {acknowledge.error.message}
        </span>
      )}
    </>
  );
}
