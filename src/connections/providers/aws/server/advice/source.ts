import type { Advice } from '../../../../core/inventory.ts';
import { type Connection, NeedsAttentionError } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { explained } from '../errors.ts';
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

/** What a retry does not mend but a person can, in words; `permission` is the one that was needed. Throws the rest. */
export function problemOf(error: unknown, permission: string, { connection }: Reading): string {
  connection.signal.throwIfAborted();
  const { name, message } = error as Error;
  if (name === 'OptInRequiredException')
    return 'This account is not enrolled in AWS Compute Optimizer. Switch it on in its console; it is free of charge.';
  if (name === 'DataUnavailableException')
    return 'Cost Explorer has no data yet: AWS needs up to 24 hours after it was switched on.';
  if (name === 'ValidationException') return `AWS does not accept what ${permission} was asked for: ${message}`;
  const meant = explained(error, permission, connection.now());
  if (meant instanceof NeedsAttentionError && meant.permission !== null) return meant.message;
  throw meant;
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
