import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support/app.ts';
import { importEnd } from './support/imports.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date('2026-11-25T09:00:00Z') });
});
afterAll(() => server.close());

describe('the sample company', () => {
  it('comes by the same way as a file, conforms, and goes again', async () => {
    const { token } = await server.signUp();
    const begun = await server.call('POST', '/sample-data', { token });
    expect(begun.status).toBe(202);
    expect((await server.call('DELETE', '/sample-data', { token })).status).toBe(422);
    const imported = await importEnd(server, token, begun.body.id);
    expect(imported).toMatchObject({ status: 'succeeded', source: 'sample', rows_rejected: 0, issues: [] });
    expect(imported.rows_loaded).toBeGreaterThan(250_000);

    const range = 'start=2025-10-01&end=2026-11-25';
    const { body: summary } = await server.call('GET', `/costs/summary?${range}&metric=billed`, { token });
    expect(summary.total_cost).toBe(imported.billed_cost);
    expect(summary.data_through).toBe('2026-11-24');
    const { body: accounts } = await server.call('GET', `/costs/breakdown?${range}&dimension=account`, { token });
    expect(accounts.value_count).toBe(12);

    expect((await server.call('DELETE', '/sample-data', { token })).status).toBe(202);
    const { body: empty } = await server.call('GET', `/costs/summary?${range}&metric=billed`, { token });
    expect(empty).toMatchObject({ total_cost: 0, services_used: 0, data_through: null });
  });
});
