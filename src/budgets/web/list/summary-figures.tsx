import { countText, type Formats } from '../../../platform/web/format.ts';
import { BUDGET_STATUSES, type Budget, type BudgetStatus } from '../../core/contract.ts';
import { STATUS_KINDS } from '../words.ts';

interface SummaryFiguresProps {
  budgets: readonly Budget[];
  formats: Formats;
  /** The status that is looked at alone. */
  status: BudgetStatus | null;
  choose: (status: BudgetStatus | null) => void;
}

/** The answer first: how many budgets are in which status; each shows only those. */
export function SummaryFigures({ budgets, formats, status, choose }: SummaryFiguresProps) {
  return (
    <section className="panel figures budget-figures" aria-label="Budgets by status">
      {BUDGET_STATUSES.map((one) => {
        const { title, meaning, tone } = STATUS_KINDS[one];
        const count = budgets.filter((budget) => budget.status === one).length;
        const is_chosen = status === one;
        return (
          <button
            key={one}
            type="button"
            className="figure"
            data-tone={count > 0 ? tone : undefined}
            aria-pressed={is_chosen}
            disabled={count === 0 && !is_chosen}
            onClick={() => choose(is_chosen ? null : one)}
          >
            <span className="figure-title">{title}</span>
            <span className="figure-value">{countText(count, formats)}</span>
            <span className="under">{meaning}</span>
          </button>
        );
      })}
    </section>
  );
}
