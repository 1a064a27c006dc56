import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { ACTIVE_STATUSES, STATUSES, type Status } from '../../core/contract.ts';
import {
  EFFORTS,
  type Effort,
  LEVELS,
  type Level,
  RECOMMENDATION_TYPES,
  type RecommendationType,
} from '../../core/types.ts';

export const TABS = ['recommendations', 'rules', 'exceptions'] as const;
export type Tab = (typeof TABS)[number];
export const SORTS = ['expected_savings', 'monthly_savings', 'first_found_at', 'changed_at', 'title'] as const;
export const GROUPINGS = ['none', 'type', 'account', 'owner', 'rule'] as const;
export type RecommendationGrouping = (typeof GROUPINGS)[number];
export const CODES = ['terraform', 'script', 'pipeline'] as const;
/** Kinds of code that make the change. */
export type CodeKind = (typeof CODES)[number];

/** What the page shows; all of it stands in the address. */
export interface RecommendationsView {
  tab: Tab;
  search: string;
  type: RecommendationType[];
  impact: Level[];
  /** None is all, as with every list here. */
  status: Status[];
  provider: ('aws' | 'azure')[];
  rule: string[];
  account: string[];
  region: string[];
  /** An empty one is without an owner. */
  owner: string[];
  confidence: Level[];
  risk: Level[];
  effort: Effort[];
  /** Null is every currency. */
  currency: string | null;
  sort: (typeof SORTS)[number];
  descending: boolean;
  group_by: RecommendationGrouping;
  /** What is open beside the list: a recommendation, or a rule on its tab. */
  opened: string | null;
  /** The code that is shown of the one that is open. */
  code: CodeKind | null;
}

export const DEFAULT_VIEW: RecommendationsView = {
  tab: 'recommendations',
  search: '',
  type: [],
  impact: [],
  status: [...ACTIVE_STATUSES],
  provider: [],
  rule: [],
  account: [],
  region: [],
  owner: [],
  confidence: [],
  risk: [],
  effort: [],
  currency: null,
  sort: 'expected_savings',
  descending: true,
  group_by: 'none',
  opened: null,
  code: null,
};

const FILTERS = [
  'type',
  'impact',
  'provider',
  'rule',
  'account',
  'region',
  'owner',
  'confidence',
  'risk',
  'effort',
] as const;
export type FilterName = (typeof FILTERS)[number];

const known = <T extends string>(choices: readonly T[], texts: string[]): T[] =>
  choices.filter((choice) => texts.includes(choice));

function statusFrom(texts: string[]): Status[] {
  if (texts.includes('all')) return [];
  const statuses = known(STATUSES, texts);
  return statuses.length > 0 ? statuses : DEFAULT_VIEW.status;
}

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function viewFrom(search: Search): RecommendationsView {
  const values = (name: string): string[] => valuesOf(search, name);
  const first = (name: string): string => values(name)[0] ?? '';
  const one = <T extends string>(choices: readonly T[], name: string): T | null =>
    known(choices, [first(name)])[0] ?? null;
  const sort = one(SORTS, 'sort') ?? DEFAULT_VIEW.sort;
  return {
    tab: one(TABS, 'tab') ?? DEFAULT_VIEW.tab,
    search: first('search'),
    type: known(RECOMMENDATION_TYPES, values('type')),
    impact: known(LEVELS, values('impact')),
    status: statusFrom(values('status')),
    provider: known(['aws', 'azure'], values('provider')),
    rule: values('rule'),
    account: values('account'),
    region: values('region'),
    owner: values('owner'),
    confidence: known(LEVELS, values('confidence')),
    risk: known(LEVELS, values('risk')),
    effort: known(EFFORTS, values('effort')),
    currency: /^[A-Z]{3}$/.test(first('currency')) ? first('currency') : null,
    sort,
    descending: first('order') === 'asc' ? false : first('order') === 'desc' || falls(sort),
    group_by: one(GROUPINGS, 'group_by') ?? DEFAULT_VIEW.group_by,
    opened: first('opened') || null,
    code: one(CODES, 'code'),
  };
}

/** Amounts and dates are read from the top down, titles from A on. */
const falls = (sort: RecommendationsView['sort']): boolean => sort !== 'title';

const isActiveOnly = (status: Status[]): boolean => String(status) === String(ACTIVE_STATUSES);

/** The address of a view; what is as by default is left out. */
export function searchOfView(view: RecommendationsView): Search {
  const search: Search = {};
  if (view.tab !== DEFAULT_VIEW.tab) search.tab = view.tab;
  if (view.search !== '') search.search = view.search;
  if (!isActiveOnly(view.status)) search.status = view.status.length > 0 ? view.status : 'all';
  for (const name of FILTERS) if (view[name].length > 0) search[name] = view[name];
  if (view.currency !== null) search.currency = view.currency;
  if (view.sort !== DEFAULT_VIEW.sort) search.sort = view.sort;
  if (view.descending !== falls(view.sort)) search.order = view.descending ? 'desc' : 'asc';
  if (view.group_by !== DEFAULT_VIEW.group_by) search.group_by = view.group_by;
  if (view.opened !== null) search.opened = view.opened;
  if (view.opened !== null && view.code !== null) search.code = view.code;
  return search;
}

/** What the API is asked for a list as the view narrows it, without its order. */
export function filtersOfView(view: RecommendationsView): Record<string, unknown> {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, view[name]]));
  return {
    ...filters,
    status: view.status.length > 0 ? view.status : STATUSES,
    currency: view.currency ?? undefined,
    search: view.search || undefined,
  };
}

/** The same, in the order of the view. */
export const queryOfView = (view: RecommendationsView): Record<string, unknown> => ({
  ...filtersOfView(view),
  sort: view.sort,
  order: view.descending ? 'desc' : 'asc',
});

/** True when a view leaves out more than what waits for nobody, so that "nothing found" has a way back. */
export const isNarrowed = (view: RecommendationsView): boolean =>
  view.search !== '' ||
  view.currency !== null ||
  (view.status.length > 0 && !isActiveOnly(view.status)) ||
  FILTERS.some((name) => view[name].length > 0);

/** The view with what it is narrowed by taken away, in its order and grouping. */
export const withoutFilters = (view: RecommendationsView): RecommendationsView => ({
  ...DEFAULT_VIEW,
  sort: view.sort,
  descending: view.descending,
  group_by: view.group_by,
});

/** The view with one value of a filter chosen alone; without it where it is that already. */
export function toggled(view: RecommendationsView, name: FilterName, value: string): RecommendationsView {
  const is_on = view[name].length === 1 && String(view[name][0]) === value;
  return { ...view, [name]: is_on ? [] : [value] };
}
