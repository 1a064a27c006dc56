import type { Formats } from '../../platform/web/format.ts';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import type { Budget } from '../core/contract.ts';
import { ForecastAmount, Spent } from './spent.tsx';
import { periodText } from './words.ts';

interface BudgetTableProps {
  budgets: Budget[];
  formats: Formats;
  data_through: string | null;
  /** Null for those who only look. */
  edit: ((budget: Budget) => void) | null;
}

/** The share of a budget that is spent, to sort by. */
const share = ({ current_spend, amount }: Budget): number | null =>
  current_spend === null ? null : current_spend / amount;

function columnsOf({ formats, data_through, edit }: BudgetTableProps): Column<Budget>[] {
  return [
    {
      id: 'name',
      title: 'Budget',
      value: ({ name }) => name,
      cell: (budget) => (
        <span className="budget-name">
          {edit ? (
            <button type="button" className="link-button" onClick={() => edit(budget)}>
              {budget.name}
            </button>
          ) : (
            budget.name
          )}
          <span className="under">{budget.scope_title}</span>
          <span className="under budget-narrow">{periodText(budget, formats)}</span>
        </span>
      ),
    },
    {
      id: 'period',
      title: 'Period',
      is_secondary: true,
      value: ({ period_end }) => period_end,
      cell: (budget) => periodText(budget, formats),
    },
    {
      id: 'spent',
      title: 'Spent so far',
      value: share,
      cell: (budget) => <Spent budget={budget} formats={formats} data_through={data_through} />,
    },
    {
      id: 'forecast',
      title: 'Forecast at its end',
      is_number: true,
      is_secondary: true,
      value: ({ forecasted_spend, amount }) => (forecasted_spend === null ? null : forecasted_spend / amount),
      cell: (budget) => <ForecastAmount budget={budget} formats={formats} />,
    },
  ];
}

/** Budgets beside each other: what of each is spent, and what its period will have cost. */
export function BudgetTable(props: BudgetTableProps) {
  return <DataTable caption="Budgets" columns={columnsOf(props)} rows={props.budgets} keyOf={({ id }) => id} />;
}
