import { z } from 'zod';
import { type Contract, type Endpoint, fullPath } from '../core/endpoint.ts';
import { problemSchema } from '../core/errors.ts';

type JsonSchema = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

/** The object schema at the end of pipes and transforms: what a query takes by name. */
function objectOf(schema: z.ZodType): JsonSchema {
  const direct = schemaOf(schema, 'input');
  if (direct.properties && Object.keys(direct.properties).length > 0) return direct;
  return schema instanceof z.ZodPipe ? schemaOf(schema.out as z.ZodType, 'input') : direct;
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): JsonSchema[] {
  const { properties = {}, required = [] } = objectOf(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties)
    .filter(([name]) => name !== 'filters')
    .map(([name, property]) => ({
      name,
      in: place,
      required: place === 'path' || (required.includes(name) && property.default === undefined),
      schema: property,
    }));
}

const problem = (description: string): JsonSchema => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function successOf(endpoint: Endpoint): JsonSchema {
  if (endpoint.answer_transport === 'events')
    return { description: 'Server-sent events', content: { 'text/event-stream': {} } };
  if (endpoint.answer_transport === 'file')
    return { description: 'A file', content: { 'application/octet-stream': {} } };
  if (endpoint.status === 204) return { description: 'Done' };
  return { description: 'Done', content: { 'application/json': { schema: schemaOf(endpoint.answer, 'output') } } };
}

function requestBodyOf(endpoint: Endpoint): JsonSchema | undefined {
  const body = schemaOf(endpoint.body, 'input') as { properties?: JsonSchema };
  if (endpoint.request_transport === 'multipart') {
    const properties = { file: { type: 'string', format: 'binary' }, ...body.properties };
    return {
      required: true,
      content: { 'multipart/form-data': { schema: { type: 'object', properties, required: ['file'] } } },
    };
  }
  if (Object.keys(body.properties ?? {}).length === 0) return undefined;
  return { required: true, content: { 'application/json': { schema: body } } };
}

function operationOf(name: string, endpoint: Endpoint): JsonSchema {
  const problems =
    endpoint.access === 'public'
      ? {}
      : { 401: problem('Not signed in'), 403: problem(`Needs the role ${endpoint.access}`) };
  return {
    operationId: name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.access === 'public' ? { security: [] } : { 'x-least-role': endpoint.access }),
    parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
    requestBody: requestBodyOf(endpoint),
    responses: {
      [endpoint.status]: successOf(endpoint),
      400: problem('Bad input, everything wrong listed'),
      ...problems,
    },
  };
}

/** OpenAPI 3.1 of `contracts`, from the schemas that validate requests and answers. */
export function openApiOf(contracts: Contract[], version: string): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const contract of contracts)
    for (const [name, endpoint] of Object.entries(contract)) {
      const path = (paths[fullPath(endpoint)] ??= {});
      path[endpoint.method.toLowerCase()] = operationOf(name, endpoint);
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'FinOpsMind',
      version,
      description:
        'Cost endpoints also take filters: `service=…`, `not_region=…`, `tag.team=…`, each repeatable; an empty value means "has none".',
    },
    security: [{ bearer: [] }],
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'Session token or API key' } },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
    paths,
  };
}
