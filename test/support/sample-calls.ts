import { isDeepStrictEqual } from 'node:util';
import type { AwsCall, AzureCall, Cloud, CloudAnswer, CloudCall } from '../../src/connections/core/cloud-call.ts';
import { answerSampleCall, needsOf } from '../../src/connections/providers/sample/core/cloud/api/answer.ts';
import type { SampleResource } from '../../src/connections/providers/sample/core/cloud/api/sample-resource.ts';
import { makeSampleCloud, type SampleCloud } from '../../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import { SEED } from '../../src/connections/providers/sample/server/write-sample.ts';

/** The sample company's cloud in memory, of which calls are made. */
export interface CalledSample extends Cloud {
  /** As it was made: calls change nothing of it. */
  made: SampleCloud;
  /** As it is now, by id. */
  now: ReadonlyMap<string, SampleResource>;
  /** What calls have changed since the beginning, by id; null is gone. */
  changed: ReadonlyMap<string, SampleResource | null>;
  /** Body of an answer. Throws what the cloud refuses. */
  ask(call: CloudCall): Promise<Record<string, unknown>>;
}

const made = makeSampleCloud({ seed: SEED, end: '2026-11-25' });

/** A new one, with nothing done to it; its clock stands at `at`, and goes on by a second with each call. */
export function calledSample(at = '2026-11-25T09:00:00.000Z'): CalledSample {
  const now = new Map<string, SampleResource>(made.resources.map((resource) => [resource.resource_id, resource]));
  const changed = new Map<string, SampleResource | null>();
  const gone: SampleResource[] = [];
  let clock = Date.parse(at);
  const call = async (one: CloudCall): Promise<CloudAnswer> => {
    const { resource_types, region, resource_ids } = needsOf(one);
    const isNeeded = (resource: SampleResource) =>
      resource_ids.includes(resource.resource_id) ||
      (resource_types.includes(resource.resource_type) && (region === null || resource.region === region));
    const stored = { resources: [...now.values()].filter(isNeeded), gone: gone.filter(isNeeded) };
    clock += 1_000;
    const { answer, changes } = answerSampleCall(one, stored, new Date(clock).toISOString());
    for (const [id, after] of changes) {
      // As a database keeps it.
      const kept = after && (JSON.parse(JSON.stringify(after)) as SampleResource);
      changed.set(id, kept);
      if (kept) now.set(id, kept);
      else {
        gone.push(now.get(id)!);
        now.delete(id);
      }
    }
    return answer;
  };
  return {
    account_id: null,
    made,
    now,
    changed,
    call,
    ask: async (one) => {
      const answer = await call(one);
      if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
      return answer.body as Record<string, unknown>;
    },
  };
}

/** A call of AWS where a resource is. */
export const awsCall = (
  service: AwsCall['service'],
  operation: string,
  input: AwsCall['input'],
  region: string,
): AwsCall => ({ cloud: 'aws', service, operation, region, input });

/** A call of Azure about a resource; `more` stands behind its id in the path. */
export const azureCall = (
  method: AzureCall['method'],
  resource_id: string,
  {
    more = '',
    body,
    api_version = '2024-07-01',
  }: { more?: string; body?: AzureCall['body']; api_version?: string } = {},
): AzureCall => ({
  cloud: 'azure',
  method,
  path: `${resource_id}${more}${more.includes('?') ? '&' : '?'}api-version=${api_version}`,
  ...(body && { body }),
});

/**
 * How resources differ from what they were when the cloud was made: `new`, `gone` or `changed`, the type, and of those that
 * were changed the attributes that differ.
 */
export function differences({ made, changed }: CalledSample): string[] {
  const before = new Map(made.resources.map((resource) => [resource.resource_id, resource]));
  return [...changed]
    .flatMap(([id, now]) => {
      const was = before.get(id);
      if (!was) return now ? [`new ${now.resource_type}`] : [];
      if (!now) return [`gone ${was.resource_type}`];
      const { beyond: _, ...inventoried } = now;
      if (isDeepStrictEqual(inventoried, was)) return [];
      const names = Object.keys({ ...was.attributes, ...now.attributes }).filter(
        (name) => !isDeepStrictEqual(was.attributes[name], now.attributes[name]),
      );
      return [`changed ${was.resource_type}: ${names.toSorted().join(', ')}`];
    })
    .toSorted();
}

/** The first resource of a type for which `isIt` holds, as it is now. Throws where there is none. */
export function firstOf(
  { now }: CalledSample,
  type: string,
  isIt: (one: SampleResource) => boolean = () => true,
): SampleResource {
  const found = [...now.values()].find((one) => one.resource_type === type && isIt(one));
  if (!found) throw new Error(`The sample cloud has no such ${type}.`);
  return found;
}

/** The id that EC2 knows a resource by. */
export const ec2Id = ({ resource_id }: SampleResource): string => resource_id.split('/').at(-1)!;

/** `ok`, or meaning and code of a refusal. */
export const codeOf = (answer: CloudAnswer): string => (answer.ok ? 'ok' : `${answer.meaning} ${answer.code}`);

/** A call of AWS about a resource, where that is. */
export const awsCallOf = (
  one: SampleResource,
  service: AwsCall['service'],
  operation: string,
  input: object,
): AwsCall => awsCall(service, operation, input as AwsCall['input'], one.region ?? '');

export const ec2Call = (operation: string, input: object, region: string | null): AwsCall =>
  awsCall('ec2', operation, input as AwsCall['input'], region ?? '');
/** A call of RDS about a database. */
export const databaseCall = (one: SampleResource, operation: string, more: object = {}): AwsCall =>
  awsCallOf(one, 'rds', operation, { DBInstanceIdentifier: one.name, ...more });
/** A call of S3 about a bucket. */
export const bucketCall = (one: SampleResource, operation: string, more: object = {}): AwsCall =>
  awsCallOf(one, 's3', operation, { Bucket: one.name, ...more });
/** A call of Azure that changes the size of a machine. */
export const sizeCall = ({ resource_id }: SampleResource, vmSize: string): AzureCall =>
  azureCall('PATCH', resource_id, { body: { properties: { hardwareProfile: { vmSize } } } });
