import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { SEVERITIES, type Severity } from '../../core/analysis-contract.ts';
import { ANOMALY_STATUSES, type AnomalyStatus, DIRECTIONS, type Direction } from '../../core/contract.ts';

export const SORTS = ['started_on', 'impact'] as const;

/** What the list shows; all of it stands in the address. */
export interface AnomaliesView {
  search: string;
  /** None is all, as with every list here. */
  status: AnomalyStatus[];
  severity: Severity[];
  service: string[];
  account: string[];
  /** Null is either way. */
  direction: Direction | null;
  /** Null is every currency. */
  currency: string | null;
  sort: (typeof SORTS)[number];
}

/** What somebody has to look at. */
const PENDING: readonly AnomalyStatus[] = ['open', 'acknowledged'];

export const DEFAULT_VIEW: AnomaliesView = {
  search: '',
  status: [...PENDING],
  severity: [],
  service: [],
  account: [],
  direction: null,
  currency: null,
  sort: 'started_on',
};

const known = <T extends string>(choices: readonly T[], texts: string[]): T[] =>
  choices.filter((choice) => texts.includes(choice));

function statusFrom(texts: string[]): AnomalyStatus[] {
  if (texts.includes('all')) return [];
  const statuses = known(ANOMALY_STATUSES, texts);
  return statuses.length > 0 ? statuses : DEFAULT_VIEW.status;
}

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function anomaliesFrom(search: Search): AnomaliesView {
  const first = (name: string): string => valuesOf(search, name)[0] ?? '';
  return {
    search: first('search'),
    status: statusFrom(valuesOf(search, 'status')),
    severity: known(SEVERITIES, valuesOf(search, 'severity')),
    service: valuesOf(search, 'service'),
    account: valuesOf(search, 'account'),
    direction: known(DIRECTIONS, [first('direction')])[0] ?? null,
    currency: /^[A-Z]{3}$/.test(first('currency')) ? first('currency') : null,
    sort: known(SORTS, [first('sort')])[0] ?? DEFAULT_VIEW.sort,
  };
}

const isPendingOnly = (status: AnomalyStatus[]): boolean => String(status) === String(PENDING);

/** The address of a view; what is as by default is left out. */
export function searchOfAnomalies(view: AnomaliesView): Search {
  const search: Search = {};
  if (view.search !== '') search.search = view.search;
  if (!isPendingOnly(view.status)) search.status = view.status.length > 0 ? view.status : 'all';
  for (const name of ['severity', 'service', 'account'] as const) if (view[name].length > 0) search[name] = view[name];
  if (view.direction !== null) search.direction = view.direction;
  if (view.currency !== null) search.currency = view.currency;
  if (view.sort !== DEFAULT_VIEW.sort) search.sort = view.sort;
  return search;
}

/** What the API is asked for a view. */
export const queryOfAnomalies = (view: AnomaliesView): Record<string, unknown> => ({
  ...view,
  search: view.search || undefined,
  direction: view.direction ?? undefined,
  currency: view.currency ?? undefined,
});

/** True when a view leaves out more than what is over, so that "nothing found" has a way back. */
export const isNarrowed = (view: AnomaliesView): boolean =>
  view.search !== '' ||
  view.direction !== null ||
  view.currency !== null ||
  (view.status.length > 0 && !isPendingOnly(view.status)) ||
  [view.severity, view.service, view.account].some((values) => values.length > 0);
