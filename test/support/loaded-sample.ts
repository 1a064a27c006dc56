import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, vi } from 'vitest';
import { makeDataFolder, startTestServer, type TestAccount, type TestServer, type TestServerOptions } from './app.ts';
import { importEnd } from './imports.ts';
import { runEnd } from './runs.ts';

const NOBODY_BUILDS_LONGER_MS = 240_000;
const LOOK_EVERY_MS = 200;

/** No run is on its way. */
async function settled(server: TestServer, token: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const { body } = await server.call('GET', '/jobs?limit=500', { token });
      const active = (body.items as { status: string }[]).filter(({ status }) => /queued|running/.test(status));
      expect(active).toEqual([]);
    },
    { timeout: 180_000, interval: LOOK_EVERY_MS },
  );
}

/** Loads the sample company into `directory`, and waits until everything is known of it: costs, forecasts, recommendations. */
async function load(directory: string): Promise<TestAccount> {
  const server = await startTestServer({ directory });
  try {
    const account = await server.signUp('Northwind');
    const { token } = account;
    const { body: imported } = await server.call('POST', '/sample-data', { token });
    const { body: jobs } = await server.call('GET', '/jobs?name=cost_sync', { token });
    const ends = await Promise.all([importEnd(server, token, imported.id), runEnd(server, token, jobs.items[0].id)]);
    expect(ends.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    await settled(server, token);
    // A look that was on its way when the bill came may have begun before it.
    const { body } = await server.call('POST', '/recommendations/generate', { token });
    expect((await runEnd(server, token, body.job_id)).status).toBe('succeeded');
    await settled(server, token);
    return account;
  } finally {
    await server.close();
  }
}

/** The folder that all tests of a run copy: the first that needs it makes it, the others wait. */
async function loadedFolder(): Promise<string> {
  const folder = inject('sample_folder');
  const ready = join(folder, 'ready');
  const until = Date.now() + NOBODY_BUILDS_LONGER_MS;
  while (!existsSync(ready)) {
    if (!claim(join(folder, 'building'))) {
      if (Date.now() > until) throw new Error('The sample company was not loaded in time by another test.');
      // Another process of the run loads it: there is nothing to be told by but its folder.
      await wait(LOOK_EVERY_MS);
      continue;
    }
    const directory = makeDataFolder();
    const account = await load(directory);
    writeFileSync(join(directory, 'account.json'), JSON.stringify(account));
    cpSync(directory, join(folder, 'copied'), { recursive: true });
    rmSync(directory, { recursive: true });
    renameSync(join(folder, 'copied'), ready);
  }
  return ready;
}

function claim(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * A server of its own with the sample company loaded today, everything known of it, and its admin. The work is done once a
 * run: tests get copies of the data folder.
 */
export async function startLoadedSample(
  options: Omit<TestServerOptions, 'directory' | 'postgres'> = {},
): Promise<{ server: TestServer; account: TestAccount }> {
  const directory = mkdtempSync(join(tmpdir(), 'finopsmind-test-'));
  cpSync(await loadedFolder(), directory, { recursive: true });
  const account = JSON.parse(readFileSync(join(directory, 'account.json'), 'utf8')) as TestAccount;
  const server = await startTestServer({ ...options, directory });
  const { close } = server;
  server.close = async () => {
    await close();
    rmSync(directory, { recursive: true });
  };
  return { server, account };
}
