import { ProblemError } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { policiesContract } from '../../core/contract.ts';
import { simulatePast } from '../simulation/run.ts';
import { checkBody } from './check.ts';
import type { HttpServices } from './index.ts';

/** Simulations of an organization at once: the threads that they take are those of all organizations. */
const AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 5;

/** Does work for organizations, for each of them so many at once. Throws a 429 problem beyond. */
function bounded() {
  const running = new Map<string, number>();
  return async <T>(organization_id: string, work: () => Promise<T>): Promise<T> => {
    const before = running.get(organization_id) ?? 0;
    if (before >= AT_ONCE)
      throw new ProblemError(429, 'Other simulations of your organization are still running. Try again in a moment.', {
        retry_after_seconds: RETRY_AFTER_SECONDS,
      });
    running.set(organization_id, before + 1);
    try {
      return await work();
    } finally {
      const left = running.get(organization_id)! - 1;
      if (left === 0) running.delete(organization_id);
      else running.set(organization_id, left);
    }
  };
}

/** What a policy would have found; nothing is kept. */
export function simulateHandlers({ simulation }: HttpServices) {
  const inTurn = bounded();
  return {
    simulatePolicy: async (context, { body: { days, ...expressions } }) => {
      checkBody(expressions);
      return inTurn(context.organization_id, () => simulatePast(context, simulation, expressions, days));
    },
  } satisfies Partial<Handlers<typeof policiesContract>>;
}
