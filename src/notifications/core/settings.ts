import { z } from 'zod';
import { NOTIFICATION_EVENTS, NOTIFICATION_SEVERITIES } from './message.ts';

export { type NotificationSettings, notificationSettingsSchema } from '../../identity/core/notification-settings.ts';

const name = z.string().trim().min(1, 'must be given').max(100);
const ids = z.array(z.uuid('must be an id (UUID)')).max(50);
const texts = z.array(z.string().trim().min(1).max(300)).max(100);

/** What is sent where. All that is given has to fit; an empty list fits everything. */
export const routeBodySchema = z.strictObject({
  name,
  enabled: z.boolean().default(true),
  events: z.array(z.enum(NOTIFICATION_EVENTS)).default([]),
  least_severity: z.enum(NOTIFICATION_SEVERITIES).default('info'),
  /** A notification that does not say what is asked for here does not fit. */
  scope: z
    .strictObject({
      providers: texts.default([]),
      accounts: texts.default([]),
      services: texts.default([]),
      regions: texts.default([]),
      /** Values by tag key. */
      tags: z.record(z.string().min(1).max(200), texts).default({}),
    })
    .prefault({}),
  /** Values of the owner tag, whatever their case. */
  owners: texts.default([]),
  channel_ids: ids.min(1, 'must name a channel'),
  delivery: z.enum(['immediate', 'daily', 'weekly']).default('immediate'),
  /** From this severity on, it is sent at once whatever the hour and the digest; null: never. */
  urgent_from: z.enum(NOTIFICATION_SEVERITIES).nullable().default('critical'),
  /** Whom to tell when nobody acknowledges in time. */
  escalation: z
    .strictObject({
      after_minutes: z.number().int().min(5).max(10_080),
      channel_ids: ids.min(1, 'must name a channel'),
    })
    .nullable()
    .default(null),
});
export type RouteBody = z.output<typeof routeBodySchema>;
export type Route = RouteBody & { id: string };
