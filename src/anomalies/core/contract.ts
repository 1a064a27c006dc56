import { z } from 'zod';
import { scopeSchema } from '../../costs/core/scope.ts';
import {
  currencySchema,
  dateSchema,
  endpoint,
  idParams,
  pageOf,
  pageQuery,
  timestampSchema,
} from '../../platform/core/endpoint.ts';
import { ALARM_KINDS, SENSITIVITIES, SEVERITIES } from './analysis-contract.ts';
import { causeSchema } from './cause.ts';

const tag = 'Anomalies';

/** `withdrawn`: it was none, since its costs were restated or announced, or it was one with another. */
export const ANOMALY_STATUSES = ['open', 'acknowledged', 'resolved', 'expected', 'withdrawn'] as const;
export type AnomalyStatus = (typeof ANOMALY_STATUSES)[number];

export const DIRECTIONS = ['up', 'down'] as const;
export type Direction = (typeof DIRECTIONS)[number];

const few = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(item).max(100));

const anomaly = z.object({
  id: z.uuid(),
  currency: currencySchema,
  /** The narrowest slice that shows it. */
  scope: scopeSchema,
  scope_key: z.string(),
  title: z.string(),
  kind: z.enum(ALARM_KINDS),
  direction: z.enum(DIRECTIONS),
  status: z.enum(ANOMALY_STATUSES),
  severity: z.enum(SEVERITIES),
  started_on: dateSchema,
  /** The last day it lasted for so far. */
  last_day: dateSchema,
  is_ongoing: z.boolean(),
  /** Last complete day when it was found. */
  detected_on: dateSchema,
  /** Over its days so far. */
  expected: z.number(),
  actual: z.number(),
  /** actual − expected: negative for a drop. */
  impact: z.number(),
  impact_percent: z.number().nullable(),
  /** One sentence; null until the rows behind it have been read. */
  cause_summary: z.string().nullable(),
  /** Who looks after it. */
  owner: z.string().nullable(),
  /** Six weeks around its beginning, for a small chart: known days in a row, in the smallest unit of the currency. */
  sparkline: z.object({ first_date: dateSchema, actual: z.array(z.number()), expected: z.array(z.number()) }),
  created_at: timestampSchema,
  changed_at: timestampSchema,
});
export type Anomaly = z.infer<typeof anomaly>;

export const ENTRY_KINDS = [
  'detected',
  'changed',
  'acknowledged',
  'resolved',
  'reopened',
  'expected',
  'ended',
  'restated',
  'withdrawn',
  'owner',
  'comment',
] as const;

const entry = z.object({
  id: z.uuid(),
  kind: z.enum(ENTRY_KINDS),
  actor: z.string(),
  text: z.string().nullable(),
  created_at: timestampSchema,
});
export type AnomalyEntry = z.infer<typeof entry>;

const detail = anomaly.omit({ sparkline: true }).extend({
  /** Every day from six weeks before it on, through the latest; the band is what was expected before the day was seen. */
  series: z.array(
    z.object({
      date: dateSchema,
      /** Null while the costs of the day are not known. */
      actual: z.number().nullable(),
      /** Null where nothing could be expected. */
      expected: z.number().nullable(),
      lower: z.number().nullable(),
      upper: z.number().nullable(),
      /** True for the known days from its first to its last. */
      is_anomalous: z.boolean(),
    }),
  ),
  /** Null until the rows behind it have been read. */
  cause: causeSchema.nullable(),
  /** Slices that showed the same and are one with it. */
  alarms: z.array(
    z.object({
      scope_key: z.string(),
      title: z.string(),
      first_day: dateSchema,
      days: z.number().int(),
      impact: z.number(),
    }),
  ),
  /** Why it was reported: the thresholds it passed, in words. */
  explanation: z.array(z.string()),
  entries: z.array(entry),
  detector_version: z.string(),
});
export type AnomalyDetail = z.infer<typeof detail>;

const summary = z.object({
  currency: currencySchema,
  /** Last day judged; null until detection has run. */
  judged_through: dateSchema.nullable(),
  open: z.number().int(),
  acknowledged: z.number().int(),
  /** Impact of those that are open or acknowledged, increases only. */
  open_impact: z.number(),
  by_severity: z.record(z.enum(SEVERITIES), z.number().int()),
  /** Of the last 90 days. */
  reported: z.number().int(),
  marked_expected: z.number().int(),
  withdrawn: z.number().int(),
  /** Share of reported ones that people said were no anomaly, of those they judged; null before any was. */
  false_percent: z.number().nullable(),
  /** Other currencies in which any is open or acknowledged, with their figures: never added. */
  other_currencies: z.array(z.object({ currency: currencySchema, open: z.number().int(), open_impact: z.number() })),
});
export type AnomalySummary = z.infer<typeof summary>;

const settings = z.object({
  sensitivity: z.enum(SENSITIVITIES),
  /**
   * Deviations of less money a day are not reported; null follows the spend. It is about what is reported, not about its
   * parts: several smaller ones are, as one, where a slice around them shows more than this.
   */
  minimum_impact: z.number().min(0).nullable(),
  /** Impact from which an anomaly is medium, high, critical; null follows the spend. */
  severity_impacts: z
    .strictObject({ medium: z.number().positive(), high: z.number().positive(), critical: z.number().positive() })
    .refine(({ medium, high, critical }) => medium < high && high < critical, 'must rise: medium < high < critical')
    .nullable(),
});
export type AnomalySettings = z.infer<typeof settings>;

