import { Writable } from 'node:stream';
import pino from 'pino';
import type { AzureCredentials } from '../../../src/connections/providers/azure/core/credentials.ts';
import type { Connection } from '../../../src/connections/server/provider.ts';
import { parseConfig } from '../../../src/platform/server/config.ts';

/** A service principal that doubles let in. */
export const PRINCIPAL = {
  tenant_id: '11111111-1111-4111-8111-111111111111',
  client_id: '22222222-2222-4222-8222-222222222222',
  client_secret: 'the~value.of-a_client-secret',
};

/** A line of the log, with its message as `msg`. */
export type LogLine = Record<string, unknown> & { msg: string };

/** A log that is written into a list. */
export function logInto(lines: LogLine[]): pino.Logger {
  const write = (chunk: Buffer, _: string, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as LogLine);
    done();
  };
  return pino({ base: null }, new Writable({ write }));
}

/** A connection to the double at `url`, at a fixed time; calls are counted into `counted`. */
export const connectTo = (
  url: string,
  scope: object,
  { now, counted = [], logged = [] }: { now: string; counted?: string[]; logged?: LogLine[] },
): Connection<AzureCredentials> => ({
  credentials: { ...PRINCIPAL, ...scope } as AzureCredentials,
  config: parseConfig({ AZURE_BASE_URL: url }),
  external_id: 'not used',
  now: () => new Date(now),
  log: logInto(logged),
  signal: new AbortController().signal,
  count: (call) => void counted.push(call),
  chargedThisMonth: async () => 0,
});

/** Everything that a collector yields. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
