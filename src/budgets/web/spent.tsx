import { Link } from '@tanstack/react-router';
import { scopeFilters, scopeKey } from '../../costs/core/scope.ts';
import { DEFAULT_VIEW as COSTS_VIEW, searchOf as costsSearchOf } from '../../costs/web/view.ts';
import { DEFAULT_VIEW, searchOf } from '../../forecasts/web/view.ts';
import { addDays } from '../../platform/core/dates.ts';
import { dayText, type Formats, money, percentText } from '../../platform/web/format.ts';
import { Absent, Money } from '../../platform/web/ui/amounts.tsx';
import type { Budget } from '../core/contract.ts';
import { barOf, type Standing, standingOf, standingText } from './standing.ts';
import { lastDay } from './words.ts';

const TONES: Record<Standing, string | undefined> = {
  over: 'bad',
  will_be_over: 'warn',
  within: 'good',
  open: undefined,
  unknown: undefined,
};

const width = (part: number) => ({ width: `${100 * part}%` });
const left = (part: number) => ({ left: `${100 * part}%` });

/** What is spent, forecast and meant, as lengths; the words beside it say the same. */
function SpentBar({ budget }: { budget: Budget }) {
  const bar = barOf(budget);
  return (
    <div className="budget-bar" data-standing={standingOf(budget)} aria-hidden="true">
      {bar.forecast !== null && <span className="budget-forecast" style={width(bar.forecast)} />}
      {bar.spent !== null && <span className="budget-spent" style={width(bar.spent)} />}
      {bar.amount < 1 && <span className="budget-limit" style={left(bar.amount)} />}
    </div>
  );
}

interface SpentProps {
  budget: Budget;
  formats: Formats;
  /** The last complete day of the costs; null without any. */
  data_through: string | null;
}

/** What of a budget is spent, which leads to the rows behind it. */
function SpentAmount({ budget, formats, data_through }: SpentProps) {
  const { current_spend, amount, currency, scope, period_start, name } = budget;
  if (current_spend === null || data_through === null)
    return <Absent why="The costs of these days are not known, or not all of them" />;
  if (data_through < period_start) return <Absent why="No day of it is complete yet" />;
  const range = { start: period_start, end: addDays(data_through, 1) };
  const search = costsSearchOf({ ...COSTS_VIEW, range, currency, filters: scopeFilters(scope) });
  return (
    <>
      <Link to="/explorer" search={search} aria-label={`The costs behind what is spent of ${name}`}>
        <Money amount={current_spend} currency={currency} formats={formats} digits={2} />
      </Link>
      <span className="budget-percent">{percentText((100 * current_spend) / amount, formats)}</span>
    </>
  );
}

/** What a budget's period will have cost, which leads to the forecast behind it. */
export function ForecastAmount({ budget, formats }: Pick<SpentProps, 'budget' | 'formats'>) {
  const { forecasted_spend, currency, scope, name } = budget;
  if (forecasted_spend === null) return <Absent why="There is no forecast of these costs that reaches so far yet" />;
  const search = searchOf({ ...DEFAULT_VIEW, slice: scopeKey(scope), currency });
  return (
    <>
      <Link to="/forecasts" search={search} aria-label={`The forecast behind ${name}`}>
        <Money amount={forecasted_spend} currency={currency} formats={formats} digits={2} />
      </Link>
      <span className="under">by {dayText(lastDay(budget), formats)}</span>
    </>
  );
}

/** What a budget's period has cost so far, of what it may cost. */
export function Spent(props: SpentProps) {
  const { budget, formats } = props;
  const meant = money(budget.amount, budget.currency, formats, 2);
  return (
    <div className="budget-standing">
      <span className="budget-amounts">
        <SpentAmount {...props} /> <span className="budget-of">of {meant}</span>
      </span>
      <SpentBar budget={budget} />
      <span className="badge" data-tone={TONES[standingOf(budget)]}>
        {standingText(budget, formats)}
      </span>
      {budget.forecasted_spend !== null && (
        <span className="budget-narrow">
          <ForecastAmount budget={budget} formats={formats} />
        </span>
      )}
    </div>
  );
}
