import { z } from 'zod';
import type { MetricName } from '../../connections/core/inventory.ts';
import type { AnalysisTask } from '../../platform/server/analysis.ts';
import type { Batch, SeenData } from '../core/evaluate.ts';
import type { Finding } from '../core/types.ts';

/** A resource in the JSON of `SentBatch`. */
export type SentResource = SeenData['resource'];

/**
 * Daily values of a metric in the JSON of `SentBatch`: resource, metric, first day, and each of `STATISTICS` in their order
 * as `1.5,,2` (nothing is unknown); null when no day of it is known.
 */
export type SentSeries = [
  resource_id: string,
  metric: MetricName,
  first_date: string,
  ...statistics: (string | null)[],
];

/**
 * A batch in the form in which it is cheap to send to a thread: the database makes JSON of resources and series, and the
 * thread reads it; the event loop only passes it on.
 */
export interface SentBatch extends Omit<Batch, 'resources'> {
  /** Each is the JSON of some resources. */
  resources: string[];
  /** Each is the JSON of some series. */
  series: string[];
  /** What the bill has of each resource; those that it does not name are left out. */
  bills: Record<string, SeenData['bill']>;
}

/** A finding with what storing it needs; the whole of it as JSON, which the event loop need not read. */
export interface FoundFinding
  extends Pick<
    Finding,
    'title' | 'reason' | 'confidence' | 'risk' | 'effort' | 'restart_needed' | 'reversible' | 'change' | 'claims'
  > {
  rule_id: string;
  saving: Pick<Finding['saving'], 'monthly' | 'currency' | 'freed_commitments'>;
  json: string;
}

/** What came of the rules for one resource; see `Judged`. */
export interface JudgedResource {
  resource_id: string;
  name: string | null;
  owner: string | null;
  found: FoundFinding[];
  unknown: string[];
  excluded: { rule_id: string; reason: string }[];
  failed: { rule_id: string; message: string }[];
}

/** The task whose `worker` judges batches. Both sides are of one process: nothing of what is sent is validated. */
export const evaluateTaskOf = (worker: URL) =>
  ({
    name: 'recommendations',
    version: '1',
    worker,
    only_threads: true,
    request: z.custom<SentBatch>(),
    answer: z.custom<JudgedResource[]>(),
  }) satisfies AnalysisTask;
export type EvaluateTask = ReturnType<typeof evaluateTaskOf>;

/** Judges batches by every rule there is. */
export const evaluateTask = evaluateTaskOf(new URL('./evaluate-worker.ts', import.meta.url));
