import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Contract, Endpoint, Role } from '../core/endpoint.ts';
import type { Transaction } from './database.ts';

/** Who acts: a person, a program with an API key, or the product itself (jobs). */
export interface Actor {
  kind: 'user' | 'api_key' | 'system';
  id: string | null;
  name: string;
  role: Role;
}

/** Credentials that were found good. */
export interface Principal {
  organization_id: string;
  actor: Actor;
  /** The session of a signed-in person; null for API keys. */
  session_id: string | null;
}

/** What every handler has: time, log, where the request came from, and the one way to data. */
export interface RequestContext {
  /** Null only for public endpoints. */
  principal: Principal | null;
  now: Date;
  log: Logger;
  signal: AbortSignal;
  address: string;
  user_agent: string;
  /** Sets the session cookies of the browser, or clears them with null. */
  setSession(session: { token: string; csrf_token: string; expires_at: Date } | null): void;
}

/** The context of an endpoint that needs credentials: everything in it is bound to one organization. */
export interface Context extends RequestContext {
  principal: Principal;
  organization_id: string;
  actor: Actor;
  /** One transaction, bound to the organization by row-level security. Keep it short: nothing slow inside. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** A file received with a multipart request, on disk; removed after the handler unless it was moved away. */
export interface UploadedFile {
  path: string;
  file_name: string;
  bytes: number;
  sha256: string;
}

/** One server-sent event. */
export interface ServerEvent {
  type: string;
}

/** A download. */
export interface FileAnswer {
  file_name: string;
  content_type: string;
  stream: Readable;
}

/** What a handler receives after validation. */
export interface HandlerInput<E extends Endpoint> {
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
  files: UploadedFile[];
}

type AnswerOf<E extends Endpoint> = E['answer_transport'] extends 'file'
  ? FileAnswer
  : E['answer_transport'] extends 'events'
    ? AsyncIterable<ServerEvent>
    : z.input<E['answer']> extends undefined
      ? void
      : z.input<E['answer']>;
type ContextOf<E extends Endpoint> = E['access'] extends 'public' ? RequestContext : Context;

/** A handler is the verb of an endpoint: HTTP, jobs and the assistant call the same function. */
export type Handler<E extends Endpoint> = (context: ContextOf<E>, input: HandlerInput<E>) => Promise<AnswerOf<E>>;

/** One handler for each endpoint of a contract. */
export type Handlers<C extends Contract> = { [K in keyof C]: Handler<C[K]> };
