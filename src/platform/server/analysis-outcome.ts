import type { z } from 'zod';
import { badRequest, type FieldError, fieldErrors, ProblemError } from '../core/errors.ts';

/** What a worker answers: the answer, or why its request can't be used. Errors would lose their kind between threads. */
export type Outcome = { answer: unknown } | { refused: { detail: string; errors: FieldError[] } };

const LISTED = 10;

/** A refusal whose sentence names the first problems; `errors` has all of them. */
function refusal(errors: FieldError[]): Outcome {
  const listed = errors.slice(0, LISTED).map((error) => `${error.path} ${error.message}`);
  const more = errors.length > LISTED ? `; and ${errors.length - LISTED} more` : '';
  return { refused: { detail: `This request can't be analysed: ${listed.join('; ')}${more}.`, errors } };
}

/**
 * Makes the default export of a worker module: it validates the request, computes, and validates the answer (which so
 * never has NaN or infinity), all off the main thread. `compute` may throw a problem of status 400 as a refusal.
 */
export const answering =
  <R extends z.ZodType, A extends z.ZodType>(
    { request, answer }: { request: R; answer: A },
    compute: (input: z.output<R>) => z.input<A> | Promise<z.input<A>>,
  ) =>
  async (given: unknown): Promise<Outcome> => {
    const input = request.safeParse(given);
    if (!input.success) return refusal(fieldErrors(input.error, 'body'));
    try {
      return { answer: answer.parse(await compute(input.data)) };
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 400) throw error;
      return { refused: { detail: error.message, errors: error.errors ?? [] } };
    }
  };

/** The answer of an outcome. Throws the problem (400) with everything that was wrong with the request. */
export function answerOf(outcome: Outcome): unknown {
  if ('answer' in outcome) return outcome.answer;
  throw badRequest(outcome.refused.detail, outcome.refused.errors);
}
