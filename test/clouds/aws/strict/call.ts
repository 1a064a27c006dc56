import type { IncomingMessage } from 'node:http';
import { type AwsCall, callOf } from '../../../support/moto.ts';

/** A call with what it says. */
export interface StrictCall extends AwsCall {
  method: string;
  /** Parameters of services that take forms, as EC2 and RDS do. */
  form: URLSearchParams;
  body: string;
}

/** Sub-resources of buckets, as the SDK's operations name them. */
const OF_BUCKETS: readonly (readonly [parameter: string, name: string])[] = [
  ['lifecycle', 'LifecycleConfiguration'],
  ['versioning', 'Versioning'],
  ['tagging', 'Tagging'],
];

function operationOfBucket(method: string, query: URLSearchParams): string {
  const verb = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }[method] ?? method;
  if (query.has('intelligent-tiering'))
    return `${verb === 'Get' && !query.has('id') ? 'List' : verb}BucketIntelligentTieringConfiguration${verb === 'Get' && !query.has('id') ? 's' : ''}`;
  if (query.has('lifecycle') && verb === 'Delete') return 'DeleteBucketLifecycle';
  const found = OF_BUCKETS.find(([parameter]) => query.has(parameter));
  return found ? `${verb}Bucket${found[1]}` : '';
}

function operationOfFunction(method: string, path: string): string {
  if (/\/tags\//.test(path)) return method === 'GET' ? 'ListTags' : '';
  if (/\/functions\/[^/]+\/configuration\/?$/.test(path))
    return method === 'GET' ? 'GetFunctionConfiguration' : 'UpdateFunctionConfiguration';
  return /\/functions\/[^/]+\/?$/.test(path) && method === 'GET' ? 'GetFunction' : '';
}

/** Which call a request makes, by the name of the SDK's command for every service that changes are made of. */
export function strictCallOf(request: IncomingMessage, body: Buffer): StrictCall {
  const call = callOf(request, body);
  const method = request.method ?? 'GET';
  const [path = '', query = ''] = call.path.split('?');
  const operation =
    call.service === 's3'
      ? operationOfBucket(method, new URLSearchParams(query))
      : call.service === 'lambda'
        ? operationOfFunction(method, path)
        : call.operation;
  const text = body.toString();
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return { ...call, operation, method, body: text, form: new URLSearchParams(isForm ? text : '') };
}

/** Values of a list in a form: `InstanceId.1`, `InstanceId.2`. */
export const listed = ({ form }: StrictCall, name: string): string[] =>
  [...form].flatMap(([key, value]) => (new RegExp(`^${name}\\.\\d+$`).test(key) ? [value] : []));
