import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Formats, money } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable, type Sorting } from '../../../platform/web/ui/data-table.tsx';
import { BUDGET_STATUSES, type Budget } from '../../core/contract.ts';
import { exhaustionText, ForecastAmount, Standing } from '../standing.tsx';
import { paceText, periodText, shortPaceText } from '../words.ts';
import { type TreeRow, treeRows } from './tree.ts';

/** What its parts are given of a budget, and what is left of it for none of them. */
export function RollUp({ budget, formats }: { budget: Budget; formats: Formats }) {
  const { children, amount, currency } = budget;
  if (children === null) return null;
  const parts = children.count === 1 ? '1 part' : `${children.count} parts`;
  const text = (value: number): string => money(value, currency, formats, 2);
  if (children.amount === null) return <span className="under">{parts}; the amount of one is not known</span>;
  const rest = amount === null ? null : amount - children.amount;
  return (
    <span className="under">
      {parts}: {text(children.amount)} allocated
      {rest !== null && rest >= 0.005 && `, ${text(rest)} unallocated`}
      {rest !== null && rest <= -0.005 && <strong className="budget-excess">, {text(-rest)} more than there is</strong>}
    </span>
  );
}

interface RowProps {
  row: TreeRow;
  formats: Formats;
  /** Null where no budget here has parts. */
  toggle: ((id: string) => void) | null;
}

function Name({ row: { budget, depth, is_open }, formats, toggle }: RowProps) {
  const { id, name, owner, scope_title } = budget;
  return (
    <span className="budget-name" style={{ '--depth': depth } as React.CSSProperties}>
      {toggle && is_open === null && <span className="budget-leaf" />}
      {toggle && is_open !== null && (
        <button type="button" aria-expanded={is_open} aria-label={`Parts of ${name}`} onClick={() => toggle(id)}>
          {is_open ? (
            <IconChevronDown size={16} aria-hidden={true} />
          ) : (
            <IconChevronRight size={16} aria-hidden={true} />
          )}
        </button>
      )}
      <span>
        <Link to="/budgets/$id" params={{ id }} className="link-button">
          {name}
        </Link>
        <span className="under">{scope_title}</span>
        <span className="under budget-owner">{owner === null ? 'No owner' : `Owner: ${owner}`}</span>
        <span className="under budget-narrow">{periodText(budget.period_start, budget.period_end, formats)}</span>
        <RollUp budget={budget} formats={formats} />
      </span>
    </span>
  );
}

const share = (of: number | null, amount: number | null): number | null =>
  of === null || amount === null ? null : of / amount;

function columnsOf(formats: Formats, toggle: RowProps['toggle']): Column<TreeRow>[] {
  return [
    {
      id: 'name',
      title: 'Budget',
      value: ({ budget }) => budget.name,
      cell: (row) => <Name row={row} formats={formats} toggle={toggle} />,
    },
    {
      id: 'period',
      title: 'Period',
      is_secondary: true,
      value: ({ budget }) => budget.period_end,
      cell: ({ budget }) => (
        <span className="budget-period">{periodText(budget.period_start, budget.period_end, formats)}</span>
      ),
    },
    {
      id: 'standing',
      title: 'Spent so far',
      // The most pressing first.
      value: ({ budget }) =>
        BUDGET_STATUSES.indexOf(budget.status) - (share(budget.current_spend, budget.amount) ?? 0) / 1e6,
      cell: ({ budget }) => <Standing budget={budget} formats={formats} />,
    },
    {
      id: 'pace',
      title: 'Against an even share',
      is_number: true,
      is_secondary: true,
      value: ({ budget }) => budget.pace_percent,
      cell: ({ budget }) => (
        <span title={paceText(budget.pace_percent, formats) ?? undefined}>
          {shortPaceText(budget.pace_percent, formats) ?? (
            <Absent why={budget.reason ?? 'No day of it is complete yet'} />
          )}
        </span>
      ),
    },
    {
      id: 'exhausted',
      title: 'Used up on',
      is_secondary: true,
      value: ({ budget }) => budget.exhausted_on,
      cell: ({ budget }) =>
        exhaustionText(budget, formats) ?? <Absent why={budget.reason ?? 'There is no forecast of these costs'} />,
    },
    {
      id: 'forecast',
      title: 'Forecast at its end',
      is_number: true,
      is_secondary: true,
      value: ({ budget }) => share(budget.forecasted_spend, budget.amount),
      cell: ({ budget }) => <ForecastAmount standing={budget} currency={budget.currency} formats={formats} />,
    },
  ];
}

function order(columns: Column<TreeRow>[], { id, descending }: Sorting): (one: Budget, other: Budget) => number {
  const column = columns.find((known) => known.id === id);
  const value = (budget: Budget) => column?.value?.({ budget, depth: 0, is_open: null }) ?? null;
  return (one, other) => {
    const [x, y] = [value(one), value(other)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const difference = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return descending ? -difference : difference;
  };
}

interface BudgetTreeProps {
  budgets: Budget[];
  formats: Formats;
  is_wanted: (budget: Budget) => boolean;
}

/** Budgets below what they are parts of: what of each is spent, and what its period will have cost. */
export function BudgetTree({ budgets, formats, is_wanted }: BudgetTreeProps) {
  const [sorting, setSorting] = useState<Sorting>({ id: 'standing', descending: false });
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  const ids = new Set(budgets.map(({ id }) => id));
  const has_parts = budgets.some(({ parent_id }) => parent_id !== null && ids.has(parent_id));
  const columns = columnsOf(formats, has_parts ? toggle : null);
  return (
    <DataTable
      caption="Budgets"
      columns={columns}
      rows={treeRows(budgets, { is_wanted, closed, compare: order(columns, sorting) })}
      keyOf={({ budget }) => budget.id}
      ordered={{ by: sorting, change: setSorting }}
    />
  );
}
