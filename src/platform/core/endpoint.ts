import { z } from 'zod';

// In a file of their own: pages that check what was typed need them, and nothing else of this one.
export { currencySchema, dateSchema, timestampSchema } from './scalars.ts';

/** Roles from most to least powerful; each may do all that the later ones may. */
export const ROLES = ['admin', 'member', 'viewer'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** True when `role` may do what `required` may. */
export const roleAllows = (role: Role, required: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(required);

type AnySchema = z.ZodType;

/** How an answer is carried: JSON, a streamed download, or server-sent events. */
export type AnswerTransport = 'json' | 'file' | 'events';

/** One HTTP endpoint as data: routes, validation, OpenAPI, the web client and the contract test all come from it. */
export interface Endpoint<
  Params extends AnySchema = AnySchema,
  Query extends AnySchema = AnySchema,
  Body extends AnySchema = AnySchema,
  Answer extends AnySchema = AnySchema,
  Access extends Role | 'public' = Role | 'public',
  Transport extends AnswerTransport = AnswerTransport,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `{name}` parameters; `/api/v1` is put in front unless `absolute`. */
  path: string;
  absolute: boolean;
  /** The least role that may call it; `public` needs no credentials. */
  access: Access;
  summary: string;
  /** Groups endpoints in the API reference. */
  tag: string;
  params: Params;
  query: Query;
  body: Body;
  answer: Answer;
  /** Status of success. 204 has no body. */
  status: number;
  request_transport: 'json' | 'multipart';
  answer_transport: Transport;
  /** Calls allowed per minute and client address; 0 leaves the general limit. */
  rate_limit: number;
}

const nothing = z.strictObject({});
const noAnswer = z.undefined();

type Definition<
  P extends AnySchema,
  Q extends AnySchema,
  B extends AnySchema,
  A extends AnySchema,
  Access extends Role | 'public',
  Transport extends AnswerTransport,
> = Pick<Endpoint<P, Q, B, A, Access, Transport>, 'method' | 'path' | 'access' | 'summary' | 'tag'> &
  Partial<Endpoint<P, Q, B, A, Access, Transport>>;

/** Completes a definition: what is not given takes nothing, answers JSON with 200, or 204 when there is no answer. */
export function endpoint<
  const Access extends Role | 'public',
  P extends AnySchema = typeof nothing,
  Q extends AnySchema = typeof nothing,
  B extends AnySchema = typeof nothing,
  A extends AnySchema = typeof noAnswer,
  const Transport extends AnswerTransport = 'json',
>(definition: Definition<P, Q, B, A, Access, Transport>): Endpoint<P, Q, B, A, Access, Transport> {
  const answer_transport = definition.answer_transport ?? ('json' as Transport);
  return {
    absolute: false,
    params: nothing as unknown as P,
    query: nothing as unknown as Q,
    body: nothing as unknown as B,
    answer: noAnswer as unknown as A,
    status: definition.answer || answer_transport !== 'json' ? 200 : 204,
    request_transport: 'json',
    rate_limit: 0,
    ...definition,
    answer_transport,
  };
}

/** The endpoints of one module, by the name its handlers and the web client use. */
export type Contract = Record<string, Endpoint>;

/** The full path of an endpoint, with `{name}` parameters. */
export const fullPath = (e: Endpoint): string => (e.absolute ? e.path : `/api/v1${e.path}`);

/** What every list takes: `limit` 1 to 500 (50), and the `next_cursor` of the page before. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
};

/** A page of a list; `next_cursor` is null on the last one. */
export const pageOf = <T extends AnySchema>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export const idParams = z.strictObject({ id: z.uuid('must be an id (UUID)') });
