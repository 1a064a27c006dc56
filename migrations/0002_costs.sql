-- Imports of billing files, the loads they brought (the rows themselves are in the cost store), and saved views.

-- Load ids count up within an organization and are never used again.
create table cost_load_counters (
  organization_id uuid primary key references organizations (id),
  last_load_id integer not null
);
alter table cost_load_counters enable row level security;
create policy tenant on cost_load_counters using (organization_id = current_organization_id());

create table imports (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  source text not null check (source in ('upload', 'sample')),
  file_name text not null,
  file_bytes bigint not null,
  file_sha256 text not null,
  status text not null check (status in ('queued', 'running', 'succeeded', 'failed')),
  on_bad_rows text not null check (on_bad_rows in ('refuse', 'quarantine')),
  format text,
  rows_read bigint,
  rows_loaded bigint,
  rows_rejected bigint,
  period_start date,
  period_end date,
  error text,
  issues jsonb not null default '[]',
  duplicate_of uuid,
  created_by text not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index imports_organization on imports (organization_id, created_at desc, id desc);
create index imports_waiting on imports (organization_id, created_at) where status in ('queued', 'running');
alter table imports enable row level security;
create policy tenant on imports using (organization_id = current_organization_id());

-- A load is what one source billed one account for one period in one currency. Queries read active loads only.
create table cost_loads (
  organization_id uuid not null references organizations (id),
  load_id integer not null,
  import_id uuid references imports (id) on delete set null,
  source text not null,
  provider_name text not null,
  billing_account_id text not null,
  billing_period date not null,
  currency text not null,
  rows bigint not null,
  billed_cost numeric(38, 18),
  effective_cost numeric(38, 18),
  list_cost numeric(38, 18),
  contracted_cost numeric(38, 18),
  first_date date not null,
  last_date date not null,
  data_through date not null,
  status text not null check (status in ('pending', 'active', 'replaced', 'removed', 'damaged')),
  -- The load that took its place, and what was in the place that this one took.
  replaced_by integer,
  replaced_rows bigint,
  replaced_billed_cost numeric(38, 18),
  replaced_effective_cost numeric(38, 18),
  created_at timestamptz not null,
  activated_at timestamptz,
  primary key (organization_id, load_id)
);
create unique index cost_loads_active
  on cost_loads (organization_id, source, provider_name, billing_account_id, billing_period, currency)
  where status = 'active';
create index cost_loads_import on cost_loads (import_id);
alter table cost_loads enable row level security;
create policy tenant on cost_loads using (organization_id = current_organization_id());

create table saved_views (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  search text not null,
  created_by text not null,
  created_at timestamptz not null
);
create index saved_views_organization on saved_views (organization_id, created_at, id);
alter table saved_views enable row level security;
create policy tenant on saved_views using (organization_id = current_organization_id());
