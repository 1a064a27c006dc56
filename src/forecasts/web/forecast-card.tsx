import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../identity/web/session.ts';
import { dayText, money } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import { Money } from '../../platform/web/ui/amounts.tsx';
import { Answer } from '../../platform/web/ui/states.tsx';
import { forecastsContract, type LatestForecast } from '../core/contract.ts';
import { errorText, levelText, periodTitle } from './words.ts';

function MonthEnd({ forecast: { period_ends, currency, backtest, run, reason } }: { forecast: LatestForecast }) {
  const formats = useFormats();
  const end = period_ends.find(({ period }) => period === 'month');
  if (!end || run === null)
    return <p className="quiet">{reason ?? 'Forecasts are made every night, and after each load of costs.'}</p>;
  const error = backtest && errorText(backtest, formats);
  return (
    <>
      <p className="quiet">{periodTitle(end, formats)}</p>
      <div className="figure-value">
        <Money amount={end.total} currency={currency} formats={formats} />
      </div>
      <p className="quiet">
        {levelText(80, formats)} sure: {money(end.lower_80, currency, formats)} –{' '}
        {money(end.upper_80, currency, formats)}
      </p>
      <p className="quiet">
        {error ? `A day's error is ${error} on average` : 'Its error is not known yet'}. From costs through{' '}
        {dayText(run.data_through, formats, 'short')}.
      </p>
    </>
  );
}

/** What the month will have cost, how sure that is, and how near such forecasts come: for the dashboard. */
export function ForecastCard() {
  // The end of the month stands in every answer: one day ahead makes the smallest.
  const latest = useQuery(ask(forecastsContract.getLatestForecast, { query: { horizon: 1 } }));
  return (
    <Answer of={latest} height={104}>
      {(forecast) => <MonthEnd forecast={forecast} />}
    </Answer>
  );
}
