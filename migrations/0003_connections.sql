-- Connections to clouds, and the keys that encrypt the secrets of an organization.

-- Each organization has a data key of its own, wrapped by ENCRYPTION_KEY; wrapped_with names the one that did it.
create table organization_keys (
  organization_id uuid primary key references organizations (id),
  wrapped_key bytea not null,
  wrapped_with text not null
);
alter table organization_keys enable row level security;
create policy tenant on organization_keys using (organization_id = current_organization_id());

create table providers (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  provider_type text not null,
  name text not null,
  enabled boolean not null,
  -- Encrypted under the organization's data key.
  credentials bytea not null,
  status text not null check (status in ('never_synced', 'connected', 'syncing', 'needs_attention', 'throttled', 'failed')),
  status_message text,
  last_sync_at timestamptz,
  created_by text not null,
  created_at timestamptz not null
);
create unique index providers_name on providers (organization_id, lower(name));
create index providers_organization on providers (organization_id, created_at, id);
alter table providers enable row level security;
create policy tenant on providers using (organization_id = current_organization_id());
