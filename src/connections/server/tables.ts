import type { ColumnType } from 'kysely';
import type { InventoryResource } from '../core/inventory.ts';
import type { PROVIDER_STATUSES } from '../core/providers-contract.ts';

interface ProviderTable {
  id: string;
  organization_id: string;
  provider_type: string;
  name: string;
  enabled: boolean;
  credentials: Buffer;
  status: (typeof PROVIDER_STATUSES)[number];
  status_message: string | null;
  last_sync_at: string | null;
  account_id: string | null;
  throttled_until: string | null;
  /** Null while it works, as far as is known. */
  failing_since: ColumnType<string | null, string | null | undefined, string | null>;
  advised_on: string | null;
  created_by: string;
  created_at: string;
}

interface ProviderPeriodTable {
  organization_id: string;
  provider_id: string;
  cost_source: string;
  billing_period: string;
  revision: string | null;
  content_sha256: string | null;
  rows: number;
  read_at: string;
  covered_by: string | null;
}

interface ProviderCallTable {
  organization_id: string;
  provider_id: string;
  month: string;
  call: string;
  calls: number;
  /** Exact decimal text. */
  charged_usd: string;
}

type Json<T> = ColumnType<T, string, string>;

interface ResourceTable extends Omit<InventoryResource, 'tags' | 'attributes'> {
  id: string;
  organization_id: string;
  provider_id: string;
  tags: Json<Record<string, string>>;
  attributes: Json<Record<string, unknown>>;
  first_seen_at: string;
  changed_at: string;
  measured_on: string | null;
  gone_at: string | null;
}

interface ResourceMetricTable {
  organization_id: string;
  provider_id: string;
  resource_id: string;
  metric: string;
  first_date: string;
  average: (number | null)[];
  maximum: (number | null)[];
  p95: (number | null)[];
  p99: (number | null)[];
  total: (number | null)[];
}

interface SampleChangeTable {
  organization_id: string;
  provider_id: string;
  resource_id: string;
  resource: ColumnType<InventoryResource | null, string | null, string | null>;
}

interface ProviderAdviceTable {
  organization_id: string;
  provider_id: string;
  source: string;
  advice_id: string;
  resource_id: string | null;
  resource_type: string | null;
  account_id: string | null;
  region: string | null;
  action: string;
  title: string;
  monthly_savings: string | null;
  currency: string | null;
  details: Json<Record<string, unknown>>;
  first_seen_at: string;
  gone_at: string | null;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    providers: ProviderTable;
    provider_periods: ProviderPeriodTable;
    provider_calls: ProviderCallTable;
    resources: ResourceTable;
    resource_metrics: ResourceMetricTable;
    provider_advice: ProviderAdviceTable;
    sample_changes: SampleChangeTable;
  }
}
