import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support/app.ts';
import { focusCsv, importFile } from './support/imports.ts';

/** More than stay attached at once, and than fit the memory if all were. */
const ORGANIZATIONS = 44;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ environment: { DUCKDB_MEMORY_LIMIT: '150MB' } });
});
afterAll(() => server.close());

it('many organizations load and read their own costs on little memory', { timeout: 300_000 }, async () => {
  const tokens: string[] = [];
  for (let index = 0; index < ORGANIZATIONS; index++) {
    const { token } = await server.signUp();
    tokens.push(token);
    const imported = await importFile(server, token, 'bill.csv', focusCsv([{ BilledCost: `${index}.25` }]));
    expect(imported.status, imported.error).toBe('succeeded');
  }
  const totals = await Promise.all(
    tokens.map((token) =>
      server.call('GET', '/costs/summary?metric=billed&start=2024-01-01&end=2025-01-01', { token }),
    ),
  );
  expect(totals.map(({ body }) => body.total_cost)).toEqual(tokens.map((_, index) => index + 0.25));
});
