import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { addressOf, call } from '../../../platform/web/client.ts';
import { recommendationsContract } from '../../core/contract.ts';
import { queryOfView, type RecommendationsView } from './recommendations-view.ts';

const PAGE = 50;
/** Groups are made of what is there: as many at once as an answer may have. */
const GROUPED_PAGE = 500;

/** The recommendations of a view, page by page. */
export function useRecommendations(view: RecommendationsView) {
  const query = { ...queryOfView(view), limit: view.group_by === 'none' ? PAGE : GROUPED_PAGE };
  return useInfiniteQuery({
    queryKey: ['recommendations', 'list', addressOf(recommendationsContract.listRecommendations, { query })],
    queryFn: ({ pageParam, signal }) =>
      call(recommendationsContract.listRecommendations, { query: { ...query, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
