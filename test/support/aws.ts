import { pino } from 'pino';
import type { AwsCredentials } from '../../src/connections/providers/aws/core/credentials.ts';
import type { Connection } from '../../src/connections/server/provider.ts';
import { parseConfig } from '../../src/platform/server/config.ts';

export const AWS_ACCOUNT = '111111111111';
export const AWS_KEYS = {
  access_key_id: 'AKIAIOSFODNN7EXAMPLE',
  secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** A connection, and what it was charged with and warned of. */
export interface WatchedConnection {
  connection: Connection<AwsCredentials>;
  /** Calls that are charged, with their price. */
  charges: string[];
  warnings: unknown[];
}

/** A connection with access keys in Frankfurt, on the afternoon of 20 September 2026. */
export function awsConnection(change: Partial<Connection<AwsCredentials>> = {}): WatchedConnection {
  const charges: string[] = [];
  const warnings: unknown[] = [];
  const connection: Connection<AwsCredentials> = {
    credentials: { ...AWS_KEYS, region: 'eu-central-1' },
    config: parseConfig({}),
    external_id: 'external-id',
    now: () => new Date('2026-09-20T15:30:00Z'),
    log: pino({ level: 'warn' }, { write: (line: string) => void warnings.push(JSON.parse(line)) }),
    signal: new AbortController().signal,
    count: (call, charged_usd) => void (charged_usd !== undefined && charges.push(`${call} ${charged_usd}`)),
    chargedThisMonth: () => Promise.resolve(charges.reduce((sum, one) => sum + Number(one.split(' ').at(-1)), 0)),
    ...change,
  };
  return { connection, charges, warnings };
}
