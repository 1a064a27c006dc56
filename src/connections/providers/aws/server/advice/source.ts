import type { Advice } from '../../../../core/inventory.ts';
import { type Connection, NeedsAttentionError, ThrottledError } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { explained, isUnknownKeys, NOT_KNOWN_YET } from '../errors.ts';
import type { AwsSession } from '../session.ts';

/** A page of advice, or why a source gives none; an empty page without a problem means that there is nothing to advise. */
export interface AdvicePage {
  source: string;
  advice: Advice[];
  problem: string | null;
}

/** What reading a source needs. */
export interface Reading {
  connection: Connection<AwsCredentials>;
  session: AwsSession;
}

const RIGHTSIZING_OFF =
  'Rightsizing recommendations of Cost Explorer are not switched on. Switch them on in the cost management preferences of the management account; they are free of charge.';

/**
 * Why one thing could not be read, in words; `permission` is the one that was needed. Throws a `ThrottledError`, and the
 * reason of `signal`; all else must not keep the advice from being read that is to be had.
 */
export function problemOf(error: unknown, permission: string, { connection }: Reading): string {
  connection.signal.throwIfAborted();
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  // AWS calls that a denial, though no policy mends it.
  if (/opt-in only feature/i.test(message)) return RIGHTSIZING_OFF;
  if (name === 'OptInRequiredException')
    return 'This account is not enrolled in AWS Compute Optimizer. Switch it on in its console; it is free of charge.';
  if (name === 'DataUnavailableException')
    return 'Cost Explorer has no data yet: AWS needs up to 24 hours after it was switched on.';
  if (name === 'ValidationException') return `AWS does not accept what ${permission} was asked for: ${message}`;
  const meant = explained(error, permission, connection.now());
  if (meant instanceof ThrottledError) throw meant;
  if (isUnknownKeys(meant)) return NOT_KNOWN_YET;
  if (meant instanceof NeedsAttentionError) return meant.message;
  return `AWS did not answer ${permission} (${name}: ${message}). The next sync tries again.`;
}

/** Reads pages until there is no further token. */
export async function readPages<Item>(
  page: (token: string | undefined) => Promise<{ items: Item[]; next: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...items);
    token = next;
  } while (token);
  return all;
}
