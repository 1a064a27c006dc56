import type { Collected } from '../../../../core/inventory.ts';
import { closedBy } from './access.ts';

/** Remembers which details may not be looked up, to tell it beside the inventory. */
export interface Denials {
  /** What `work` finds in a subscription; `otherwise` where `permission` is missing. Throws whatever else goes wrong. */
  allowed<T>(subscription_id: string, permission: string, otherwise: T, work: () => Promise<T>): Promise<T>;
  /** What was denied, once for each permission and subscription. */
  all(): Collected[];
}

/** Denials of one look. */
export function rememberDenials(now: () => Date): Denials {
  const denied = new Map<string, Collected>();
  return {
    async allowed(subscription_id, permission, otherwise, work) {
      try {
        return await work();
      } catch (error) {
        const closed = closedBy(error, permission, now());
        // A partition of its own, so that what could be read stays complete.
        const resource_type = permission.replace(/\/read$/, '').toLowerCase();
        const partition = { resource_type, account_id: subscription_id, region: null };
        const { message } = closed;
        denied.set(`${permission} ${subscription_id}`, {
          kind: 'failed',
          partition,
          message,
          permission: closed.permission,
        });
        return otherwise;
      }
    },
    all: () => [...denied.values()],
  };
}
