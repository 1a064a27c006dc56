import { z } from 'zod';

/** Where bad input was, and what is wrong with it. `path` is like `body.email` or `query.start`. */
export const fieldErrorSchema = z.object({ path: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** RFC 9457 problem, the body of every error answer. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  request_id: z.string(),
  errors: z.array(fieldErrorSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

const TITLES = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  422: 'Refused',
  429: 'Too many requests',
  503: 'Not ready',
} as const;
export type ProblemStatus = keyof typeof TITLES;

/** The title that stands for a status; statuses without one are internal errors. */
export const titleOf = (status: number): string => TITLES[status as ProblemStatus] ?? 'Internal error';

/**
 * An error its reader can act on: `message` is for the user, `cause` for the log alone.
 * Handlers throw it; the HTTP edge turns it into a problem answer.
 */
export class ProblemError extends Error {
  readonly status: ProblemStatus;
  readonly errors: FieldError[] | undefined;
  readonly retry_after_seconds: number | undefined;

  constructor(
    status: ProblemStatus,
    detail: string,
    more: { errors?: FieldError[]; retry_after_seconds?: number; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ProblemError';
    this.status = status;
    this.errors = more.errors;
    this.retry_after_seconds = more.retry_after_seconds;
  }
}

export const badRequest = (detail: string, errors?: FieldError[]) => new ProblemError(400, detail, { errors });
export const forbidden = (detail: string) => new ProblemError(403, detail);
export const notFound = (what: string) => new ProblemError(404, `${what} does not exist, or is not yours to see.`);
export const conflict = (detail: string) => new ProblemError(409, detail);
export const refused = (detail: string, errors?: FieldError[]) => new ProblemError(422, detail, { errors });

/** The issues of a zod error as field errors, each path led by where the value came from (`body`, `query`, `params`). */
export const fieldErrors = (error: z.ZodError, from: string): FieldError[] =>
  error.issues.flatMap((issue): FieldError[] => {
    const path = [from, ...issue.path.map(String)].join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: `${path}.${key}`, message: 'is not known here' }));
    return [{ path, message: issue.message }];
  });
