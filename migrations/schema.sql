-- What the migrations make of an empty database. Written by test/schema.test.ts; do not edit.

create table anomalies (
  id uuid not null,
  organization_id uuid not null,
  currency text not null,
  scope_key text not null,
  scope jsonb not null,
  title text not null,
  kind text not null,
  direction text not null,
  status text not null,
  severity text not null,
  started_on date not null,
  last_day date not null,
  is_ongoing boolean not null,
  first_alarm_on date not null,
  last_alarm_on date not null,
  detected_on date not null,
  resolved_through date,
  expected double precision not null,
  actual double precision not null,
  impact double precision not null,
  peak_per_day double precision not null,
  series_start date not null,
  series_actual double precision[] not null,
  series_expected double precision[] not null,
  series_lower double precision[] not null,
  series_upper double precision[] not null,
  alarms jsonb not null,
  explanation jsonb not null,
  cause jsonb,
  owner text,
  load_version text not null,
  detector_version text not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null
);

alter table anomalies add constraint anomalies_direction_check CHECK ((direction = ANY (ARRAY['up'::text, 'down'::text])));

alter table anomalies add constraint anomalies_kind_check CHECK ((kind = ANY (ARRAY['spike'::text, 'level_shift'::text, 'drift'::text, 'drop'::text, 'new'::text, 'vanished'::text])));

alter table anomalies add constraint anomalies_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table anomalies add constraint anomalies_pkey PRIMARY KEY (id);

alter table anomalies add constraint anomalies_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])));

alter table anomalies add constraint anomalies_status_check CHECK ((status = ANY (ARRAY['open'::text, 'acknowledged'::text, 'resolved'::text, 'expected'::text, 'withdrawn'::text])));

CREATE INDEX anomalies_list ON public.anomalies USING btree (organization_id, started_on DESC, id);

alter table anomalies enable row level security;

create policy tenant on anomalies for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on anomalies to finopsmind_app;

create table anomaly_entries (
  id uuid not null,
  place bigint not null generated always as identity,
  organization_id uuid not null,
  anomaly_id uuid not null,
  kind text not null,
  actor text not null,
  text text,
  created_at timestamp with time zone not null
);

alter table anomaly_entries add constraint anomaly_entries_anomaly_id_fkey FOREIGN KEY (anomaly_id) REFERENCES anomalies(id) ON DELETE CASCADE;

alter table anomaly_entries add constraint anomaly_entries_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table anomaly_entries add constraint anomaly_entries_pkey PRIMARY KEY (id);

CREATE INDEX anomaly_entries_anomaly ON public.anomaly_entries USING btree (organization_id, anomaly_id, place);

alter table anomaly_entries enable row level security;

create policy tenant on anomaly_entries for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on anomaly_entries to finopsmind_app;

create table anomaly_settings (
  organization_id uuid not null,
  sensitivity text not null,
  minimum_impact double precision,
  severity_impacts jsonb
);

alter table anomaly_settings add constraint anomaly_settings_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table anomaly_settings add constraint anomaly_settings_pkey PRIMARY KEY (organization_id);

alter table anomaly_settings add constraint anomaly_settings_sensitivity_check CHECK ((sensitivity = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text])));

alter table anomaly_settings enable row level security;

create policy tenant on anomaly_settings for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on anomaly_settings to finopsmind_app;

create table anomaly_states (
  organization_id uuid not null,
  judged_from date not null,
  judged_through date not null,
  inputs text not null,
  detector_version text not null,
  series integer not null,
  digests_start date not null,
  day_digests text[] not null,
  finished_at timestamp with time zone not null
);

alter table anomaly_states add constraint anomaly_states_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table anomaly_states add constraint anomaly_states_pkey PRIMARY KEY (organization_id);

alter table anomaly_states enable row level security;

create policy tenant on anomaly_states for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on anomaly_states to finopsmind_app;

create table api_keys (
  id uuid not null,
  organization_id uuid not null,
  name text not null,
  role text not null,
  key_hash bytea not null,
  prefix text not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  created_by_id uuid
);

alter table api_keys add constraint api_keys_key_hash_key UNIQUE (key_hash);

alter table api_keys add constraint api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);

alter table api_keys add constraint api_keys_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'member'::text, 'viewer'::text])));

CREATE INDEX api_keys_organization ON public.api_keys USING btree (organization_id, created_at, id);

alter table api_keys enable row level security;

create policy tenant on api_keys for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on api_keys to finopsmind_app;

create table audit_log (
  id bigint not null generated always as identity,
  organization_id uuid not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  action text not null,
  target_kind text not null,
  target_id text,
  address text,
  before jsonb,
  after jsonb
);

alter table audit_log add constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'api_key'::text, 'system'::text])));

alter table audit_log add constraint audit_log_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table audit_log add constraint audit_log_pkey PRIMARY KEY (id);

CREATE INDEX audit_log_organization ON public.audit_log USING btree (organization_id, id DESC);

alter table audit_log enable row level security;

create policy tenant on audit_log for all to public
  using (organization_id = current_organization_id());

grant insert, select on audit_log to finopsmind_app;

create table budget_alerts (
  id uuid not null,
  organization_id uuid not null,
  budget_id uuid not null,
  threshold_key text not null,
  threshold jsonb not null,
  period_start date not null,
  period_end date not null,
  crossed_at timestamp with time zone not null,
  left_at timestamp with time zone,
  amount numeric(38,18) not null,
  measured numeric(38,18) not null,
  data_through date not null,
  is_told boolean not null
);

alter table budget_alerts add constraint budget_alerts_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id) ON DELETE CASCADE;

alter table budget_alerts add constraint budget_alerts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table budget_alerts add constraint budget_alerts_pkey PRIMARY KEY (id);

CREATE INDEX budget_alerts_newest ON public.budget_alerts USING btree (organization_id, budget_id, crossed_at DESC, id DESC);

CREATE UNIQUE INDEX budget_alerts_one ON public.budget_alerts USING btree (organization_id, budget_id, threshold_key, period_start) WHERE (left_at IS NULL);

alter table budget_alerts enable row level security;

create policy tenant on budget_alerts for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on budget_alerts to finopsmind_app;

