import type { ColumnType, Generated } from 'kysely';
import type { Scope } from '../../costs/core/scope.ts';
import type { EventKind } from '../core/calendar-contract.ts';
import type { ForecastBacktest } from '../core/contract.ts';

type Json<T> = ColumnType<T, string, string>;

interface CalendarEventTable {
  id: string;
  organization_id: string;
  kind: EventKind;
  name: string;
  scope: Json<Scope>;
  start_date: string;
  end_date: string | null;
  currency: string | null;
  /** Decimal as text. */
  amount_per_day: ColumnType<string | null, number | null, number | null>;
  percent: number | null;
  note: string | null;
  created_by: string;
  created_at: string;
  changed_at: string;
}

interface RunTable {
  id: string;
  place: Generated<number>;
  organization_id: string;
  kind: 'made' | 'replayed';
  made_at: string;
  data_through: string;
  inputs: string;
  model_version: string;
  series: number;
  horizon: number;
}

/** Days are `packed`. */
interface ForecastTable {
  organization_id: string;
  run_id: string;
  currency: string;
  scope_key: string;
  scope: Json<Scope>;
  title: string;
  dimension: string;
  start_date: string;
  mean: Buffer;
  lower_80: Buffer;
  upper_80: Buffer;
  lower_95: Buffer;
  upper_95: Buffer;
  cumulative_lower_80: Buffer;
  cumulative_upper_80: Buffer;
  cumulative_lower_95: Buffer;
  cumulative_upper_95: Buffer;
  model: string | null;
  backtest: Json<ForecastBacktest>;
  last_30_days: number;
  month_to_date: number | null;
  reason: string | null;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    calendar_events: CalendarEventTable;
    forecast_runs: RunTable;
    forecasts: ForecastTable;
  }
}
