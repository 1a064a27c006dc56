import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const tag = 'Operations';
const health = z.object({
  status: z.enum(['ok', 'starting', 'stopping']),
  version: z.string(),
  uptime_seconds: z.number(),
});

export const operationsContract = {
  health: endpoint({
    method: 'GET',
    path: '/health',
    absolute: true,
    access: 'public',
    tag,
    summary: 'The server runs',
    answer: health,
  }),
  healthLive: endpoint({
    method: 'GET',
    path: '/health/live',
    absolute: true,
    access: 'public',
    tag,
    summary: 'The process is alive',
    answer: health,
  }),
  healthReady: endpoint({
    method: 'GET',
    path: '/health/ready',
    absolute: true,
    access: 'public',
    tag,
    summary: 'The stores answer; 503 while they do not',
    answer: health,
  }),
  events: endpoint({
    method: 'GET',
    path: '/events',
    access: 'viewer',
    tag,
    summary: 'What happens in the organization, as server-sent events',
    answer_transport: 'events',
  }),
};
