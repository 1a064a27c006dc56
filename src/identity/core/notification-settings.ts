import { z } from 'zod';

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
  /** Recommendations that save less a month are told in no message; in the organization's currency, else the same number of another. */
  recommendation_at_least: z.number().nonnegative().max(1e15).default(500),
  /** Whether what the week cost, and what changed, is told once a week. */
  weekly_summary: z.boolean().default(true),
});
export type NotificationSettings = z.output<typeof notificationSettingsSchema>;
