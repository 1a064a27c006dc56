import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { RemediationEvent } from '../core/contract.ts';

/** Steps follow each other quickly: what several of them tell within this time is asked for once. */
const TOGETHER_MS = 300;
let is_waiting = false;

/** Asks anew for changes when one of them is in another state or step, and for what is stopped. */
export const remediationHandlers = liveHandlers<RemediationEvent>({
  'remediation.changed': () => {
    if (is_waiting) return;
    is_waiting = true;
    setTimeout(() => {
      is_waiting = false;
      void invalidate('remediations');
    }, TOGETHER_MS);
  },
  'remediation.settings_changed': () => void invalidate('remediations'),
});
