import type { ColumnType } from 'kysely';
import type { Metric } from '../../costs/core/dimensions.ts';
import type { Filter } from '../../costs/core/filters.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { StoredAmount } from '../core/amounts.ts';
import type { BudgetCalendar, BudgetPeriod, Threshold } from '../core/budget.ts';

type Json<T> = ColumnType<T, string, string>;

interface BudgetTable {
  id: string;
  organization_id: string;
  name: string;
  owner: string | null;
  filters: Json<Filter[]>;
  metric: Metric;
  currency: string;
  period: BudgetPeriod;
  calendar: BudgetCalendar;
  starts_on: IsoDate | null;
  ends_on: IsoDate | null;
  given_amount: Json<StoredAmount>;
  thresholds: Json<Threshold[]>;
  parent_id: string | null;
  created_by: string;
  created_at: string;
  /** When what it is judged by was set or changed. */
  judged_since: string;
}

interface BudgetAlertTable {
  id: string;
  organization_id: string;
  budget_id: string;
  threshold_key: string;
  threshold: Json<Threshold>;
  period_start: IsoDate;
  period_end: IsoDate;
  crossed_at: string;
  left_at: string | null;
  /** Decimals as texts. */
  amount: string;
  measured: string;
  data_through: IsoDate;
  /** False where another that is crossed says more: see `judge`. */
  is_told: boolean;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    budgets: BudgetTable;
    budget_alerts: BudgetAlertTable;
  }
}
