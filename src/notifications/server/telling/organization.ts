import type { Transaction } from '../../../platform/server/database.ts';
import type { Channel } from '../../core/contract.ts';
import type { Route } from '../../core/settings.ts';
import { notificationSettingsSchema } from '../../core/settings.ts';
import type { About } from '../../core/teller.ts';
import type { Hours } from '../../core/timing.ts';
import type { Channels } from '../channels/channels.ts';
import { readRoutes } from '../routes.ts';

/** An organization as it wants to be told. */
export interface Listener {
  about: About;
  hours: Hours;
  weekly_summary: boolean;
  /** When the week is told next; null where that is to be found out. */
  weekly_due_at: string | null;
}

/** How the organization that `tx` is bound to wants to be told. */
export async function readListener(tx: Transaction): Promise<Listener> {
  const { name, notification_settings, weekly_due_at, ...row } = await tx
    .selectFrom('organizations')
    .select(['name', 'currency', 'locale', 'timezone', 'notification_settings', 'weekly_due_at'])
    .executeTakeFirstOrThrow();
  const settings = notificationSettingsSchema.parse(notification_settings);
  const { quiet_hours, digest, recommendation_at_least, weekly_summary } = settings;
  return {
    about: { ...row, organization_name: name, recommendation_at_least },
    hours: { quiet_hours, digest, timezone: row.timezone },
    weekly_summary,
    weekly_due_at,
  };
}

/** Where an organization is told. */
export interface Ways {
  routes: Route[];
  /** Those that are switched on, by id. */
  channels: ReadonlyMap<string, Channel>;
}

/** Routes and channels of the organization that `tx` is bound to. */
export async function readWays(tx: Transaction, channels: Channels): Promise<Ways> {
  const enabled = (await channels.read(tx)).filter((channel) => channel.enabled);
  return { routes: await readRoutes(tx), channels: new Map(enabled.map((channel) => [channel.id, channel])) };
}
