import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, inject, it } from 'vitest';
import { freePort, type ServerProcess, startProcess } from './support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'finopsmind-start-'));
const running: ServerProcess[] = [];

function start(directory: string, port: number, more?: Record<string, string>): ServerProcess {
  const server = startProcess(directory, port, more);
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const server of running.splice(0)) {
    server.child.kill('SIGKILL');
    await server.exited;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A data folder whose database is there already. */
function folderOf(name: string): string {
  const directory = join(folder, name);
  cpSync(inject('postgres_template'), join(directory, 'postgres'), { recursive: true });
  return directory;
}

const signup = (url: string, email: string): Promise<Response> =>
  fetch(`${url}/api/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'correct horse', name: 'Ada', organization_name: 'Analytical Engines' }),
  });

const me = (url: string, token: string): Promise<Response> =>
  fetch(`${url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } });

// A start takes what other test files leave of the processor.
describe('the server process', { timeout: 180_000 }, () => {
  it('keeps what was written before a kill -9, and stops on SIGTERM with 0', async () => {
    const directory = join(folder, 'killed');
    const port = await freePort();
    const first = start(directory, port);
    const { token } = (await (await signup(await first.ready, 'ada@example.com')).json()) as { token: string };
    first.child.kill('SIGKILL');
    await first.exited;

    const second = start(directory, port);
    const url = await second.ready;
    expect((await me(url, token)).status).toBe(200);
    expect(statSync(join(directory, 'jwt-secret')).mode & 0o777).toBe(0o600);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(second.output()).toBe(`FinOpsMind is ready at ${url}\n`);
  });

  it('answers the request that is running when SIGTERM comes', async () => {
    const server = start(folderOf('drained'), await freePort());
    const answer = signup(await server.ready, 'grace@example.com');
    await new Promise((resolve) => setImmediate(resolve));
    const events = fetch(`${await server.ready}/health`);
    expect((await events).status).toBe(200);
    server.child.kill('SIGTERM');
    expect((await answer).status).toBe(201);
    expect(await server.exited).toBe(0);
  });

  it('refuses a second process on the same data folder', async () => {
    const directory = folderOf('shared');
    const first = start(directory, await freePort());
    await first.ready;
    const second = start(directory, await freePort());
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain('is in use by another FinOpsMind process');
    expect((await fetch(`${await first.ready}/health/ready`)).status).toBe(200);
  });

  it('says that the port is taken, before it touches the data folder', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const server = start(join(folder, 'never'), port);
    expect(await server.exited).toBe(1);
    expect(server.output()).toContain(`Port ${port} is taken`);
    expect(() => statSync(join(folder, 'never'))).toThrow('ENOENT');
    await new Promise((resolve) => holder.close(resolve));
  });

  it('says that the data folder can not be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const server = start(join(file, 'data'), await freePort());
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(/The data folder .* can't be written/);
  });

  it('lists every bad setting at once', async () => {
    const server = start(join(folder, 'bad-settings'), await freePort(), {
      JWT_EXPIRY: 'soon',
      JWT_SECRET: 'short',
      LOG_LEVEL: 'loud',
    });
    expect(await server.exited).toBe(1);
    for (const name of ['JWT_EXPIRY', 'JWT_SECRET', 'LOG_LEVEL']) expect(server.output()).toContain(name);
  });

  it('refuses development secrets in production', async () => {
    const server = start(join(folder, 'production'), await freePort(), {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      JWT_SECRET: 'change-me-change-me-change-me-change-me',
    });
    expect(await server.exited).toBe(1);
    expect(server.output()).toContain('JWT_SECRET: is a well-known development value');
    expect(server.output()).toContain('ENCRYPTION_KEY: must be given in production');
  });
});
