import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { inject } from 'vitest';
import { type Server, startServer } from '../../src/app/server/compose.ts';
import { parseConfig } from '../../src/platform/server/config.ts';
import { createDatabase, TEST_DATABASE_URL } from './postgres.ts';
import { NO_SCHEDULES } from './process.ts';

export { TEST_DATABASE_URL };

export interface TestServer extends Server {
  directory: string;
  /** Calls the API; a body that is not FormData goes as JSON. Answers status, parsed body and headers. */
  call(method: string, path: string, options?: CallOptions): Promise<CallAnswer>;
  /** Closes the server and opens it again on the same stores; `url` changes. */
  restart(): Promise<void>;
  /** A new organization with its admin. */
  signUp(name?: string): Promise<TestAccount>;
}
export interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
export interface CallAnswer {
  status: number;
  // Tests look into answers of any shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  headers: Headers;
}
export interface TestAccount {
  token: string;
  email: string;
  user: { id: string; email: string; name: string; role: string };
  organization: { id: string; name: string; currency: string };
}

export const TEST_PASSWORD = 'correct horse battery';

async function call(
  url: string,
  method: string,
  path: string,
  { token, body, headers }: CallOptions = {},
): Promise<CallAnswer> {
  const json = body !== undefined && !(body instanceof FormData);
  const response = await fetch(url + (path.startsWith('/health') ? path : `/api/v1${path}`), {
    method,
    headers: {
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: json ? JSON.stringify(body) : (body as FormData | undefined),
  });
  const text = await response.text();
  const parsed = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
  return { status: response.status, body: parsed, headers: response.headers };
}

export interface TestServerOptions {
  now?: () => Date;
  environment?: Record<string, string>;
  /** Runs on PostgreSQL at `TEST_DATABASE_URL` instead of the embedded database. */
  postgres?: boolean;
  /** A data folder to open (again); it is then left where it is. */
  directory?: string;
}

/** A data folder with a migrated database of its own. */
export function makeDataFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'finopsmind-test-'));
  cpSync(inject('postgres_template'), join(directory, 'postgres'), { recursive: true });
  return directory;
}

/** The real server on embedded stores in a folder of its own, on a free port of the loopback address. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const directory =
    options.directory ?? (options.postgres ? mkdtempSync(join(tmpdir(), 'finopsmind-test-')) : makeDataFolder());
  const database = options.postgres ? await createDatabase(TEST_DATABASE_URL ?? '') : null;
  const config = parseConfig({
    NODE_ENV: 'test',
    SERVER_HOST: '127.0.0.1',
    SERVER_PORT: '0',
    FINOPSMIND_DATA_DIR: directory,
    DATABASE_URL: database?.url,
    ...NO_SCHEDULES,
    ...options.environment,
  });
  const onCrash = (error: Error): never => {
    throw error;
  };
  const start = () => startServer({ config, log: pino({ level: 'warn' }), now: options.now, onCrash });
  const test: TestServer = {
    ...(await start()),
    directory,
    call: (method, path, more) => call(test.url, method, path, more),
    restart: async () => {
      await closeServer();
      const again = await start();
      closeServer = again.close;
      Object.assign(test, { app: again.app, url: again.url, services: again.services });
    },
    signUp: async (name = 'Analytical Engines') => {
      // Tests sign up more often than people behind one address do.
      test.services.limiter.reset('signup 127.0.0.1');
      const email = `${randomUUID()}@example.com`;
      const body = { email, password: TEST_PASSWORD, name: 'Ada', organization_name: name };
      const answer = await test.call('POST', '/auth/signup', { body });
      if (answer.status !== 201) throw new Error(`Sign up failed: ${JSON.stringify(answer.body)}`);
      return { email, ...answer.body };
    },
  };
  let closeServer = test.close;
  test.close = async () => {
    await closeServer();
    await database?.drop();
    if (!options.directory) rmSync(directory, { recursive: true });
  };
  return test;
}