create table budgets (
  id uuid not null,
  organization_id uuid not null,
  name text not null,
  period text not null,
  currency text not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  owner text,
  filters jsonb not null,
  metric text not null,
  calendar text not null,
  starts_on date,
  ends_on date,
  given_amount jsonb not null,
  thresholds jsonb not null,
  parent_id uuid,
  judged_since timestamp with time zone not null
);

alter table budgets add constraint budgets_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table budgets add constraint budgets_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES budgets(id);

alter table budgets add constraint budgets_period_check CHECK ((period = ANY (ARRAY['month'::text, 'quarter'::text, 'year'::text, 'custom'::text])));

alter table budgets add constraint budgets_pkey PRIMARY KEY (id);

CREATE INDEX budgets_list ON public.budgets USING btree (organization_id, created_at, id);

CREATE INDEX budgets_parent ON public.budgets USING btree (organization_id, parent_id);

alter table budgets enable row level security;

create policy tenant on budgets for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on budgets to finopsmind_app;

create table calendar_events (
  id uuid not null,
  organization_id uuid not null,
  kind text not null,
  name text not null,
  scope jsonb not null,
  start_date date not null,
  end_date date,
  currency text,
  amount_per_day numeric(38,18),
  percent double precision,
  note text,
  created_by text not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null
);

alter table calendar_events add constraint calendar_events_kind_check CHECK ((kind = ANY (ARRAY['planned_change'::text, 'commitment_purchase'::text, 'commitment_expiry'::text, 'recurring_fee'::text, 'event'::text, 'holiday'::text])));

alter table calendar_events add constraint calendar_events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table calendar_events add constraint calendar_events_pkey PRIMARY KEY (id);

CREATE INDEX calendar_events_start ON public.calendar_events USING btree (organization_id, start_date);

alter table calendar_events enable row level security;

create policy tenant on calendar_events for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on calendar_events to finopsmind_app;

create table cost_load_counters (
  organization_id uuid not null,
  last_load_id integer not null
);

alter table cost_load_counters add constraint cost_load_counters_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table cost_load_counters add constraint cost_load_counters_pkey PRIMARY KEY (organization_id);

alter table cost_load_counters enable row level security;

create policy tenant on cost_load_counters for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on cost_load_counters to finopsmind_app;

create table cost_loads (
  organization_id uuid not null,
  load_id integer not null,
  import_id uuid,
  source text not null,
  provider_name text not null,
  billing_account_id text not null,
  billing_period date not null,
  currency text not null,
  rows bigint not null,
  billed_cost numeric(38,18),
  effective_cost numeric(38,18),
  list_cost numeric(38,18),
  contracted_cost numeric(38,18),
  first_date date not null,
  last_date date not null,
  data_through date not null,
  status text not null,
  replaced_by integer,
  replaced_rows bigint,
  replaced_billed_cost numeric(38,18),
  replaced_effective_cost numeric(38,18),
  created_at timestamp with time zone not null,
  activated_at timestamp with time zone,
  provider_id uuid,
  source_account_id text,
  scope_account_id text,
  sub_account_ids text[] not null default '{}'::text[]
);

alter table cost_loads add constraint cost_loads_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE SET NULL;

alter table cost_loads add constraint cost_loads_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table cost_loads add constraint cost_loads_pkey PRIMARY KEY (organization_id, load_id);

alter table cost_loads add constraint cost_loads_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE SET NULL;

alter table cost_loads add constraint cost_loads_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'replaced'::text, 'removed'::text, 'damaged'::text])));

CREATE UNIQUE INDEX cost_loads_active ON public.cost_loads USING btree (organization_id, source, provider_name, billing_account_id, billing_period, currency, scope_account_id) NULLS NOT DISTINCT WHERE (status = 'active'::text);

CREATE INDEX cost_loads_import ON public.cost_loads USING btree (import_id);

alter table cost_loads enable row level security;

create policy tenant on cost_loads for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on cost_loads to finopsmind_app;

create table forecast_runs (
  id uuid not null,
  place bigint not null generated always as identity,
  organization_id uuid not null,
  kind text not null,
  made_at timestamp with time zone not null,
  data_through date not null,
  inputs text not null,
  model_version text not null,
  series integer not null,
  horizon integer not null
);

alter table forecast_runs add constraint forecast_runs_kind_check CHECK ((kind = ANY (ARRAY['made'::text, 'replayed'::text])));

alter table forecast_runs add constraint forecast_runs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table forecast_runs add constraint forecast_runs_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX forecast_runs_day ON public.forecast_runs USING btree (organization_id, kind, data_through);

alter table forecast_runs enable row level security;

create policy tenant on forecast_runs for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on forecast_runs to finopsmind_app;

create table forecasts (
  organization_id uuid not null,
  run_id uuid not null,
  currency text not null,
  scope_key text not null,
  scope jsonb not null,
  title text not null,
  dimension text not null,
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
  last_30_days double precision not null,
  month_to_date double precision,
  reason text
);

alter table forecasts add constraint forecasts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table forecasts add constraint forecasts_pkey PRIMARY KEY (run_id, currency, scope_key);

alter table forecasts add constraint forecasts_run_id_fkey FOREIGN KEY (run_id) REFERENCES forecast_runs(id) ON DELETE CASCADE;

CREATE INDEX forecasts_list ON public.forecasts USING btree (organization_id, run_id, dimension, last_30_days DESC);

CREATE INDEX forecasts_slice ON public.forecasts USING btree (organization_id, currency, scope_key);

alter table forecasts enable row level security;

create policy tenant on forecasts for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on forecasts to finopsmind_app;

create table imports (
  id uuid not null,
  organization_id uuid not null,
  source text not null,
  file_name text not null,
  file_bytes bigint not null,
  file_sha256 text not null,
  status text not null,
  on_bad_rows text not null,
  format text,
  rows_read bigint,
  rows_loaded bigint,
  rows_rejected bigint,
  period_start date,
  period_end date,
  error text,
  issues jsonb not null default '[]'::jsonb,
  duplicate_of uuid,
  created_by text not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone
);

alter table imports add constraint imports_on_bad_rows_check CHECK ((on_bad_rows = ANY (ARRAY['refuse'::text, 'quarantine'::text])));

alter table imports add constraint imports_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table imports add constraint imports_pkey PRIMARY KEY (id);

alter table imports add constraint imports_source_check CHECK ((source = ANY (ARRAY['upload'::text, 'sample'::text])));

