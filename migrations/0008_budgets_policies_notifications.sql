-- Budgets by filters, calendars and thresholds; policies; and notifications that reach people.

alter table budgets drop constraint budgets_period_check;
alter table budgets add constraint budgets_period_check check (period in ('month', 'quarter', 'year', 'custom'));
alter table budgets add column owner text;
alter table budgets add column filters jsonb;
update budgets set filters = coalesce((select jsonb_agg(jsonb_build_object('grouping', one.key, 'values', jsonb_build_array(one.value),
  'exclude', false) order by one.key collate "C") from jsonb_each_text(scope) as one), '[]');
alter table budgets alter column filters set not null;
alter table budgets drop column scope;
alter table budgets add column metric text not null default 'effective';
alter table budgets alter column metric drop default;
alter table budgets add column calendar text not null default 'fiscal';
alter table budgets alter column calendar drop default;
-- First day it is for, and the day after the last.
alter table budgets add column starts_on date;
alter table budgets add column ends_on date;
-- Amounts are exact decimals as texts: see budgets/core/amounts.ts.
alter table budgets add column given_amount jsonb;
update budgets set given_amount = jsonb_build_object('kind', 'fixed', 'amount', trim_scale(amount)::text);
alter table budgets alter column given_amount set not null;
alter table budgets drop column amount;
alter table budgets add column thresholds jsonb not null default
  '[{"basis": "actual", "unit": "percent", "value": 80, "bound": "mean"},
    {"basis": "actual", "unit": "percent", "value": 100, "bound": "mean"},
    {"basis": "forecast", "unit": "percent", "value": 100, "bound": "mean"}]';
alter table budgets alter column thresholds drop default;
alter table budgets add column parent_id uuid references budgets (id);
-- What they are judged by was set then: thresholds of periods that were over are not judged anew.
alter table budgets add column judged_since timestamptz not null default now();
alter table budgets alter column judged_since drop default;
create index budgets_parent on budgets (organization_id, parent_id);

-- A threshold that was crossed in a period; crossed anew after it was left, it is another row.
create table budget_alerts (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  budget_id uuid not null references budgets (id) on delete cascade,
  threshold_key text not null,
  threshold jsonb not null,
  period_start date not null,
  period_end date not null,
  crossed_at timestamptz not null,
  left_at timestamptz,
  amount numeric(38, 18) not null,
  measured numeric(38, 18) not null,
  data_through date not null,
  -- Not while another that is crossed says more.
  is_told boolean not null
);
create unique index budget_alerts_one on budget_alerts (organization_id, budget_id, threshold_key, period_start) where left_at is null;
create index budget_alerts_newest on budget_alerts (organization_id, budget_id, crossed_at desc, id desc);
alter table budget_alerts enable row level security;
create policy tenant on budget_alerts using (organization_id = current_organization_id());

-- Since when a connection does not work; kept through the pauses in which its provider asks to wait.
alter table providers add column failing_since timestamptz;

create table policies (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  description text not null,
  subject text not null,
  applies_when text not null,
  must_hold text not null,
  severity text not null,
  mode text not null check (mode in ('alert', 'require_approval', 'block')),
  enabled boolean not null,
  template_id text,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  checked_at timestamptz,
  problem text,
  unknown_because text,
  kept integer not null default 0,
  broken integer not null default 0,
  excepted integer not null default 0,
  unknown integer not null default 0
);
create index policies_oldest on policies (organization_id, created_at, id);
alter table policies enable row level security;
create policy tenant on policies using (organization_id = current_organization_id());

create table policy_violations (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  policy_id uuid not null references policies (id) on delete cascade,
  subject text not null,
  subject_id text not null,
  subject_name text not null,
  -- Id of the subject's page; null without one.
  page_id uuid,
  provider text,
  account_id text,
  region text,
  owner text,
  tags jsonb not null,
  monthly_cost numeric(38, 18),
  currency text,
  state text not null check (state in ('open', 'acknowledged', 'excepted', 'resolved')),
  facts jsonb not null,
  found_at timestamptz not null,
  seen_at timestamptz not null,
  resolved_at timestamptz,
  changed_by text,
  note text,
  -- Whether people were told of it by itself, so that they are told of its end as well.
  is_told boolean not null default false
);
-- What is found again after it was resolved is another violation.
create unique index policy_violations_one on policy_violations (organization_id, policy_id, subject_id) where state <> 'resolved';
create index policy_violations_newest on policy_violations (organization_id, found_at desc, id desc);
alter table policy_violations enable row level security;
create policy tenant on policy_violations using (organization_id = current_organization_id());

create table policy_exceptions (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  policy_id uuid not null references policies (id) on delete cascade,
  subject_id text,
  account_id text,
  reason text not null,
  expires_on date not null,
  created_by text not null,
  created_at timestamptz not null
);
create index policy_exceptions_newest on policy_exceptions (organization_id, created_at desc, id desc);
alter table policy_exceptions enable row level security;
create policy tenant on policy_exceptions using (organization_id = current_organization_id());

