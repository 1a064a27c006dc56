-- Organizations, their people and programs, and the audit log. Each tenant table is bound to the organization of the
-- transaction by row-level security; finopsmind_app is the only role that the application works as.

do $$
begin
  if not exists (select from pg_roles where rolname = 'finopsmind_app') then
    create role finopsmind_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
  execute format('grant finopsmind_app to %I', current_user);
end
$$;

grant usage on schema public to finopsmind_app;
alter default privileges in schema public grant select, insert, update, delete on tables to finopsmind_app;
alter default privileges in schema public grant usage on sequences to finopsmind_app;
alter default privileges revoke execute on functions from public;

-- The organization that the transaction is bound to; null binds it to none.
create function current_organization_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('finopsmind.organization_id', true), '')::uuid;
grant execute on function current_organization_id() to finopsmind_app;

create table organizations (
  id uuid primary key,
  name text not null,
  currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  timezone text not null default 'UTC',
  fiscal_year_start integer not null default 1 check (fiscal_year_start between 1 and 12),
  locale text not null default 'en-US',
  created_at timestamptz not null default now()
);
alter table organizations enable row level security;
create policy tenant on organizations using (id = current_organization_id());

create table users (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  email text not null,
  name text not null,
  password_hash text not null,
  role text not null check (role in ('admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  last_login_at timestamptz
);
create unique index users_email on users (lower(email));
create index users_organization on users (organization_id, created_at, id);
alter table users enable row level security;
create policy tenant on users using (organization_id = current_organization_id());

create table sessions (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_user on sessions (user_id);
alter table sessions enable row level security;
create policy tenant on sessions using (organization_id = current_organization_id());

create table api_keys (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  role text not null check (role in ('admin', 'member', 'viewer')),
  key_hash bytea not null unique,
  prefix text not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz
);
create index api_keys_organization on api_keys (organization_id, created_at, id);
alter table api_keys enable row level security;
create policy tenant on api_keys using (organization_id = current_organization_id());

create table invitations (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  email text not null,
  role text not null check (role in ('admin', 'member', 'viewer')),
  token_hash bytea not null unique,
  invited_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create unique index invitations_email on invitations (organization_id, lower(email));
alter table invitations enable row level security;
create policy tenant on invitations using (organization_id = current_organization_id());

create table audit_log (
  id bigint generated always as identity primary key,
  organization_id uuid not null references organizations (id),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'api_key', 'system')),
  actor_id text,
  actor_name text not null,
  action text not null,
  target_kind text not null,
  target_id text,
  address text,
  before jsonb,
  after jsonb
);
create index audit_log_organization on audit_log (organization_id, id desc);
alter table audit_log enable row level security;
create policy tenant on audit_log using (organization_id = current_organization_id());
revoke update, delete on audit_log from finopsmind_app;

-- What has to work before the organization is known. Each function answers one question and nothing more.

create function find_login(wanted_email text)
  returns table (user_id uuid, organization_id uuid, password_hash text)
  language sql stable security definer set search_path = public, pg_temp as
$$ select id, users.organization_id, users.password_hash from users where lower(email) = lower(wanted_email) $$;

create function find_session(wanted_id uuid, at timestamptz)
  returns table (organization_id uuid, user_id uuid, name text, role text)
  language sql stable security definer set search_path = public, pg_temp as
$$ select s.organization_id, u.id, u.name, u.role from sessions s join users u on u.id = s.user_id
   where s.id = wanted_id and s.revoked_at is null and s.expires_at > at $$;

create function use_api_key(wanted_hash bytea, at timestamptz)
  returns table (organization_id uuid, key_id uuid, name text, role text)
  language sql volatile security definer set search_path = public, pg_temp as
$$ with touched as (
     update api_keys set last_used_at = at
     where key_hash = wanted_hash and (last_used_at is null or last_used_at < at - interval '1 minute')
   )
   select organization_id, id, name, role from api_keys
   where key_hash = wanted_hash and (expires_at is null or expires_at > at) $$;

create function find_invitation(wanted_hash bytea, at timestamptz)
  returns table (id uuid, organization_id uuid, organization_name text, email text, role text)
  language sql stable security definer set search_path = public, pg_temp as
$$ select i.id, i.organization_id, o.name, i.email, i.role
   from invitations i join organizations o on o.id = i.organization_id
   where i.token_hash = wanted_hash and i.expires_at > at $$;

create function list_organization_ids() returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as
$$ select id from organizations order by id $$;

grant execute on function find_login(text), find_session(uuid, timestamptz), use_api_key(bytea, timestamptz),
  find_invitation(bytea, timestamptz), list_organization_ids() to finopsmind_app;
