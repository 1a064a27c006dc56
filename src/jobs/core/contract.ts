import { z } from 'zod';
import { endpoint, idParams, pageOf, pageQuery, timestampSchema } from '../../platform/core/endpoint.ts';

const tag = 'Jobs';

/** The jobs there are, by the names that schedules and the API use. */
export const JOB_NAMES = [
  'cost_sync',
  'anomaly_detect',
  'forecast',
  'budget_check',
  'recommendations',
  'remediation',
  'policy_check',
  'notifications',
] as const;
export type JobName = (typeof JOB_NAMES)[number];

export const RUN_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

const run = z.object({
  id: z.uuid(),
  name: z.enum(JOB_NAMES),
  /** What it is about, such as a provider, and its name; null for the organization as a whole. */
  target_id: z.uuid().nullable(),
  target_name: z.string().nullable(),
  status: z.enum(RUN_STATUSES),
  /** Tries so far; the run is given up after the last. */
  attempt: z.number().int(),
  /** When a queued run goes on: at once, after a pause, or when the provider allows. */
  run_after: timestampSchema,
  /** What it is doing, how far it is where that can be said, and in words. */
  stage: z.string().nullable(),
  percent: z.number().int().nullable(),
  message: z.string().nullable(),
  /** Why it failed and what to do. */
  error: z.string().nullable(),
  /** What it did, such as `cost_rows`, `resources_changed`, `api_calls`. */
  counts: z.record(z.string(), z.number()),
  /** What could not be done while the rest was. */
  warnings: z.array(z.string()),
  requested_by: z.string(),
  created_at: timestampSchema,
  started_at: timestampSchema.nullable(),
  finished_at: timestampSchema.nullable(),
});
export type JobRun = z.infer<typeof run>;

const schedule = z.object({
  name: z.enum(JOB_NAMES),
  title: z.string(),
  /** Five fields: minute, hour, day of month, month, day of week; UTC. */
  cron: z.string(),
  next_run_at: timestampSchema,
});
export type JobSchedule = z.infer<typeof schedule>;

export const jobsContract = {
  listJobs: endpoint({
    method: 'GET',
    path: '/jobs',
    access: 'viewer',
    tag,
    summary: 'Runs of jobs, newest first',
    query: z.strictObject({
      ...pageQuery,
      name: z.enum(JOB_NAMES).optional(),
      status: z.enum(RUN_STATUSES).optional(),
      target_id: z.uuid('must be an id (UUID)').optional(),
    }),
    answer: pageOf(run),
  }),
  getJob: endpoint({
    method: 'GET',
    path: '/jobs/{id}',
    access: 'viewer',
    tag,
    summary: 'A run: how far it is, what it did, what went wrong',
    params: idParams,
    answer: run,
  }),
  runJob: endpoint({
    method: 'POST',
    path: '/jobs/{name}/run',
    access: 'member',
    tag,
    summary: 'Run a job now; a run that is on its way already is answered instead',
    params: z.strictObject({ name: z.enum(JOB_NAMES) }),
    answer: z.object({ job_ids: z.array(z.uuid()) }),
    status: 202,
  }),
  cancelJob: endpoint({
    method: 'POST',
    path: '/jobs/{id}/cancel',
    access: 'member',
    tag,
    summary: 'Stop a run; what it has finished stays',
    params: idParams,
    answer: run,
    status: 202,
  }),
  listSchedules: endpoint({
    method: 'GET',
    path: '/job-schedules',
    access: 'viewer',
    tag,
    summary: 'When jobs run by themselves',
    answer: z.object({ items: z.array(schedule) }),
  }),
};

/** What `GET /events` tells of runs. */
export type JobEvent =
  | {
      type: 'job.progress';
      id: string;
      name: JobName;
      target_id: string | null;
      stage: string;
      percent: number | null;
      message: string | null;
    }
  | { type: 'job.changed'; id: string; name: JobName; target_id: string | null; status: RunStatus };
