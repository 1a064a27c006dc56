import { z } from 'zod';
import { NOTIFICATION_EVENTS, NOTIFICATION_SEVERITIES } from './message.ts';

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

/** When and how an organization is told. Hours are those of its time zone. */
export const notificationSettingsSchema = z.strictObject({
  /** Nothing but what is urgent is sent from `start_hour` until `end_hour` (over midnight where that is less) and on days off. */
  quiet_hours: z
    .strictObject({
      start_hour: z.number().int().min(0).max(23),
      end_hour: z.number().int().min(0).max(23),
      /** Days that are quiet as a whole; 1 is Monday, 7 Sunday. */
      days_off: z.array(z.number().int().min(1).max(7)).max(6).default([]),
    })
    .nullable()
    .default(null),
  /** When digests are sent; weekly ones on `weekday`. */
  digest: z
    .strictObject({ hour: z.number().int().min(0).max(23), weekday: z.number().int().min(1).max(7) })
    .default({ hour: 8, weekday: 1 }),
  /** Recommendations that save less a month, in the organization's currency, are told in no message. */
  recommendation_at_least: z.number().nonnegative().max(1e15).default(500),
  /** Whether what the week cost, and what changed, is told once a week. */
  weekly_summary: z.boolean().default(true),
});
export type NotificationSettings = z.output<typeof notificationSettingsSchema>;