const pattern = z.object({
  id: z.uuid(),
  anomaly_id: z.uuid().nullable(),
  currency: currencySchema,
  scope: scopeSchema,
  title: z.string(),
  direction: z.enum(DIRECTIONS),
  up_to_per_day: z.number(),
  note: z.string().nullable(),
  created_by: z.string(),
  created_at: timestampSchema,
});
export type NormalPattern = z.infer<typeof pattern>;

const note = z.strictObject({ note: z.string().trim().max(2_000).optional() });

export const anomaliesContract = {
  listAnomalies: endpoint({
    method: 'GET',
    path: '/anomalies',
    access: 'viewer',
    tag,
    summary: 'Anomalies, newest or largest first',
    query: z.strictObject({
      ...pageQuery,
      status: few(z.enum(ANOMALY_STATUSES)),
      severity: few(z.enum(SEVERITIES)),
      direction: z.enum(DIRECTIONS).optional(),
      currency: currencySchema.optional(),
      provider: few(z.string().max(300)),
      service: few(z.string().max(300)),
      account: few(z.string().max(300)),
      /** Started within. */
      start: dateSchema.optional(),
      end: dateSchema.optional(),
      search: z.string().trim().max(200).optional(),
      sort: z.enum(['started_on', 'impact']).default('started_on'),
    }),
    answer: pageOf(anomaly),
  }),
  getAnomalySummary: endpoint({
    method: 'GET',
    path: '/anomalies/summary',
    access: 'viewer',
    tag,
    summary: 'How many there are, what they cost, and how many were false',
    query: z.strictObject({ currency: currencySchema.optional() }),
    answer: summary,
  }),
  getAnomalySettings: endpoint({
    method: 'GET',
    path: '/anomalies/settings',
    access: 'viewer',
    tag,
    summary: 'From when on something is reported, and how severe it is',
    answer: settings,
  }),
  updateAnomalySettings: endpoint({
    method: 'PUT',
    path: '/anomalies/settings',
    access: 'member',
    tag,
    summary: 'Change from when on something is reported',
    body: settings,
    answer: settings,
  }),
  listNormalPatterns: endpoint({
    method: 'GET',
    path: '/anomalies/patterns',
    access: 'viewer',
    tag,
    summary: 'What people have called normal',
    query: z.strictObject(pageQuery),
    answer: pageOf(pattern),
  }),
  deleteNormalPattern: endpoint({
    method: 'DELETE',
    path: '/anomalies/patterns/{id}',
    access: 'member',
    tag,
    summary: 'Report such deviations again',
    params: idParams,
  }),
  getAnomaly: endpoint({
    method: 'GET',
    path: '/anomalies/{id}',
    access: 'viewer',
    tag,
    summary: 'An anomaly with its days, its cause and what happened to it',
    params: idParams,
    answer: detail,
  }),
  updateAnomaly: endpoint({
    method: 'PATCH',
    path: '/anomalies/{id}',
    access: 'member',
    tag,
    summary: 'Change status or owner',
    params: idParams,
    body: z
      .strictObject({
        status: z.enum(['open', 'acknowledged', 'resolved', 'expected']).optional(),
        owner: z.string().trim().max(200).nullable().optional(),
        note: z.string().trim().max(2_000).optional(),
      })
      .refine(({ status, owner }) => status !== undefined || owner !== undefined, 'must change status or owner'),
    answer: detail,
  }),
  acknowledgeAnomaly: endpoint({
    method: 'POST',
    path: '/anomalies/{id}/acknowledge',
    access: 'member',
    tag,
    summary: 'Say that somebody looks after it',
    params: idParams,
    body: note,
    answer: detail,
  }),
  resolveAnomaly: endpoint({
    method: 'POST',
    path: '/anomalies/{id}/resolve',
    access: 'member',
    tag,
    summary: 'Say that it is dealt with; it opens again if it comes back',
    params: idParams,
    body: note,
    answer: detail,
  }),
  expectAnomaly: endpoint({
    method: 'POST',
    path: '/anomalies/{id}/expect',
    access: 'member',
    tag,
    summary: 'Say that this is normal: deviations of its kind and size are not reported again',
    params: idParams,
    body: note,
    answer: detail,
  }),
  reopenAnomaly: endpoint({
    method: 'POST',
    path: '/anomalies/{id}/reopen',
    access: 'member',
    tag,
    summary: 'Open it again; what was learned from it as normal is forgotten',
    params: idParams,
    body: note,
    answer: detail,
  }),
  commentAnomaly: endpoint({
    method: 'POST',
    path: '/anomalies/{id}/comments',
    access: 'member',
    tag,
    summary: 'Write a comment',
    params: idParams,
    body: z.strictObject({ text: z.string().trim().min(1, 'must be given').max(5_000) }),
    answer: detail,
    status: 201,
  }),
};

/** What `GET /events` tells: what was read of anomalies is out of date. */
export type AnomaliesEvent = { type: 'anomalies.changed' };
