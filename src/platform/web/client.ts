import type { z } from 'zod';
import { type Endpoint, fullPath } from '../core/endpoint.ts';
import type { FieldError, Problem } from '../core/errors.ts';

/** What an endpoint takes, as far as it takes anything. */
export interface CallInput<E extends Endpoint> {
  params?: z.input<E['params']>;
  /** Query parameters by name; lists are repeated, undefined is left out. */
  query?: Record<string, unknown>;
  body?: z.input<E['body']>;
}

/** A problem that the server answered, or that it could not be reached (status 0). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors: FieldError[];
  readonly request_id: string;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.title = problem.title;
    this.errors = problem.errors ?? [];
    this.request_id = problem.request_id;
  }

  /** What is wrong with one field of the body, for the form that sent it. */
  of(field: string): string | undefined {
    const message = this.errors.find((error) => error.path === `body.${field}`)?.message;
    return message && message.charAt(0).toUpperCase() + message.slice(1);
  }
}

const UNREACHABLE: Problem = {
  type: 'about:blank',
  title: 'Not reachable',
  status: 0,
  detail: 'The server can not be reached. Check the connection and try again.',
  request_id: '',
};

/** Query text of parameters; lists repeat their name. */
export function queryText(query: Record<string, unknown> = {}): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const item of [value].flat()) if (item !== undefined && item !== null) text.append(name, String(item));
  return text.size > 0 ? `?${text}` : '';
}

/** The address of an endpoint with its parameters filled in. */
export function addressOf<E extends Endpoint>(endpoint: E, { params, query }: CallInput<E> = {}): string {
  const values = (params ?? {}) as Record<string, string>;
  return (
    fullPath(endpoint).replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '')) +
    queryText(query)
  );
}

/** The header that proves a request comes from our own page (see `authenticate.ts`). */
export function csrfHeader(): Record<string, string> {
  const token = /(?:^|; )finopsmind_csrf=([^;]+)/.exec(document.cookie)?.[1];
  return token ? { 'x-csrf-token': decodeURIComponent(token) } : {};
}

/** True for a problem of ours, as `problemSchema` describes it: only ours have an id of the request. */
const isProblem = (value: unknown): value is Problem => {
  const { title, status, detail, request_id, errors = [] } = (value ?? {}) as Partial<Problem>;
  const texts = [title, detail, request_id];
  return texts.every((text) => typeof text === 'string') && typeof status === 'number' && Array.isArray(errors);
};

/** The problem an answer tells, or a plain one when it is not ours (a proxy's, say). */
export function problemFrom(status: number, text: string): ApiProblem {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isProblem(parsed)) return new ApiProblem(parsed);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return new ApiProblem({
    ...UNREACHABLE,
    status,
    title: `Error ${status}`,
    detail: `The server answered with ${status}.`,
  });
}

/** Calls an endpoint; throws an `ApiProblem` when it does not succeed. */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: CallInput<E> = {},
  signal?: AbortSignal,
): Promise<z.output<E['answer']>> {
  const has_body = input.body !== undefined;
  let response: Response;
  try {
    response = await fetch(addressOf(endpoint, input), {
      method: endpoint.method,
      headers: { ...(has_body ? { 'content-type': 'application/json' } : {}), ...csrfHeader() },
      body: has_body ? JSON.stringify(input.body) : undefined,
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem(UNREACHABLE);
  }
  if (!response.ok) throw problemFrom(response.status, await response.text());
  // The server validated the answer against the same schema.
  return (response.status === 204 ? undefined : await response.json()) as z.output<E['answer']>;
}
