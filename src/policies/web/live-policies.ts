import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { PoliciesEvent } from '../core/contract.ts';

/** Asks anew for policies when they, or their violations, stand otherwise. */
export const policyHandlers = liveHandlers<PoliciesEvent>({
  'policies.changed': () => void invalidate('policies'),
});
