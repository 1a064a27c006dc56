import { createLiveMap, liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { JobEvent } from '../core/contract.ts';
import { isActive } from './words.ts';

const progress = createLiveMap<Extract<JobEvent, { type: 'job.progress' }>>();

/** How the running jobs go, by run id; what is not there is told by the run itself. */
export const useJobProgress = progress.use;

/** Follows runs of jobs, and asks anew for how they stand. */
export const jobHandlers = liveHandlers<JobEvent>({
  'job.progress': (told) => progress.set(told.id, told),
  'job.changed': ({ id, status }) => {
    if (!isActive(status)) progress.delete(id);
    void invalidate('jobs');
  },
});
