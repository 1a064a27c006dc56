import type { JobName, JobRun, JobSchedule, RunStatus } from '../core/contract.ts';

/** What jobs are called on pages. */
export const JOB_TITLES: Record<JobName, string> = {
  cost_sync: 'Cloud sync',
  anomaly_detect: 'Anomaly detection',
  forecast: 'Forecast',
  budget_check: 'Budget check',
  recommendations: 'Recommendations',
  remediation: 'Remediation',
  policy_check: 'Policies',
  notifications: 'Notifications',
};

/** How a badge looks: colour only for what it means. */
export type Tone = 'none' | 'accent' | 'good' | 'warn' | 'bad';

const STATUS: Record<RunStatus, { word: string; tone: Tone }> = {
  queued: { word: 'Waiting', tone: 'none' },
  running: { word: 'Running', tone: 'accent' },
  succeeded: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'none' },
};

/** A run's status in a word or two. */
export function statusOf({ status, warnings, attempt }: Pick<JobRun, 'status' | 'warnings' | 'attempt'>): {
  word: string;
  tone: Tone;
} {
  if (status === 'succeeded' && warnings.length > 0) return { word: 'Done, with warnings', tone: 'warn' };
  if (status === 'queued' && attempt > 0) return { word: 'Waiting to try again', tone: 'warn' };
  return STATUS[status];
}

/** True while a run is on its way. */
export const isActive = (status: RunStatus): boolean => status === 'queued' || status === 'running';

/** A name of data as words: `resources_changed` is `resources changed`. */
export const wordsOf = (name: string): string => name.replaceAll('_', ' ');

/** The same, as the beginning of a line. */
export function titleOf(name: string): string {
  const words = wordsOf(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Seconds that a run took, or has taken until `now`; null before it started. */
export function secondsOf(run: Pick<JobRun, 'started_at' | 'finished_at'>, now: Date): number | null {
  if (!run.started_at) return null;
  const end = run.finished_at ? Date.parse(run.finished_at) : now.getTime();
  return Math.max(0, (end - Date.parse(run.started_at)) / 1_000);
}

const EVERY_HOURS = /^(\d{1,2}) \*\/(\d{1,2}) \* \* \*$/;
const HOURLY = /^(\d{1,2}) \* \* \* \*$/;
const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* \*$/;
const two = (digits: string | undefined): string => (digits ?? '').padStart(2, '0');

/** A schedule in words, for the common kinds; null for others, whose cron text says it best. */
export function scheduleText({ cron }: Pick<JobSchedule, 'cron'>): string | null {
  const every = EVERY_HOURS.exec(cron);
  // `*/5` starts anew at midnight: only divisors of 24 are the same distance apart.
  if (every && 24 % Number(every[2]) === 0)
    return Number(every[1]) === 0 ? `Every ${every[2]} hours` : `Every ${every[2]} hours, at minute ${every[1]}`;
  const hourly = HOURLY.exec(cron);
  if (hourly) return Number(hourly[1]) === 0 ? 'Every hour' : `Every hour, at minute ${hourly[1]}`;
  const daily = DAILY.exec(cron);
  return daily ? `Every day at ${two(daily[2])}:${two(daily[1])} UTC` : null;
}