-- How well policies were kept at the end of each day that was checked, by account and owner; empty text is none.
create table policy_compliance (
  organization_id uuid not null references organizations (id),
  policy_id uuid not null references policies (id) on delete cascade,
  date date not null,
  account_id text not null,
  owner text not null,
  kept integer not null,
  broken integer not null,
  excepted integer not null,
  unknown integer not null,
  primary key (organization_id, policy_id, date, account_id, owner)
);
alter table policy_compliance enable row level security;
create policy tenant on policy_compliance using (organization_id = current_organization_id());

-- Events that notifications have not been made of yet.
alter table outbox add column told_at timestamptz;
-- Nobody wants to hear of what happened before there was anybody to tell.
update outbox set told_at = created_at;
create index outbox_untold on outbox (organization_id, id) where told_at is null;
create index outbox_told on outbox (organization_id, told_at) where told_at is not null;

alter table organizations add column notification_settings jsonb not null default '{}';
-- When the week is told next; null where that is to be found out, as after its hour was changed.
alter table organizations add column weekly_due_at timestamptz;

create table notification_channels (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  kind text not null check (kind in ('slack', 'email', 'webhook', 'teams')),
  name text not null,
  enabled boolean not null,
  -- Recipients of mail; empty for the others, whose address is in `secret`.
  recipients text[] not null,
  -- Host of the address, for people.
  host text,
  secret bytea,
  state text not null check (state in ('untested', 'ok', 'failing', 'gone')),
  last_error text,
  last_delivered_at timestamptz,
  created_by text not null,
  created_at timestamptz not null
);
create index notification_channels_oldest on notification_channels (organization_id, created_at, id);
alter table notification_channels enable row level security;
create policy tenant on notification_channels using (organization_id = current_organization_id());

create table notification_routes (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  route jsonb not null,
  created_at timestamptz not null
);
create index notification_routes_oldest on notification_routes (organization_id, created_at, id);
alter table notification_routes enable row level security;
create policy tenant on notification_routes using (organization_id = current_organization_id());

create table notifications (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  -- The same for all that is said of one incident.
  key text not null,
  event text not null,
  severity text not null,
  message jsonb not null,
  count integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  acknowledged_by text,
  acknowledged_at timestamptz,
  resolved_at timestamptz
);
-- What is told of again after it was over is another notification.
create unique index notifications_one on notifications (organization_id, key) where resolved_at is null;
create index notifications_newest on notifications (organization_id, last_at desc, id desc);
alter table notifications enable row level security;
create policy tenant on notifications using (organization_id = current_organization_id());

create table notification_reads (
  organization_id uuid not null references organizations (id),
  notification_id uuid not null references notifications (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  read_at timestamptz not null,
  primary key (notification_id, user_id)
);
alter table notification_reads enable row level security;
create policy tenant on notification_reads using (organization_id = current_organization_id());

-- Who is to be told, if nobody acknowledges until then.
create table notification_escalations (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  notification_id uuid not null references notifications (id) on delete cascade,
  route_id uuid not null,
  channel_ids uuid[] not null,
  due_at timestamptz not null,
  done_at timestamptz
);
create unique index notification_escalations_one on notification_escalations (notification_id, route_id);
create index notification_escalations_due on notification_escalations (organization_id, due_at) where done_at is null;
alter table notification_escalations enable row level security;
create policy tenant on notification_escalations using (organization_id = current_organization_id());

create table notification_deliveries (
  -- Goes with every attempt.
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  -- One of notification_channels, or a default of the server.
  channel_id uuid not null,
  channel_kind text not null,
  channel_name text not null,
  reason text not null check (reason in ('immediate', 'digest', 'escalation', 'resolved', 'test')),
  state text not null check (state in ('waiting', 'sending', 'delivered', 'failed')),
  -- What is sent, fixed when it is sent first; a digest gathers until then.
  notification_ids uuid[] not null,
  letter jsonb,
  attempts integer not null,
  due_at timestamptz,
  -- The other process that sends it is taken to be gone after this.
  leased_until timestamptz,
  error text,
  answer_status integer,
  created_at timestamptz not null,
  delivered_at timestamptz
);
create index notification_deliveries_due on notification_deliveries (organization_id, due_at) where state in ('waiting', 'sending');
create index notification_deliveries_newest on notification_deliveries (organization_id, created_at desc, id desc);
alter table notification_deliveries enable row level security;
create policy tenant on notification_deliveries using (organization_id = current_organization_id());

-- Organizations in which people may have to be told of something, for the process whose schedule asks: their ids and nothing more.
create function list_organizations_to_tell(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as
$$ select organization_id from outbox where told_at is null
   union select organization_id from notification_escalations where done_at is null and due_at <= at
   union select organization_id from notification_deliveries
     where state in ('waiting', 'sending') and case state when 'waiting' then due_at else leased_until end <= at
   union select id from organizations where weekly_due_at is null or weekly_due_at <= at $$;
grant execute on function list_organizations_to_tell(timestamptz) to finopsmind_app;
