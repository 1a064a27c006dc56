import type { Logger } from 'pino';
import type { Config } from '../../platform/server/config.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { awsCredentials } from '../providers/aws/core/credentials.ts';
import { explained } from '../providers/aws/server/errors.ts';
import { type AwsSession, openAwsSession } from '../providers/aws/server/session.ts';
import type { Credentials } from './credentials.ts';

/** Who asks: an organization, and until when. */
export interface ProviderCaller {
  organization_id: string;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  log: Logger;
  signal: AbortSignal;
}

/** Clients of the AWS SDK, as `AwsSession` makes them. */
export interface AwsClients extends Pick<AwsSession, 'client'> {
  /** What an error of theirs means, in words for people; `permission` is what the call needs, as IAM names it. */
  explained(error: unknown, permission: string): Error;
}

/**
 * Does `work` with the credentials of the first AWS connection of the organization that AWS lets in; null where none is
 * switched on. Throws a `NeedsAttentionError` when AWS lets none in, and what `work` throws.
 */
export type WithAws = <T>(caller: ProviderCaller, work: (aws: AwsClients) => Promise<T>) => Promise<T | null>;

/** Makes it; calls are free ones, so that they are not counted. */
export function createWithAws(config: Config, now: () => Date, credentials: Credentials): WithAws {
  async function open(caller: ProviderCaller, id: string): Promise<AwsSession> {
    const opened = await credentials.open(caller, id);
    if (!opened) throw new Error('The connection is not there any more.');
    const { log, signal } = caller;
    const connection = {
      credentials: awsCredentials.parse(opened.credentials),
      config,
      external_id: opened.external_id,
      now,
      log,
      signal,
      count: () => {},
      chargedThisMonth: async () => 0,
    };
    return openAwsSession(connection, 'background');
  }

  async function firstSession(caller: ProviderCaller): Promise<AwsSession | null> {
    const rows = await caller.transaction((tx) =>
      tx
        .selectFrom('providers')
        .select('id')
        .where('provider_type', '=', 'aws')
        .where('enabled', '=', true)
        .orderBy('created_at')
        .execute(),
    );
    let refused: unknown = null;
    for (const { id } of rows)
      try {
        return await open(caller, id);
      } catch (error) {
        caller.signal.throwIfAborted();
        refused ??= error;
      }
    if (refused) throw refused;
    return null;
  }

  return async (caller, work) => {
    const session = await firstSession(caller);
    return session && work({ client: session.client, explained: (error, needs) => explained(error, needs, now()) });
  };
}
