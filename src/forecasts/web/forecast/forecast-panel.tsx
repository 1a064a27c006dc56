import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { filtersOfJson } from '../../../costs/core/filters.ts';
import { DEFAULT_VIEW as COSTS_VIEW, searchOf as costsSearchOf } from '../../../costs/web/view.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import { ChartPanel } from '../../../platform/web/chart/chart-panel.tsx';
import { dayText, money } from '../../../platform/web/format.ts';
import type { LatestForecast } from '../../core/contract.ts';
import { forecastChart } from '../chart-data.ts';
import { DayTable } from '../day-table.tsx';
import { MadeNote } from '../making.tsx';
import type { ForecastView, Shape } from '../view.ts';
import { ModelNote } from './model-note.tsx';
import { PlannedList } from './planned-list.tsx';

/** Leads to the rows behind the history of a slice. */
function CostsLink({ forecast: { costs, title } }: { forecast: LatestForecast }) {
  if (costs === null) return null;
  const filters = filtersOfJson(costs.filters);
  const search = costsSearchOf({ ...COSTS_VIEW, range: '90d', metric: costs.metric, filters });
  return (
    <Link to="/explorer" search={search}>
      See the costs behind it<span className="visually-hidden">: {title}</span>
    </Link>
  );
}

interface ForecastPanelProps {
  title: string;
  view: ForecastView;
  forecast: LatestForecast;
  /** The same without the scenario, where one is looked at. */
  plain: LatestForecast | null;
  setShape: (shape: Shape) => void;
  height: number;
  children?: ReactNode;
}

/** History and forecast of a slice by day, as chart or table, and how it was made. */
export function ForecastPanel({ title, view, forecast, plain, setShape, height, children }: ForecastPanelProps) {
  const formats = useFormats();
  const [today] = useState(() => dayOf(new Date()));
  const { currency, points, run, reason } = forecast;
  const data = forecastChart(forecast, { horizon: view.horizon, today, plain }, formats);
  const total = points.reduce((sum, { mean }) => sum + mean, 0);
  const summary =
    points.length > 0
      ? `${forecast.title}: ${money(total, currency, formats)} are forecast for ${points.length} days. The table has every figure.`
      : `${forecast.title}: costs by day, without a forecast. The table has every figure.`;
  return (
    <ChartPanel
      title={title}
      note={
        run && (
          <MadeNote run={run}> from costs through {dayText(run.data_through, formats)}, the last complete day</MadeNote>
        )
      }
      data={data}
      currency={currency}
      formats={formats}
      shape={view.shape}
      shapes={['lines', 'table']}
      setShape={(shape) => setShape(shape as Shape)}
      table={<DayTable data={data} currency={currency} caption="Costs and forecast by day" />}
      summary={summary}
      height={height}
    >
      {points.length === 0 && (
        <div className="notice made-by">
          <p>
            <strong>No forecast.</strong> {reason ?? 'There are not enough days with costs yet.'}
          </p>
        </div>
      )}
      <PlannedList planned={forecast.planned} currency={currency} />
      <ModelNote {...forecast} />
      <p className="quiet made-by">
        <CostsLink forecast={forecast} />
        {children}
      </p>
    </ChartPanel>
  );
}
