import { z } from 'zod';
import { calendarSchema, seriesSchema } from '../../forecasts/core/analysis-contract.ts';
import { dateSchema } from '../../platform/core/endpoint.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALARM_KINDS = ['spike', 'level_shift', 'drift', 'drop', 'new', 'vanished'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export const SENSITIVITIES = ['low', 'normal', 'high'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

export const detectRequest = z.strictObject({
  series: z.array(seriesSchema).max(5_000, 'must have at most 5,000 series'),
  /** Judges every day from this index on, each from the days before it and itself only; without it, the last day. */
  replay_from: z.number().int().min(0).optional(),
  calendar: calendarSchema.optional(),
  sensitivity: z.enum(SENSITIVITIES).default('normal'),
  /** Deviations of less than this a day are never alarms, in the unit of the series. */
  minimum_impact: z.number().min(0).optional(),
  /** Answers what was expected of each judged day too. */
  with_days: z.boolean().default(false),
});
export type DetectRequest = z.input<typeof detectRequest>;

const alarm = z.object({
  id: z.string(),
  date: dateSchema,
  index: z.number().int(),
  expected: z.number(),
  lower: z.number(),
  upper: z.number(),
  actual: z.number(),
  severity: z.enum(SEVERITIES),
  kind: z.enum(ALARM_KINDS),
});

/** What was expected of the judged days of a series before each was seen; null where nothing could be. */
const judgedDays = z.object({
  id: z.string(),
  first_index: z.number().int(),
  expected: z.array(z.number().nullable()),
  lower: z.array(z.number().nullable()),
  upper: z.array(z.number().nullable()),
});
export type JudgedDays = z.infer<typeof judgedDays>;

export const detectAnswer = z.object({ alarms: z.array(alarm), days: z.array(judgedDays).optional() });
export type DetectAnswer = z.infer<typeof detectAnswer>;
