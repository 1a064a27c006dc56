import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { METRIC_TITLES } from '../../../costs/web/trend-data.ts';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { dayText, money, percentText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { type Budget, budgetsContract } from '../../core/contract.ts';
import { RowsLink } from '../explorer-link.tsx';
import { exhaustionText, ForecastAmount, StandingBar, StatusBadge } from '../standing.tsx';
import { isComplete, paceText, rhythmText, statusText } from '../words.ts';
import type { PeriodDays } from './days-chart.ts';

function ParentLink({ id }: { id: string }) {
  const parent = useQuery(ask(budgetsContract.getBudget, { params: { id } }));
  return (
    <Link to="/budgets/$id" params={{ id }}>
      {parent.data?.name ?? 'Another budget'}
    </Link>
  );
}

function Spent({ budget, period }: { budget: Budget; period: PeriodDays }) {
  const formats = useFormats();
  const { current_spend, amount, currency, reason } = period;
  return (
    <div className="budget-answer">
      <span className="figure-value">
        {current_spend === null ? (
          <Absent why={reason ?? 'No day of it is complete yet'} />
        ) : (
          <RowsLink budget={budget} standing={period} label="The costs behind what is spent">
            <Money amount={current_spend} currency={currency} formats={formats} digits={2} />
          </RowsLink>
        )}
      </span>
      <span>
        spent of{' '}
        {amount === null ? 'an amount that is not given' : <strong>{money(amount, currency, formats, 2)}</strong>}
        {amount !== null && current_spend !== null && ` (${percentText((100 * current_spend) / amount, formats)})`}
      </span>
    </div>
  );
}

/** The answer first: what of a period's budget is spent, how it will end, and what the budget is. */
export function Glance({ budget, period }: { budget: Budget; period: PeriodDays }) {
  const formats = useFormats();
  const { settings } = useSession();
  const { currency, reason, status, data_through } = period;
  const why = reason ?? 'No day of it is complete yet';
  const facts: [string, ReactNode][] = [
    [
      isComplete(period) ? 'Forecast' : 'Forecast at its end, 80% interval',
      isComplete(period) ? (
        'None: the period is complete'
      ) : (
        <ForecastAmount key="forecast" standing={period} currency={currency} formats={formats} />
      ),
    ],
    ['Pace', paceText(period.pace_percent, formats) ?? <Absent key="pace" why={why} />],
    [
      'Used up on',
      exhaustionText(period, formats) ?? (
        <Absent key="exhausted" why={reason ?? 'There is no forecast of these costs'} />
      ),
    ],
    ['Complete through', data_through === null ? <Absent key="through" why={why} /> : dayText(data_through, formats)],
    ['Owner', budget.owner ?? 'Nobody is named'],
    ['Costs', budget.scope_title],
    ['Counted as', METRIC_TITLES[budget.metric]],
    ['Begins anew', rhythmText(budget, settings.fiscal_year_start)],
    ...(budget.parent_id === null
      ? []
      : [['Part of', <ParentLink key="parent" id={budget.parent_id} />] satisfies [string, ReactNode]]),
  ];
  return (
    <section className="panel budget-glance" aria-label="At a glance">
      <Spent budget={budget} period={period} />
      <StandingBar standing={period} />
      <p className="budget-words">
        <StatusBadge status={status} /> <span>{statusText(period, currency, formats)}</span>
      </p>
      {reason !== null && status !== 'unknown' && <p className="notice">{reason}</p>}
      <FactList facts={facts} />
    </section>
  );
}
