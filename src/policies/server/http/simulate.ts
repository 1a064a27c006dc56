import type { Handlers } from '../../../platform/server/context.ts';
import type { policiesContract } from '../../core/contract.ts';
import { simulatePast } from '../simulation/run.ts';
import { checkBody } from './check.ts';
import type { HttpServices } from './index.ts';

/** What a policy would have found; nothing is kept. */
export const simulateHandlers = ({ simulation }: HttpServices) =>
  ({
    simulatePolicy: async (context, { body: { days, ...expressions } }) => {
      checkBody(expressions);
      return simulatePast(context, simulation, expressions, days);
    },
  }) satisfies Partial<Handlers<typeof policiesContract>>;
