import { sql } from 'kysely';
import type { Jobs } from '../../jobs/server/index.ts';
import { dayOf, monthStart } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { PagePosition } from '../../platform/server/pagination.ts';
import type { ConnectedProvider } from '../core/providers-contract.ts';

type Wanted = { ids: string[] } | { limit: number; after: PagePosition | null };

interface Row extends Omit<ConnectedProvider, 'next_sync_at' | 'charged_calls'> {
  created_at: string;
  run_status: string | null;
  charged_calls: number;
  charged_usd: string;
}

const whereOf = (wanted: Wanted) => {
  if ('ids' in wanted) return sql`p.id = any(${wanted.ids}::uuid[])`;
  if (!wanted.after) return sql`true`;
  return sql`(p.created_at, p.id) > (${wanted.after[0]}::timestamptz, ${wanted.after[1]}::uuid)`;
};

type State = Pick<ConnectedProvider, 'status' | 'status_message' | 'throttled_until'>;

/** How a connection is now: a pause that is over is none, and what runs is said before what was. */
function stateOf(row: State & Pick<ConnectedProvider, 'last_sync_at'>, run_status: string | null, now: Date): State {
  const { status, status_message, throttled_until, last_sync_at } = row;
  if (run_status === 'running') return { status: 'syncing', status_message, throttled_until: null };
  if (status !== 'throttled' || (throttled_until !== null && new Date(throttled_until) > now))
    return { status, status_message, throttled_until };
  const before = last_sync_at === null ? 'never_synced' : 'connected';
  return { status: before, status_message: null, throttled_until: null };
}

/** Providers in the order in which they were connected, with how each connection is. */
export async function readProviders(
  tx: Transaction,
  wanted: Wanted,
  jobs: Pick<Jobs, 'nextRunAt'>,
  now: Date,
): Promise<(ConnectedProvider & { created_at: string })[]> {
  const { rows } = await sql<Row>`
    select p.id, p.provider_type, p.name, p.enabled, p.status, p.status_message, p.last_sync_at, p.account_id,
      p.throttled_until, p.created_at, active.id as active_run_id, active.status as run_status,
      (select min(newest) from (
         select max(data_through) as newest from cost_loads l where l.provider_id = p.id and l.status = 'active'
         group by l.provider_name, l.billing_account_id) accounts) as data_through,
      (select coalesce(sum(rows), 0)::bigint from cost_loads l where l.provider_id = p.id and l.status = 'active') as cost_rows,
      (select count(*) from resources r where r.provider_id = p.id and r.gone_at is null) as resources,
      case when last.id is null then null
        else jsonb_build_object('id', last.id, 'status', last.status, 'counts', last.counts, 'warnings', last.warnings) end as last_run,
      (select coalesce(sum(calls), 0)::bigint from provider_calls c
         where c.provider_id = p.id and c.month = ${monthStart(dayOf(now))}::date) as charged_calls,
      (select coalesce(sum(charged_usd), 0)::text from provider_calls c
         where c.provider_id = p.id and c.month = ${monthStart(dayOf(now))}::date) as charged_usd
    from providers p
    left join lateral (select id, status from job_runs j
      where j.target_id = p.id and j.name = 'cost_sync' and j.status in ('queued', 'running') limit 1) active on true
    left join lateral (select id, status, counts, warnings from job_runs j
      where j.target_id = p.id and j.name = 'cost_sync' and j.status in ('succeeded', 'failed')
      order by finished_at desc limit 1) last on true
    where ${whereOf(wanted)}
    order by p.created_at, p.id
    limit ${'limit' in wanted ? wanted.limit : 500}`.execute(tx);
  const next_sync_at = jobs.nextRunAt('cost_sync', now);
  return rows.map(({ run_status, charged_calls, charged_usd, ...row }) => ({
    ...row,
    ...stateOf(row, run_status, now),
    next_sync_at: row.enabled ? next_sync_at : null,
    charged_calls: { calls: charged_calls, charged_usd: Number(charged_usd) },
  }));
}
