import { z } from 'zod';
import { endpoint } from '../../platform/core/endpoint.ts';

/** What every page asks for, apart from the rest, so that the first page carries no more. */
export const summaryContract = {
  getNotificationSummary: endpoint({
    method: 'GET',
    path: '/notifications/summary',
    access: 'viewer',
    tag: 'Notifications',
    summary: 'How much is not read, and not acknowledged',
    answer: z.object({ unread: z.number().int(), open: z.number().int(), failing_channels: z.number().int() }),
  }),
};
