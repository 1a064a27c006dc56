import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { addressOf, call } from '../../../platform/web/client.ts';
import { remediationContract } from '../../core/contract.ts';
import { queryOfView, type RemediationsView } from './remediations-view.ts';

const PAGE = 50;

/** The changes of a view, page by page. */
export function useRemediations(view: RemediationsView) {
  const query = { ...queryOfView(view), limit: PAGE };
  return useInfiniteQuery({
    queryKey: ['remediations', 'list', addressOf(remediationContract.listRemediations, { query })],
    queryFn: ({ pageParam, signal }) =>
      call(remediationContract.listRemediations, { query: { ...query, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
