import { expect, vi } from 'vitest';
import type { JobRun } from '../../src/jobs/core/contract.ts';
import type { TestServer } from './app.ts';

/** Waits until a run is over, or waits for a next try; answers it. */
export const runEnd = (server: TestServer, token: string, id: string, timeout = 120_000): Promise<JobRun> =>
  vi.waitFor(
    async () => {
      const { body } = await server.call('GET', `/jobs/${id}`, { token });
      const run = body as JobRun;
      expect(run.status === 'running' || (run.status === 'queued' && run.attempt === 0), `run is ${run.status}`).toBe(
        false,
      );
      return run;
    },
    { timeout, interval: 100 },
  );

/** Syncs a provider and waits for the end. */
export async function syncProvider(server: TestServer, token: string, provider_id: string): Promise<JobRun> {
  const asked = await server.call('POST', `/providers/${provider_id}/sync`, { token });
  expect(asked.status).toBe(202);
  return runEnd(server, token, asked.body.job_id);
}