alter table imports add constraint imports_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text])));

CREATE INDEX imports_organization ON public.imports USING btree (organization_id, created_at DESC, id DESC);

CREATE INDEX imports_waiting ON public.imports USING btree (organization_id, created_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));

alter table imports enable row level security;

create policy tenant on imports for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on imports to finopsmind_app;

create table invitations (
  id uuid not null,
  organization_id uuid not null,
  email text not null,
  role text not null,
  token_hash bytea not null,
  invited_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null
);

alter table invitations add constraint invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table invitations add constraint invitations_pkey PRIMARY KEY (id);

alter table invitations add constraint invitations_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'member'::text, 'viewer'::text])));

alter table invitations add constraint invitations_token_hash_key UNIQUE (token_hash);

CREATE UNIQUE INDEX invitations_email ON public.invitations USING btree (organization_id, lower(email));

alter table invitations enable row level security;

create policy tenant on invitations for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on invitations to finopsmind_app;

create table job_runs (
  id uuid not null,
  organization_id uuid not null,
  name text not null,
  target_id uuid,
  target_name text,
  status text not null,
  attempt integer not null default 0,
  wake integer not null default 1,
  claim integer not null default 0,
  run_after timestamp with time zone not null,
  stage text,
  percent integer,
  message text,
  error text,
  counts jsonb not null default '{}'::jsonb,
  warnings jsonb not null default '[]'::jsonb,
  requested_by text not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  cancel_requested_at timestamp with time zone
);

alter table job_runs add constraint job_runs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table job_runs add constraint job_runs_pkey PRIMARY KEY (id);

alter table job_runs add constraint job_runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])));

CREATE INDEX job_runs_newest ON public.job_runs USING btree (organization_id, created_at DESC, id DESC);

CREATE UNIQUE INDEX job_runs_one_at_a_time ON public.job_runs USING btree (organization_id, name, target_id) NULLS NOT DISTINCT WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX job_runs_target ON public.job_runs USING btree (organization_id, target_id, created_at DESC);

alter table job_runs enable row level security;

create policy tenant on job_runs for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on job_runs to finopsmind_app;

create table normal_patterns (
  id uuid not null,
  organization_id uuid not null,
  anomaly_id uuid,
  currency text not null,
  scope_key text not null,
  scope jsonb not null,
  title text not null,
  direction text not null,
  up_to_per_day double precision not null,
  note text,
  created_by text not null,
  created_at timestamp with time zone not null
);

alter table normal_patterns add constraint normal_patterns_anomaly_id_fkey FOREIGN KEY (anomaly_id) REFERENCES anomalies(id) ON DELETE SET NULL;

alter table normal_patterns add constraint normal_patterns_direction_check CHECK ((direction = ANY (ARRAY['up'::text, 'down'::text])));

alter table normal_patterns add constraint normal_patterns_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table normal_patterns add constraint normal_patterns_pkey PRIMARY KEY (id);

alter table normal_patterns enable row level security;

create policy tenant on normal_patterns for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on normal_patterns to finopsmind_app;

create table notification_channels (
  id uuid not null,
  organization_id uuid not null,
  kind text not null,
  name text not null,
  enabled boolean not null,
  recipients text[] not null,
  host text,
  secret bytea,
  state text not null,
  last_error text,
  last_delivered_at timestamp with time zone,
  created_by text not null,
  created_at timestamp with time zone not null
);

alter table notification_channels add constraint notification_channels_kind_check CHECK ((kind = ANY (ARRAY['slack'::text, 'email'::text, 'webhook'::text, 'teams'::text])));

alter table notification_channels add constraint notification_channels_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table notification_channels add constraint notification_channels_pkey PRIMARY KEY (id);

alter table notification_channels add constraint notification_channels_state_check CHECK ((state = ANY (ARRAY['untested'::text, 'ok'::text, 'failing'::text, 'gone'::text])));

CREATE INDEX notification_channels_oldest ON public.notification_channels USING btree (organization_id, created_at, id);

alter table notification_channels enable row level security;

create policy tenant on notification_channels for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on notification_channels to finopsmind_app;

create table notification_deliveries (
  id uuid not null,
  organization_id uuid not null,
  channel_id uuid not null,
  channel_kind text not null,
  channel_name text not null,
  reason text not null,
  state text not null,
  notification_ids uuid[] not null,
  letter jsonb,
  attempts integer not null,
  due_at timestamp with time zone,
  leased_until timestamp with time zone,
  error text,
  answer_status integer,
  created_at timestamp with time zone not null,
  delivered_at timestamp with time zone
);

alter table notification_deliveries add constraint notification_deliveries_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table notification_deliveries add constraint notification_deliveries_pkey PRIMARY KEY (id);

alter table notification_deliveries add constraint notification_deliveries_reason_check CHECK ((reason = ANY (ARRAY['immediate'::text, 'digest'::text, 'escalation'::text, 'resolved'::text, 'test'::text])));

alter table notification_deliveries add constraint notification_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'delivered'::text, 'failed'::text])));

CREATE INDEX notification_deliveries_due ON public.notification_deliveries USING btree (organization_id, due_at) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));

CREATE INDEX notification_deliveries_newest ON public.notification_deliveries USING btree (organization_id, created_at DESC, id DESC);

alter table notification_deliveries enable row level security;

create policy tenant on notification_deliveries for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on notification_deliveries to finopsmind_app;

create table notification_escalations (
  id uuid not null,
  organization_id uuid not null,
  notification_id uuid not null,
  route_id uuid not null,
  channel_ids uuid[] not null,
  due_at timestamp with time zone not null,
  done_at timestamp with time zone
);

alter table notification_escalations add constraint notification_escalations_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES notifications(id) ON DELETE CASCADE;

alter table notification_escalations add constraint notification_escalations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table notification_escalations add constraint notification_escalations_pkey PRIMARY KEY (id);

CREATE INDEX notification_escalations_due ON public.notification_escalations USING btree (organization_id, due_at) WHERE (done_at IS NULL);

CREATE UNIQUE INDEX notification_escalations_one ON public.notification_escalations USING btree (notification_id, route_id);

alter table notification_escalations enable row level security;

create policy tenant on notification_escalations for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on notification_escalations to finopsmind_app;

