import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { useFormats } from '../../../identity/web/session.ts';
import { type Formats, money } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { ErrorState, PanelSkeleton } from '../../../platform/web/ui/states.tsx';
import { budgetsContract } from '../../core/contract.ts';
import { PeriodBars, withoutAmounts } from '../period-bars.tsx';
import { ForecastAmount, StandingBar, StatusBadge } from '../standing.tsx';
import { paceText, periodText, statusText } from '../words.ts';
import type { BudgetForm } from './budget-form.ts';
import { previewOf } from './form-body.ts';
import { type Suggestion, suggestionsOf } from './suggestions.ts';

const PAUSE_MS = 350;

export type Previewed = z.output<typeof budgetsContract.previewBudget.answer>;

interface PartProps {
  shown: Previewed;
  currency: string;
  formats: Formats;
}

interface StandProps extends PartProps {
  /** False where what is previewed has none of its own yet. */
  has_amount: boolean;
}

function Stand({ shown, currency, formats, has_amount, is_of_parts }: StandProps & { is_of_parts: boolean }) {
  const { amount, current_spend, reason } = shown;
  return (
    <>
      {has_amount && amount !== null ? (
        <div className="budget-standing">
          <StandingBar standing={shown} />
          <span className="budget-words">
            <StatusBadge status={shown.status} /> {statusText(shown, currency, formats)}
          </span>
        </div>
      ) : (
        <p className="quiet">
          {is_of_parts
            ? 'Its amount comes from its parts: make other budgets parts of it.'
            : has_amount
              ? (reason ?? 'It has no amount.')
              : 'Give an amount to see how this period stands against it.'}
        </p>
      )}
      <FactList
        facts={[
          [
            'Spent so far',
            <Money
              key="spent"
              amount={current_spend}
              currency={currency}
              formats={formats}
              digits={2}
              absent={reason ?? 'No day of it is complete yet'}
            />,
          ],
          [
            'Forecast at its end',
            <ForecastAmount key="forecast" standing={shown} currency={currency} formats={formats} />,
          ],
          ...(has_amount
            ? [
                [
                  'Amount',
                  <Money
                    key="amount"
                    amount={amount}
                    currency={currency}
                    formats={formats}
                    digits={2}
                    absent={reason ?? 'None is given'}
                  />,
                ] as const,
                [
                  'Pace',
                  paceText(shown.pace_percent, formats) ?? <Absent key="pace" why={reason ?? 'Not known'} />,
                ] as const,
              ]
            : []),
        ]}
      />
      {has_amount && amount !== null && reason !== null && shown.status !== 'unknown' && (
        <p className="quiet">{reason}</p>
      )}
    </>
  );
}

const basisText = ({ basis, from }: Suggestion, { currency, formats }: Omit<PartProps, 'shown'>): string => {
  const amount = money(from, currency, formats, 2);
  if (basis.kind === 'forecast') return `This period is forecast to cost ${amount}`;
  return basis.periods === 1
    ? `The last period that is known cost ${amount}`
    : `The last ${basis.periods} periods that are known cost ${amount} on average`;
};

function Suggestions({ shown, currency, formats, take }: PartProps & { take: (amount: number) => void }) {
  const suggestions = suggestionsOf(shown.history, shown.forecasted_spend);
  if (suggestions.length === 0) return null;
  return (
    <ul className="budget-suggestions">
      {suggestions.map((suggestion) => (
        <li key={suggestion.basis.kind}>
          <span>{basisText(suggestion, { currency, formats })}.</span>
          <Button size="xs" variant="light" onClick={() => take(suggestion.amount)}>
            Use {money(suggestion.amount, currency, formats, suggestion.amount < 10 ? 2 : 0)}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** More have no room for their amounts. */
const PERIODS_SHOWN = 6;

function History({ shown, currency, formats, has_amount }: StandProps) {
  if (shown.history.length === 0)
    return (
      <p className="quiet">
        Nothing is known of periods before this one, so that no amount can be suggested from them.
      </p>
    );
  if (shown.history.every(({ spend }) => spend === null))
    return (
      <p className="quiet">
        Of no period before this one are all days known, so that no amount can be suggested from them.
      </p>
    );
  const periods = shown.history.slice(-PERIODS_SHOWN);
  const spent = has_amount ? periods : withoutAmounts(periods);
  return <PeriodBars periods={spent} currency={currency} formats={formats} />;
}

interface PreviewProps {
  form: BudgetForm;
  /** The budget that is changed, whose parts may be its amount; undefined for a new one. */
  budget_id: string | undefined;
  take: (amount: number) => void;
}

/** How the budget would stand, what its periods cost before, and amounts that follow from that. Nothing is kept of it. */
export function Preview({ form, budget_id, take }: PreviewProps) {
  const formats = useFormats();
  const [pausing] = useDebouncedValue(form, PAUSE_MS);
  const wanted = previewOf(pausing, formats.locale);
  const preview = useQuery({
    ...ask(budgetsContract.previewBudget, wanted ? { query: { budget_id }, body: wanted.body } : {}),
    enabled: wanted !== null,
  });
  const { data: shown, error, isPlaceholderData } = preview;
  if (wanted === null) return <p className="quiet">Choose the days it is for, to see what they cost.</p>;
  if (error) return <ErrorState error={error} />;
  if (shown === undefined) return <PanelSkeleton height={280} />;
  const part = { shown, currency: pausing.currency, formats };
  return (
    <div className="budget-preview" data-stale={isPlaceholderData || undefined}>
      <h2 className="part-title">{periodText(shown.period_start, shown.period_end, formats)}</h2>
      <p className="under">{shown.scope_title}</p>
      <Stand {...part} has_amount={wanted.has_amount} is_of_parts={pausing.kind === 'children'} />
      <h2 className="part-title">What its periods cost before</h2>
      <History {...part} has_amount={wanted.has_amount} />
      {form.kind !== 'children' && <Suggestions {...part} take={take} />}
    </div>
  );
}
