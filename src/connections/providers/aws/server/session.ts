import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, Provider as Lazy } from '@aws-sdk/types';
import { type Connection, NeedsAttentionError } from '../../../server/provider.ts';
import { type AwsCredentials, externalIdForChanges } from '../core/credentials.ts';
import { sessionPolicy } from '../core/setup/policies.ts';
import { explained } from './errors.ts';

/** How sessions are called in CloudTrail. */
const SESSION_NAME = 'finopsmind';
const CHANGES_SESSION_NAME = 'finopsmind-changes';
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

/** A role as it is assumed. */
interface AssumedRole {
  RoleArn: string;
  RoleSessionName: string;
  ExternalId: string;
  Policy?: string;
}

/** The role that is assumed; null where the credentials are used as they are. */
function roleOf(
  { credentials, external_id }: Connection<AwsCredentials>,
  changes: ForChanges | null,
): AssumedRole | null {
  if (changes && credentials.remediation_role_arn !== undefined)
    return {
      RoleArn: credentials.remediation_role_arn,
      RoleSessionName: CHANGES_SESSION_NAME,
      ExternalId: externalIdForChanges(external_id),
      Policy: JSON.stringify(sessionPolicy(changes.permissions)),
    };
  if (!('assume_role_arn' in credentials) || credentials.assume_role_arn === undefined) return null;
  return {
    RoleArn: credentials.assume_role_arn,
    RoleSessionName: SESSION_NAME,
    // With the server's own credentials the id is never the tenant's to choose: it could borrow another's role.
    ExternalId: ('external_id' in credentials ? credentials.external_id : undefined) ?? external_id,
    ...(changes ? { Policy: JSON.stringify(sessionPolicy(changes.permissions)) } : {}),
  };
}

/** The role for changes does not let itself be assumed. */
class ShutRoleError extends NeedsAttentionError {
  constructor(role_arn: string, cause: unknown) {
    super(
      `The role for changes (${role_arn}) can't be assumed. Its trust policy has to name the identity of this connection and the external id for changes, as the setup documents have them, and that identity has to be allowed sts:AssumeRole on it.`,
      'sts:AssumeRole',
      cause,
    );
  }
}

/** What the role is assumed with, or what is used as it is. */
async function baseOf({
  credentials,
  config,
}: Connection<AwsCredentials>): Promise<AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined> {
  if ('access_key_id' in credentials)
    return { accessKeyId: credentials.access_key_id, secretAccessKey: credentials.secret_key };
  if (config.AWS_SERVER_CREDENTIALS === 'off')
    throw new NeedsAttentionError(
      'This server has no AWS credentials of its own to use (AWS_SERVER_CREDENTIALS is off). Give access keys.',
    );
  if (!('use_server_credentials' in credentials)) return undefined;
  if (config.AWS_SERVER_CREDENTIALS !== 'direct')
    throw new NeedsAttentionError('The operator of this server does not let its own AWS credentials be used directly.');
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  return fromNodeProviderChain();
}

async function identityOf(
  connection: Connection<AwsCredentials>,
  role: AssumedRole | null,
): Promise<AwsCredentialIdentity | AwsCredentialIdentityProvider> {
  const base = await baseOf(connection);
  if (role === null) return base!;
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  return fromTemporaryCredentials({
    ...(base ? { masterCredentials: base } : {}),
    // No change and no page waits for ever for the keys of a role.
    clientConfig: { region: connection.credentials.region, ...INTERACTIVE },
    params: { ...role, DurationSeconds: 3_600 },
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
  const role = roleOf(connection, changes);
  const found = await identityOf(connection, role);
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
    const meant = explained(error, role ? 'sts:AssumeRole' : 'sts:GetCallerIdentity', connection.now());
    const is_shut = meant instanceof NeedsAttentionError && meant.permission === 'sts:AssumeRole';
    if (is_shut && role?.RoleSessionName === CHANGES_SESSION_NAME) throw new ShutRoleError(role.RoleArn, error);
    throw meant;
  }
}
