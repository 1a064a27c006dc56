import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { ACTIONS, type Action } from '../../../recommendations/core/change.ts';
import { QUEUE_KINDS, QUEUES, type Queue } from '../words.ts';

export const TABS = ['changes', 'batches', 'settings'] as const;
export type Tab = (typeof TABS)[number];

/** What the page shows; all of it stands in the address. */
export interface RemediationsView {
  tab: Tab;
  queue: Queue;
  search: string;
  provider: 'aws' | 'azure' | null;
  /** None is all. */
  action: Action[];
  /** Changes that were proposed together; null is any. */
  batch: string | null;
}

export const DEFAULT_VIEW: RemediationsView = {
  tab: 'changes',
  queue: 'all',
  search: '',
  provider: null,
  action: [],
  batch: null,
};

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function viewFrom(search: Search): RemediationsView {
  const first = (name: string): string => valuesOf(search, name)[0] ?? '';
  const provider = first('provider');
  return {
    tab: TABS.find((one) => one === first('tab')) ?? DEFAULT_VIEW.tab,
    queue: QUEUES.find((one) => one === first('queue')) ?? DEFAULT_VIEW.queue,
    search: first('search'),
    provider: provider === 'aws' || provider === 'azure' ? provider : null,
    action: ACTIONS.filter((one) => valuesOf(search, 'action').includes(one)),
    batch: ID.test(first('batch')) ? first('batch') : null,
  };
}

/** The address of a view; what is as by default is left out. */
export function searchOfView(view: RemediationsView): Search {
  const search: Search = {};
  if (view.tab !== DEFAULT_VIEW.tab) search.tab = view.tab;
  if (view.queue !== DEFAULT_VIEW.queue) search.queue = view.queue;
  if (view.search !== '') search.search = view.search;
  if (view.provider !== null) search.provider = view.provider;
  if (view.action.length > 0) search.action = view.action;
  if (view.batch !== null) search.batch = view.batch;
  return search;
}

/** What the API is asked for. */
export const queryOfView = ({ queue, search, provider, action, batch }: RemediationsView): Record<string, unknown> => ({
  state: QUEUE_KINDS[queue].states,
  search: search || undefined,
  provider: provider ?? undefined,
  action,
  batch_id: batch ?? undefined,
});

/** True when a view leaves out more than other states, so that "nothing found" has a way back. */
export const isNarrowed = ({ search, provider, action, batch }: RemediationsView): boolean =>
  search !== '' || provider !== null || action.length > 0 || batch !== null;
