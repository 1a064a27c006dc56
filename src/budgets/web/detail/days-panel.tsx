import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { filtersOfJson } from '../../../costs/core/filters.ts';
import { followedKey } from '../../../forecasts/core/followed.ts';
import { DEFAULT_VIEW, searchOf } from '../../../forecasts/web/view.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import { ChartPanel, type PanelShape } from '../../../platform/web/chart/chart-panel.tsx';
import { dayText } from '../../../platform/web/format.ts';
import type { Budget } from '../../core/contract.ts';
import { RowsLink } from '../explorer-link.tsx';
import { isComplete, periodText, statusText } from '../words.ts';
import { cumulativeChart, dailyChart, type PeriodDays } from './days-chart.ts';
import { DaysTable } from './days-table.tsx';

const NOTES: Record<'lines' | 'bars', string> = {
  lines: 'What the days add up to, against an even share',
  bars: 'What each day cost',
};

/** Leads to the forecast of just these costs. */
function ForecastLink({ budget: { filters, metric, currency } }: { budget: Budget }) {
  const slice = followedKey({ filters: filtersOfJson(filters), metric });
  return (
    <Link to="/forecasts" search={searchOf({ ...DEFAULT_VIEW, slice, currency })}>
      See the forecast behind it
    </Link>
  );
}

/** A period of a budget by day: added up, each for itself, or as a table. */
export function DaysPanel({ budget, period }: { budget: Budget; period: PeriodDays }) {
  const formats = useFormats();
  const [today] = useState(() => dayOf(new Date()));
  const [shape, setShape] = useState<PanelShape>('lines');
  const { days, amount, currency, data_through } = period;
  const limits = { amount, thresholds: budget.thresholds, currency, today };
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
            : isComplete(period)
              ? 'All of its days are complete.'
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
        {period.forecasted_spend !== null && !isComplete(period) && <ForecastLink budget={budget} />}
      </p>
    </ChartPanel>
  );
}