create table notification_reads (
  organization_id uuid not null,
  notification_id uuid not null,
  user_id uuid not null,
  read_at timestamp with time zone not null
);

alter table notification_reads add constraint notification_reads_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES notifications(id) ON DELETE CASCADE;

alter table notification_reads add constraint notification_reads_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table notification_reads add constraint notification_reads_pkey PRIMARY KEY (notification_id, user_id);

alter table notification_reads add constraint notification_reads_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table notification_reads enable row level security;

create policy tenant on notification_reads for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on notification_reads to finopsmind_app;

create table notification_routes (
  id uuid not null,
  organization_id uuid not null,
  route jsonb not null,
  created_at timestamp with time zone not null
);

alter table notification_routes add constraint notification_routes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table notification_routes add constraint notification_routes_pkey PRIMARY KEY (id);

CREATE INDEX notification_routes_oldest ON public.notification_routes USING btree (organization_id, created_at, id);

alter table notification_routes enable row level security;

create policy tenant on notification_routes for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on notification_routes to finopsmind_app;

create table notifications (
  id uuid not null,
  organization_id uuid not null,
  key text not null,
  event text not null,
  severity text not null,
  message jsonb not null,
  count integer not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  acknowledged_by text,
  acknowledged_at timestamp with time zone,
  resolved_at timestamp with time zone
);

alter table notifications add constraint notifications_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table notifications add constraint notifications_pkey PRIMARY KEY (id);

CREATE INDEX notifications_newest ON public.notifications USING btree (organization_id, last_at DESC, id DESC);

CREATE UNIQUE INDEX notifications_one ON public.notifications USING btree (organization_id, key) WHERE (resolved_at IS NULL);

alter table notifications enable row level security;

create policy tenant on notifications for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on notifications to finopsmind_app;

create table organization_keys (
  organization_id uuid not null,
  wrapped_key bytea not null,
  wrapped_with text not null
);

alter table organization_keys add constraint organization_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table organization_keys add constraint organization_keys_pkey PRIMARY KEY (organization_id);

alter table organization_keys enable row level security;

create policy tenant on organization_keys for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on organization_keys to finopsmind_app;

create table organizations (
  id uuid not null,
  name text not null,
  currency text not null default 'USD'::text,
  timezone text not null default 'UTC'::text,
  fiscal_year_start integer not null default 1,
  locale text not null default 'en-US'::text,
  created_at timestamp with time zone not null default now(),
  external_id uuid not null default gen_random_uuid(),
  holiday_country text,
  notification_settings jsonb not null default '{}'::jsonb,
  weekly_due_at timestamp with time zone
);

alter table organizations add constraint organizations_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table organizations add constraint organizations_fiscal_year_start_check CHECK (((fiscal_year_start >= 1) AND (fiscal_year_start <= 12)));

alter table organizations add constraint organizations_pkey PRIMARY KEY (id);

alter table organizations enable row level security;

create policy tenant on organizations for all to public
  using (id = current_organization_id());

grant delete, insert, select, update on organizations to finopsmind_app;

create table outbox (
  id bigint not null generated always as identity,
  organization_id uuid not null,
  type text not null,
  payload jsonb not null,
  created_at timestamp with time zone not null,
  told_at timestamp with time zone
);

alter table outbox add constraint outbox_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table outbox add constraint outbox_pkey PRIMARY KEY (id);

CREATE INDEX outbox_organization ON public.outbox USING btree (organization_id, id);

CREATE INDEX outbox_told ON public.outbox USING btree (organization_id, told_at) WHERE (told_at IS NOT NULL);

CREATE INDEX outbox_untold ON public.outbox USING btree (organization_id, id) WHERE (told_at IS NULL);

alter table outbox enable row level security;

create policy tenant on outbox for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on outbox to finopsmind_app;

create table policies (
  id uuid not null,
  organization_id uuid not null,
  name text not null,
  description text not null,
  subject text not null,
  applies_when text not null,
  must_hold text not null,
  severity text not null,
  mode text not null,
  enabled boolean not null,
  template_id text,
  created_by text not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  problem text,
  unknown_because text,
  kept integer not null default 0,
  broken integer not null default 0,
  excepted integer not null default 0,
  unknown integer not null default 0
);

alter table policies add constraint policies_mode_check CHECK ((mode = ANY (ARRAY['alert'::text, 'require_approval'::text, 'block'::text])));

alter table policies add constraint policies_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table policies add constraint policies_pkey PRIMARY KEY (id);

CREATE INDEX policies_oldest ON public.policies USING btree (organization_id, created_at, id);

alter table policies enable row level security;

create policy tenant on policies for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on policies to finopsmind_app;

create table policy_compliance (
  organization_id uuid not null,
  policy_id uuid not null,
  date date not null,
  account_id text not null,
  owner text not null,
  kept integer not null,
  broken integer not null,
  excepted integer not null,
  unknown integer not null
);

alter table policy_compliance add constraint policy_compliance_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table policy_compliance add constraint policy_compliance_pkey PRIMARY KEY (organization_id, policy_id, date, account_id, owner);

alter table policy_compliance add constraint policy_compliance_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES policies(id) ON DELETE CASCADE;

alter table policy_compliance enable row level security;

create policy tenant on policy_compliance for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on policy_compliance to finopsmind_app;

create table policy_exceptions (
  id uuid not null,
  organization_id uuid not null,
  policy_id uuid not null,
  subject_id text,
  account_id text,
  reason text not null,
  expires_on date not null,
  created_by text not null,
  created_at timestamp with time zone not null
);

alter table policy_exceptions add constraint policy_exceptions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table policy_exceptions add constraint policy_exceptions_pkey PRIMARY KEY (id);

alter table policy_exceptions add constraint policy_exceptions_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES policies(id) ON DELETE CASCADE;

CREATE INDEX policy_exceptions_newest ON public.policy_exceptions USING btree (organization_id, created_at DESC, id DESC);

alter table policy_exceptions enable row level security;

create policy tenant on policy_exceptions for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on policy_exceptions to finopsmind_app;

create table policy_violations (
  id uuid not null,
  organization_id uuid not null,
  policy_id uuid not null,
  subject text not null,
  subject_id text not null,
  subject_name text not null,
  page_id uuid,
  provider text,
  account_id text,
  region text,
  owner text,
  tags jsonb not null,
  monthly_cost numeric(38,18),
  currency text,
  state text not null,
  facts jsonb not null,
  found_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  resolved_at timestamp with time zone,
  changed_by text,
  note text,
  is_told boolean not null default false
);

