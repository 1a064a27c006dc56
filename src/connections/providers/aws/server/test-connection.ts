import type { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import type { STSClient } from '@aws-sdk/client-sts';
import { addDays, dayOf } from '../../../../platform/core/dates.ts';
import type { ProviderCheck, ProviderTest } from '../../../core/providers-contract.ts';
import type { AwsCredentials } from '../core/credentials.ts';
import { AWS_PERMISSIONS } from '../core/credentials.ts';

/** Cost Explorer answers there for every region. */
const COST_EXPLORER_REGION = 'us-east-1';
const SESSION_NAME = 'finopsmind';
/** Somebody waits for the answer. */
const PATIENCE = { maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
const WRONG_KEYS = new Set(['InvalidClientTokenId', 'UnrecognizedClientException', 'SignatureDoesNotMatch']);

/** What went wrong, in words that say what to do; the permission is named as IAM names it. */
function explain(error: unknown, permission: string): string {
  const { name, message } = error as Error;
  if (DENIED.has(name)) {
    const named = /not authorized to perform:? (\S+?:\w+)/.exec(message)?.[1];
    return `The permission ${named ?? permission} is missing. Add it to the policy of this identity.`;
  }
  if (WRONG_KEYS.has(name)) return 'AWS does not know these keys. Check access key id and secret key.';
  if (name === 'ExpiredTokenException' || name === 'ExpiredToken')
    return 'These credentials are out of date. Give new ones.';
  if (name === 'DataUnavailableException')
    return 'Cost Explorer has no data yet: AWS needs up to 24 hours after it was switched on.';
  if (name === 'ThrottlingException' || name === 'LimitExceededException')
    return 'AWS asks to wait: too many requests just now. Try again in a minute.';
  return `AWS answered ${name}: ${message}`;
}

async function check(name: string, permission: string, work: () => Promise<string>): Promise<ProviderCheck> {
  try {
    return { name, ok: true, message: await work() };
  } catch (error) {
    return { name, ok: false, message: explain(error, permission) };
  }
}

/** The keys to work with: those given, or those of the role they assume. */
async function assumeRole(sts: STSClient, keys: Keys, { assume_role_arn, external_id }: AwsCredentials): Promise<Keys> {
  if (assume_role_arn === undefined) return keys;
  const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
  const { Credentials: session } = await sts.send(
    new AssumeRoleCommand({ RoleArn: assume_role_arn, RoleSessionName: SESSION_NAME, ExternalId: external_id }),
  );
  if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken)
    throw new Error('AWS assumed the role but gave no keys.');
  return {
    accessKeyId: session.AccessKeyId,
    secretAccessKey: session.SecretAccessKey,
    sessionToken: session.SessionToken,
  };
}

async function readIdentity(client: STSClient): Promise<string> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  return `Account ${Account}, as ${Arn}.`;
}

/** Asks for the cost of one day, which AWS charges with $0.01. */
async function readOneDay(client: CostExplorerClient, today: string): Promise<string> {
  const { GetCostAndUsageCommand } = await import('@aws-sdk/client-cost-explorer');
  await client.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: addDays(today, -2), End: addDays(today, -1) },
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost'],
    }),
  );
  return 'Cost Explorer can be read.';
}

const notTried = (name: string): ProviderCheck => ({
  name,
  ok: false,
  message: 'Not tried: the identity comes first.',
});

/** Tries what AWS credentials may do. Never throws for what AWS answers; the SDK is loaded at the first use. */
export async function testAwsConnection(credentials: AwsCredentials, now: Date): Promise<ProviderTest> {
  const { STSClient } = await import('@aws-sdk/client-sts');
  const { CostExplorerClient } = await import('@aws-sdk/client-cost-explorer');
  const { access_key_id: accessKeyId, secret_key: secretAccessKey, region, assume_role_arn } = credentials;
  const own: Keys = { accessKeyId, secretAccessKey };
  let keys = own;
  const identity = await check(
    'identity',
    assume_role_arn === undefined ? AWS_PERMISSIONS.identity[0] : 'sts:AssumeRole',
    async () => {
      keys = await assumeRole(new STSClient({ ...PATIENCE, region, credentials: own }), own, credentials);
      return readIdentity(new STSClient({ ...PATIENCE, region, credentials: keys }));
    },
  );
  const cost = identity.ok
    ? await check('cost', AWS_PERMISSIONS.cost[0], () =>
        readOneDay(
          new CostExplorerClient({ ...PATIENCE, region: COST_EXPLORER_REGION, credentials: keys }),
          dayOf(now),
        ),
      )
    : notTried('cost');
  const checks = [identity, cost];
  const failed = checks.find((one) => !one.ok);
  return { ok: failed === undefined, message: failed?.message ?? identity.message, checks };
}
