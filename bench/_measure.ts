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

/** Signs up and loads the sample company; answers the session's token. */
export async function signUpWithSample(url: string): Promise<string> {
  const body = {
    email: 'bench@example.com',
    password: 'correct horse battery',
    name: 'Bench',
    organization_name: 'Bench',
  };
  const json = { 'content-type': 'application/json' };
  const { token } = (await (
    await fetch(`${url}/api/v1/auth/signup`, { method: 'POST', headers: json, body: JSON.stringify(body) })
  ).json()) as { token: string };
  const authorization = `Bearer ${token}`;
  const { id } = (await (
    await fetch(`${url}/api/v1/sample-data`, { method: 'POST', headers: { authorization } })
  ).json()) as { id: string };
  for (;;) {
    const { status, error } = (await (
      await fetch(`${url}/api/v1/imports/${id}`, { headers: { authorization } })
    ).json()) as { status: string; error: string | null };
    if (status === 'succeeded') return token;
    if (status === 'failed') throw new Error(`The sample company did not load: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
