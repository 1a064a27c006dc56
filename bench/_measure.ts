import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../test/support/process.ts';

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN) +
      (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)) /
    2
  );
};

export const quantile = (values: number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;

/** Prints a figure beside its limit, and remembers when one is missed: the process then ends with 1. */
export function report(
  name: string,
  value: number,
  unit: string,
  limit: { below?: number; above?: number } = {},
): void {
  const missed =
    (limit.below !== undefined && !(value <= limit.below)) || (limit.above !== undefined && !(value >= limit.above));
  const bound =
    limit.below !== undefined
      ? ` (at most ${limit.below})`
      : limit.above !== undefined
        ? ` (at least ${limit.above})`
        : '';
  console.log(`${missed ? 'MISSED ' : '       '}${name}: ${Number(value.toPrecision(4))} ${unit}${bound}`);
  if (missed) process.exitCode = 1;
}

export const temporaryFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'finopsmind-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true }) };
};

/** A server started as `npm start` does, ready when `/health` answers. */
export async function startServerProcess(
  directory: string,
): Promise<{ url: string; milliseconds: number; pid: number; stop: () => Promise<void> }> {
  const port = await freePort();
  const began = performance.now();
  const environment = {
    ...process.env,
    SERVER_PORT: String(port),
    SERVER_HOST: '127.0.0.1',
    FINOPSMIND_DATA_DIR: directory,
  };
  const child = spawn(process.execPath, [START], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    try {
      if ((await fetch(`${url}/health`)).ok) break;
    } catch (error) {
      if (child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  return { url, milliseconds: performance.now() - began, pid: child.pid ?? 0, stop };
}

/** A session over HTTP of an organization that has just signed up. */
export async function signUp(url: string) {
  const call = async <T>(path: string, method = 'GET', body?: unknown): Promise<T> => {
    const json = body !== undefined && !(body instanceof FormData);
    const answer = await fetch(`${session.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${session.token}`, ...(json ? { 'content-type': 'application/json' } : {}) },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as FormData) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  /** Waits until an import has been loaded. */
  const loaded = async ({ id }: { id: string }): Promise<void> => {
    for (;;) {
      const { status, error } = await call<{ status: string; error: string | null }>(`/imports/${id}`);
      if (status === 'succeeded') return;
      if (status === 'failed') throw new Error(`The import failed: ${error}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const session = { url, token: '', call, loaded };
  const person = { email: 'bench@example.com', password: 'correct horse battery', name: 'Bench' };
  const { token } = await call<{ token: string }>('/auth/signup', 'POST', { ...person, organization_name: 'Bench' });
  session.token = token;
  return session;
}

/** Signs up and loads the sample company; answers the session's token. */
export async function signUpWithSample(url: string): Promise<string> {
  const { token, call, loaded } = await signUp(url);
  await loaded(await call('/sample-data', 'POST'));
  // Its cloud is read beside: what is measured begins when nothing else goes on.
  for (;;) {
    const { items } = await call<{ items: { status: string }[] }>('/jobs?status=running');
    const waiting = await call<{ items: unknown[] }>('/jobs?status=queued');
    if (items.length + waiting.items.length === 0) return token;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
