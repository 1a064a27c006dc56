import { refused } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { ExpressionError, policiesContract } from '../../core/contract.ts';
import type { PolicyBody } from '../../core/policy.ts';

type Expressions = Pick<PolicyBody, 'subject' | 'applies_when' | 'must_hold'>;
const checkExpressions = (_: Expressions): ExpressionError[] => [];

/** Throws a 422 problem with every error of the expressions, each with its place. */
export function checkBody(expressions: Expressions): void {
  const errors = checkExpressions(expressions);
  if (errors.length === 0) return;
  throw refused(
    'This policy can’t be used: its expressions have errors.',
    errors.map(({ field, message, line, column }) => ({
      path: `body.${field}`,
      message: `${message} (line ${line}, column ${column})`,
    })),
  );
}

/** Expressions without a policy: templates, what can be named, and what is wrong. */
export const checkHandlers = {
  listPolicyTemplates: async () => ({ items: [] }),
  listPolicyFacts: async () => ({ items: [], functions: [] }),
  checkPolicy: async (_, { body }) => ({ errors: checkExpressions(body) }),
} satisfies Partial<Handlers<typeof policiesContract>>;