alter table policy_violations add constraint policy_violations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table policy_violations add constraint policy_violations_pkey PRIMARY KEY (id);

alter table policy_violations add constraint policy_violations_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES policies(id) ON DELETE CASCADE;

alter table policy_violations add constraint policy_violations_state_check CHECK ((state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'excepted'::text, 'resolved'::text])));

CREATE INDEX policy_violations_newest ON public.policy_violations USING btree (organization_id, found_at DESC, id DESC);

CREATE UNIQUE INDEX policy_violations_one ON public.policy_violations USING btree (organization_id, policy_id, subject_id) WHERE (state <> 'resolved'::text);

alter table policy_violations enable row level security;

create policy tenant on policy_violations for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on policy_violations to finopsmind_app;

create table provider_advice (
  organization_id uuid not null,
  provider_id uuid not null,
  source text not null,
  advice_id text not null,
  resource_id text,
  resource_type text,
  account_id text,
  region text,
  action text not null,
  title text not null,
  monthly_savings numeric(38,18),
  currency text,
  details jsonb not null,
  first_seen_at timestamp with time zone not null,
  gone_at timestamp with time zone
);

alter table provider_advice add constraint provider_advice_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table provider_advice add constraint provider_advice_pkey PRIMARY KEY (organization_id, provider_id, source, advice_id);

alter table provider_advice add constraint provider_advice_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table provider_advice enable row level security;

create policy tenant on provider_advice for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on provider_advice to finopsmind_app;

create table provider_calls (
  organization_id uuid not null,
  provider_id uuid not null,
  month date not null,
  call text not null,
  calls bigint not null,
  charged_usd numeric(18,6) not null
);

alter table provider_calls add constraint provider_calls_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table provider_calls add constraint provider_calls_pkey PRIMARY KEY (organization_id, provider_id, month, call);

alter table provider_calls add constraint provider_calls_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table provider_calls enable row level security;

create policy tenant on provider_calls for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on provider_calls to finopsmind_app;

create table provider_periods (
  organization_id uuid not null,
  provider_id uuid not null,
  cost_source text not null,
  billing_period date not null,
  revision text,
  content_sha256 text,
  rows bigint not null,
  read_at timestamp with time zone not null,
  covered_by text
);

alter table provider_periods add constraint provider_periods_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table provider_periods add constraint provider_periods_pkey PRIMARY KEY (organization_id, provider_id, cost_source, billing_period);

alter table provider_periods add constraint provider_periods_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table provider_periods enable row level security;

create policy tenant on provider_periods for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on provider_periods to finopsmind_app;

create table providers (
  id uuid not null,
  organization_id uuid not null,
  provider_type text not null,
  name text not null,
  enabled boolean not null,
  credentials bytea not null,
  status text not null,
  status_message text,
  last_sync_at timestamp with time zone,
  created_by text not null,
  created_at timestamp with time zone not null,
  account_id text,
  throttled_until timestamp with time zone,
  advised_on date,
  failing_since timestamp with time zone
);

alter table providers add constraint providers_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table providers add constraint providers_pkey PRIMARY KEY (id);

alter table providers add constraint providers_status_check CHECK ((status = ANY (ARRAY['never_synced'::text, 'connected'::text, 'syncing'::text, 'needs_attention'::text, 'throttled'::text, 'failed'::text])));

CREATE UNIQUE INDEX providers_name ON public.providers USING btree (organization_id, lower(name));

CREATE INDEX providers_organization ON public.providers USING btree (organization_id, created_at, id);

alter table providers enable row level security;

create policy tenant on providers for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on providers to finopsmind_app;

create table recommendation_entries (
  id uuid not null,
  place bigint not null generated always as identity,
  organization_id uuid not null,
  recommendation_id uuid not null,
  kind text not null,
  actor text not null,
  text text,
  created_at timestamp with time zone not null
);

alter table recommendation_entries add constraint recommendation_entries_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendation_entries add constraint recommendation_entries_pkey PRIMARY KEY (id);

alter table recommendation_entries add constraint recommendation_entries_recommendation_id_fkey FOREIGN KEY (recommendation_id) REFERENCES recommendations(id) ON DELETE CASCADE;

CREATE INDEX recommendation_entries_of ON public.recommendation_entries USING btree (organization_id, recommendation_id, place);

alter table recommendation_entries enable row level security;

create policy tenant on recommendation_entries for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendation_entries to finopsmind_app;

create table recommendation_exceptions (
  id uuid not null,
  organization_id uuid not null,
  rule_id text,
  scope jsonb not null,
  excluded boolean not null,
  parameters jsonb not null,
  reason text not null,
  created_by text not null,
  created_at timestamp with time zone not null
);

alter table recommendation_exceptions add constraint recommendation_exceptions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendation_exceptions add constraint recommendation_exceptions_pkey PRIMARY KEY (id);

CREATE INDEX recommendation_exceptions_organization ON public.recommendation_exceptions USING btree (organization_id, created_at, id);

alter table recommendation_exceptions enable row level security;

create policy tenant on recommendation_exceptions for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendation_exceptions to finopsmind_app;

create table recommendation_inputs (
  organization_id uuid not null,
  provider_id uuid not null,
  resource_id text not null,
  changed_at timestamp with time zone not null,
  measured_on date,
  bill_digest text not null,
  unknown text[] not null,
  failed text[] not null
);

alter table recommendation_inputs add constraint recommendation_inputs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendation_inputs add constraint recommendation_inputs_pkey PRIMARY KEY (organization_id, provider_id, resource_id);

alter table recommendation_inputs add constraint recommendation_inputs_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table recommendation_inputs enable row level security;

create policy tenant on recommendation_inputs for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendation_inputs to finopsmind_app;

create table recommendation_results (
  organization_id uuid not null,
  recommendation_id uuid not null,
  rule_id text not null,
  changed_on date not null,
  measured_through date not null,
  days integer not null,
  promised numeric(38,18),
  realised numeric(38,18),
  lower numeric(38,18),
  upper numeric(38,18),
  currency text not null,
  explanation text not null
);

