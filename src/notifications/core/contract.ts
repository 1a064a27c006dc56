import { z } from 'zod';
import { endpoint, idParams, pageOf, pageQuery, timestampSchema } from '../../platform/core/endpoint.ts';
import { channelBodySchema } from './channels.ts';
import { messageSchema, NOTIFICATION_EVENTS, NOTIFICATION_SEVERITIES } from './message.ts';
import { notificationSettingsSchema, routeBodySchema } from './settings.ts';
import { summaryContract } from './summary-contract.ts';

const tag = 'Notifications';

const notification = messageSchema.extend({
  id: z.uuid(),
  /** How often it was told of, the first time included. */
  count: z.number().int(),
  first_at: timestampSchema,
  last_at: timestampSchema,
  /** Whether whoever asks has read it; keys of the API have read nothing. */
  is_read: z.boolean(),
  acknowledged_by: z.string().nullable(),
  acknowledged_at: timestampSchema.nullable(),
  /** When what it tells of was over. */
  resolved_at: timestampSchema.nullable(),
});
export type Notification = z.infer<typeof notification>;

export const CHANNEL_STATES = ['untested', 'ok', 'failing', 'gone'] as const;

const channel = z.object({
  id: z.uuid(),
  kind: z.enum(['slack', 'email', 'webhook', 'teams']),
  name: z.string(),
  enabled: z.boolean(),
  /** Where it leads, without secrets: the host of an address, or recipients. */
  target: z.string(),
  recipients: z.array(z.string()),
  /** `gone`: the other side says that it is no more; nothing is sent until somebody tests it again. */
  state: z.enum(CHANNEL_STATES),
  last_error: z.string().nullable(),
  last_delivered_at: timestampSchema.nullable(),
  /** Set by whoever runs the server: used where an organization has none of this kind. It can't be changed here. */
  is_default: z.boolean(),
});
export type Channel = z.infer<typeof channel>;

const route = routeBodySchema.extend({ id: z.uuid() });

export const DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'failed'] as const;
export const DELIVERY_REASONS = ['immediate', 'digest', 'escalation', 'resolved', 'test'] as const;

const delivery = z.object({
  /** Goes with every attempt: a receiver that has seen it may ignore the next. */
  id: z.uuid(),
  channel_id: z.uuid(),
  channel_name: z.string(),
  channel_kind: z.string(),
  reason: z.enum(DELIVERY_REASONS),
  state: z.enum(DELIVERY_STATES),
  /** Titles of what it tells. */
  titles: z.array(z.string()),
  attempts: z.number().int(),
  /** When it is (next) sent; null when nothing is to be sent any more. */
  due_at: timestampSchema.nullable(),
  /** Why it waits or failed, and what to do. */
  error: z.string().nullable(),
  /** HTTP or SMTP status of the last answer. */
  answer_status: z.number().int().nullable(),
  created_at: timestampSchema,
  delivered_at: timestampSchema.nullable(),
});
export type Delivery = z.infer<typeof delivery>;

