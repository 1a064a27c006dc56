import { refused } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { policiesContract } from '../../core/contract.ts';
import { checkExpressions, type Expressions } from '../../core/expressions.ts';
import { factsOf } from '../../core/facts.ts';
import { FUNCTIONS } from '../../core/functions.ts';
import { templateAnswers } from '../../core/templates/index.ts';

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
  listPolicyTemplates: async () => ({ items: templateAnswers() }),
  listPolicyFacts: async (_, { query: { subject } }) => ({ items: factsOf(subject), functions: [...FUNCTIONS] }),
  checkPolicy: async (_, { body }) => ({ errors: checkExpressions(body) }),
} satisfies Partial<Handlers<typeof policiesContract>>;
