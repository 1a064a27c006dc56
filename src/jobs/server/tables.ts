import type { ColumnType } from 'kysely';
import type { JobName, RunStatus } from '../core/contract.ts';

export interface JobRunTable {
  id: string;
  organization_id: string;
  name: JobName;
  target_id: string | null;
  target_name: string | null;
  status: RunStatus;
  attempt: ColumnType<number, number | undefined, number>;
  wake: ColumnType<number, number | undefined, number>;
  claim: ColumnType<number, number | undefined, number>;
  run_after: string;
  stage: string | null;
  percent: number | null;
  message: string | null;
  error: string | null;
  counts: ColumnType<Record<string, number>, string | undefined, string>;
  warnings: ColumnType<string[], string | undefined, string>;
  requested_by: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  cancel_requested_at: string | null;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    job_runs: JobRunTable;
  }
}
