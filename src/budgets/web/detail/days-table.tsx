import { dayText, type Formats } from '../../../platform/web/format.ts';
import { columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { BudgetDay } from '../../core/contract.ts';

interface DaysTableProps {
  days: BudgetDay[];
  currency: string;
  formats: Formats;
}

/** The figures of the chart, a row per day; cells of what a day does not have are empty. */
export function DaysTable({ days, currency, formats }: DaysTableProps) {
  const digits = columnDigits(days.flatMap(({ spend, cumulative, forecast }) => [spend, cumulative, forecast]));
  const amounts = (
    id: 'spend' | 'cumulative' | 'forecast' | 'lower_80' | 'upper_80' | 'even',
    title: string,
    is_secondary = false,
  ): Column<BudgetDay> => ({
    id,
    title,
    is_number: true,
    is_secondary,
    value: (day) => day[id],
    cell: (day) => day[id] !== null && <Money amount={day[id]} currency={currency} formats={formats} digits={digits} />,
  });
  const columns: Column<BudgetDay>[] = [
    {
      id: 'date',
      title: 'Day',
      value: ({ date }) => date,
      cell: ({ date, incomplete }) => `${dayText(date, formats)}${incomplete ? ' (not complete)' : ''}`,
    },
    amounts('spend', 'Spent on the day'),
    amounts('cumulative', 'Spent so far'),
    amounts('forecast', 'Forecast so far'),
    amounts('lower_80', '80% interval, from', true),
    amounts('upper_80', 'to', true),
    amounts('even', 'Even share', true),
  ];
  // A period that has ended has no forecast: columns without any figure are left out.
  const known = columns.filter(({ value }) => days.some((day) => value?.(day) !== null));
  return (
    <div className="series-table">
      <DataTable caption="The period by day" columns={known} rows={days} keyOf={({ date }) => date} />
    </div>
  );
}
