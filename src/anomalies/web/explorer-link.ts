import type { Grouping } from '../../costs/core/dimensions.ts';
import { type Scope, scopeFilters } from '../../costs/core/scope.ts';
import { DEFAULT_VIEW, searchOf } from '../../costs/web/view.ts';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import type { Search } from '../../platform/web/search.ts';
import { CONSUMPTION } from '../core/consumption.ts';

const NEXT: Grouping[] = ['service', 'account', 'region', 'resource', 'charge_category'];

interface Rows {
  scope: Scope;
  currency: string;
  /** First and last day, both included. */
  first_day: IsoDate;
  last_day: IsoDate;
}

/**
 * The address query of the cost explorer for the rows behind a number, by what the scope leaves open; without what
 * anomalies leave out, so that its total is that number.
 */
export const explorerSearch = ({ scope, currency, first_day, last_day }: Rows): Search =>
  searchOf({
    ...DEFAULT_VIEW,
    range: { start: first_day, end: addDays(last_day, 1) },
    granularity: 'daily',
    currency,
    group_by: NEXT.find((grouping) => scope[grouping] === undefined) ?? DEFAULT_VIEW.group_by,
    filters: [...scopeFilters(scope), ...CONSUMPTION],
  });
