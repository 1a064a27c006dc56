import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RemediationDetail } from '../src/remediation/core/answers.ts';
import type { State } from '../src/remediation/core/workflow.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { joinAs } from './support/people.ts';
import { openRemediationOffice, type RemediationOffice, type Told } from './support/remediation-office.ts';

let server: TestServer;
let office: RemediationOffice;
let call: RemediationOffice['call'];

beforeAll(async () => {
  server = await startTestServer();
  office = await openRemediationOffice(server);
  ({ call } = office);
});
afterAll(() => server.close());

const over = (id: string, state: State): Promise<RemediationDetail> =>
  vi.waitFor(
    async () => {
      const detail = await office.read(id);
      expect(detail.state).toBe(state);
      return detail;
    },
    { timeout: 20_000, interval: 50 },
  );
const execute = async (id: string): Promise<void> => {
  expect((await call('POST', `/remediations/${id}/execute`, office.member, {})).status).toBe(202);
};
const rules = async (approval_rules: object[]): Promise<void> => {
  expect((await call('PUT', '/remediations/settings', office.admin, { approval_rules })).status).toBe(200);
};
const ONE = { name: 'One of us', approvals: 1, four_eyes: true };

describe('a change does not begin', () => {
  /** Approved by an admin of its own, and not let begin yet. */
  const approvedBy = async (name: string, told: Told = {}) => {
    const approver = await joinAs(server, office.admin.token, 'admin', name);
    const id = await office.proposed({ wished_for: null, execute_on_approval: false, ...told });
    expect((await call('POST', `/remediations/${id}/approve`, approver, {})).body.state).toBe('approved');
    return { id, member: `/members/${approver.user.id}` };
  };

  it('once who approved it is no admin any more, or gone', async () => {
    await rules([ONE]);
    const demoted = await approvedBy('Dora');
    expect((await call('PATCH', demoted.member, office.admin, { role: 'member' })).status).toBe(200);
    const removed = await approvedBy('Rita');
    expect((await call('DELETE', removed.member, office.admin)).status).toBeLessThan(300);
    for (const [{ id }, name] of [
      [demoted, 'Dora'],
      [removed, 'Rita'],
    ] as const) {
      await execute(id);
      const { entries, steps, finished_at, problem } = await over(id, 'cancelled');
      expect(entries.at(-1)).toMatchObject({
        kind: 'cancelled',
        text: `${name} approved it, and can’t approve changes any more. Propose it again.`,
      });
      expect([steps, finished_at]).toEqual([[], expect.any(String)]);
      // Whoever approved it, or waits for it, is told why it is not made.
      expect(problem).toBe(entries.at(-1)?.text);
    }
  });

  it('once rules ask for more than it has', async () => {
    await rules([ONE]);
    const { id } = await approvedBy('Stella');
    await rules([{ ...ONE, name: 'Two of us', approvals: 2 }]);
    await execute(id);
    const { entries } = await over(id, 'cancelled');
    expect(entries.at(-1)?.text).toBe(
      'Since it was proposed, rules have changed: “Two of us” asks for 2 people who did not propose it to approve it. Propose it again.',
    );
    await rules([ONE]);
  });

  it('where this version does not know its action', async () => {
    await rules([ONE]);
    const { id } = await approvedBy('Nora', { action: 'ec2.delete_nat_gateway' });
    await execute(id);
    expect((await over(id, 'cancelled')).entries.at(-1)?.text).toBe(
      'This version can’t carry out ec2.delete_nat_gateway.',
    );
  });
});

describe('a change that was begun', () => {
  const rollBack = (id: string) => call('POST', `/remediations/${id}/rollback`, office.member, {});

  it.each<[State, boolean, State, RegExp]>([
    ['executing', false, 'failed', /^Nothing was changed\. This version can’t carry out ec2\.delete_nat_gateway\.$/],
    [
      'verifying',
      true,
      'failed',
      /^This version can’t carry out ec2\.delete_nat_gateway\. What was done before is undone/,
    ],
    [
      'rollback_failed',
      true,
      'rollback_failed',
      /^This version can’t carry out ec2\.delete_nat_gateway\. What was done/,
    ],
  ])(
    'by a version that knew its action, and is %s (changed: %s), ends as %s',
    async (state, has_changed, end, words) => {
      const action = 'ec2.delete_nat_gateway';
      const id = await office.proposed({ executor: randomUUID(), state, has_changed, action });
      expect((await rollBack(id)).status).toBe(202);
      await vi.waitFor(async () => expect((await office.read(id)).problem).toMatch(words), { timeout: 20_000 });
      expect(await office.read(id)).toMatchObject({ state: end, waiting_for: null, finished_at: expect.any(String) });
    },
  );

  it('and that this version does not know how to go on with ends in words, and what it did as well', async () => {
    const beyond = /What the cloud tells is other than this version expects, so that it can’t go on/;
    const captured = JSON.stringify({ volume: { ok: true, body: { Volumes: [null] }, operation: null } });
    const bewildering = async (told: Told): Promise<string> => {
      const id = await office.proposed({ executor: randomUUID(), ...told });
      await server.services.database.transaction(office.organization_id, (tx) =>
        tx.updateTable('remediations').set({ captured }).where('id', '=', id).execute(),
      );
      return id;
    };
    const untouched = await bewildering({ state: 'executing' });
    expect((await rollBack(untouched)).status).toBe(202);
    expect((await over(untouched, 'failed')).problem).toMatch(beyond);
    const touched = await bewildering({ state: 'executing', has_changed: true });
    expect((await rollBack(touched)).status).toBe(202);
    expect((await over(touched, 'rollback_failed')).problem).toMatch(/Undoing failed: .* Undo it by hand: /);
  });

  it('is not undone while another change of its resource is carried out', async () => {
    const resource_id = 'arn:aws:ec2:eu-central-1:100000000011:volume/vol-shared';
    await call('POST', '/remediations/stop', office.admin, { reason: 'For this test' });
    await office.proposed({ resource_id, state: 'executing', executor: randomUUID() });
    const id = await office.proposed({ resource_id, state: 'rollback_failed', has_changed: true });
    const { status, body } = await rollBack(id);
    expect([status, body.detail]).toEqual([
      409,
      'Another change of this resource is being carried out. Wait for its end, then undo this one.',
    ]);
    expect(await office.read(id)).toMatchObject({ state: 'rollback_failed', entries: [] });
    await call('POST', '/remediations/resume', office.admin, {});
  });
});
