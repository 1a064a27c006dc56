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
  created_by: string;
  created_at: string;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    providers: ProviderTable;
  }
}
