import type { JobEvent } from '../../jobs/core/contract.ts';
import { isActive } from '../../jobs/web/words.ts';
import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { RecommendationsEvent } from '../core/contract.ts';

/** Asks anew for recommendations when some changed, and for the state of things when a run has ended. */
export const recommendationHandlers = liveHandlers<RecommendationsEvent | JobEvent>({
  'recommendations.changed': () => void invalidate('recommendations'),
  'job.changed': ({ name, status }) => {
    if (name === 'recommendations' && !isActive(status)) void invalidate('recommendations');
  },
});
