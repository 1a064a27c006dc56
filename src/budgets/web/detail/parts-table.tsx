import type { Formats } from '../../../platform/web/format.ts';
import { Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { Budget } from '../../core/contract.ts';

/** An amount of a budget, of its parts together, and of what is in none of them. */
interface Line {
  title: string;
  whole: number | null;
  parts: number | null;
}

const UNKNOWN = 'Not known of all of its parts';

/** A budget beside what its parts come to together. Costs that are in two parts count in both. */
export function PartsTable({ budget, formats }: { budget: Budget; formats: Formats }) {
  const { children, currency } = budget;
  if (children === null) return null;
  const lines: Line[] = [
    { title: 'Budget', whole: budget.amount, parts: children.amount },
    { title: 'Spent so far', whole: budget.current_spend, parts: children.current_spend },
    { title: 'Forecast at its end', whole: budget.forecasted_spend, parts: children.forecasted_spend },
  ];
  const amount = (id: string, title: string, of: (line: Line) => number | null, why: string): Column<Line> => ({
    id,
    title,
    is_number: true,
    cell: (line) => <Money amount={of(line)} currency={currency} formats={formats} digits={2} absent={why} />,
  });
  const rest = ({ whole, parts }: Line): number | null => (whole === null || parts === null ? null : whole - parts);
  return (
    <DataTable
      caption="The budget and its parts together"
      columns={[
        { id: 'title', title: 'Amount', cell: ({ title }) => title },
        amount('whole', 'All of it', ({ whole }) => whole, budget.reason ?? 'Not known of this budget'),
        amount('parts', 'Its parts together', ({ parts }) => parts, UNKNOWN),
        amount('rest', 'In no part', rest, UNKNOWN),
      ]}
      rows={lines}
      keyOf={({ title }) => title}
    />
  );
}
