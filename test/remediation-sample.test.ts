import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Recommendation } from '../src/recommendations/core/contract.ts';
import type { TestServer } from './support/app.ts';
import { startLoadedSample } from './support/loaded-sample.ts';
import { approve, inState, proposeChange, proposeRecommended, type Remediator } from './support/remediation.ts';
import { addRemediation } from './support/remediations.ts';

const ENDS = ['completed', 'failed', 'rolled_back', 'rollback_failed'] as const;

describe('changes of the sample company', () => {
  let server: TestServer;
  let token: string;
  let remediator: Remediator;
  beforeAll(async () => {
    const loaded = await startLoadedSample();
    server = loaded.server;
    token = loaded.account.token;
    const rule = { name: 'One approval', approvals: 1, four_eyes: false };
    const set = await server.call('PUT', '/remediations/settings', { token, body: { approval_rules: [rule] } });
    expect(set.status).toBe(200);
    remediator = {
      server,
      token,
      organization_id: loaded.account.organization.id,
      provider_id: '',
      account_id: '',
      region: '',
    };
  }, 240_000);
  afterAll(() => server.close());

  const found = async (rule: string): Promise<Recommendation[]> =>
    (await server.call('GET', `/recommendations?rule=${rule}&limit=10`, { token })).body.items;
  const statusOf = async (id: string): Promise<string> =>
    (await server.call('GET', `/recommendations/${id}`, { token })).body.status;
  const attributesOf = async (id: string) => (await server.call('GET', `/resources/${id}`, { token })).body.attributes;
  const carryOut = async (id: string) => {
    await approve(remediator, id);
    return inState(remediator, id, ENDS);
  };

  it('follow from a finding to the cloud, its inventory and its finding, and back again', async () => {
    const [oversized] = await found('lambda-oversized-memory');
    const { memory_mib: before } = await attributesOf(oversized!.inventory_id!);
    const id = await proposeRecommended(remediator, oversized!.id);
    const done = await carryOut(id);
    expect(done).toMatchObject({ state: 'completed', problem: null });
    expect(await statusOf(oversized!.id)).toBe('implemented');
    await vi.waitFor(async () => {
      const { memory_mib } = await attributesOf(oversized!.inventory_id!);
      expect(memory_mib).toBe(done.preview.after['memory_mib']);
    }, 30_000);

    const back = await server.call('POST', `/remediations/${id}/rollback`, { token, body: {} });
    expect(back.status).toBe(202);
    expect(await inState(remediator, id, ['rolled_back', 'rollback_failed'])).toMatchObject({ state: 'rolled_back' });
    expect(['new', 'open']).toContain(await statusOf(oversized!.id));
    await vi.waitFor(
      async () => expect((await attributesOf(oversized!.inventory_id!)).memory_mib).toBe(before),
      30_000,
    );
  });

  it('are not undone over what somebody has made of the resource since', async () => {
    const [, oversized] = await found('lambda-oversized-memory');
    const first = await proposeRecommended(remediator, oversized!.id);
    const { preview, change } = await carryOut(first);
    const { function_name, memory_mib } = change.parameters as { function_name: string; memory_mib: number };
    const other = { function_name, memory_mib: memory_mib + 64, from_memory_mib: memory_mib };
    const second = await proposeChange(remediator, oversized!.inventory_id!, {
      action: 'lambda.set_memory',
      parameters: other,
    });
    expect(await carryOut(second)).toMatchObject({ state: 'completed' });
    const refused = await server.call('POST', `/remediations/${first}/rollback`, { token, body: {} });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain(
      `Nothing was undone. Its memory mib is ${memory_mib + 64} by now; this change had made it ${preview.after['memory_mib']}.`,
    );
    expect((await server.call('GET', `/remediations/${first}`, { token })).body.state).toBe('completed');

    const undone = await server.call('POST', `/remediations/${second}/rollback`, { token, body: {} });
    expect(undone.status).toBe(202);
    await inState(remediator, second, ['rolled_back']);
    expect((await server.call('POST', `/remediations/${first}/rollback`, { token, body: {} })).status).toBe(202);
    await inState(remediator, first, ['rolled_back']);
  });

  it('keep the sample company from being removed while one of them is being made', async () => {
    const [{ id: provider_id }] = (await server.call('GET', '/providers', { token })).body.items;
    const { organization_id } = remediator;
    const running = await server.services.database.transaction(organization_id, (tx) =>
      addRemediation(tx, { organization_id, provider_id, title: 'Resize it', state: 'executing' }),
    );
    const refused = await server.call('DELETE', '/sample-data', { token });
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      'Something is being changed through this provider: Resize it. Wait for its end, then disconnect it.',
    ]);
    const { body: costs } = await server.call('GET', '/imports', { token });
    expect(costs.items).toHaveLength(1);
    expect((await server.call('GET', `/remediations/${running}`, { token })).status).toBe(200);
  });
});
