import { z } from 'zod';

/** Roles from most to least powerful; each may do all that the later ones may. */
export const ROLES = ['admin', 'member', 'viewer'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** True when `role` may do what `required` may. */
export const roleAllows = (role: Role, required: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(required);

/**
 * How a request or an answer is carried when it is not plain JSON: `multipart` takes a file upload,
 * `file` answers with a streamed download, `events` with server-sent events.
 */
export type Transport = 'json' | 'multipart' | 'file' | 'events';

type AnySchema = z.ZodType;

/** One HTTP endpoint as data: routes, validation, OpenAPI, the web client and the contract test all come from it. */
export interface Endpoint<
  Params extends AnySchema = AnySchema,
  Query extends AnySchema = AnySchema,
  Body extends AnySchema = AnySchema,
  Answer extends AnySchema = AnySchema,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `{name}` parameters; `/api/v1` is put in front unless `absolute`. */
  path: string;
  absolute: boolean;
  /** The least role that may call it; `public` needs no credentials. */
  access: Role | 'public';
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
  answer_transport: 'json' | 'file' | 'events';
  /** Calls allowed per minute and client address; 0 leaves the general limit. */
  rate_limit: number;
}

const nothing = z.strictObject({});
const noAnswer = z.undefined();

interface Definition<P extends AnySchema, Q extends AnySchema, B extends AnySchema, A extends AnySchema> {
  method: Endpoint['method'];
  path: string;
  access: Endpoint['access'];
  summary: string;
  tag: string;
  absolute?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  answer?: A;
  status?: number;
  request_transport?: Endpoint['request_transport'];
  answer_transport?: Endpoint['answer_transport'];
  rate_limit?: number;
}

/** Completes a definition: what is not given takes nothing, answers JSON with 200, or 204 when there is no answer. */
export function endpoint<
  P extends AnySchema = typeof nothing,
  Q extends AnySchema = typeof nothing,
  B extends AnySchema = typeof nothing,
  A extends AnySchema = typeof noAnswer,
>(definition: Definition<P, Q, B, A>): Endpoint<P, Q, B, A> {
  const streamed = definition.answer_transport !== undefined && definition.answer_transport !== 'json';
  return {
    method: definition.method,
    path: definition.path,
    absolute: definition.absolute ?? false,
    access: definition.access,
    summary: definition.summary,
    tag: definition.tag,
    params: definition.params ?? (nothing as unknown as P),
    query: definition.query ?? (nothing as unknown as Q),
    body: definition.body ?? (nothing as unknown as B),
    answer: definition.answer ?? (noAnswer as unknown as A),
    status: definition.status ?? (definition.answer || streamed ? 200 : 204),
    request_transport: definition.request_transport ?? 'json',
    answer_transport: definition.answer_transport ?? 'json',
    rate_limit: definition.rate_limit ?? 0,
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

/** A query parameter that may be repeated: `?a=1&a=2` and `?a=1` both give a list. */
export const repeatable = <T extends AnySchema>(item: T) =>
  z.preprocess((v) => (v === undefined || Array.isArray(v) ? v : [v]), z.array(item).optional());

export const dateSchema = z.iso.date('must be a date, YYYY-MM-DD');
export const timestampSchema = z.iso.datetime({ offset: true });
/** ISO 4217 code in capitals. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters');
