import { dayText, type Formats, money, percentText } from '../../platform/web/format.ts';
import { Absent, Money } from '../../platform/web/ui/amounts.tsx';
import type { Budget, BudgetStanding } from '../core/contract.ts';
import { barOf } from './bar.ts';
import { RowsLink } from './explorer-link.tsx';
import { isComplete, STATUS_KINDS, statusText } from './words.ts';

const width = (part: number) => ({ width: `${100 * part}%` });
const left = (part: number) => ({ left: `${100 * part}%` });

/** What is spent, forecast and meant, as lengths, with the even share marked; words beside it say the same. */
export function StandingBar({ standing }: { standing: BudgetStanding }) {
  const bar = barOf(standing);
  return (
    <div className="budget-bar" data-status={standing.status} aria-hidden="true">
      <div>
        {bar.forecast !== null && <span className="budget-forecast" style={width(bar.forecast)} />}
        {bar.spent !== null && <span className="budget-spent" style={width(bar.spent)} />}
        {bar.amount !== null && bar.amount < 1 && <span className="budget-limit" style={left(bar.amount)} />}
      </div>
      {bar.even !== null && <span className="budget-even" style={left(bar.even)} />}
    </div>
  );
}

/** The status in a word, with its colour and what it means. */
export function StatusBadge({ status }: Pick<BudgetStanding, 'status'>) {
  const { title, tone, meaning } = STATUS_KINDS[status];
  return (
    <span className="badge" data-tone={tone} title={meaning}>
      {title}
    </span>
  );
}

const nothingSpent = ({ data_through, reason }: BudgetStanding): string =>
  reason ?? (data_through === null ? 'No day of it is complete yet' : 'The costs of these days are not all known');

interface BudgetProps {
  budget: Budget;
  formats: Formats;
}

/** What of a budget is spent, which leads to the rows behind it. */
function SpentAmount({ budget, formats }: BudgetProps) {
  const { current_spend, amount, currency, name } = budget;
  if (current_spend === null) return <Absent why={nothingSpent(budget)} />;
  return (
    <>
      <RowsLink budget={budget} standing={budget} label={`The costs behind what is spent of ${name}`}>
        <Money amount={current_spend} currency={currency} formats={formats} digits={2} />
      </RowsLink>
      {amount !== null && (
        <span className="budget-percent">{percentText((100 * current_spend) / amount, formats)}</span>
      )}
    </>
  );
}

/** How a budget's running period goes: spent of what is meant, as words, amounts and a bar. */
export function Standing({ budget, formats }: BudgetProps) {
  const { amount, currency } = budget;
  return (
    <div className="budget-standing">
      <span className="budget-amounts">
        <SpentAmount budget={budget} formats={formats} />{' '}
        <span className="budget-of">
          {amount === null ? 'without an amount' : `of ${money(amount, currency, formats, 2)}`}
        </span>
      </span>
      <StandingBar standing={budget} />
      <span className="budget-words">
        <StatusBadge status={budget.status} /> <span>{statusText(budget, currency, formats)}</span>
      </span>
    </div>
  );
}

/** What a period will have cost by the forecast, with how sure that is. */
export function ForecastAmount({
  standing,
  currency,
  formats,
}: {
  standing: BudgetStanding;
  currency: string;
  formats: Formats;
}) {
  const { forecasted_spend, forecast_lower_80, forecast_upper_80, reason } = standing;
  if (forecasted_spend === null) return <Absent why={reason ?? 'There is no forecast of these costs'} />;
  return (
    <>
      <Money amount={forecasted_spend} currency={currency} formats={formats} digits={2} />
      {forecast_lower_80 !== null && forecast_upper_80 !== null && (
        <span className="under">
          {money(forecast_lower_80, currency, formats, 2)} – {money(forecast_upper_80, currency, formats, 2)}
        </span>
      )}
    </>
  );
}

/** When what is meant to be spent is used up; says so where it is not, and why where that is not known. */
export function exhaustionText(standing: BudgetStanding, formats: Formats): string | null {
  const { exhausted_on, status, forecasted_spend, amount } = standing;
  if (exhausted_on !== null) return dayText(exhausted_on, formats);
  if (status === 'unknown' || amount === null) return null;
  return isComplete(standing) || forecasted_spend !== null ? 'Not in this period' : null;
}
