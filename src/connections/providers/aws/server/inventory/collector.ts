import pLimit from 'p-limit';
import type { InventoryResource } from '../../../../core/inventory.ts';
import type { Connection } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import type { AwsFamily, AwsPlace } from '../../core/inventory/common.ts';
import { explained } from '../errors.ts';
import type { AwsSession } from '../session.ts';

/** Calls at a time for what AWS tells of one resource only. */
const PARALLEL_CALLS = 4;

/** What every call takes, so that it ends when the look does. */
export interface CallOptions {
  abortSignal: AbortSignal;
}

/** A look at one region. Errors of calls come out as `explained` says, with the permission that the call needs. */
export interface Visit {
  place: AwsPlace;
  options: CallOptions;
  /** A client for this region, or another, that lasts as long as the visit. */
  client<Client extends { destroy(): void }>(make: new (options: never) => Client, region?: string): Client;
  ask<Answer>(permission: string, call: (options: CallOptions) => Promise<Answer>): Promise<Answer>;
  pages<Page>(permission: string, pages: AsyncIterable<Page>): AsyncIterable<Page>;
}

/** How the types of one family are read, in pages. */
export interface ResourceCollector extends AwsFamily {
  collect(visit: Visit): AsyncIterable<InventoryResource[]>;
}

/** Begins a visit; `close` gives its sockets back. */
export function openVisit(
  connection: Connection<AwsCredentials>,
  session: AwsSession,
  region: string,
  abortSignal: AbortSignal,
): Visit & { close(): void } {
  const clients = new Map<string, { destroy(): void }>();
  const meaning = (error: unknown, permission: string): Error => explained(error, permission, connection.now());
  return {
    place: { partition: session.arn.split(':')[1] ?? 'aws', account_id: session.account_id, region },
    options: { abortSignal },
    client: (make, at = region) => {
      const key = `${make.name} ${at}`;
      const client = (clients.get(key) as InstanceType<typeof make> | undefined) ?? session.client(make, at);
      clients.set(key, client);
      return client;
    },
    ask: async (permission, call) => {
      try {
        return await call({ abortSignal });
      } catch (error) {
        throw meaning(error, permission);
      }
    },
    async *pages(permission, pages) {
      try {
        yield* pages;
      } catch (error) {
        throw meaning(error, permission);
      }
    },
    close: () => clients.forEach((client) => client.destroy()),
  };
}

/** `work` done for each of `items`, a few at a time; the answers in their order. */
export async function eachOf<Item, Answer>(items: Item[], work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const limit = pLimit(PARALLEL_CALLS);
  try {
    return await limit.map(items, work);
  } finally {
    limit.clearQueue();
  }
}

/** `values` in batches of `size`, the last one shorter. */
export const batchesOf = <Value>(values: Value[], size: number): Value[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));

/** `otherwise` where AWS answers with one of the errors `names`, such as that a thing listed before is gone. */
export async function unless<Answer, Other>(
  names: string[],
  otherwise: Other,
  call: Promise<Answer>,
): Promise<Answer | Other> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return otherwise;
    throw error;
  }
}
