import { z } from 'zod';
import { currencySchema, timestampSchema } from '../../platform/core/endpoint.ts';

/** What people are told of. */
export const NOTIFICATION_EVENTS = [
  'anomaly',
  'budget_warning',
  'budget_exceeded',
  'budget_forecast',
  'recommendation',
  'remediation_approval',
  'remediation_done',
  'remediation_failed',
  'policy_violation',
  'commitment_expiring',
  'connection_failing',
  'weekly_digest',
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** From least to most. */
export const NOTIFICATION_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type NotificationSeverity = (typeof NOTIFICATION_SEVERITIES)[number];

/** Which costs a notification is about, for routing; what is not known is left out. */
export const messageScopeSchema = z.object({
  provider: z.string().optional(),
  account: z.string().optional(),
  service: z.string().optional(),
  region: z.string().optional(),
  resource: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});
export type MessageScope = z.infer<typeof messageScopeSchema>;

/** What a notification says, the same on every channel. Plain text: each channel escapes it for itself. */
export const messageSchema = z.object({
  event: z.enum([...NOTIFICATION_EVENTS, 'test']),
  severity: z.enum(NOTIFICATION_SEVERITIES),
  /** One line. */
  title: z.string(),
  /** A sentence or several. */
  text: z.string(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  /** What it is about in money, exact; null where it is not about money, or not known. */
  amount: z.object({ amount: z.string(), currency: currencySchema }).nullable(),
  /** Page of the product that tells more, such as `/anomalies/<id>`. */
  link: z.string(),
  /** When it happened. */
  occurred_at: timestampSchema,
  scope: messageScopeSchema,
  owner: z.string().nullable(),
});
export type Message = z.infer<typeof messageSchema>;

/**
 * What an event of the outbox comes to. `key` is the same for all that is said of one incident, so that it is told once;
 * `is_over`: what is told is done, there is nothing to take up. `resolved` says that an incident is over, `acknowledged`
 * that somebody took it up elsewhere: neither makes a notification of its own.
 */
export type Told =
  | { kind: 'message'; key: string; message: Message; is_over?: true }
  | { kind: 'resolved' | 'acknowledged'; key: string; by: string | null };

export const severityAtLeast = (severity: NotificationSeverity, least: NotificationSeverity): boolean =>
  NOTIFICATION_SEVERITIES.indexOf(severity) >= NOTIFICATION_SEVERITIES.indexOf(least);
