import { createAnomalies } from '../anomalies/server/index.ts';
import { createBudgets } from '../budgets/server/index.ts';
import { createConnections } from '../connections/server/index.ts';
import { createCosts } from '../costs/server/index.ts';
import { createForecasts } from '../forecasts/server/index.ts';
import { createIdentity } from '../identity/server/index.ts';
import { createJobs } from '../jobs/server/index.ts';
import { createNotifications } from '../notifications/server/index.ts';
import type { Authenticator } from '../platform/server/authenticate.ts';
import type { ServedContract } from '../platform/server/routes.ts';
import type { Services } from '../platform/server/services.ts';
import { createPolicies } from '../policies/server/index.ts';
import { createRecommendations } from '../recommendations/server/index.ts';
import { createRemediation } from '../remediation/server/index.ts';

/** What runs: every module's endpoints, and their background work. */
export interface Modules {
  served: ServedContract[];
  authenticate: Authenticator;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes the modules in order: each may use only those above it. */
export function createModules(services: Services): Modules {
  const identity = createIdentity(services);
  const jobs = createJobs(services);
  const costs = createCosts(services);
  const connections = createConnections(services, costs, jobs);
  const forecasts = createForecasts(services, costs, jobs);
  const anomalies = createAnomalies(services, costs, jobs, forecasts);
  const budgets = createBudgets(services, costs, jobs, forecasts);
  const recommendations = createRecommendations(services, costs, connections, jobs);
  const remediation = createRemediation(services, costs, connections, anomalies, jobs, recommendations);
  const policies = createPolicies(services, costs, connections, budgets, jobs, recommendations, remediation);
  const notifications = createNotifications(services, costs, budgets, jobs);
  return {
    served: [
      identity.served,
      jobs.served,
      ...costs.served,
      ...connections.served,
      ...forecasts.served,
      ...anomalies.served,
      budgets.served,
      ...recommendations.served,
      remediation.served,
      policies.served,
      notifications.served,
    ],
    authenticate: identity.authenticate,
    start: async () => {
      await costs.start();
      await connections.start();
      // Last: what it takes up may need all the others.
      await jobs.start();
    },
    stop: async () => {
      await jobs.stop();
      await costs.stop();
    },
  };
}
