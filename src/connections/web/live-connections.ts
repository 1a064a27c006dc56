import type { JobEvent } from '../../jobs/core/contract.ts';
import { isActive } from '../../jobs/web/words.ts';
import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';

/** Asks anew for connections when a run about one begins or ends, and for the inventory when it has ended. */
export const connectionHandlers = liveHandlers<JobEvent>({
  'job.changed': ({ name, status }) => {
    if (name !== 'cost_sync') return;
    void invalidate('providers');
    if (!isActive(status)) void invalidate('resources');
  },
});
