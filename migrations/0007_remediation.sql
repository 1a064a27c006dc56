-- Changes carried out in clouds: proposals, approvals, what was done step by step, and how it went.

-- Whoever acts through a key of their own making can't approve what it proposed.
alter table api_keys add column created_by_id uuid;
update api_keys set created_by_id = audit_log.actor_id::uuid from audit_log
  where audit_log.organization_id = api_keys.organization_id and audit_log.action = 'api_key.created'
    and audit_log.target_id = api_keys.id::text and audit_log.actor_kind = 'user';

-- Who has to approve what, and when changes may begin.
create table remediation_settings (
  organization_id uuid primary key references organizations (id),
  settings jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null
);
alter table remediation_settings enable row level security;
create policy tenant on remediation_settings using (organization_id = current_organization_id());

-- Nothing is called while a stop is there; without a connection it stops all.
create table remediation_stops (
  organization_id uuid not null references organizations (id),
  provider_id uuid references providers (id) on delete cascade,
  reason text not null,
  stopped_by text not null,
  stopped_at timestamptz not null
);
create unique index remediation_stops_one on remediation_stops (organization_id, provider_id) nulls not distinct;
alter table remediation_stops enable row level security;
create policy tenant on remediation_stops using (organization_id = current_organization_id());

create table remediation_batches (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  canaries integer not null,
  at_once integer not null,
  created_by text not null,
  created_at timestamptz not null
);
create index remediation_batches_newest on remediation_batches (organization_id, created_at desc, id desc);
alter table remediation_batches enable row level security;
create policy tenant on remediation_batches using (organization_id = current_organization_id());

create table remediations (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  recommendation_id uuid references recommendations (id) on delete set null,
  batch_id uuid references remediation_batches (id) on delete set null,
  batch_place integer,
  provider_id uuid not null references providers (id) on delete cascade,
  provider text not null,
  resource_id text not null,
  resource_type text not null,
  resource_name text,
  account_id text not null,
  region text,
  environment text,
  owner text,
  action text not null,
  change jsonb not null,
  title text not null,
  note text,
  risk text not null,
  destructive boolean not null,
  reversibility text not null,
  -- A month of 30 days; null is unknown.
  monthly_savings numeric(38, 18),
  currency text,
  -- Of the finding: the series that it rests on, and when they were measured last.
  evidence jsonb not null,
  evidence_since date,
  preview jsonb not null,
  -- The workflow: see remediation/core/workflow.ts.
  state text not null check (state in ('proposed', 'approved', 'scheduled', 'executing', 'verifying', 'completed', 'failed',
    'rolling_back', 'rolled_back', 'rollback_failed', 'rejected', 'cancelled', 'expired')),
  state_changed_at timestamptz not null,
  requirement jsonb not null,
  proposed_by_id uuid,
  proposed_by text not null,
  proposed_at timestamptz not null,
  approvals jsonb not null,
  expires_at timestamptz not null,
  execute_on_approval boolean not null,
  -- What was wished when it was proposed, and when it may begin.
  wished_for timestamptz,
  scheduled_for timestamptz,
  has_changed boolean not null,
  is_reversible boolean not null,
  undo_until timestamptz,
  stop_requested boolean not null,
  -- The process that carries it out: what another still wants to write is not written.
  executor uuid,
  -- What was there before, whole, and what the steps learned.
  captured jsonb,
  kept jsonb not null,
  waiting_for text,
  problem text,
  started_at timestamptz,
  finished_at timestamptz,
  -- When it took effect: for the looks after a day and a week.
  completed_at timestamptz
);
-- One change of a resource at a time.
create unique index remediations_one_at_a_time on remediations (organization_id, provider_id, resource_id)
  where state in ('executing', 'verifying', 'rolling_back');
-- And one that waits: what was looked at for the second would not be so any more after the first.
create unique index remediations_one_waiting on remediations (organization_id, provider_id, resource_id)
  where state in ('proposed', 'approved', 'scheduled');
create index remediations_newest on remediations (organization_id, proposed_at desc, id desc);
create index remediations_state on remediations (organization_id, state);
create index remediations_recommendation on remediations (recommendation_id);
create index remediations_resource on remediations (organization_id, provider_id, resource_id);
create index remediations_batch on remediations (organization_id, batch_id, batch_place);
alter table remediations enable row level security;
create policy tenant on remediations using (organization_id = current_organization_id());

create table remediation_steps (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  remediation_id uuid not null references remediations (id) on delete cascade,
  phase text not null check (phase in ('execute', 'verify', 'undo')),
  round integer not null,
  place integer not null,
  step_id text not null,
  title text not null,
  state text not null check (state in ('pending', 'running', 'done', 'failed')),
  -- How often its call was made, and when last.
  calls_made integer not null default 0,
  called_at timestamptz,
  message text,
  started_at timestamptz,
  finished_at timestamptz
);
-- Begins with what it is of, as those below: connections are taken away with all that was done through them.
create unique index remediation_steps_place on remediation_steps (remediation_id, phase, round, place);
alter table remediation_steps enable row level security;
create policy tenant on remediation_steps using (organization_id = current_organization_id());

-- Calls as they were sent, written before; answers as they came, written after.
create table remediation_calls (
  id uuid primary key,
  place bigint generated always as identity,
  organization_id uuid not null references organizations (id),
  remediation_id uuid not null references remediations (id) on delete cascade,
  step_row_id uuid not null references remediation_steps (id) on delete cascade,
  kind text not null check (kind in ('look', 'change')),
  call jsonb not null,
  answer jsonb,
  started_at timestamptz not null,
  finished_at timestamptz
);
create index remediation_calls_of on remediation_calls (remediation_id, place);
create index remediation_calls_step on remediation_calls (step_row_id, kind, place);
alter table remediation_calls enable row level security;
create policy tenant on remediation_calls using (organization_id = current_organization_id());

create table remediation_entries (
  id uuid primary key,
  place bigint generated always as identity,
  organization_id uuid not null references organizations (id),
  remediation_id uuid not null references remediations (id) on delete cascade,
  kind text not null,
  actor text not null,
  text text,
  created_at timestamptz not null
);
create index remediation_entries_of on remediation_entries (remediation_id, place);
alter table remediation_entries enable row level security;
create policy tenant on remediation_entries using (organization_id = current_organization_id());

create table remediation_reviews (
  organization_id uuid not null references organizations (id),
  remediation_id uuid not null references remediations (id) on delete cascade,
  after text not null check (after in ('day', 'week')),
  reviewed_at timestamptz not null,
  review jsonb not null,
  primary key (remediation_id, after)
);
alter table remediation_reviews enable row level security;
create policy tenant on remediation_reviews using (organization_id = current_organization_id());
