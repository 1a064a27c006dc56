import { call } from '../../../platform/web/client.ts';
import { type ForeseenChange, useForeseenChange } from '../../../platform/web/queries.ts';
import { type RecommendationDetail, recommendationsContract } from '../../core/contract.ts';
import { ACTION_KINDS, bodyOf, type Decision } from '../actions.ts';

const { changeRecommendation, commentRecommendation, getRecommendation } = recommendationsContract;

export type Change = ForeseenChange<RecommendationDetail>;

export const decisionChange = (decision: Decision): Change => ({
  run: (id) => call(changeRecommendation, { params: { id }, body: bodyOf(decision) }),
  foresee: (before) => ({ ...before, status: ACTION_KINDS[decision.action].to }),
});

/** A comment gets its place in the history, and the time, from the server: nothing is shown before. */
export const commentChange = (text: string): Change => ({
  run: (id) => call(commentRecommendation, { params: { id }, body: { text } }),
  foresee: (before) => before,
});

/** Changes a recommendation, which looks at once as it will. */
export const useChange = (id: string) => useForeseenChange(getRecommendation, id, 'recommendations');
