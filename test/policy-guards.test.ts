import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Recommendation } from '../src/recommendations/core/contract.ts';
import type { TestServer } from './support/app.ts';
import { startLoadedSample } from './support/loaded-sample.ts';
import { addPolicy, checkPolicies } from './support/policies.ts';
import { approve, inState, type Remediator } from './support/remediation.ts';

const IN_A_YEAR = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);

/** No function gets another size, whoever makes the change. */
const NO_RESIZING = {
  name: 'Functions stay as they are',
  subject: 'remediation',
  applies_when: 'remediation.action == "lambda.set_memory"',
  must_hold: 'false',
  mode: 'block',
} as const;

describe('policies that block, or ask for approval', () => {
  let server: TestServer;
  let token: string;
  let remediator: Remediator;
  let found: Recommendation[];
  beforeAll(async () => {
    const loaded = await startLoadedSample();
    server = loaded.server;
    token = loaded.account.token;
    const rule = { name: 'One approval', approvals: 1, four_eyes: false };
    await server.call('PUT', '/remediations/settings', { token, body: { approval_rules: [rule] } });
    const { organization } = loaded.account;
    remediator = { server, token, organization_id: organization.id, provider_id: '', account_id: '', region: '' };
    found = (await server.call('GET', '/recommendations?rule=lambda-oversized-memory&limit=10', { token })).body.items;
    expect(found.length).toBeGreaterThanOrEqual(2);
  }, 240_000);
  afterAll(() => server.close());
  beforeEach(async () => {
    const { items } = (await server.call('GET', '/policies', { token })).body;
    for (const { id } of items) await server.call('DELETE', `/policies/${id}`, { token });
    for (const { id } of (await server.call('GET', '/remediations?state=proposed', { token })).body.items)
      await server.call('POST', `/remediations/${id}/cancel`, { token, body: {} });
  });

  const preview = async ({ id }: Recommendation) =>
    (await server.call('POST', '/remediations/preview', { token, body: { recommendation_id: id } })).body;
  const propose = ({ id }: Recommendation, more = {}) =>
    server.call('POST', '/remediations', { token, body: { recommendation_id: id, ...more } });
  const except = (policy_id: string, subject_id: string) =>
    server.call('POST', '/policies/exceptions', {
      token,
      body: { policy_id, subject_id, reason: 'A trial', expires_on: IN_A_YEAR },
    });

  it('refuse a change and its code in the same words, unless it is excepted', async () => {
    const [one, other] = found;
    const id = await addPolicy(server, token, { ...NO_RESIZING, must_hold: 'remediation.risk == "none"' });
    const because = `The policy “Functions stay as they are” blocks it: remediation.action is lambda.set_memory, remediation.risk is ${one!.risk}.`;
    expect((await preview(one!)).refusals).toEqual([because]);
    const refused = await propose(one!);
    expect([refused.status, refused.body.detail]).toEqual([422, because]);
    for (const kind of ['terraform', 'script', 'pipeline']) {
      const code = await server.call('GET', `/recommendations/${one!.id}/${kind}`, { token });
      expect([code.status, code.body.errors]).toEqual([422, [{ path: 'params.id', message: because }]]);
    }
    const bulk = (ids: string[]) => server.call('POST', '/recommendations/terraform/bulk', { token, body: { ids } });
    expect((await bulk([one!.id, other!.id])).body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'body.ids.0',
      'body.ids.1',
    ]);
    const batch = { name: 'All', recommendation_ids: [one!.id, other!.id], canaries: 1, at_once: 1 };
    const batched = await server.call('POST', '/remediations/batches', { token, body: batch });
    expect([batched.status, batched.body.errors[0]]).toEqual([
      422,
      { path: 'body.recommendation_ids.0', message: because },
    ]);
    expect((await except(id, one!.resource_id)).status).toBe(201);
    expect((await preview(one!)).refusals).toEqual([]);
    expect((await server.call('GET', `/recommendations/${one!.id}/terraform`, { token })).status).toBe(200);
    expect((await bulk([one!.id, other!.id])).body.errors).toMatchObject([{ path: 'body.ids.1' }]);
    expect((await propose(one!)).status).toBe(201);
  });

  it('judge the resource as it would be', async () => {
    const [one] = found;
    const { memory_mib: before } = (await server.call('GET', `/resources/${one!.inventory_id}`, { token })).body
      .attributes;
    const { preview: seen } = await preview(one!);
    const after = seen.after['memory_mib'];
    const policy = (must_hold: string) => ({
      name: 'Memory',
      subject: 'resource',
      applies_when: 'resource.type == "AWS::Lambda::Function"',
      must_hold,
      mode: 'block',
    });
    await addPolicy(server, token, policy(`resource.attributes.memory_mib >= ${before}.0`));
    const { refusals } = await preview(one!);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatch(
      new RegExp(
        `^The policy “Memory” blocks it: with this change, .*resource\\.attributes\\.memory_mib is ${after}\\.$`,
      ),
    );
    await addPolicy(server, token, { ...policy(`resource.attributes.memory_mib <= ${after}.0`), name: 'Small' });
    expect((await preview(one!)).refusals).toEqual(refusals);
  });

  it('neither block nor ask by what was so before and is left as it is, nor what is deleted', async () => {
    const [one] = found;
    const untagged = { name: 'Tagged', subject: 'resource', must_hold: 'has(tags.nonsense)', mode: 'block' };
    await addPolicy(server, token, untagged);
    await addPolicy(server, token, { ...untagged, name: 'Asked for', mode: 'require_approval' });
    const seen = await preview(one!);
    expect([seen.refusals, seen.requirement.rule]).toEqual([[], 'One approval']);
    const noted = (name: string) =>
      `The policy “${name}” is not kept already, and this change makes that no worse: tags.nonsense is not set.`;
    expect(seen.warnings).toEqual(expect.arrayContaining([noted('Tagged'), noted('Asked for')]));
    expect((await server.call('GET', `/recommendations/${one!.id}/script`, { token })).status).toBe(200);
    const { items } = (await server.call('GET', '/recommendations?rule=ebs-unattached&limit=1', { token })).body;
    const [unattached] = items;
    await addPolicy(server, token, { ...untagged, name: 'Nothing is right', must_hold: 'resource.state == "gone"' });
    const deleted = await preview(unattached);
    expect(deleted.change.action).toBe('ec2.delete_volume');
    expect(deleted.refusals).toEqual([]);
    // What it names is another memory then, and still too much.
    await addPolicy(server, token, {
      ...untagged,
      name: 'No memory',
      applies_when: 'has(resource.attributes.memory_mib)',
      must_hold: 'resource.attributes.memory_mib < 1.0',
    });
    expect((await preview(one!)).refusals).toEqual([expect.stringMatching(/^The policy “No memory” blocks it: with/)]);
  });

  it('say of policies that can not be read any more that they do not block', async () => {
    const id = await addPolicy(server, token, NO_RESIZING);
    await server.services.database.transaction(remediator.organization_id, (tx) =>
      tx.updateTable('policies').set({ must_hold: 'remediation.was_once' }).where('id', '=', id).execute(),
    );
    const { refusals, warnings } = await preview(found[0]!);
    expect(refusals).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The policy “Functions stay as they are” could not be judged, so that .*: remediation has no fact was_once/,
      ),
    ]);
  });

  it('do not block by what is not known, and say so', async () => {
    const [one] = found;
    await addPolicy(server, token, { ...NO_RESIZING, must_hold: 'tags.nonsense == "x"' });
    await addPolicy(server, token, { ...NO_RESIZING, name: 'Be careful', mode: 'alert' });
    const { refusals, warnings } = await preview(one!);
    expect(refusals).toEqual([]);
    expect(warnings).toEqual([
      'The policy “Be careful” is broken: remediation.action is lambda.set_memory.',
      expect.stringMatching(
        /^The policy “Functions stay as they are” could not be judged, .* The tag nonsense is not set/,
      ),
    ]);
  });

  it('are checked as soon as recommendations and changes are decided on', async () => {
    const [one] = found;
    const violated = async (policy_id: string) =>
      (await server.call('GET', `/policies/violations?policy_id=${policy_id}&limit=500`, { token })).body.items.map(
        ({ subject_id }: { subject_id: string }) => subject_id,
      );
    const waits = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 100 });
    const changes = await addPolicy(server, token, { ...NO_RESIZING, mode: 'alert' });
    const findings = await addPolicy(server, token, {
      name: 'Nothing snoozes',
      subject: 'finding',
      must_hold: 'finding.status != "snoozed"',
    });
    await checkPolicies(server, token);
    const { id } = (await propose(one!)).body;
    await waits(async () => expect(await violated(changes)).toEqual([id]));
    await server.call('POST', `/remediations/${id}/cancel`, { token, body: {} });
    await waits(async () => expect(await violated(changes)).toEqual([]));
    const status = (body: object) => server.call('PUT', `/recommendations/${one!.id}/status`, { token, body });
    expect((await status({ status: 'snoozed', snoozed_until: IN_A_YEAR })).status).toBe(200);
    await waits(async () => expect(await violated(findings)).toEqual([one!.id]));
    await status({ status: 'open' });
    await waits(async () => expect(await violated(findings)).toEqual([]));
  });

  it('ask one more person', async () => {
    const [one] = found;
    await addPolicy(server, token, { ...NO_RESIZING, mode: 'require_approval' });
    expect((await preview(one!)).requirement).toEqual({ approvals: 2, four_eyes: false, rule: NO_RESIZING.name });
    const id = (await propose(one!)).body.id;
    await approve(remediator, id);
    const { body } = await server.call('GET', `/remediations/${id}`, { token });
    expect(body).toMatchObject({ state: 'proposed', requirement: { approvals: 2, rule: NO_RESIZING.name } });
  });

  it('keep a proposal from being approved, and an approved change from beginning until it is excepted', async () => {
    const [, other] = found;
    const { id } = (await propose(other!, { execute_on_approval: false })).body;
    const policy_id = await addPolicy(server, token, NO_RESIZING);
    const refused = await server.call('POST', `/remediations/${id}/approve`, { token, body: {} });
    const because = /^The policy “Functions stay as they are” blocks it/;
    expect([refused.status, refused.body.detail]).toEqual([422, expect.stringMatching(because)]);
    await server.call('DELETE', `/policies/${policy_id}`, { token });
    await server.call('POST', `/remediations/${id}/approve`, { token, body: {} });
    const again = await addPolicy(server, token, NO_RESIZING);
    await server.call('POST', `/remediations/${id}/execute`, { token, body: {} });
    await vi.waitFor(
      async () => {
        const { body } = await server.call('GET', `/remediations/${id}`, { token });
        expect(body).toMatchObject({ state: 'scheduled', waiting_for: expect.stringMatching(because) });
      },
      { timeout: 30_000, interval: 100 },
    );
    const excepted = (await except(again, other!.resource_id)).body;
    expect(await inState(remediator, id, ['completed', 'failed'])).toMatchObject({ state: 'completed' });
    // Back to what was before is always possible.
    await server.call('DELETE', `/policies/exceptions/${excepted.id}`, { token });
    const undone = await server.call('POST', `/remediations/${id}/rollback`, { token, body: {} });
    expect(undone.status).toBe(202);
    expect(await inState(remediator, id, ['rolled_back', 'rollback_failed'])).toMatchObject({ state: 'rolled_back' });
  });
});
