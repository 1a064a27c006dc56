import type { Clouds } from '../../../connections/server/index.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { Auditor } from '../../../identity/server/index.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { EventBus } from '../../../platform/server/events.ts';
import type { remediationContract } from '../../core/contract.ts';
import type { Guard } from '../guard.ts';
import type { RemediationRow } from '../store.ts';
import { actionHandlers } from './actions.ts';
import { batchHandlers } from './batches.ts';
import { commandHandlers } from './commands.ts';
import { detailHandlers } from './detail.ts';
import { listHandlers } from './list.ts';
import { proposeHandlers } from './propose.ts';
import { settingsHandlers } from './settings.ts';
import { stopHandlers } from './stops.ts';
import { summaryHandlers } from './summary.ts';

/** What the endpoints are made from. */
export interface HttpServices {
  clouds: Clouds;
  costs: Pick<Costs, 'accountNames'>;
  events: EventBus;
  guard: Guard;
  /** Has those of `rows` that are to begin, or to be undone, taken up. */
  begin(auditor: Auditor, rows: readonly RemediationRow[]): Promise<void>;
  /** Has everything that waits looked at again. */
  wake(organization_id: string): Promise<void>;
}

/** Changes over HTTP. */
export const remediationHandlers = (services: HttpServices): Handlers<typeof remediationContract> => ({
  ...listHandlers(services.costs),
  ...summaryHandlers(),
  ...actionHandlers(),
  ...settingsHandlers(services),
  ...stopHandlers(services),
  ...proposeHandlers(services),
  ...batchHandlers(services),
  ...detailHandlers(services.costs),
  ...commandHandlers(services),
});
