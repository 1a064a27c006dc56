import { type Search, valuesOf } from '../../../platform/web/search.ts';

export const SORTS = ['monthly_cost', 'name', 'resource_type', 'region', 'created_at'] as const;
export type Sort = (typeof SORTS)[number];
export const GONE = ['hide', 'only', 'show'] as const;
export type Gone = (typeof GONE)[number];

/** What the inventory shows; all of it stands in the address. */
export interface InventoryView {
  search: string;
  /** Ids of connections, and values as the clouds name them; none is all. */
  provider: string[];
  type: string[];
  region: string[];
  account: string[];
  /** `key=value`; an empty value is "without the tag". */
  tag: string[];
  gone: Gone;
  sort: Sort;
  descending: boolean;
}

/** The facets, as both the view and the address name them. */
export const FACETS = ['provider', 'type', 'region', 'account'] as const;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const TAG = /^[^=]+=/;

/** Costs and dates are read from the top down, names from A on. */
const falls = (sort: Sort): boolean => sort === 'monthly_cost' || sort === 'created_at';

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function inventoryFrom(search: Search): InventoryView {
  const first = (name: string): string | undefined => valuesOf(search, name)[0];
  const sort = SORTS.find((one) => one === first('sort')) ?? 'monthly_cost';
  const order = first('order');
  return {
    search: first('search') ?? '',
    provider: valuesOf(search, 'provider').filter((id) => UUID.test(id)),
    type: valuesOf(search, 'type'),
    region: valuesOf(search, 'region'),
    account: valuesOf(search, 'account'),
    tag: valuesOf(search, 'tag').filter((tag) => TAG.test(tag)),
    gone: GONE.find((one) => one === first('gone')) ?? 'hide',
    sort,
    descending: order === 'asc' ? false : order === 'desc' ? true : falls(sort),
  };
}

/** The address of a view; what is as by default is left out. */
export function searchOfInventory(view: InventoryView): Search {
  const search: Search = {};
  if (view.search !== '') search.search = view.search;
  for (const name of [...FACETS, 'tag'] as const) if (view[name].length > 0) search[name] = view[name];
  if (view.gone !== 'hide') search.gone = view.gone;
  if (view.sort !== 'monthly_cost') search.sort = view.sort;
  if (view.descending !== falls(view.sort)) search.order = view.descending ? 'desc' : 'asc';
  return search;
}

/** What the API is asked for a view. */
export const queryOfInventory = (view: InventoryView): Record<string, unknown> => ({
  search: view.search || undefined,
  provider_id: view.provider,
  type: view.type,
  region: view.region,
  account: view.account,
  tag: view.tag,
  gone: view.gone,
  sort: view.sort,
  order: view.descending ? 'desc' : 'asc',
});

/** True when a view leaves resources out, so that "nothing found" has a way back. */
export const isNarrowed = (view: InventoryView): boolean =>
  view.search !== '' || view.gone === 'only' || [...FACETS, 'tag' as const].some((name) => view[name].length > 0);

/** A view of everything that is there, in the order of `view`. */
export const withoutFilters = (view: InventoryView): InventoryView => ({
  ...view,
  search: '',
  provider: [],
  type: [],
  region: [],
  account: [],
  tag: [],
  gone: 'hide',
});
