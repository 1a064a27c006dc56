import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { ChartPanel, type PanelShape } from '../../../platform/web/chart/chart-panel.tsx';
import { dayText, type Formats, money } from '../../../platform/web/format.ts';
import { columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { EmptyState } from '../../../platform/web/ui/states.tsx';
import type { AnomalyDetail } from '../../core/contract.ts';
import { explorerSearch } from '../explorer-link.ts';
import { headlineText } from '../words.ts';
import { seriesChart } from './series-chart.ts';

const HEIGHT = 280;
type Day = AnomalyDetail['series'][number];

const ABSENT = {
  actual: 'The costs of this day are not known yet',
  expected: 'Nothing could be expected of this day',
  lower: 'Nothing could be expected of this day',
  upper: 'Nothing could be expected of this day',
};

function columnsFor(days: Day[], currency: string, formats: Formats): Column<Day>[] {
  const digits = columnDigits(days.map((day) => day.actual));
  const amount = (id: 'actual' | 'expected' | 'lower' | 'upper', title: string, is_secondary = false): Column<Day> => ({
    id,
    title,
    is_number: true,
    is_secondary,
    value: (day) => day[id],
    cell: (day) => <Money amount={day[id]} currency={currency} formats={formats} digits={digits} absent={ABSENT[id]} />,
  });
  return [
    { id: 'date', title: 'Day', value: (day) => day.date, cell: (day) => dayText(day.date, formats) },
    amount('actual', 'Actual'),
    amount('expected', 'Expected'),
    amount('lower', 'As usual, from', true),
    amount('upper', 'to', true),
    {
      id: 'anomalous',
      title: 'Judged',
      value: (day) => Number(day.is_anomalous),
      cell: (day) =>
        day.is_anomalous ? (
          <span className="badge" data-tone="warn">
            Not as expected
          </span>
        ) : day.actual === null ? (
          'Not judged'
        ) : (
          'As usual'
        ),
    },
  ];
}

function summaryOf(anomaly: AnomalyDetail, formats: Formats): string {
  const { series, currency, actual, expected } = anomaly;
  const amounts = `${money(actual, currency, formats)} over its days where ${money(expected, currency, formats)} was expected`;
  return `Cost of ${series.length} days: ${headlineText(anomaly, formats)}, ${amounts}. The table has every figure.`;
}

/** What each day cost, in the range that was expected before the day was seen; as chart or table. */
export function SeriesPanel({ anomaly }: { anomaly: AnomalyDetail }) {
  const formats = useFormats();
  const [shape, setShape] = useState<PanelShape>('lines');
  const { series: days, currency } = anomaly;
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last)
    return (
      <Panel title="Cost per day">
        <EmptyState title="No days">The costs behind it are not there any more.</EmptyState>
      </Panel>
    );
  return (
    <ChartPanel
      title="Cost per day"
      note={
        <>
          The band is what was expected before each day was seen.{' '}
          <Link to="/explorer" search={explorerSearch({ ...anomaly, first_day: first.date, last_day: last.date })}>
            Open in the cost explorer
          </Link>
        </>
      }
      data={seriesChart(anomaly, formats)}
      currency={currency}
      formats={formats}
      shape={shape}
      shapes={['lines', 'table']}
      setShape={setShape}
      table={
        <div className="series-table">
          <DataTable
            caption="Cost per day, and what was expected"
            columns={columnsFor(days, currency, formats)}
            rows={days.toReversed()}
            keyOf={(day) => day.date}
          />
        </div>
      }
      summary={summaryOf(anomaly, formats)}
      height={HEIGHT}
    />
  );
}
