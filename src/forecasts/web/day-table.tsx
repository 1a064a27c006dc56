import { useEffect, useRef } from 'react';
import { useFormats } from '../../identity/web/session.ts';
import type { ChartData } from '../../platform/web/chart/series.ts';
import { dayText } from '../../platform/web/format.ts';
import { columnDigits, Money } from '../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import { FORECAST } from './chart-data.ts';

/** A column of amounts, one for each day of the chart. */
interface Amounts {
  id: string;
  title: string;
  is_secondary: boolean;
  amounts: (number | null)[];
}

/** The columns a chart has: its lines, then the edges of its bands from the narrowest. */
const columnsIn = ({ series, points, bands = [] }: ChartData): Amounts[] => [
  ...series.map(({ name, title }, index) => ({
    id: name,
    title,
    is_secondary: false,
    amounts: points.map(({ values }) => values[index] ?? null),
  })),
  ...bands.toReversed().flatMap(({ name, title, lower, upper }) => [
    { id: `${name}_from`, title: `${title}, from`, is_secondary: true, amounts: lower },
    { id: `${name}_to`, title: 'to', is_secondary: true, amounts: upper },
  ]),
];

/** Whether a column tells of day `step`: a day within what it tells of is unknown, others are none of its days. */
const tellsOf = ({ amounts }: Amounts, step: number): boolean =>
  step >= amounts.findIndex((amount) => amount !== null) && step <= amounts.findLastIndex((amount) => amount !== null);

/** Rows that stay in sight above the first one of interest. */
const DAYS_BEFORE = 3;

/** Scrolls the table inside an element to a row, once: it begins where it is most asked for. */
function useScrollTo(row: number) {
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const scrolled = around.current?.querySelector('.table-scroll');
    const wanted = around.current?.querySelectorAll<HTMLElement>('tbody tr')[row];
    const head = around.current?.querySelector('thead');
    if (scrolled && wanted && head) scrolled.scrollTop = wanted.offsetTop - head.offsetHeight;
  }, [row]);
  return around;
}

/** The figures of a chart of lines and bands as a table, a row per day. */
export function DayTable({ data, currency, caption }: { data: ChartData; currency: string; caption: string }) {
  const formats = useFormats();
  const tables = columnsIn(data);
  const digits = columnDigits(tables.flatMap(({ amounts }) => amounts));
  const first_forecast = data.points.findIndex((_, step) =>
    tables.some(({ id, amounts }) => id === FORECAST.name && amounts[step] !== null),
  );
  const table = useScrollTo(first_forecast - DAYS_BEFORE);
  const days = data.points.map(({ date, incomplete }, step) => ({ date, incomplete, step }));
  type Day = (typeof days)[number];
  const columns: Column<Day>[] = [
    {
      id: 'date',
      title: 'Day',
      value: (day) => day.date,
      cell: (day) => `${dayText(day.date, formats)}${day.incomplete ? ' (not complete)' : ''}`,
    },
    ...tables.map(
      (table): Column<Day> => ({
        id: table.id,
        title: table.title,
        is_number: true,
        is_secondary: table.is_secondary,
        value: ({ step }) => table.amounts[step] ?? null,
        cell: ({ step }) =>
          tellsOf(table, step) && (
            <Money
              amount={table.amounts[step] ?? null}
              currency={currency}
              formats={formats}
              digits={digits}
              absent="No data of this day"
            />
          ),
      }),
    ),
  ];
  return (
    <div className="day-table" ref={table}>
      <DataTable caption={caption} columns={columns} rows={days} keyOf={(day) => day.date} />
    </div>
  );
}
