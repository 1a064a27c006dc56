-- What is known about days, forecasts and how they did, incidents and what people said of them.

-- Events that one module tells others of, written with the change they are about.
create table outbox (
  id bigint generated always as identity primary key,
  organization_id uuid not null references organizations (id),
  type text not null,
  payload jsonb not null,
  created_at timestamptz not null
);
create index outbox_organization on outbox (organization_id, id);
alter table outbox enable row level security;
create policy tenant on outbox using (organization_id = current_organization_id());

-- The country whose public holidays count; null is none.
alter table organizations add column holiday_country text;

-- What people know before the bill does: planned changes, events, holidays of their own.
create table calendar_events (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  kind text not null check (kind in ('planned_change', 'commitment_purchase', 'commitment_expiry', 'recurring_fee', 'event', 'holiday')),
  name text not null,
  -- The costs it concerns, as an object of groupings and values; empty is all.
  scope jsonb not null,
  start_date date not null,
  -- The first day after it; null is for good.
  end_date date,
  -- By how much it changes costs, where that is known: so much a day in `currency`, or percent.
  currency text,
  amount_per_day numeric(38, 18),
  percent double precision,
  note text,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index calendar_events_start on calendar_events (organization_id, start_date);
alter table calendar_events enable row level security;
create policy tenant on calendar_events using (organization_id = current_organization_id());

-- One making of forecasts. `replayed` runs were made later, from the days before `data_through` alone.
create table forecast_runs (
  id uuid primary key,
  -- In the order in which they were stored, whatever the clock said: the last one made counts.
  place bigint generated always as identity,
  organization_id uuid not null references organizations (id),
  kind text not null check (kind in ('made', 'replayed')),
  made_at timestamptz not null,
  data_through date not null,
  -- What it was made from: the active loads, the version of the methods, and the calendar.
  inputs text not null,
  model_version text not null,
  series integer not null,
  -- Days ahead that are still kept of it.
  horizon integer not null
);
create unique index forecast_runs_day on forecast_runs (organization_id, kind, data_through);
alter table forecast_runs enable row level security;
create policy tenant on forecast_runs using (organization_id = current_organization_id());

-- A row for each slice; cumulative bounds are of the sum of days, and only the newest run has them.
create table forecasts (
  organization_id uuid not null references organizations (id),
  run_id uuid not null references forecast_runs (id) on delete cascade,
  currency text not null,
  scope_key text not null,
  scope jsonb not null,
  title text not null,
  -- The partition it belongs to: total, or a grouping. Its slices add up to the total, day by day.
  dimension text not null,
  -- By day from start_date on, 8 bytes each (little-endian double precision); empty where no forecast could be made.
  -- Written and read ten times as fast as arrays, which are spelled out and parsed.
  start_date date not null,
  mean bytea not null,
  lower_80 bytea not null,
  upper_80 bytea not null,
  lower_95 bytea not null,
  upper_95 bytea not null,
  cumulative_lower_80 bytea not null,
  cumulative_upper_80 bytea not null,
  cumulative_lower_95 bytea not null,
  cumulative_upper_95 bytea not null,
  model text,
  backtest jsonb not null,
  -- Cost of the last 30 days it was made from.
  last_30_days double precision not null,
  -- Cost of the month of the last complete day, through it; null when it is not known of every day.
  month_to_date double precision,
  reason text,
  primary key (run_id, currency, scope_key)
);
create index forecasts_list on forecasts (organization_id, run_id, dimension, last_30_days desc);
create index forecasts_slice on forecasts (organization_id, currency, scope_key);
alter table forecasts enable row level security;
create policy tenant on forecasts using (organization_id = current_organization_id());

create table anomaly_settings (
  organization_id uuid primary key references organizations (id),
  sensitivity text not null check (sensitivity in ('low', 'normal', 'high')),
  -- Money a day below which nothing is reported; null leaves it to the spend.
  minimum_impact double precision,
  -- Impact from which an incident is medium, high, critical; null leaves them to the spend.
  severity_impacts jsonb
);
alter table anomaly_settings enable row level security;
create policy tenant on anomaly_settings using (organization_id = current_organization_id());

-- How far detection has come, and from what.
create table anomaly_states (
  organization_id uuid primary key references organizations (id),
  -- First and last day that the last run judged.
  judged_from date not null,
  judged_through date not null,
  -- What it went by: the active loads, the detector, settings, patterns and calendar.
  inputs text not null,
  detector_version text not null,
  series integer not null,
  -- What tells whether the costs of a day are still those that were judged, by day from digests_start on.
  digests_start date not null,
  day_digests text[] not null,
  finished_at timestamptz not null
);
alter table anomaly_states enable row level security;
create policy tenant on anomaly_states using (organization_id = current_organization_id());

create table anomalies (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  currency text not null,
  scope_key text not null,
  scope jsonb not null,
  title text not null,
  kind text not null check (kind in ('spike', 'level_shift', 'drift', 'drop', 'new', 'vanished')),
  direction text not null check (direction in ('up', 'down')),
  status text not null check (status in ('open', 'acknowledged', 'resolved', 'expected', 'withdrawn')),
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  started_on date not null,
  -- The last day it lasted for so far, and whether it is over by then.
  last_day date not null,
  is_ongoing boolean not null,
  -- First and latest day on which a slice of it alarmed.
  first_alarm_on date not null,
  last_alarm_on date not null,
  -- The last complete day when it was found first, and when somebody resolved it.
  detected_on date not null,
  resolved_through date,
  -- Over its days so far.
  expected double precision not null,
  actual double precision not null,
  impact double precision not null,
  -- The largest deviation of one day.
  peak_per_day double precision not null,
  -- By day from series_start on; null where it is not known.
  series_start date not null,
  series_actual double precision[] not null,
  series_expected double precision[] not null,
  series_lower double precision[] not null,
  series_upper double precision[] not null,
  -- Slices and days that alarmed and are one with it (an anomaly is the incident, not one alarm).
  alarms jsonb not null,
  -- Why it was reported, in sentences.
  explanation jsonb not null,
  cause jsonb,
  owner text,
  -- The loads and the detector it was last judged with.
  load_version text not null,
  detector_version text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index anomalies_list on anomalies (organization_id, started_on desc, id);
alter table anomalies enable row level security;
create policy tenant on anomalies using (organization_id = current_organization_id());

-- What happened to an anomaly, by the detector or by people.
create table anomaly_entries (
  id uuid primary key,
  -- In the order in which they were written.
  place bigint generated always as identity,
  organization_id uuid not null references organizations (id),
  anomaly_id uuid not null references anomalies (id) on delete cascade,
  kind text not null,
  actor text not null,
  text text,
  created_at timestamptz not null
);
create index anomaly_entries_anomaly on anomaly_entries (organization_id, anomaly_id, place);
alter table anomaly_entries enable row level security;
create policy tenant on anomaly_entries using (organization_id = current_organization_id());

-- What people have called normal: deviations of this kind up to this size are not reported again.
create table normal_patterns (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  anomaly_id uuid references anomalies (id) on delete set null,
  currency text not null,
  scope_key text not null,
  scope jsonb not null,
  title text not null,
  direction text not null check (direction in ('up', 'down')),
  -- The largest deviation of one day that counts as normal.
  up_to_per_day double precision not null,
  note text,
  created_by text not null,
  created_at timestamptz not null
);
alter table normal_patterns enable row level security;
create policy tenant on normal_patterns using (organization_id = current_organization_id());

-- What is meant to be spent on a slice of the costs in each month, quarter or year.
create table budgets (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  scope jsonb not null,
  period text not null check (period in ('month', 'quarter', 'year')),
  amount numeric(38, 18) not null,
  currency text not null,
  created_by text not null,
  created_at timestamptz not null
);
create index budgets_list on budgets (organization_id, created_at, id);
alter table budgets enable row level security;
create policy tenant on budgets using (organization_id = current_organization_id());
