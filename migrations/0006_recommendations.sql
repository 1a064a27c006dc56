-- Recommendations: what rules found, what people decided, what organizations set, and what prices are known.

-- Prices that were read from the clouds' price lists, the same for everybody.
create table installation.prices (
  provider text not null check (provider in ('aws', 'azure')),
  service text not null,
  region text not null,
  sku text not null,
  unit text not null,
  -- In US dollars.
  price numeric(38, 18) not null,
  source_name text not null,
  read_on date not null,
  primary key (provider, service, region, sku)
);

-- The last run of an organization: what it was made from, so that the next one looks only at what has changed.
create table recommendation_runs (
  organization_id uuid primary key references organizations (id),
  finished_at timestamptz not null,
  as_of date not null,
  -- Loads, rules, settings and prices: where they are others, everything is judged again.
  inputs text not null,
  load_version text not null,
  resources integer not null,
  bill_start date,
  bill_end date,
  -- Resources that each rule could not judge, by rule.
  unknown jsonb not null,
  failed jsonb not null
);
alter table recommendation_runs enable row level security;
create policy tenant on recommendation_runs using (organization_id = current_organization_id());

-- What each resource was like when it was judged last.
create table recommendation_inputs (
  organization_id uuid not null references organizations (id),
  provider_id uuid not null references providers (id) on delete cascade,
  resource_id text not null,
  changed_at timestamptz not null,
  measured_on date,
  bill_digest text not null,
  -- Rules that could not tell, and those that failed.
  unknown text[] not null,
  failed text[] not null,
  primary key (organization_id, provider_id, resource_id)
);
alter table recommendation_inputs enable row level security;
create policy tenant on recommendation_inputs using (organization_id = current_organization_id());

create table recommendations (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  -- A rule, or `advice:` and what the cloud calls the action.
  rule_id text not null,
  type text not null,
  provider text not null,
  -- The connection; null where it is known from the bill alone.
  provider_id uuid references providers (id) on delete cascade,
  resource_id text not null,
  resource_type text not null,
  resource_name text,
  account_id text not null,
  region text,
  owner text,
  status text not null check (status in ('new', 'open', 'accepted', 'snoozed', 'dismissed', 'implemented', 'resolved')),
  snoozed_until date,
  dismissal_reason text,
  -- What it was before it was resolved, for when it comes back.
  status_before text,
  implemented_on date,
  resolved_on date,
  title text not null,
  reason text not null,
  impact text not null check (impact in ('low', 'medium', 'high')),
  confidence text not null,
  risk text not null,
  effort text not null,
  restart_needed boolean not null,
  reversible boolean not null,
  has_code boolean not null,
  -- A month of 30 days, with what other use takes up of freed commitments; null is unknown.
  monthly_savings numeric(38, 18),
  -- What the record of its rule leaves of it: the order of the list.
  expected_savings numeric(38, 18),
  list_savings numeric(38, 18),
  contracted_savings numeric(38, 18),
  taken_up numeric(38, 18),
  stranded numeric(38, 18),
  currency text,
  in_total boolean not null,
  -- Of the finding, what totals are made from: its own saving, what it takes hold of, and the commitments it frees.
  own_savings numeric(38, 18),
  claims jsonb not null,
  freed_commitments jsonb not null,
  sources text[] not null,
  finding jsonb not null,
  advice jsonb not null,
  -- Set where the last run could not judge it again.
  stale_because text,
  first_found_at timestamptz not null,
  found_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index recommendations_identity on recommendations (organization_id, rule_id, provider_id, resource_id) nulls not distinct;
create index recommendations_status on recommendations (organization_id, status);
create index recommendations_resource on recommendations (organization_id, provider_id, resource_id);
alter table recommendations enable row level security;
create policy tenant on recommendations using (organization_id = current_organization_id());

create table recommendation_entries (
  id uuid primary key,
  -- In the order in which they were written.
  place bigint generated always as identity,
  organization_id uuid not null references organizations (id),
  recommendation_id uuid not null references recommendations (id) on delete cascade,
  kind text not null,
  actor text not null,
  text text,
  created_at timestamptz not null
);
create index recommendation_entries_of on recommendation_entries (organization_id, recommendation_id, place);
alter table recommendation_entries enable row level security;
create policy tenant on recommendation_entries using (organization_id = current_organization_id());

-- What a change that was made has saved, as the bill shows.
create table recommendation_results (
  organization_id uuid not null references organizations (id),
  recommendation_id uuid not null references recommendations (id) on delete cascade,
  rule_id text not null,
  changed_on date not null,
  measured_through date not null,
  days integer not null,
  promised numeric(38, 18),
  realised numeric(38, 18),
  lower numeric(38, 18),
  upper numeric(38, 18),
  currency text not null,
  explanation text not null,
  primary key (organization_id, recommendation_id)
);
alter table recommendation_results enable row level security;
create policy tenant on recommendation_results using (organization_id = current_organization_id());

-- Thresholds of an organization, by rule; what is left out is as the rule has it.
create table recommendation_rules (
  organization_id uuid not null references organizations (id),
  rule_id text not null,
  enabled boolean not null,
  parameters jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (organization_id, rule_id)
);
alter table recommendation_rules enable row level security;
create policy tenant on recommendation_rules using (organization_id = current_organization_id());

create table recommendation_exceptions (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  -- Null is every rule.
  rule_id text,
  scope jsonb not null,
  excluded boolean not null,
  parameters jsonb not null,
  reason text not null,
  created_by text not null,
  created_at timestamptz not null
);
create index recommendation_exceptions_organization on recommendation_exceptions (organization_id, created_at, id);
alter table recommendation_exceptions enable row level security;
create policy tenant on recommendation_exceptions using (organization_id = current_organization_id());

-- By which tags environment and owner are known.
create table recommendation_settings (
  organization_id uuid primary key references organizations (id),
  labels jsonb not null
);
alter table recommendation_settings enable row level security;
create policy tenant on recommendation_settings using (organization_id = current_organization_id());

-- Which page a saved view is of.
alter table saved_views add column page text not null default 'explorer';
