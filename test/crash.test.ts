import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, inject, it } from 'vitest';
import { addDays } from '../src/platform/core/dates.ts';
import { dayColumns, focusCsv } from './support/imports.ts';
import { freePort, type ServerProcess, startProcess } from './support/process.ts';

const KILLS = 5;
const ROWS = 20_000;
const directory = mkdtempSync(join(tmpdir(), 'finopsmind-crash-'));
let server: ServerProcess | undefined;
afterAll(async () => {
  server?.child.kill('SIGKILL');
  await server?.exited;
  rmSync(directory, { recursive: true });
});

/** A month of rows that each cost `cents` hundredths. */
const fileOf = (cents: number): string =>
  focusCsv(
    Array.from({ length: ROWS }, (_, index) => ({
      ...dayColumns(addDays('2024-09-01', index % 30)),
      BilledCost: (cents / 100).toFixed(2),
      ResourceId: `r${index % 997}`,
      Tags: JSON.stringify({ team: `t${index % 7}` }),
    })),
  );
const totalOf = (cents: number): number => (ROWS * cents) / 100;

async function upload(url: string, token: string, cents: number): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob([fileOf(cents)]), `${cents}.csv`);
  const answer = await fetch(`${url}/api/v1/imports`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(202);
}

// A pause of random length is what this test is about: the process may die at any moment.
it(`is killed ${KILLS} times while it imports, and shows the costs from before or after, never between`, {
  timeout: 600_000,
}, async () => {
  cpSync(inject('postgres_template'), join(directory, 'postgres'), { recursive: true });
  const port = await freePort();
  server = startProcess(directory, port);
  const url = await server.ready;
  const signup = { email: 'ada@example.com', password: 'correct horse', name: 'Ada', organization_name: 'A' };
  const headers = { 'content-type': 'application/json' };
  const { token } = (await (
    await fetch(`${url}/api/v1/auth/signup`, { method: 'POST', headers, body: JSON.stringify(signup) })
  ).json()) as { token: string };
  const get = async (path: string) =>
    // oxlint-disable-next-line typescript/no-explicit-any
    (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<any>;
  const total = async (): Promise<number> =>
    (await get('/costs/summary?start=2024-09-01&end=2024-10-01&metric=billed')).total_cost;

  let cents = 0;
  for (let round = 1; round <= KILLS; round++) {
    await upload(url, token, round);
    await wait(Math.random() * 900);
    server.child.kill('SIGKILL');
    await server.exited;

    server = startProcess(directory, port);
    await server.ready;
    const found = await total();
    expect([totalOf(cents), totalOf(round)]).toContain(found);
    // The import goes on by itself after the restart.
    for (let done = false; !done; ) {
      const { items } = await get('/imports?limit=1');
      done = items[0].status === 'succeeded';
      expect(items[0].status).not.toBe('failed');
      if (done) expect(items[0].billed_cost).toBe(totalOf(round));
      if (!done) await wait(20);
    }
    cents = round;
    expect(await total()).toBe(totalOf(cents));
    const by_team = await get('/costs/breakdown?start=2024-09-01&end=2024-10-01&metric=billed&dimension=tag:team');
    expect(by_team.items.reduce((sum: number, item: { amount: number }) => sum + item.amount, 0)).toBeCloseTo(
      totalOf(cents),
      6,
    );
  }
  server.child.kill('SIGTERM');
  expect(await server.exited).toBe(0);
});
