import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { badRequest, ProblemError, problemSchema } from '../core/errors.ts';
import type { AnalysisTask } from './analysis.ts';

/** Bytes of JSON that the service takes in one request. */
export const ANALYSIS_BODY_LIMIT = 64_000_000;
/** Below the five minutes after which Node itself gives an answer up. */
const TIMEOUT_MS = 240_000;
const RETRY_AFTER_MS = 500;

interface Service {
  /** Address without the name of a task. */
  url: string;
  log: Logger;
}
interface ServiceAnswer {
  status: number;
  text: string;
}

const unusable = (detail: string, cause: unknown): ProblemError =>
  new ProblemError(503, `The analysis service (ML_SIDECAR_URL) ${detail}`, { cause });

const isConnectionFailure = (error: unknown): error is TypeError => error instanceof TypeError;

async function post(url: string, body: string, signal: AbortSignal): Promise<ServiceAnswer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
  return { status: response.status, text: await response.text() };
}

/** Asks once more when the connection fails: what is asked for changes nothing, and the service may be restarting. */
async function postTwice(url: string, body: string, signal: AbortSignal, log: Logger): Promise<ServiceAnswer> {
  try {
    return await post(url, body, signal);
  } catch (error) {
    if (!isConnectionFailure(error)) throw error;
    log.warn({ err: error, url }, 'the analysis service does not answer, and is asked once more');
    await pause(RETRY_AFTER_MS, undefined, { signal });
    return post(url, body, signal);
  }
}

function explainFailure(error: unknown): never {
  if (isConnectionFailure(error)) {
    const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
    throw unusable(
      `does not answer (${code ?? message}). Start it with \`npm run ml\`, or correct ML_SIDECAR_URL, or unset it to compute within the server.`,
      error,
    );
  }
  if ((error as Error).name !== 'TimeoutError') throw error;
  throw unusable(
    `took more than ${TIMEOUT_MS / 60_000} minutes. Give it more processors, or send fewer series at a time.`,
    error,
  );
}

/** Parsed JSON, or undefined: a proxy in between may answer anything. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(name: string, { status, text }: ServiceAnswer): never {
  const problem = problemSchema.safeParse(parseJson(text)).data;
  if (status === 400 && problem) throw badRequest(problem.detail, problem.errors);
  if (status === 413)
    throw new ProblemError(413, problem?.detail ?? 'The analysis service finds the request too large.');
  if (status === 404)
    throw unusable(
      `has no /${name}: does ML_SIDECAR_URL point at \`npm run ml\`, without a path?`,
      text.slice(0, 1_000),
    );
  const request = problem ? ` Its log has it under the request id ${problem.request_id}.` : '';
  throw unusable(`answered /${name} with status ${status}.${request}`, text.slice(0, 1_000));
}

/** What the analysis service answers to a task; see `Analysis.run` for what it throws. */
export async function askService<R extends z.ZodType, A extends z.ZodType>(
  { url, log }: Service,
  { name, answer }: AnalysisTask<R, A>,
  request: z.input<R>,
  signal?: AbortSignal,
): Promise<z.output<A>> {
  const body = JSON.stringify(request);
  const size = Buffer.byteLength(body);
  if (size > ANALYSIS_BODY_LIMIT)
    throw new ProblemError(
      413,
      `The request has ${size} bytes, and the analysis service takes ${ANALYSIS_BODY_LIMIT}: send fewer series at a time.`,
    );
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  const answered = await postTwice(`${url.replace(/\/+$/, '')}/${name}`, body, either, log).catch(explainFailure);
  if (answered.status !== 200) refuse(name, answered);
  const parsed = answer.safeParse(parseJson(answered.text));
  if (!parsed.success)
    throw unusable(
      `answered /${name} in a form that is not known here. Run the same version of the product on both sides.`,
      parsed.error,
    );
  return parsed.data;
}
