import type { JobEvent } from '../../jobs/core/contract.ts';
import { isActive } from '../../jobs/web/words.ts';
import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { AnomaliesEvent } from '../core/contract.ts';

/** Asks anew for anomalies when some changed, and for how far was judged when a look has ended. */
export const anomalyHandlers = liveHandlers<AnomaliesEvent | JobEvent>({
  'anomalies.changed': () => void invalidate('anomalies'),
  'job.changed': ({ name, status }) => {
    if (name === 'anomaly_detect' && !isActive(status)) void invalidate('anomalies');
  },
});
