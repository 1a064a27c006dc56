import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats } from '../../identity/web/session.ts';
import { countText } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import { Answer } from '../../platform/web/ui/states.tsx';
import { BUDGET_STATUSES, type Budget, budgetsContract } from '../core/contract.ts';
import { StatusBadge } from './standing.tsx';
import { STATUS_KINDS } from './words.ts';
import './card.css';

const HEIGHT = 104;
const SHOWN = 3;
const PRESSING = ['over', 'at_risk'] as const;

const isPressing = ({ status }: Budget): boolean => (PRESSING as readonly string[]).includes(status);
const share = ({ current_spend, amount }: Budget): number => (current_spend ?? 0) / (amount ?? 1);

/** The most pressing first: by status, then by how much of them is spent. */
const worstFirst = (one: Budget, other: Budget): number =>
  BUDGET_STATUSES.indexOf(one.status) - BUDGET_STATUSES.indexOf(other.status) || share(other) - share(one);

function Stand({ budgets }: { budgets: Budget[] }) {
  const formats = useFormats();
  if (budgets.length === 0)
    return (
      <p className="quiet">
        No budget is set. Budgets propose themselves from what the last months cost: it takes one click.
      </p>
    );
  const counts = PRESSING.flatMap((status) => {
    const count = budgets.filter((budget) => budget.status === status).length;
    return count === 0 ? [] : [`${countText(count, formats)} ${STATUS_KINDS[status].title.toLowerCase()}`];
  });
  const worst = budgets.toSorted(worstFirst).filter(isPressing).slice(0, SHOWN);
  return (
    <>
      <p className="budget-card-figure">
        <strong>{counts.length > 0 ? counts.join(', ') : 'None is over or at risk'}</strong> of{' '}
        {budgets.length === 1 ? '1 budget' : `${countText(budgets.length, formats)} budgets`}
      </p>
      <ul className="budget-card-list">
        {worst.map((budget) => (
          <li key={budget.id}>
            <Link to="/budgets/$id" params={{ id: budget.id }} className="link-button">
              {budget.name}
            </Link>
            <StatusBadge status={budget.status} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Budgets that are over or will be. Its content has the height the dashboard gives it while it loads. */
export function BudgetsCard() {
  const budgets = useQuery(ask(budgetsContract.listBudgets, { query: { limit: 500 } }));
  return (
    <Answer of={budgets} height={HEIGHT}>
      {({ items }) => <Stand budgets={items} />}
    </Answer>
  );
}
