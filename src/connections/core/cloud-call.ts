import { z } from 'zod';

const json: z.ZodType<unknown> = z.json();
const text = z.string().min(1);

/** Services of AWS that calls can be made of, by the names of the SDK's packages (`@aws-sdk/client-<service>`). */
export const AWS_SERVICES = [
  'ec2',
  'rds',
  's3',
  'lambda',
  'cloudwatch-logs',
  'elastic-load-balancing',
  'elastic-load-balancing-v2',
  'auto-scaling',
] as const;

/**
 * One call of a cloud's API as data: what previews show, what timelines keep, and what is sent. `input` is what the SDK's
 * command takes (members as AWS names them; dates as ISO texts in answers); `path` of Azure begins with a slash and has its
 * `api-version`.
 */
export const cloudCallSchema = z.discriminatedUnion('cloud', [
  z.object({
    cloud: z.literal('aws'),
    service: z.enum(AWS_SERVICES),
    /** The command without its ending: `StopInstances`. */
    operation: text,
    region: text,
    input: z.record(z.string(), json),
  }),
  z.object({
    cloud: z.literal('azure'),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string().startsWith('/'),
    body: z.record(z.string(), json).optional(),
  }),
]);
export type CloudCall = z.infer<typeof cloudCallSchema>;
export type AwsCall = Extract<CloudCall, { cloud: 'aws' }>;
export type AzureCall = Extract<CloudCall, { cloud: 'azure' }>;

/**
 * What a cloud answered. Refusals by what they mean: `gone`: what the call is about is not there; `denied`: a permission is
 * missing; `throttled`: nothing was done, ask again later; `refused`: the cloud considered it and does not do it;
 * `unclear`: no answer, or a fault on the cloud's side: it may have been done or not.
 */
export const cloudAnswerSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** As JSON: AWS without `$metadata`; null where there is none. */
    body: json,
    /** Path where Azure tells how what it has begun goes on (its `status`); null for what is done, and for AWS. */
    operation: z.string().nullable(),
  }),
  z.object({
    ok: z.literal(false),
    meaning: z.enum(['gone', 'denied', 'throttled', 'refused', 'unclear']),
    /** The cloud's own code: `IncorrectInstanceState`, `OperationNotAllowed`. */
    code: z.string(),
    message: z.string(),
    /** Of `denied`: what is missing, as the cloud names it. */
    permission: z.string().nullable(),
  }),
]);
export type CloudAnswer = z.infer<typeof cloudAnswerSchema>;

/** A way to make calls with the credentials of one connection, for one change. */
export interface Cloud {
  /** The account that all calls are made in; null where each names it itself, as those of Azure do. */
  account_id: string | null;
  /** Never throws for what the cloud answers or fails to answer. */
  call(call: CloudCall): Promise<CloudAnswer>;
}
