import { useFormats } from '../../../identity/web/session.ts';
import { dayAtText, type Formats, percentText } from '../../../platform/web/format.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { ForecastAccuracy, ForecastComparison } from '../../core/contract.ts';
import { levelText, spanText } from '../words.ts';

/** How the address names a past forecast. */
export const keyOf = ({ kind, start }: ForecastComparison): string => `${kind}-${start}`;

/** An error with its sign in words: too high or too low. */
function ErrorCell({ percent, formats }: { percent: number | null; formats: Formats }) {
  if (percent === null) return <Absent why="Nothing came, so there is nothing to measure by" />;
  return (
    <>
      {percent > 0 && '+'}
      {percentText(percent, formats)}
      <span className="visually-hidden"> {percent > 0 ? 'too high' : 'too low'}</span>
    </>
  );
}

function MadeBadge({ kind }: Pick<ForecastComparison, 'kind'>) {
  return (
    <span className="badge" data-tone={kind === 'made' ? 'accent' : 'none'}>
      {kind === 'made' ? 'Made beforehand' : 'Replayed'}
    </span>
  );
}

function amountColumns({ comparisons, currency }: ForecastAccuracy, formats: Formats): Column<ForecastComparison>[] {
  const digits = columnDigits(comparisons.flatMap(({ forecast, actual }) => [forecast, actual]));
  const amount = (id: 'forecast' | 'actual', title: string): Column<ForecastComparison> => ({
    id,
    title,
    is_number: true,
    is_secondary: true,
    value: (one) => one[id],
    cell: (one) => <Money amount={one[id]} currency={currency} formats={formats} digits={digits} />,
  });
  const inside = (id: 'inside_80' | 'inside_95', title: string): Column<ForecastComparison> => ({
    id,
    title,
    is_number: true,
    is_secondary: id === 'inside_95',
    value: (one) => one[id] / one.days,
    cell: (one) => `${one[id]} of ${one.days}`,
  });
  return [
    amount('forecast', 'Forecast'),
    amount('actual', 'Actual'),
    {
      id: 'error',
      title: 'Error',
      is_number: true,
      value: ({ error_percent }) => (error_percent === null ? null : Math.abs(error_percent)),
      cell: ({ error_percent }) => <ErrorCell percent={error_percent} formats={formats} />,
    },
    inside('inside_80', `Days inside ${levelText(80, formats)}`),
    inside('inside_95', `inside ${levelText(95, formats)}`),
  ];
}

interface ComparisonTableProps {
  accuracy: ForecastAccuracy;
  shown: ForecastComparison;
  show: (key: string) => void;
}

/** Every past forecast against what came; choosing one shows it above. */
export function ComparisonTable({ accuracy, shown, show }: ComparisonTableProps) {
  const formats = useFormats();
  const columns: Column<ForecastComparison>[] = [
    {
      id: 'days',
      title: 'Days',
      value: ({ start }) => start,
      cell: (one) => (
        <button
          type="button"
          className="link-button"
          aria-pressed={keyOf(one) === keyOf(shown)}
          onClick={() => show(keyOf(one))}
        >
          {spanText(one.start, one.end, formats)}
        </button>
      ),
    },
    {
      id: 'made',
      title: 'Made',
      is_secondary: true,
      value: ({ made_at }) => made_at,
      cell: ({ kind, made_at }) => (
        <>
          <MadeBadge kind={kind} /> <span className="quiet">{dayAtText(made_at, formats)}</span>
        </>
      ),
    },
    ...amountColumns(accuracy, formats),
  ];
  return (
    <Panel
      title="Past forecasts"
      note="Each of 30 days, against what those that are complete by now have cost. A replayed one was made afterwards, from the days before alone."
    >
      <DataTable caption="Past forecasts" columns={columns} rows={accuracy.comparisons} keyOf={keyOf} />
    </Panel>
  );
}
