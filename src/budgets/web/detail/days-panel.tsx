import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { ChartPanel, type PanelShape } from '../../../platform/web/chart/chart-panel.tsx';
import { dayText } from '../../../platform/web/format.ts';
import type { Budget } from '../../core/contract.ts';
import { RowsLink } from '../explorer-link.tsx';
import { periodText, statusText } from '../words.ts';
import type { PeriodDays } from './budget-page.tsx';
import { cumulativeChart, dailyChart } from './days-chart.ts';
import { DaysTable } from './days-table.tsx';

const NOTES: Record<'lines' | 'bars', string> = {
  lines: 'What the days add up to, against an even share',
  bars: 'What each day cost',
};

/** A period of a budget by day: added up, each for itself, or as a table. */
export function DaysPanel({ budget, period }: { budget: Budget; period: PeriodDays }) {
  const formats = useFormats();
  const [shape, setShape] = useState<PanelShape>('lines');
  const { days, amount, currency, data_through } = period;
  const limits = { amount, thresholds: budget.thresholds, currency };
  const data = shape === 'bars' ? dailyChart(days, limits, formats) : cumulativeChart(days, limits, formats);
  const name = periodText(period.period_start, period.period_end, formats);
  return (
    <ChartPanel
      title={`${name} by day`}
      note={
        <>
          {NOTES[shape === 'bars' ? 'bars' : 'lines']}.{' '}
          {data_through === null
            ? 'No day of it is complete yet.'
            : `Complete through ${dayText(data_through, formats)}; later days count in no total.`}
        </>
      }
      data={data}
      currency={currency}
      formats={formats}
      shape={shape}
      shapes={['lines', 'bars', 'table']}
      setShape={setShape}
      table={<DaysTable days={days} currency={currency} formats={formats} />}
      summary={`${budget.name}, ${name}, by day. ${statusText(period, currency, formats)}. The table has every figure.`}
      height={340}
    >
      <p className="quiet budget-rows-link">
        <RowsLink budget={budget} standing={period}>
          See the rows behind it
        </RowsLink>
      </p>
    </ChartPanel>
  );
}
