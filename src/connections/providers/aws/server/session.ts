import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, Provider as Lazy } from '@aws-sdk/types';
import { type Connection, NeedsAttentionError } from '../../../server/provider.ts';
import type { AwsCredentials } from '../core/credentials.ts';
import { explained } from './errors.ts';

const SESSION_NAME = 'finopsmind';
/** Somebody waits for the answer. */
const INTERACTIVE = {
  maxAttempts: 2,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 },
};
/** Nobody waits: throttling is met by slowing down. */
const BACKGROUND = {
  maxAttempts: 10,
  retryMode: 'adaptive',
  requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000 },
};

/** The SDK renews credentials so long before they end, too. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** What all clients of the SDK take. */
interface ClientOptions {
  region: string;
  credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  maxAttempts: number;
  retryMode: string;
  requestHandler: object;
}

interface AnyClient {
  config: { serviceId: string; region: Lazy<string> };
  middlewareStack: { add(middleware: unknown, options: { step: 'deserialize'; name: string }): void };
}

/** Clients of the SDK for one connection. */
export interface AwsSession {
  account_id: string;
  arn: string;
  /** The region that was given with the credentials. */
  region: string;
  /** A client of `make` in `region`; its calls are counted as `<service id>:<operation>`, each try for itself. */
  client<Client>(make: new (options: never) => Client, region: string, more?: { maxAttempts: number }): Client;
}

/** For changes: the role that makes them, where there is one of its own, narrowed to what one change takes. */
export interface ForChanges {
  permissions: readonly string[];
}

/** What is left of a role's rights in a session for one change. */
const narrowed = ({ permissions }: ForChanges): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: permissions, Resource: '*' }] });

async function identityOf(
  credentials: AwsCredentials,
  { config, external_id }: Connection<AwsCredentials>,
  changes: ForChanges | null,
): Promise<AwsCredentialIdentity | AwsCredentialIdentityProvider> {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const keys =
    'access_key_id' in credentials
      ? { accessKeyId: credentials.access_key_id, secretAccessKey: credentials.secret_key }
      : undefined;
  if (!keys && config.AWS_SERVER_CREDENTIALS === 'off')
    throw new NeedsAttentionError(
      'This server has no AWS credentials of its own to use (AWS_SERVER_CREDENTIALS is off). Give access keys.',
    );
  if ('use_server_credentials' in credentials) {
    if (config.AWS_SERVER_CREDENTIALS !== 'direct')
      throw new NeedsAttentionError(
        'The operator of this server does not let its own AWS credentials be used directly.',
      );
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    return fromNodeProviderChain();
  }
  const role = (changes && credentials.remediation_role_arn) ?? credentials.assume_role_arn;
  if (role === undefined) return keys!;
  return fromTemporaryCredentials({
    ...(keys ? { masterCredentials: keys } : {}),
    clientConfig: { region: credentials.region },
    params: {
      RoleArn: role,
      RoleSessionName: SESSION_NAME,
      // With the server's own credentials the id is never the tenant's to choose: it could borrow another's role.
      ExternalId: keys && 'external_id' in credentials ? credentials.external_id : keys ? undefined : external_id,
      DurationSeconds: 3_600,
      ...(changes ? { Policy: narrowed(changes) } : {}),
    },
  });
}

/** The same identity for all clients, each of which would otherwise assume the role for itself. */
function shared(provide: AwsCredentialIdentityProvider, now: () => Date): AwsCredentialIdentityProvider {
  let held: Promise<AwsCredentialIdentity> | undefined;
  let ends = Number.POSITIVE_INFINITY;
  const renew = async (): Promise<AwsCredentialIdentity> => {
    ends = Number.POSITIVE_INFINITY;
    const identity = await provide();
    ends = identity.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    return identity;
  };
  return () => {
    if (held === undefined || now().getTime() > ends - RENEW_BEFORE_MS) {
      held = renew();
      held.catch(() => (held = undefined));
    }
    return held;
  };
}

/**
 * Finds out who the credentials are. `patience` is `interactive` where somebody waits. Throws a `NeedsAttentionError`
 * when AWS does not let them in.
 */
export async function openAwsSession(
  connection: Connection<AwsCredentials>,
  patience: 'interactive' | 'background',
  changes: ForChanges | null = null,
): Promise<AwsSession> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const { credentials } = connection;
  const found = await identityOf(credentials, connection, changes);
  const identity = typeof found === 'function' ? shared(found, connection.now) : found;
  const client: AwsSession['client'] = <Client>(
    make: new (options: never) => Client,
    region: string,
    more: Partial<ClientOptions> = {},
  ): Client => {
    const options: ClientOptions = {
      ...(patience === 'interactive' ? INTERACTIVE : BACKGROUND),
      ...more,
      region,
      credentials: identity,
    };
    const made = new make(options as never);
    const { config, middlewareStack } = made as unknown as AnyClient;
    middlewareStack.add(
      (next: (input: unknown) => Promise<unknown>, { commandName }: { commandName: string }) =>
        (input: unknown) => {
          connection.signal.throwIfAborted();
          connection.count(`${config.serviceId}:${commandName.replace(/Command$/, '')}`);
          return next(input);
        },
      { step: 'deserialize', name: 'countCalls' },
    );
    return made;
  };
  try {
    const { Account, Arn } = await client(STSClient, credentials.region).send(new GetCallerIdentityCommand({}));
    if (!Account || !Arn) throw new Error('AWS said neither account nor identity.');
    return { account_id: Account, arn: Arn, region: credentials.region, client };
  } catch (error) {
    throw explained(
      error,
      'assume_role_arn' in credentials ? 'sts:AssumeRole' : 'sts:GetCallerIdentity',
      connection.now(),
    );
  }
}
