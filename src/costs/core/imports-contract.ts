import { z } from 'zod';
import { dateSchema, endpoint, idParams, pageOf, pageQuery, timestampSchema } from '../../platform/core/endpoint.ts';

const tag = 'Imports';

export const IMPORT_STATUSES = ['queued', 'running', 'succeeded', 'failed'] as const;

const importSchema = z.object({
  id: z.uuid(),
  status: z.enum(IMPORT_STATUSES),
  source: z.enum(['upload', 'sample']),
  file_name: z.string(),
  file_bytes: z.number().int(),
  /** Such as `FOCUS 1.0 CSV`; null until it is known. */
  format: z.string().nullable(),
  on_bad_rows: z.enum(['refuse', 'quarantine']),
  rows_read: z.number().int().nullable(),
  rows_loaded: z.number().int().nullable(),
  rows_rejected: z.number().int().nullable(),
  /** Of the rows loaded; null when the file does not say it, or has several currencies (see `slices`). */
  billed_cost: z.number().nullable(),
  effective_cost: z.number().nullable(),
  currency: z.string().nullable(),
  /** First day with a charge, and the day after the last. */
  period_start: dateSchema.nullable(),
  period_end: dateSchema.nullable(),
  /** What went wrong and what to do about it. */
  error: z.string().nullable(),
  /** The import that had brought the same file: this one changed nothing. */
  duplicate_of: z.uuid().nullable(),
  created_by: z.string(),
  created_at: timestampSchema,
  finished_at: timestampSchema.nullable(),
});
export type Import = z.infer<typeof importSchema>;

const issueSchema = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  column: z.string().nullable(),
  /** What is wrong and what FOCUS asks. */
  reason: z.string(),
  rows: z.number().int(),
  examples: z.array(z.object({ line: z.number().int().nullable(), value: z.string().nullable() })),
});
export type ImportIssue = z.infer<typeof issueSchema>;

const sliceSchema = z.object({
  provider_name: z.string().nullable(),
  billing_account_id: z.string().nullable(),
  billing_period: dateSchema,
  currency: z.string(),
  rows: z.number().int(),
  billed_cost: z.number().nullable(),
  effective_cost: z.number().nullable(),
  /** What this account and period held before; null when it was empty. */
  replaced: z
    .object({ rows: z.number().int(), billed_cost: z.number().nullable(), effective_cost: z.number().nullable() })
    .nullable(),
  /** False once a newer load of the same account and period has taken its place. */
  active: z.boolean(),
});
export type ImportSlice = z.infer<typeof sliceSchema>;

const importDetail = importSchema.extend({ issues: z.array(issueSchema), slices: z.array(sliceSchema) });
export type ImportDetail = z.infer<typeof importDetail>;

export const importsContract = {
  createImport: endpoint({
    method: 'POST',
    path: '/imports',
    access: 'member',
    tag,
    summary: 'Upload a billing file: FOCUS CSV, CSV.gz or Parquet, AWS CUR 2.0, Azure cost details',
    request_transport: 'multipart',
    body: z.strictObject({ on_bad_rows: z.enum(['refuse', 'quarantine']).default('refuse') }),
    answer: z.object({ id: z.uuid(), status: z.enum(IMPORT_STATUSES) }),
    status: 202,
  }),
  listImports: endpoint({
    method: 'GET',
    path: '/imports',
    access: 'viewer',
    tag,
    summary: 'Imports, newest first',
    query: z.strictObject(pageQuery),
    answer: pageOf(importSchema),
  }),
  getImport: endpoint({
    method: 'GET',
    path: '/imports/{id}',
    access: 'viewer',
    tag,
    summary: 'An import with its conformance report and what it replaced',
    params: idParams,
    answer: importDetail,
  }),
  rejectedRows: endpoint({
    method: 'GET',
    path: '/imports/{id}/rejected-rows',
    access: 'viewer',
    tag,
    summary: 'Every bad row as CSV: line, column, value, reason',
    params: idParams,
    answer_transport: 'file',
  }),
  deleteImport: endpoint({
    method: 'DELETE',
    path: '/imports/{id}',
    access: 'member',
    tag,
    summary: 'Remove an import and the costs it brought',
    params: idParams,
  }),
};

/** What `GET /events` tells of imports; `costs.changed` says that cached cost answers are out of date. */
export type ImportEvent =
  | {
      type: 'import.progress';
      id: string;
      status: 'running';
      step: 'reading' | 'storing';
      rows_read: number;
      /** Of both steps. */
      percent: number;
      seconds_left: number | null;
    }
  | { type: 'import.finished'; id: string; status: 'succeeded' | 'failed' }
  | { type: 'costs.changed' };
