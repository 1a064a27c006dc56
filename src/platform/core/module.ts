import type { z } from 'zod';
import type { Contract, Endpoint } from './endpoint.ts';

/** What a handler receives after validation. */
export interface HandlerInput<E extends Endpoint> {
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
}

/** What a handler of `E` returns; for streamed answers see the server's `FileAnswer`. */
export type HandlerAnswer<E extends Endpoint> = z.input<E['answer']>;

/** The names of a contract's endpoints. */
export type EndpointName<C extends Contract> = keyof C & string;
