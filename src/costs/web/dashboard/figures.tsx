import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { addDays, monthStart } from '../../../platform/core/dates.ts';
import { money, monthText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Delta, Money } from '../../../platform/web/ui/amounts.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { costsContract } from '../../core/contract.ts';
import type { Range } from '../range.ts';
import { METRIC_TITLES } from '../trend-data.ts';
import { selectionOf, type View } from '../view.ts';
import { runRate } from './run-rate.ts';

function Figure({ title, children, note }: { title: string; children: ReactNode; note: ReactNode }) {
  return (
    <div className="figure">
      <h2>{title}</h2>
      <div className="figure-value">{children}</div>
      <p>{note}</p>
    </div>
  );
}

/** The figures at the top: total and change, daily average, the month's run rate. */
export function Figures({ view, range, last_day }: { view: View; range: Range; last_day: string }) {
  const formats = useFormats();
  const summary = useQuery(ask(costsContract.costSummary, { query: selectionOf(view, range) }));
  const month = { start: monthStart(last_day), end: addDays(last_day, 1) };
  const this_month = useQuery(ask(costsContract.costSummary, { query: selectionOf(view, month) }));
  return (
    <Answer of={summary} height={118}>
      {(data) => {
        const rate = this_month.data ? runRate(this_month.data.total_cost, last_day) : null;
        const text = (amount: number): string => money(amount, data.currency, formats);
        return (
          <section className="panel figures" aria-label="Key figures">
            <Figure
              title={METRIC_TITLES[view.metric]}
              note={
                <>
                  <Delta
                    percent={data.change_percent}
                    formats={formats}
                    absent="There is no cost in the period before"
                  />{' '}
                  {data.previous_cost !== null && `from ${text(data.previous_cost)} in the period before`}
                </>
              }
            >
              <Money amount={data.total_cost} currency={data.currency} formats={formats} />
            </Figure>
            <Figure title="Daily average" note="Over the days that have charges">
              <Money
                amount={data.daily_average}
                currency={data.currency}
                formats={formats}
                absent="No day has charges"
              />
            </Figure>
            <Figure
              title={`${monthText(last_day, formats)} at this pace`}
              note={
                rate
                  ? `${text(this_month.data?.total_cost ?? 0)} ÷ ${rate.complete_days} days × ${rate.days_in_month}. A run rate, not a forecast.`
                  : 'Reading the month'
              }
            >
              <Money
                amount={rate?.month_end ?? null}
                currency={data.currency}
                formats={formats}
                absent="Reading the month"
              />
            </Figure>
          </section>
        );
      }}
    </Answer>
  );
}
