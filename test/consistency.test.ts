import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support/app.ts';
import { focusCsv, importFile } from './support/imports.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const QUESTIONS = ['summary?', 'breakdown?dimension=service', 'breakdown?dimension=resource', 'charges?limit=1'];

it('whoever asks while a period is replaced sees it as it was before or after', async () => {
  const { token } = await server.signUp();
  // Each file has another number of rows, all of one cost: whatever mixes two of them adds up to neither.
  const sizes = [50, 500, 20, 900, 150];
  const totals = new Set(sizes.map((size) => size * 1.25));
  const fileOf = (size: number) =>
    focusCsv(Array.from({ length: size }, (_, row) => ({ BilledCost: '1.25', ResourceId: `i-${row % 7}` })));
  const imported = async (size: number) =>
    expect((await importFile(server, token, `${size}.csv`, fileOf(size))).status).toBe('succeeded');
  await imported(sizes[0]!);

  const seen = new Set<number>();
  const replaced = new AbortController();
  const ask = async (question: string): Promise<void> => {
    for (let round = 0; !replaced.signal.aborted; round++) {
      // Every round asks for another range with the same rows, so that no answer comes from the cache.
      const end = new Date(Date.UTC(2024, 8, 3 + (round % 300))).toISOString().slice(0, 10);
      const path = `/costs/${question}&metric=billed&start=2024-09-01&end=${end}`;
      const { body } = await server.call('GET', path, { token });
      const total = body.total_cost ?? body.total;
      expect(totals, path).toContain(total);
      if (body.row_count !== undefined) expect(body.row_count * 1.25, path).toBe(total);
      seen.add(total);
    }
  };
  const asking = QUESTIONS.map(ask);
  for (const size of [...sizes.slice(1), ...sizes]) await imported(size);
  replaced.abort();
  await Promise.all(asking);
  expect(seen.size).toBeGreaterThan(1);
});
