import type { ColumnType } from 'kysely';
import type { Scope } from '../../costs/core/scope.ts';
import type { BudgetPeriod } from '../core/contract.ts';

interface BudgetTable {
  id: string;
  organization_id: string;
  name: string;
  scope: ColumnType<Scope, string, string>;
  period: BudgetPeriod;
  /** Decimal as text. */
  amount: ColumnType<string, number, number>;
  currency: string;
  created_by: string;
  created_at: string;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    budgets: BudgetTable;
  }
}
