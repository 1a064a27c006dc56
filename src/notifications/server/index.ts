import type { Budgets } from '../../budgets/server/index.ts';
import type { Costs } from '../../costs/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { secretFrom } from '../../platform/server/data-directory.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { createVault } from '../../platform/server/vault.ts';
import { type NotificationsEvent, notificationsContract } from '../core/contract.ts';
import { createChannels } from './channels/channels.ts';
import { defaultChannels } from './channels/defaults.ts';
import { channelHandlers } from './channels/handlers.ts';
import { deliveryHandlers } from './deliveries/log.ts';
import { createSender } from './deliveries/send.ts';
import { inboxHandlers } from './inbox.ts';
import { notificationsJob } from './job.ts';
import { routeHandlers } from './routes.ts';
import { notificationSettingsHandlers } from './settings.ts';
import './tables.ts';

/** Makes the module: people are told of what happened in the others, where and when they want to be. */
export function createNotifications(
  services: Services,
  costs: Costs,
  budgets: Budgets,
  jobs: Jobs,
): { served: ServedContract } {
  const { config, database, directory, events } = services;
  const vault = createVault(
    secretFrom(config.ENCRYPTION_KEY, directory, 'encryption-key'),
    config.ENCRYPTION_KEY_PREVIOUS,
  );
  const channels = createChannels(vault, defaultChannels(config, directory));
  const sender = createSender(services, channels);
  const changed = (organization_id: string): void => {
    const event: NotificationsEvent = { type: 'notifications.changed' };
    events.publish(organization_id, event);
  };
  jobs.register(notificationsJob({ services, costs, budgets, channels, sender, changed }));
  const wake = (organization_id: string): Promise<void> => jobs.wake(organization_id, 'notifications');
  database.onEmitted((organization_id) => void wake(organization_id));
  const shared = { config, channels, changed, test: sender.test };
  const handlers = {
    ...inboxHandlers(shared),
    ...channelHandlers(shared),
    ...routeHandlers(shared),
    ...deliveryHandlers({ changed, send: wake }),
    ...notificationSettingsHandlers(shared),
  };
  return { served: serve(notificationsContract, handlers) };
}
