import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';

const KNOWN = [
  'id',
  'currency',
  'scope',
  'scope_key',
  'title',
  'kind',
  'direction',
  'status',
  'severity',
  'started_on',
  'last_day',
  'is_ongoing',
  'last_alarm_on',
  'expected',
  'actual',
  'impact',
  'peak_per_day',
  'alarms',
  'series_start',
  'series_actual',
  'resolved_through',
] as const;

/** All stored anomalies, as far as it matters for following them; `has_cause` says whether their rows have been read. */
export const readKnown = (context: Pick<RunContext, 'transaction'>) =>
  context.transaction((tx) =>
    tx
      .selectFrom('anomalies')
      .select([...KNOWN, sql<boolean>`cause is not null`.as('has_cause')])
      .orderBy('started_on')
      .orderBy('id')
      .execute(),
  );
export type Known = Awaited<ReturnType<typeof readKnown>>[number];