alter table recommendation_results add constraint recommendation_results_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendation_results add constraint recommendation_results_pkey PRIMARY KEY (organization_id, recommendation_id);

alter table recommendation_results add constraint recommendation_results_recommendation_id_fkey FOREIGN KEY (recommendation_id) REFERENCES recommendations(id) ON DELETE CASCADE;

alter table recommendation_results enable row level security;

create policy tenant on recommendation_results for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendation_results to finopsmind_app;

create table recommendation_rules (
  organization_id uuid not null,
  rule_id text not null,
  enabled boolean not null,
  parameters jsonb not null,
  changed_by text not null,
  changed_at timestamp with time zone not null
);

alter table recommendation_rules add constraint recommendation_rules_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendation_rules add constraint recommendation_rules_pkey PRIMARY KEY (organization_id, rule_id);

alter table recommendation_rules enable row level security;

create policy tenant on recommendation_rules for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendation_rules to finopsmind_app;

create table recommendation_runs (
  organization_id uuid not null,
  finished_at timestamp with time zone not null,
  as_of date not null,
  inputs text not null,
  load_version text not null,
  resources integer not null,
  bill_start date,
  bill_end date,
  unknown jsonb not null,
  failed jsonb not null
);

alter table recommendation_runs add constraint recommendation_runs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendation_runs add constraint recommendation_runs_pkey PRIMARY KEY (organization_id);

alter table recommendation_runs enable row level security;

create policy tenant on recommendation_runs for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendation_runs to finopsmind_app;

create table recommendation_settings (
  organization_id uuid not null,
  labels jsonb not null
);

alter table recommendation_settings add constraint recommendation_settings_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendation_settings add constraint recommendation_settings_pkey PRIMARY KEY (organization_id);

alter table recommendation_settings enable row level security;

create policy tenant on recommendation_settings for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendation_settings to finopsmind_app;

create table recommendations (
  id uuid not null,
  organization_id uuid not null,
  rule_id text not null,
  type text not null,
  provider text not null,
  provider_id uuid,
  resource_id text not null,
  resource_type text not null,
  resource_name text,
  account_id text not null,
  region text,
  owner text,
  status text not null,
  snoozed_until date,
  dismissal_reason text,
  status_before text,
  implemented_on date,
  resolved_on date,
  title text not null,
  reason text not null,
  impact text not null,
  confidence text not null,
  risk text not null,
  effort text not null,
  restart_needed boolean not null,
  reversible boolean not null,
  has_code boolean not null,
  monthly_savings numeric(38,18),
  expected_savings numeric(38,18),
  list_savings numeric(38,18),
  contracted_savings numeric(38,18),
  taken_up numeric(38,18),
  stranded numeric(38,18),
  currency text,
  in_total boolean not null,
  own_savings numeric(38,18),
  claims jsonb not null,
  freed_commitments jsonb not null,
  sources text[] not null,
  finding jsonb not null,
  advice jsonb not null,
  stale_because text,
  first_found_at timestamp with time zone not null,
  found_at timestamp with time zone not null,
  changed_at timestamp with time zone not null
);

alter table recommendations add constraint recommendations_impact_check CHECK ((impact = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text])));

alter table recommendations add constraint recommendations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table recommendations add constraint recommendations_pkey PRIMARY KEY (id);

alter table recommendations add constraint recommendations_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table recommendations add constraint recommendations_status_check CHECK ((status = ANY (ARRAY['new'::text, 'open'::text, 'accepted'::text, 'snoozed'::text, 'dismissed'::text, 'implemented'::text, 'resolved'::text])));

CREATE UNIQUE INDEX recommendations_identity ON public.recommendations USING btree (organization_id, rule_id, provider_id, resource_id) NULLS NOT DISTINCT;

CREATE INDEX recommendations_resource ON public.recommendations USING btree (organization_id, provider_id, resource_id);

CREATE INDEX recommendations_status ON public.recommendations USING btree (organization_id, status);

alter table recommendations enable row level security;

create policy tenant on recommendations for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on recommendations to finopsmind_app;

create table remediation_batches (
  id uuid not null,
  organization_id uuid not null,
  name text not null,
  canaries integer not null,
  at_once integer not null,
  created_by text not null,
  created_at timestamp with time zone not null
);

alter table remediation_batches add constraint remediation_batches_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediation_batches add constraint remediation_batches_pkey PRIMARY KEY (id);

CREATE INDEX remediation_batches_newest ON public.remediation_batches USING btree (organization_id, created_at DESC, id DESC);

alter table remediation_batches enable row level security;

create policy tenant on remediation_batches for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediation_batches to finopsmind_app;

create table remediation_calls (
  id uuid not null,
  place bigint not null generated always as identity,
  organization_id uuid not null,
  remediation_id uuid not null,
  step_row_id uuid not null,
  kind text not null,
  call jsonb not null,
  answer jsonb,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone
);

alter table remediation_calls add constraint remediation_calls_kind_check CHECK ((kind = ANY (ARRAY['look'::text, 'change'::text])));

alter table remediation_calls add constraint remediation_calls_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediation_calls add constraint remediation_calls_pkey PRIMARY KEY (id);

alter table remediation_calls add constraint remediation_calls_remediation_id_fkey FOREIGN KEY (remediation_id) REFERENCES remediations(id) ON DELETE CASCADE;

alter table remediation_calls add constraint remediation_calls_step_row_id_fkey FOREIGN KEY (step_row_id) REFERENCES remediation_steps(id) ON DELETE CASCADE;

CREATE INDEX remediation_calls_of ON public.remediation_calls USING btree (remediation_id, place);

CREATE INDEX remediation_calls_step ON public.remediation_calls USING btree (step_row_id, kind, place);

alter table remediation_calls enable row level security;

create policy tenant on remediation_calls for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediation_calls to finopsmind_app;

create table remediation_entries (
  id uuid not null,
  place bigint not null generated always as identity,
  organization_id uuid not null,
  remediation_id uuid not null,
  kind text not null,
  actor text not null,
  text text,
  created_at timestamp with time zone not null
);

alter table remediation_entries add constraint remediation_entries_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediation_entries add constraint remediation_entries_pkey PRIMARY KEY (id);

alter table remediation_entries add constraint remediation_entries_remediation_id_fkey FOREIGN KEY (remediation_id) REFERENCES remediations(id) ON DELETE CASCADE;

