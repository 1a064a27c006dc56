import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { filtersOfJson } from '../../costs/core/filters.ts';
import { DEFAULT_VIEW, searchOf } from '../../costs/web/view.ts';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import type { Search } from '../../platform/web/search.ts';
import type { Budget, BudgetStanding } from '../core/contract.ts';

type Slice = Pick<Budget, 'filters' | 'metric' | 'currency'>;

/** The address of the cost explorer with the rows of a budget's days from `start` until before `end`. */
const rowsSearch = ({ filters, metric, currency }: Slice, start: IsoDate, end: IsoDate): Search =>
  searchOf({ ...DEFAULT_VIEW, range: { start, end }, metric, currency, filters: filtersOfJson(filters) });

interface RowsLinkProps {
  budget: Slice;
  standing: Pick<BudgetStanding, 'period_start' | 'period_end' | 'data_through'>;
  label?: string;
  children: ReactNode;
}

/** Leads to the rows that were counted as spent: those of the complete days of a period. */
export function RowsLink({ budget, standing, label, children }: RowsLinkProps) {
  const { period_start, period_end, data_through } = standing;
  if (data_through === null || data_through < period_start) return children;
  const counted = addDays(data_through, 1);
  const end = counted < period_end ? counted : period_end;
  return (
    <Link to="/explorer" search={rowsSearch(budget, period_start, end)} aria-label={label}>
      {children}
    </Link>
  );
}
