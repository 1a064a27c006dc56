import type { ColumnType } from 'kysely';
import type { IMPORT_STATUSES, ImportIssue } from '../core/imports-contract.ts';

/** Where rows come from: a person's file, the sample company, a provider's query API or its export. */
export type Source = 'upload' | 'sample' | 'api' | 'export';

interface ImportTable {
  id: string;
  organization_id: string;
  source: 'upload' | 'sample';
  file_name: string;
  file_bytes: number;
  file_sha256: string;
  status: (typeof IMPORT_STATUSES)[number];
  on_bad_rows: 'refuse' | 'quarantine';
  format: string | null;
  rows_read: number | null;
  rows_loaded: number | null;
  rows_rejected: number | null;
  period_start: string | null;
  period_end: string | null;
  error: string | null;
  issues: ColumnType<ImportIssue[], string | undefined, string>;
  duplicate_of: string | null;
  created_by: string;
  created_at: string;
  finished_at: string | null;
}

interface LoadTable {
  organization_id: string;
  load_id: number;
  import_id: string | null;
  source: Source;
  provider_name: string;
  billing_account_id: string;
  billing_period: string;
  currency: string;
  rows: number;
  /** Exact decimals as text; null when the file does not know the amount. */
  billed_cost: string | null;
  effective_cost: string | null;
  list_cost: string | null;
  contracted_cost: string | null;
  first_date: string;
  last_date: string;
  data_through: string;
  status: 'pending' | 'active' | 'replaced' | 'removed' | 'damaged';
  replaced_by: number | null;
  replaced_rows: number | null;
  replaced_billed_cost: string | null;
  replaced_effective_cost: string | null;
  created_at: string;
  activated_at: string | null;
  provider_id: string | null;
  source_account_id: string | null;
  scope_account_id: string | null;
  sub_account_ids: string[];
}

interface LoadCounterTable {
  organization_id: string;
  last_load_id: number;
}

interface SavedViewTable {
  id: string;
  organization_id: string;
  page: 'explorer' | 'recommendations';
  name: string;
  search: string;
  created_by: string;
  created_at: string;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    imports: ImportTable;
    cost_loads: LoadTable;
    cost_load_counters: LoadCounterTable;
    saved_views: SavedViewTable;
  }
}
