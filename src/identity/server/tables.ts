import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Role } from '../../platform/core/endpoint.ts';

interface OrganizationTable {
  id: string;
  name: string;
  currency: Generated<string>;
  timezone: Generated<string>;
  fiscal_year_start: Generated<number>;
  locale: Generated<string>;
  external_id: Generated<string>;
  /** As given: what is left out has its default (`notificationSettingsSchema`). */
  notification_settings: ColumnType<unknown, string | undefined, string>;
  /** When the week is told next; null where that is to be found out. */
  weekly_due_at: Generated<string | null>;
  holiday_country: string | null;
  created_at: Generated<string>;
}
interface UserTable {
  id: string;
  organization_id: string;
  email: string;
  name: string;
  password_hash: string;
  role: Role;
  created_at: Generated<string>;
  last_login_at: string | null;
}
interface SessionTable {
  id: string;
  organization_id: string;
  user_id: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}
interface ApiKeyTable {
  id: string;
  organization_id: string;
  name: string;
  role: Role;
  key_hash: Buffer;
  prefix: string;
  created_by: string;
  created_by_id: string | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}
interface InvitationTable {
  id: string;
  organization_id: string;
  email: string;
  role: Role;
  token_hash: Buffer;
  invited_by: string;
  created_at: string;
  expires_at: string;
}
type Values = Record<string, unknown>;
interface AuditLogTable {
  id: Generated<number>;
  organization_id: string;
  at: string;
  actor_kind: 'user' | 'api_key' | 'system';
  actor_id: string | null;
  actor_name: string;
  action: string;
  target_kind: string;
  target_id: string | null;
  address: string | null;
  before: JSONColumnType<Values> | null;
  after: JSONColumnType<Values> | null;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    organizations: OrganizationTable;
    users: UserTable;
    sessions: SessionTable;
    api_keys: ApiKeyTable;
    invitations: InvitationTable;
    audit_log: AuditLogTable;
  }
}
