import type { Handlers } from '../../../platform/server/context.ts';
import type { policiesContract } from '../../core/contract.ts';
import { checkBody } from './check.ts';
import type { HttpServices } from './index.ts';

export const simulateHandlers = (_: HttpServices) =>
  ({
    simulatePolicy: async (_, { body }) => {
      checkBody(body);
      throw new Error('not there yet');
    },
  }) satisfies Partial<Handlers<typeof policiesContract>>;
