import { badRequest, refused } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { policiesContract } from '../../core/contract.ts';
import { checkExpressions, type Expressions } from '../../core/expressions.ts';
import { factsOf } from '../../core/facts.ts';
import { FUNCTIONS } from '../../core/functions.ts';
import { modesOf, type PolicyBody } from '../../core/policy.ts';
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

/** Throws a 400 problem where policies on the subject can't have the mode. */
export function checkMode({ subject, mode }: Pick<PolicyBody, 'subject' | 'mode'>): void {
  if (modesOf(subject).includes(mode)) return;
  const message = `must be alert: only policies on a resource or a remediation can ask for approval or block, since that is what changes are made of; this one is on a ${subject}`;
  throw badRequest('This policy can only alert.', [{ path: 'body.mode', message }]);
}

/** Expressions without a policy: templates, what can be named, and what is wrong. */
export const checkHandlers = {
  listPolicyTemplates: async () => ({ items: templateAnswers() }),
  listPolicyFacts: async (_, { query: { subject } }) => ({ items: factsOf(subject), functions: [...FUNCTIONS] }),
  checkPolicy: async (_, { body }) => ({ errors: checkExpressions(body) }),
} satisfies Partial<Handlers<typeof policiesContract>>;
