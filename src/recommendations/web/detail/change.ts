import { useMutation } from '@tanstack/react-query';
import { call } from '../../../platform/web/client.ts';
import { ask, invalidate, queryClient } from '../../../platform/web/queries.ts';
import { type RecommendationDetail, recommendationsContract } from '../../core/contract.ts';
import { ACTION_KINDS, bodyOf, type Decision } from '../actions.ts';

const { changeRecommendation, commentRecommendation, getRecommendation } = recommendationsContract;

/** A change of a recommendation: how it is made, and how the recommendation looks when it succeeds. */
export interface Change {
  run: (id: string) => Promise<RecommendationDetail>;
  foresee: (before: RecommendationDetail) => RecommendationDetail;
}

export const decisionChange = (decision: Decision): Change => ({
  run: (id) => call(changeRecommendation, { params: { id }, body: bodyOf(decision) }),
  foresee: (before) => ({ ...before, status: ACTION_KINDS[decision.action].to }),
});

/** A comment gets its place in the history, and the time, from the server: nothing is shown before. */
export const commentChange = (text: string): Change => ({
  run: (id) => call(commentRecommendation, { params: { id }, body: { text } }),
  foresee: (before) => before,
});

/** Changes a recommendation: what will be is shown at once, and what was again when it fails. */
export function useChange(id: string) {
  const { queryKey } = ask(getRecommendation, { params: { id } });
  return useMutation({
    mutationFn: ({ run }: Change) => run(id),
    onMutate: async ({ foresee }) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey);
      if (before) queryClient.setQueryData(queryKey, foresee(before));
      return { before };
    },
    onError: (_error, _change, shown) => {
      if (shown?.before) queryClient.setQueryData(queryKey, shown.before);
    },
    onSuccess: (after) => {
      queryClient.setQueryData(queryKey, after);
      void invalidate('recommendations');
    },
  });
}
