import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { NotificationsEvent } from '../core/contract.ts';

/** One notification goes to several channels: what they tell within this time is asked for once. */
const TOGETHER_MS = 300;
let is_waiting = false;

/** Asks anew for notifications, channels and deliveries when there are others, or they stand otherwise. */
export const notificationHandlers = liveHandlers<NotificationsEvent>({
  'notifications.changed': () => {
    if (is_waiting) return;
    is_waiting = true;
    setTimeout(() => {
      is_waiting = false;
      for (const path of ['notifications', 'notification-channels', 'notification-deliveries']) void invalidate(path);
    }, TOGETHER_MS);
  },
});