CREATE INDEX remediation_entries_of ON public.remediation_entries USING btree (remediation_id, place);

alter table remediation_entries enable row level security;

create policy tenant on remediation_entries for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediation_entries to finopsmind_app;

create table remediation_reviews (
  organization_id uuid not null,
  remediation_id uuid not null,
  after text not null,
  reviewed_at timestamp with time zone not null,
  review jsonb not null
);

alter table remediation_reviews add constraint remediation_reviews_after_check CHECK ((after = ANY (ARRAY['day'::text, 'week'::text])));

alter table remediation_reviews add constraint remediation_reviews_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediation_reviews add constraint remediation_reviews_pkey PRIMARY KEY (remediation_id, after);

alter table remediation_reviews add constraint remediation_reviews_remediation_id_fkey FOREIGN KEY (remediation_id) REFERENCES remediations(id) ON DELETE CASCADE;

alter table remediation_reviews enable row level security;

create policy tenant on remediation_reviews for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediation_reviews to finopsmind_app;

create table remediation_settings (
  organization_id uuid not null,
  settings jsonb not null,
  changed_by text not null,
  changed_at timestamp with time zone not null
);

alter table remediation_settings add constraint remediation_settings_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediation_settings add constraint remediation_settings_pkey PRIMARY KEY (organization_id);

alter table remediation_settings enable row level security;

create policy tenant on remediation_settings for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediation_settings to finopsmind_app;

create table remediation_steps (
  id uuid not null,
  organization_id uuid not null,
  remediation_id uuid not null,
  phase text not null,
  round integer not null,
  place integer not null,
  step_id text not null,
  title text not null,
  state text not null,
  calls_made integer not null default 0,
  called_at timestamp with time zone,
  message text,
  started_at timestamp with time zone,
  finished_at timestamp with time zone
);

alter table remediation_steps add constraint remediation_steps_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediation_steps add constraint remediation_steps_phase_check CHECK ((phase = ANY (ARRAY['execute'::text, 'verify'::text, 'undo'::text])));

alter table remediation_steps add constraint remediation_steps_pkey PRIMARY KEY (id);

alter table remediation_steps add constraint remediation_steps_remediation_id_fkey FOREIGN KEY (remediation_id) REFERENCES remediations(id) ON DELETE CASCADE;

alter table remediation_steps add constraint remediation_steps_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'done'::text, 'failed'::text])));

CREATE UNIQUE INDEX remediation_steps_place ON public.remediation_steps USING btree (remediation_id, phase, round, place);

alter table remediation_steps enable row level security;

create policy tenant on remediation_steps for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediation_steps to finopsmind_app;

create table remediation_stops (
  organization_id uuid not null,
  provider_id uuid,
  reason text not null,
  stopped_by text not null,
  stopped_at timestamp with time zone not null
);

alter table remediation_stops add constraint remediation_stops_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediation_stops add constraint remediation_stops_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

CREATE UNIQUE INDEX remediation_stops_one ON public.remediation_stops USING btree (organization_id, provider_id) NULLS NOT DISTINCT;

alter table remediation_stops enable row level security;

create policy tenant on remediation_stops for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediation_stops to finopsmind_app;

create table remediations (
  id uuid not null,
  organization_id uuid not null,
  recommendation_id uuid,
  batch_id uuid,
  batch_place integer,
  provider_id uuid not null,
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
  monthly_savings numeric(38,18),
  currency text,
  evidence jsonb not null,
  evidence_since date,
  preview jsonb not null,
  state text not null,
  state_changed_at timestamp with time zone not null,
  requirement jsonb not null,
  proposed_by_id uuid,
  proposed_by text not null,
  proposed_at timestamp with time zone not null,
  approvals jsonb not null,
  expires_at timestamp with time zone not null,
  execute_on_approval boolean not null,
  wished_for timestamp with time zone,
  scheduled_for timestamp with time zone,
  has_changed boolean not null,
  is_reversible boolean not null,
  undo_until timestamp with time zone,
  stop_requested boolean not null,
  executor uuid,
  captured jsonb,
  kept jsonb not null,
  waiting_for text,
  problem text,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  completed_at timestamp with time zone
);

alter table remediations add constraint remediations_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES remediation_batches(id) ON DELETE SET NULL;

alter table remediations add constraint remediations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table remediations add constraint remediations_pkey PRIMARY KEY (id);

alter table remediations add constraint remediations_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table remediations add constraint remediations_recommendation_id_fkey FOREIGN KEY (recommendation_id) REFERENCES recommendations(id) ON DELETE SET NULL;

alter table remediations add constraint remediations_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'scheduled'::text, 'executing'::text, 'verifying'::text, 'completed'::text, 'failed'::text, 'rolling_back'::text, 'rolled_back'::text, 'rollback_failed'::text, 'rejected'::text, 'cancelled'::text, 'expired'::text])));

CREATE INDEX remediations_batch ON public.remediations USING btree (organization_id, batch_id, batch_place);

CREATE INDEX remediations_newest ON public.remediations USING btree (organization_id, proposed_at DESC, id DESC);

CREATE UNIQUE INDEX remediations_one_at_a_time ON public.remediations USING btree (organization_id, provider_id, resource_id) WHERE (state = ANY (ARRAY['executing'::text, 'verifying'::text, 'rolling_back'::text]));

CREATE UNIQUE INDEX remediations_one_waiting ON public.remediations USING btree (organization_id, provider_id, resource_id) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text, 'scheduled'::text]));

CREATE INDEX remediations_recommendation ON public.remediations USING btree (recommendation_id);

CREATE INDEX remediations_resource ON public.remediations USING btree (organization_id, provider_id, resource_id);

CREATE INDEX remediations_state ON public.remediations USING btree (organization_id, state);

alter table remediations enable row level security;

create policy tenant on remediations for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on remediations to finopsmind_app;

create table resource_metrics (
  organization_id uuid not null,
  provider_id uuid not null,
  resource_id text not null,
  metric text not null,
  first_date date not null,
  average real[] not null,
  maximum real[] not null,
  p95 real[] not null,
  p99 real[] not null,
  total double precision[] not null
);

