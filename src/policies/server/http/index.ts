import type { Costs } from '../../../costs/server/index.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { policiesContract } from '../../core/contract.ts';
import type { SimulationServices } from '../simulation/run.ts';
import { checkHandlers } from './check.ts';
import { complianceHandlers } from './compliance.ts';
import { exceptionHandlers } from './exceptions.ts';
import { policyHandlers } from './policies.ts';
import { simulateHandlers } from './simulate.ts';
import { summaryHandlers } from './summary.ts';
import { violationHandlers } from './violations.ts';

/** What the endpoints are made from. */
export interface HttpServices {
  costs: Pick<Costs, 'accountNames'>;
  simulation: SimulationServices;
  /** Has policies checked anew, and pages told. */
  changed(organization_id: string): Promise<void>;
  /** Tells pages that policies or violations stand otherwise. */
  tell(organization_id: string): void;
}

/** Policies over HTTP. */
export const policiesHandlers = (services: HttpServices): Handlers<typeof policiesContract> => ({
  ...policyHandlers(services),
  ...checkHandlers,
  ...simulateHandlers(services),
  ...violationHandlers(services),
  ...exceptionHandlers(services),
  ...summaryHandlers,
  ...complianceHandlers(services),
});
