import type { AwsCall } from '../../src/connections/core/cloud-call.ts';

/**
 * Schemas of the SDK's packages, which they export by name with a dollar sign: a number for what is simple, else
 * `[kind, namespace, name, traits, …]`. The kinds and numbers are those of Smithy's static schemas.
 */
type Schema = number | typeof NOTHING | readonly unknown[] | (() => Schema);
/** Of operations that answer nothing. */
const NOTHING = 'unit';
const [LIST, MAP, STRUCTURE, OPERATION] = [1, 2, 3, 9];
const LIST_OF = 64;
const MAP_OF = 128;
const SIMPLE: Record<number, string> = { 0: 'string', 1: 'number', 2: 'boolean' };
/** Instants are ISO texts in calls as data. */
const INSTANTS = new Set([4, 5, 6, 7]);

type Sdk = Readonly<Record<string, Schema>>;
const SDKS: Record<AwsCall['service'], () => Promise<object>> = {
  ec2: () => import('@aws-sdk/client-ec2'),
  rds: () => import('@aws-sdk/client-rds'),
  s3: () => import('@aws-sdk/client-s3'),
  lambda: () => import('@aws-sdk/client-lambda'),
  'cloudwatch-logs': () => import('@aws-sdk/client-cloudwatch-logs'),
  'elastic-load-balancing': () => import('@aws-sdk/client-elastic-load-balancing'),
  'elastic-load-balancing-v2': () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  'auto-scaling': () => import('@aws-sdk/client-auto-scaling'),
};

/** What the SDK exports of a service. */
export const sdkOf = async (service: AwsCall['service']): Promise<Sdk> => (await SDKS[service]()) as Sdk;

function resolved(schema: Schema): number | typeof NOTHING | readonly unknown[] {
  if (typeof schema === 'function') return resolved(schema());
  // A member with traits of its own.
  if (Array.isArray(schema) && schema.length === 2) return resolved(schema[0] as Schema);
  return schema;
}

const each = (values: Iterable<[string, unknown]>, schema: Schema, path: string): string[] =>
  [...values].flatMap(([key, value]) => faults(value, schema, `${path}.${key}`));

function ofSimple(value: unknown, schema: number, path: string): string[] {
  if (schema >= MAP_OF) return each(Object.entries(value as object), schema - MAP_OF, path);
  if (schema >= LIST_OF) return each(Object.entries(value as unknown[]), schema - LIST_OF, path);
  const wanted = INSTANTS.has(schema) ? 'string' : SIMPLE[schema];
  return wanted === undefined || typeof value === wanted ? [] : [`${path} is a ${typeof value}, not a ${wanted}`];
}

function ofStructure(value: unknown, schema: readonly unknown[], path: string): string[] {
  const [names, members] = [schema[4] as string[], schema[5] as Schema[]];
  return Object.entries(value as object).flatMap(([name, member]) => {
    const index = names.indexOf(name);
    return index < 0 ? [`${path}.${name} is not there`] : faults(member, members[index]!, `${path}.${name}`);
  });
}

/** Where a value, as JSON, is not of a schema. */
function faults(value: unknown, schema: Schema, path: string): string[] {
  const known = resolved(schema);
  if (typeof known === 'number') return ofSimple(value, known, path);
  if (typeof value !== 'object' || value === null) return [`${path} is ${String(value)}`];
  if (known === NOTHING) return Object.keys(value).map((name) => `${path}.${name} is not there`);
  if (known[0] === LIST || known[0] === MAP)
    return each(Object.entries(value), known[known[0] === LIST ? 4 : 5] as Schema, path);
  if (known[0] === STRUCTURE) return ofStructure(value, known, path);
  throw new Error(`The schema at ${path} is of a kind that is not known: ${String(known[0])}.`);
}

/** What of a call's input, and of its answer, the SDK does not have; sentences. */
export async function faultsOfCall(call: AwsCall, body: unknown): Promise<string[]> {
  const operation = (await sdkOf(call.service))[`${call.operation}$`];
  if (!Array.isArray(operation) || operation[0] !== OPERATION)
    throw new Error(`The SDK has no ${call.operation} of ${call.service}.`);
  const [input, output] = operation.slice(4) as [Schema, Schema];
  return [...faults(call.input, input, `the input of ${call.operation}`), ...faults(body, output, call.operation)];
}
