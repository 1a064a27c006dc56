import type { AwsCall, Cloud, CloudAnswer } from '../../../core/cloud-call.ts';
import { type CloudNeeds, type Connection, NeedsAttentionError, ThrottledError } from '../../../server/provider.ts';
import type { AwsCredentials } from '../core/credentials.ts';
import { explained } from './errors.ts';
import { type AwsSession, openAwsSession } from './session.ts';

type Client = new (options: never) => { send(command: object): Promise<object> };
type Sdk = Record<string, new (input: object) => object>;

/** The package of each service, and its client; loaded at the first call. */
const SDKS: Record<AwsCall['service'], { load(): Promise<object>; client: string }> = {
  ec2: { load: () => import('@aws-sdk/client-ec2'), client: 'EC2Client' },
  rds: { load: () => import('@aws-sdk/client-rds'), client: 'RDSClient' },
  s3: { load: () => import('@aws-sdk/client-s3'), client: 'S3Client' },
  lambda: { load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient' },
  'cloudwatch-logs': { load: () => import('@aws-sdk/client-cloudwatch-logs'), client: 'CloudWatchLogsClient' },
  'elastic-load-balancing': {
    load: () => import('@aws-sdk/client-elastic-load-balancing'),
    client: 'ElasticLoadBalancingClient',
  },
  'elastic-load-balancing-v2': {
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    client: 'ElasticLoadBalancingV2Client',
  },
  'auto-scaling': { load: () => import('@aws-sdk/client-auto-scaling'), client: 'AutoScalingClient' },
};

/** Prefixes of IAM, where they are not the service's name here. */
const IAM_PREFIX: Partial<Record<AwsCall['service'], string>> = {
  'cloudwatch-logs': 'logs',
  'elastic-load-balancing': 'elasticloadbalancing',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  'auto-scaling': 'autoscaling',
};

/** Calls of S3 that IAM names otherwise (Amazon S3 API Reference, permissions of each call). */
const IAM_ACTION: Readonly<Record<string, string>> = {
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  DeleteBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
};

/** The permission that a call takes, as IAM names it; people are told of it where AWS itself names none. */
const permissionOf = ({ service, operation }: AwsCall): string =>
  `${IAM_PREFIX[service] ?? service}:${IAM_ACTION[operation] ?? operation}`;

const READS = /^(Describe|Get|List)/;
/** Codes for what is not there: `InvalidVolume.NotFound`, `NoSuchBucket`, `DBInstanceNotFoundFault`. */
const GONE = /(NotFound(Fault|Exception)?$)|^NoSuch|^ResourceNotFound/;
/** S3 answers a connection that was too slow as a refusal (400). */
const TIMED_OUT = /^RequestTimeout/;
/** EC2 answers a lack of machines as a fault of its own (500), though nothing was done. */
const LACKING = /^Insufficient\w*Capacity/;

/** What an error of the SDK says about the call. */
function answerOf(error: unknown, permission: string, now: Date): CloudAnswer {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const failed = { ok: false, code: name, message, permission: null } as const;
  if (GONE.test(name)) return { ...failed, meaning: 'gone' };
  if (TIMED_OUT.test(name)) return { ...failed, meaning: 'unclear' };
  if (LACKING.test(name)) return { ...failed, meaning: 'refused' };
  const meant = explained(error, permission, now);
  if (meant instanceof ThrottledError) return { ...failed, meaning: 'throttled', message: meant.message };
  if (meant instanceof NeedsAttentionError)
    return { ...failed, meaning: 'denied', message: meant.message, permission: meant.permission };
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 500;
  return { ...failed, meaning: status >= 300 && status < 500 ? 'refused' : 'unclear' };
}

/** The environment of a function may hold secrets, and answers are kept and shown: it never leaves here. */
const withoutSecrets = (name: string, value: unknown): unknown => (name === 'Environment' ? undefined : value);

const asJson = (service: AwsCall['service'], body: object): unknown =>
  JSON.parse(JSON.stringify(body), service === 'lambda' ? withoutSecrets : undefined);

/** Calls are data, which have no dates. Those of lifecycle rules are the only ones that are sent, and the SDK takes no texts. */
const withDates = (name: string, value: unknown): unknown =>
  name === 'Date' && typeof value === 'string' ? new Date(value) : value;

const asInput = ({ service, input }: AwsCall): object =>
  service === 's3' ? JSON.parse(JSON.stringify(input), withDates) : input;

/**
 * A way to make calls: with a client of the SDK for each service and region, so that calls share connections, and are slowed down
 * together where AWS asks for it.
 */
function sender({ client }: AwsSession): (call: AwsCall) => Promise<CloudAnswer> {
  const clients = new Map<string, InstanceType<Client>>();
  return async (call) => {
    const { service, operation, region } = call;
    const { load, client: name } = SDKS[service];
    const sdk = (await load()) as Sdk;
    const Command = sdk[`${operation}Command`];
    if (!Command) throw new Error(`The SDK has no ${operation} of ${service}.`);
    // Whether a call that changes was made is known only by looking: it is not repeated behind our back.
    const is_read = READS.test(operation);
    const key = [service, region, is_read].join(' ');
    const made =
      clients.get(key) ?? client(sdk[name] as unknown as Client, region, is_read ? undefined : { maxAttempts: 1 });
    clients.set(key, made);
    const { $metadata: _, ...body } = (await made.send(new Command(asInput(call)))) as Record<string, unknown>;
    return { ok: true, body: asJson(service, body), operation: null };
  };
}

/** Calls as data, in the account of the connection, with the role for changes where there is one. */
export async function openAwsCloud(
  connection: Connection<AwsCredentials>,
  { permissions, patience }: CloudNeeds,
): Promise<Cloud> {
  const session = await openAwsSession(connection, patience, { permissions });
  const send = sender(session);
  return {
    account_id: session.account_id,
    call: async (call) => {
      if (call.cloud !== 'aws') throw new Error('This call is not one of AWS.');
      try {
        return await send(call);
      } catch (error) {
        connection.signal.throwIfAborted();
        return answerOf(error, permissionOf(call), connection.now());
      }
    },
  };
}