export const notificationsContract = {
  listNotifications: endpoint({
    method: 'GET',
    path: '/notifications',
    access: 'viewer',
    tag,
    summary: 'The inbox: what happened, newest first',
    query: z.strictObject({
      ...pageQuery,
      event: z.enum(NOTIFICATION_EVENTS).optional(),
      severity: z.enum(NOTIFICATION_SEVERITIES).optional(),
      /** Only what is not read, or not acknowledged and not over. */
      show: z.enum(['all', 'unread', 'open']).default('all'),
    }),
    answer: pageOf(notification),
  }),
  ...summaryContract,
  readNotifications: endpoint({
    method: 'POST',
    path: '/notifications/read',
    access: 'viewer',
    tag,
    summary: 'Mark notifications as read by whoever is signed in; without ids, all',
    body: z.strictObject({ ids: z.array(z.uuid('must be an id (UUID)')).max(500).optional() }),
  }),
  acknowledgeNotification: endpoint({
    method: 'POST',
    path: '/notifications/{id}/acknowledge',
    access: 'member',
    tag,
    summary: 'Say that somebody takes care of it: it is not escalated any more',
    params: idParams,
    answer: notification,
  }),
  listChannels: endpoint({
    method: 'GET',
    path: '/notification-channels',
    access: 'member',
    tag,
    summary: 'Where notifications can be sent',
    answer: z.object({ items: z.array(channel), has_email_server: z.boolean() }),
  }),
  createChannel: endpoint({
    method: 'POST',
    path: '/notification-channels',
    access: 'admin',
    tag,
    summary: 'Add a channel; the secret a webhook is signed with is answered this once',
    body: channelBodySchema,
    answer: channel.extend({ signing_secret: z.string().nullable() }),
    status: 201,
  }),
  updateChannel: endpoint({
    method: 'PUT',
    path: '/notification-channels/{id}',
    access: 'admin',
    tag,
    summary: 'Change a channel; an address that is left out stays',
    params: idParams,
    body: channelBodySchema,
    answer: channel,
  }),
  deleteChannel: endpoint({
    method: 'DELETE',
    path: '/notification-channels/{id}',
    access: 'admin',
    tag,
    summary: 'Remove a channel; routes to it alone are switched off',
    params: idParams,
  }),
  testChannel: endpoint({
    method: 'POST',
    path: '/notification-channels/{id}/test',
    access: 'admin',
    tag,
    summary: 'Send a test message now, and say how it went',
    params: idParams,
    answer: z.object({ ok: z.boolean(), message: z.string(), delivery_id: z.uuid() }),
    rate_limit: 20,
  }),
  renewSigningSecret: endpoint({
    method: 'POST',
    path: '/notification-channels/{id}/signing-secret',
    access: 'admin',
    tag,
    summary: 'Sign a webhook with a new secret, shown this once',
    params: idParams,
    answer: z.object({ signing_secret: z.string() }),
  }),
  listRoutes: endpoint({
    method: 'GET',
    path: '/notification-routes',
    access: 'member',
    tag,
    summary: 'What is sent where; without any, everything from warnings on goes to all channels at once',
    answer: z.object({ items: z.array(route) }),
  }),
  createRoute: endpoint({
    method: 'POST',
    path: '/notification-routes',
    access: 'admin',
    tag,
    summary: 'Send some notifications to some channels',
    body: routeBodySchema,
    answer: route,
    status: 201,
  }),
  updateRoute: endpoint({
    method: 'PUT',
    path: '/notification-routes/{id}',
    access: 'admin',
    tag,
    summary: 'Change what is sent where',
    params: idParams,
    body: routeBodySchema,
    answer: route,
  }),
  deleteRoute: endpoint({
    method: 'DELETE',
    path: '/notification-routes/{id}',
    access: 'admin',
    tag,
    summary: 'Stop sending by a route',
    params: idParams,
  }),
  listDeliveries: endpoint({
    method: 'GET',
    path: '/notification-deliveries',
    access: 'member',
    tag,
    summary: 'What was sent, is being sent, and could not be; newest first',
    query: z.strictObject({
      ...pageQuery,
      channel_id: z.uuid('must be an id (UUID)').optional(),
      /** Only what tells, or is to tell, of this notification. */
      notification_id: z.uuid('must be an id (UUID)').optional(),
      state: z.enum(DELIVERY_STATES).optional(),
    }),
    answer: pageOf(delivery),
  }),
  retryDelivery: endpoint({
    method: 'POST',
    path: '/notification-deliveries/{id}/retry',
    access: 'admin',
    tag,
    summary: 'Send what failed once more, under the same id',
    params: idParams,
    answer: delivery,
  }),
  getNotificationSettings: endpoint({
    method: 'GET',
    path: '/notification-settings',
    access: 'viewer',
    tag,
    summary: 'Quiet hours, digests, and what is worth a message',
    answer: notificationSettingsSchema,
  }),
  updateNotificationSettings: endpoint({
    method: 'PUT',
    path: '/notification-settings',
    access: 'admin',
    tag,
    summary: 'Replace when and how the organization is told',
    body: notificationSettingsSchema,
    answer: notificationSettingsSchema,
  }),
};

/** What `GET /events` tells of notifications: there are others, or they stand otherwise. */
export interface NotificationsEvent {
  type: 'notifications.changed';
}
