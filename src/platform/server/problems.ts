import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, ProblemError, titleOf } from '../core/errors.ts';

const DETAILS: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as application/json, or a file as multipart/form-data.',
  FST_ERR_BAD_URL: 'The path is not well formed.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
};

/** The problem a caught error is told as. What is not meant for users becomes a plain 500; the log has the rest. */
export function problemOf(error: unknown, request_id: string): Problem {
  const base = { type: 'about:blank', request_id };
  if (error instanceof ProblemError)
    return { ...base, title: titleOf(error.status), status: error.status, detail: error.message, errors: error.errors };
  const { statusCode = 500, code = '', message } = error as FastifyError;
  if (statusCode < 400 || statusCode >= 500)
    return {
      ...base,
      title: titleOf(500),
      status: 500,
      detail: 'Something went wrong on our side. The log has it under the request id.',
    };
  const status = statusCode === 415 ? 400 : statusCode;
  return { ...base, title: titleOf(status), status, detail: DETAILS[code] ?? message };
}

/** Answers a caught error as a problem, and logs what is ours to mend. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error, request.id);
  if (reply.raw.destroyed) request.log.info({ err: error }, 'the client went away');
  else if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
  else if (error instanceof ProblemError && error.cause) request.log.warn({ err: error.cause }, problem.detail);
  if (error instanceof ProblemError && error.retry_after_seconds !== undefined)
    void reply.header('retry-after', String(error.retry_after_seconds));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  // A string, not an object: the schema-less serializer would change the content type.
  void reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Makes every error of `app` a problem answer. */
export const answerProblems = (app: FastifyInstance): void => void app.setErrorHandler(sendProblem);