alter table resource_metrics add constraint resource_metrics_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table resource_metrics add constraint resource_metrics_pkey PRIMARY KEY (organization_id, provider_id, resource_id, metric);

alter table resource_metrics add constraint resource_metrics_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table resource_metrics enable row level security;

create policy tenant on resource_metrics for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on resource_metrics to finopsmind_app;

create table resources (
  id uuid not null,
  organization_id uuid not null,
  provider_id uuid not null,
  resource_id text not null,
  resource_type text not null,
  name text,
  account_id text not null,
  region text,
  status text,
  created_at timestamp with time zone,
  tags jsonb not null,
  attributes jsonb not null,
  parent_id text,
  attached_to text[] not null,
  billed_as text[] not null,
  first_seen_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  measured_on date,
  gone_at timestamp with time zone
);

alter table resources add constraint resources_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table resources add constraint resources_pkey PRIMARY KEY (id);

alter table resources add constraint resources_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

CREATE UNIQUE INDEX resources_identity ON public.resources USING btree (organization_id, provider_id, resource_id);

CREATE INDEX resources_kind ON public.resources USING btree (organization_id, resource_type, region);

CREATE INDEX resources_provider ON public.resources USING btree (organization_id, provider_id, resource_type, account_id, region);

alter table resources enable row level security;

create policy tenant on resources for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on resources to finopsmind_app;

create table sample_changes (
  organization_id uuid not null,
  provider_id uuid not null,
  resource_id text not null,
  resource jsonb
);

alter table sample_changes add constraint sample_changes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table sample_changes add constraint sample_changes_pkey PRIMARY KEY (organization_id, provider_id, resource_id);

alter table sample_changes add constraint sample_changes_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES providers(id) ON DELETE CASCADE;

alter table sample_changes enable row level security;

create policy tenant on sample_changes for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on sample_changes to finopsmind_app;

create table saved_views (
  id uuid not null,
  organization_id uuid not null,
  name text not null,
  search text not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  page text not null default 'explorer'::text
);

alter table saved_views add constraint saved_views_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table saved_views add constraint saved_views_pkey PRIMARY KEY (id);

CREATE INDEX saved_views_organization ON public.saved_views USING btree (organization_id, created_at, id);

alter table saved_views enable row level security;

create policy tenant on saved_views for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on saved_views to finopsmind_app;

create table schema_migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now()
);

alter table schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (name);

create table sessions (
  id uuid not null,
  organization_id uuid not null,
  user_id uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone
);

alter table sessions add constraint sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table sessions add constraint sessions_pkey PRIMARY KEY (id);

alter table sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

CREATE INDEX sessions_user ON public.sessions USING btree (user_id);

alter table sessions enable row level security;

create policy tenant on sessions for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on sessions to finopsmind_app;

create table users (
  id uuid not null,
  organization_id uuid not null,
  email text not null,
  name text not null,
  password_hash text not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  last_login_at timestamp with time zone
);

alter table users add constraint users_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);

alter table users add constraint users_pkey PRIMARY KEY (id);

alter table users add constraint users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'member'::text, 'viewer'::text])));

CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));

CREATE INDEX users_organization ON public.users USING btree (organization_id, created_at, id);

alter table users enable row level security;

create policy tenant on users for all to public
  using (organization_id = current_organization_id());

grant delete, insert, select, update on users to finopsmind_app;

CREATE OR REPLACE FUNCTION public.current_organization_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('finopsmind.organization_id'::text, true), ''::text))::uuid
;

CREATE OR REPLACE FUNCTION public.find_invitation(wanted_hash bytea, at timestamp with time zone)
 RETURNS TABLE(id uuid, organization_id uuid, organization_name text, email text, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select i.id, i.organization_id, o.name, i.email, i.role
   from invitations i join organizations o on o.id = i.organization_id
   where i.token_hash = wanted_hash and i.expires_at > at $function$
;

CREATE OR REPLACE FUNCTION public.find_login(wanted_email text)
 RETURNS TABLE(user_id uuid, organization_id uuid, password_hash text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select id, users.organization_id, users.password_hash from users where lower(email) = lower(wanted_email) $function$
;

CREATE OR REPLACE FUNCTION public.find_session(wanted_id uuid, at timestamp with time zone)
 RETURNS TABLE(organization_id uuid, user_id uuid, name text, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select s.organization_id, u.id, u.name, u.role from sessions s join users u on u.id = s.user_id
   where s.id = wanted_id and s.revoked_at is null and s.expires_at > at $function$
;

CREATE OR REPLACE FUNCTION public.list_organization_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select id from organizations order by id $function$
;

CREATE OR REPLACE FUNCTION public.list_organizations_to_tell(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select organization_id from outbox where told_at is null
   union select organization_id from notification_escalations where done_at is null and due_at <= at
   union select organization_id from notification_deliveries
     where state in ('waiting', 'sending') and case state when 'waiting' then due_at else leased_until end <= at
   union select id from organizations where weekly_due_at is null or weekly_due_at <= at $function$
;

CREATE OR REPLACE FUNCTION public.list_waiting_job_runs()
 RETURNS TABLE(organization_id uuid, id uuid, name text, wake integer, run_after timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select organization_id, id, name, wake, run_after from job_runs where status in ('queued', 'running') order by created_at $function$
;

CREATE OR REPLACE FUNCTION public.use_api_key(wanted_hash bytea, at timestamp with time zone)
 RETURNS TABLE(organization_id uuid, key_id uuid, name text, role text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ with touched as (
     update api_keys set last_used_at = at
     where key_hash = wanted_hash and (last_used_at is null or last_used_at < at - interval '1 minute')
   )
   select organization_id, id, name, role from api_keys
   where key_hash = wanted_hash and (expires_at is null or expires_at > at) $function$
;

grant execute on function current_organization_id() to finopsmind_app;

grant execute on function find_invitation(bytea,timestamp with time zone) to finopsmind_app;

grant execute on function find_login(text) to finopsmind_app;

grant execute on function find_session(uuid,timestamp with time zone) to finopsmind_app;

grant execute on function list_organization_ids() to finopsmind_app;

grant execute on function list_organizations_to_tell(timestamp with time zone) to finopsmind_app;

grant execute on function list_waiting_job_runs() to finopsmind_app;

grant execute on function use_api_key(bytea,timestamp with time zone) to finopsmind_app;
