-- Background runs, what providers told of costs and when, and the inventory of connected clouds.

-- The name under which AWS accounts trust this organization; made by us, so that nobody can borrow another's role.
alter table organizations add column external_id uuid not null default gen_random_uuid();

-- The data folder that holds the charge rows of this database: no other may be used with it.
create schema installation;
create table installation.data_folder (id uuid primary key);

-- A run of a job. The row is the truth that people see; pg-boss only says when to look at it.
create table job_runs (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  -- What the run is about, such as a provider; null for the organization as a whole.
  target_id uuid,
  target_name text,
  status text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  -- Tries that count, and how often a process was told to take it up: each taking up is one job of pg-boss.
  attempt integer not null default 0,
  wake integer not null default 1,
  -- Counts takers: what one that lost the run still wants to write is not written.
  claim integer not null default 0,
  -- Not before this time: a retry, or the time a provider asked to wait for.
  run_after timestamptz not null,
  stage text,
  percent integer,
  message text,
  error text,
  counts jsonb not null default '{}',
  warnings jsonb not null default '[]',
  requested_by text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  cancel_requested_at timestamptz
);
-- One run of a job and target at a time, whatever the number of processes.
create unique index job_runs_one_at_a_time on job_runs (organization_id, name, target_id) nulls not distinct
  where status in ('queued', 'running');
create index job_runs_newest on job_runs (organization_id, created_at desc, id desc);
create index job_runs_target on job_runs (organization_id, target_id, created_at desc);
alter table job_runs enable row level security;
create policy tenant on job_runs using (organization_id = current_organization_id());

-- Runs that no process works on, for the process that starts or looks for them: their ids and nothing more.
create function list_waiting_job_runs()
  returns table (organization_id uuid, id uuid, name text, wake integer, run_after timestamptz)
  language sql stable security definer set search_path = public, pg_temp as
$$ select organization_id, id, name, wake, run_after from job_runs where status in ('queued', 'running') order by created_at $$;
grant execute on function list_waiting_job_runs() to finopsmind_app;

alter table providers
  add column account_id text,
  add column throttled_until timestamptz,
  -- The day for which the clouds' advice was read last: it changes once a day at most, and some of it is charged for.
  add column advised_on date;

-- Where loads come from, and what they must not be counted beside.
alter table cost_loads
  add column provider_id uuid references providers (id) on delete set null,
  -- The billing account as the source names it, where that is not how the rows do.
  add column source_account_id text,
  -- The only account that the source can see; null when it sees the whole billing account.
  add column scope_account_id text,
  add column sub_account_ids text[] not null default '{}';
drop index cost_loads_active;
create unique index cost_loads_active
  on cost_loads (organization_id, source, provider_name, billing_account_id, billing_period, currency, scope_account_id)
  nulls not distinct where status = 'active';

-- What was read of each billing period of a provider, so that a later sync reads only what may have changed.
create table provider_periods (
  organization_id uuid not null references organizations (id),
  provider_id uuid not null references providers (id) on delete cascade,
  cost_source text not null,
  billing_period date not null,
  -- What the provider names the state it was read in (an export's manifest), and what was read.
  revision text,
  content_sha256 text,
  rows bigint not null,
  read_at timestamptz not null,
  -- Set when the period is covered by another source, in words.
  covered_by text,
  primary key (organization_id, provider_id, cost_source, billing_period)
);
alter table provider_periods enable row level security;
create policy tenant on provider_periods using (organization_id = current_organization_id());

-- Calls that a provider charges for, by month.
create table provider_calls (
  organization_id uuid not null references organizations (id),
  provider_id uuid not null references providers (id) on delete cascade,
  month date not null,
  call text not null,
  calls bigint not null,
  charged_usd numeric(18, 6) not null,
  primary key (organization_id, provider_id, month, call)
);
alter table provider_calls enable row level security;
create policy tenant on provider_calls using (organization_id = current_organization_id());

create table resources (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  provider_id uuid not null references providers (id) on delete cascade,
  -- As the provider names it: an ARN, or an Azure resource id in lower case.
  resource_id text not null,
  resource_type text not null,
  name text,
  account_id text not null,
  region text,
  status text,
  created_at timestamptz,
  tags jsonb not null,
  attributes jsonb not null,
  parent_id text,
  attached_to text[] not null,
  -- The names under which bills may know it.
  billed_as text[] not null,
  first_seen_at timestamptz not null,
  changed_at timestamptz not null,
  -- The day before which its use was read: whole days do not change any more, and reading them is charged for.
  measured_on date,
  -- Null while it is there: it was seen by the last complete look at its type and region.
  gone_at timestamptz
);
create unique index resources_identity on resources (organization_id, provider_id, resource_id);
create index resources_kind on resources (organization_id, resource_type, region);
create index resources_provider on resources (organization_id, provider_id, resource_type, account_id, region);
alter table resources enable row level security;
create policy tenant on resources using (organization_id = current_organization_id());

-- Daily statistics of use: a row for each resource and metric, arrays by day from first_date on; null is unknown.
create table resource_metrics (
  organization_id uuid not null references organizations (id),
  provider_id uuid not null references providers (id) on delete cascade,
  resource_id text not null,
  metric text not null,
  first_date date not null,
  average real[] not null,
  maximum real[] not null,
  p95 real[] not null,
  p99 real[] not null,
  total float8[] not null,
  primary key (organization_id, provider_id, resource_id, metric)
);
alter table resource_metrics enable row level security;
create policy tenant on resource_metrics using (organization_id = current_organization_id());

-- What actions have made of resources of the sample company's cloud, which is generated anew for each day; null is gone.
create table sample_changes (
  organization_id uuid not null references organizations (id),
  provider_id uuid not null references providers (id) on delete cascade,
  resource_id text not null,
  resource jsonb,
  primary key (organization_id, provider_id, resource_id)
);
alter table sample_changes enable row level security;
create policy tenant on sample_changes using (organization_id = current_organization_id());

-- What the clouds themselves advise.
create table provider_advice (
  organization_id uuid not null references organizations (id),
  provider_id uuid not null references providers (id) on delete cascade,
  source text not null,
  advice_id text not null,
  resource_id text,
  resource_type text,
  account_id text,
  region text,
  action text not null,
  title text not null,
  monthly_savings numeric(38, 18),
  currency text,
  details jsonb not null,
  first_seen_at timestamptz not null,
  gone_at timestamptz,
  primary key (organization_id, provider_id, source, advice_id)
);
alter table provider_advice enable row level security;
create policy tenant on provider_advice using (organization_id = current_organization_id());
