import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { BUDGET_STATUSES, type Budget, type BudgetStatus } from '../../core/contract.ts';

/** What the list of budgets shows; all of it stands in the address. */
export interface BudgetsView {
  /** Null is every status. */
  status: BudgetStatus | null;
  search: string;
}

export const DEFAULT_VIEW: BudgetsView = { status: null, search: '' };

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function viewFrom(search: Search): BudgetsView {
  const [status] = valuesOf(search, 'status');
  return {
    status: BUDGET_STATUSES.find((known) => known === status) ?? null,
    search: valuesOf(search, 'search')[0] ?? '',
  };
}

/** The address of a view; what is as by default is left out. */
export function searchOf({ status, search }: BudgetsView): Search {
  return { ...(status !== null && { status }), ...(search !== '' && { search }) };
}

/** Whether a view asks for a budget: by its status, and by part of its name, owner or scope. */
export function isWanted(view: BudgetsView, { status, name, owner, scope_title }: Budget): boolean {
  if (view.status !== null && view.status !== status) return false;
  const wanted = view.search.trim().toLowerCase();
  return [name, owner ?? '', scope_title].some((text) => text.toLowerCase().includes(wanted));
}
