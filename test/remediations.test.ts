import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemediationSummary } from '../src/remediation/core/answers.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { LATER, openRemediationOffice, type RemediationOffice } from './support/remediation-office.ts';
import { addRemediation, addRemediationCourse } from './support/remediations.ts';

let server: TestServer;
let office: RemediationOffice;
let admin: RemediationOffice['admin'];
let other_admin: RemediationOffice['other_admin'];
let member: RemediationOffice['member'];
let viewer: RemediationOffice['viewer'];
let program: RemediationOffice['program'];
let call: RemediationOffice['call'];
let proposed: RemediationOffice['proposed'];
let read: RemediationOffice['read'];
let eventsOf: RemediationOffice['eventsOf'];
let auditOf: RemediationOffice['auditOf'];

beforeAll(async () => {
  server = await startTestServer();
  office = await openRemediationOffice(server);
  ({ admin, other_admin, member, viewer, program, call, proposed, read, eventsOf, auditOf } = office);
});
afterAll(() => server.close());

const allowed = async (id: string, by: { token: string }) =>
  Object.fromEntries(
    (await read(id, by)).commands.map(({ command, allowed: may, because }) => [command, may || because]),
  );

describe('a change that waits for approval', () => {
  it('is approved by an admin who has not proposed it, and begins when that was wished', async () => {
    const id = await proposed({ proposed_by_id: member.user.id, proposed_by: 'Mary' });
    const { status, body } = await call('POST', `/remediations/${id}/approve`, admin, { note: 'Go ahead' });
    expect([status, body.state, body.scheduled_for]).toEqual([200, 'scheduled', LATER]);
    expect(body.approvals).toMatchObject([{ by: 'Ada', by_id: admin.user.id }]);
    expect(body.entries).toMatchObject([
      { kind: 'approved', actor: 'Ada', text: 'Go ahead' },
      { kind: 'scheduled', actor: 'Ada', text: 'It begins at 2099-01-01 09:00 UTC, or as soon as it may after that.' },
    ]);
    expect(await auditOf(id)).toEqual(['Ada: remediation.approved', 'Ada: remediation.scheduled']);
    expect(await eventsOf(id)).toEqual(['remediation.approved']);
  });

  it('waits to be let begin where that was wished', async () => {
    const id = await proposed({ execute_on_approval: false, wished_for: null });
    expect((await call('POST', `/remediations/${id}/approve`, admin, {})).body).toMatchObject({ state: 'approved' });
    const body = { scheduled_for: '2099-03-01T10:00:00+02:00' };
    const { status, body: begun } = await call('POST', `/remediations/${id}/execute`, member, body);
    expect([status, begun.state, begun.scheduled_for]).toEqual([202, 'scheduled', '2099-03-01T08:00:00.000Z']);
    const again = await call('POST', `/remediations/${id}/execute`, member, { scheduled_for: LATER });
    expect([again.status, again.body.scheduled_for]).toEqual([202, LATER]);
  });

  it('is not approved by whoever proposed it, by the same person twice, by a program, or by those who may not', async () => {
    const own = await proposed({ proposed_by_id: admin.user.id });
    const refused = await call('POST', `/remediations/${own}/approve`, admin, {});
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      'You proposed this change: somebody else has to approve it.',
    ]);
    const two = await proposed({ requirement: { approvals: 2, four_eyes: true, rule: 'Two' } });
    expect((await call('POST', `/remediations/${two}/approve`, admin, {})).body.state).toBe('proposed');
    const twice = await call('POST', `/remediations/${two}/approve`, admin, {});
    expect([twice.status, twice.body.detail]).toEqual([
      409,
      'You have approved this change already: somebody else has to approve it as well.',
    ]);
    const by_program = await call('POST', `/remediations/${two}/approve`, program, {});
    expect([by_program.status, by_program.body.detail]).toEqual([
      403,
      'Changes are approved by people who are signed in, not by programs.',
    ]);
    for (const somebody of [member, viewer])
      expect((await call('POST', `/remediations/${two}/approve`, somebody, {})).status).toBe(403);
    expect(await read(two)).toMatchObject({ state: 'proposed', approvals: [{ by: 'Ada' }] });
    expect((await call('POST', `/remediations/${two}/approve`, other_admin, {})).body.state).toBe('scheduled');
  });

  it('is approved as it was previewed, and not once it has expired', async () => {
    const id = await proposed();
    const stale = await call('POST', `/remediations/${id}/approve`, admin, { preview_digest: 'b' });
    expect(stale.status).toBe(409);
    const { preview } = await read(id);
    const body = { preview_digest: preview.digest };
    expect((await call('POST', `/remediations/${id}/approve`, admin, body)).status).toBe(200);
    const late = await proposed({ expires_at: new Date('2026-01-02T00:00:00Z').toISOString() });
    const expired = await call('POST', `/remediations/${late}/approve`, admin, {});
    expect([expired.status, expired.body.detail]).toEqual([
      409,
      'This proposal has expired. Propose the change again.',
    ]);
  });

  it('is rejected with a reason', async () => {
    const id = await proposed();
    expect((await call('POST', `/remediations/${id}/reject`, admin, { note: ' ' })).status).toBe(400);
    const { body } = await call('POST', `/remediations/${id}/reject`, admin, { note: 'We need it' });
    expect(body).toMatchObject({
      state: 'rejected',
      entries: [{ kind: 'rejected', actor: 'Ada', text: 'We need it' }],
    });
    expect(body.finished_at).not.toBeNull();
    expect(await eventsOf(id)).toEqual(['remediation.rejected']);
    expect((await call('POST', `/remediations/${id}/approve`, admin, {})).status).toBe(409);
  });

  it('is taken back by whoever proposed it, or an admin', async () => {
    const id = await proposed({ proposed_by_id: other_admin.user.id });
    const refused = await call('POST', `/remediations/${id}/cancel`, member, {});
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      'Only whoever proposed this change, or an admin, can cancel it.',
    ]);
    expect((await call('POST', `/remediations/${id}/cancel`, admin, {})).body.state).toBe('cancelled');
    const own = await proposed({ proposed_by_id: member.user.id });
    const cancelled = await call('POST', `/remediations/${own}/cancel`, member, { note: 'Not needed' });
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
    expect(await auditOf(own)).toEqual(['Mary: remediation.cancelled']);
    // Nobody is to approve it any more.
    expect(await eventsOf(own)).toEqual(['remediation.cancelled']);
  });

  it('tells everybody what they may do with it, and why not', async () => {
    const id = await proposed({ proposed_by_id: member.user.id });
    const nothing_to_undo = 'This change is waiting for approval.';
    expect(await allowed(id, admin)).toEqual({
      approve: true,
      reject: true,
      cancel: true,
      execute: nothing_to_undo,
      roll_back: nothing_to_undo,
    });
    expect(await allowed(id, member)).toMatchObject({
      approve: 'This needs the role admin; yours is member.',
      cancel: true,
    });
    expect(await allowed(id, viewer)).toMatchObject({
      approve: 'This needs the role admin; yours is viewer.',
      cancel: 'This needs the role member; yours is viewer.',
    });
    expect(await allowed(id, program)).toMatchObject({
      approve: 'Changes are approved by people who are signed in, not by programs.',
    });
  });

  it('shows what was done, without the secrets that clouds answer', async () => {
    const id = await proposed({ state: 'completed', has_changed: true });
    const { organization_id } = office;
    await server.services.database.transaction(organization_id, (tx) =>
      addRemediationCourse(tx, { organization_id, remediation_id: id }),
    );
    const detail = await read(id, viewer);
    expect(detail.steps).toMatchObject([
      { phase: 'execute', state: 'done', calls: [{ kind: 'change', answer: { body: { UserData: '[redacted]' } } }] },
    ]);
    expect(detail.reviews).toMatchObject([{ after: 'day', realised: 11 }]);
    expect(detail.commands.filter((one) => one.allowed)).toEqual([]);
    const summary: RemediationSummary = (await call('GET', '/remediations/summary', viewer)).body;
    expect(summary).toMatchObject({
      promised: [{ currency: 'USD', amount: 12.5 }],
      realised: [{ currency: 'USD', amount: 11 }],
    });
  });
});

it('shows the newest calls of a step that was looked at for long', async () => {
  const { organization_id } = office;
  const id = await proposed();
  await server.services.database.transaction(organization_id, async (tx) => {
    await addRemediationCourse(tx, { organization_id, remediation_id: id });
    await sql`insert into remediation_calls (id, organization_id, remediation_id, step_row_id, kind, call, answer, started_at)
      select gen_random_uuid(), organization_id, remediation_id, step_row_id, 'look', call,
        jsonb_build_object('ok', true, 'body', n, 'operation', null), started_at
      from remediation_calls, generate_series(1, 120) n where remediation_id = ${id} order by n`.execute(tx);
  });
  const { calls } = (await read(id)).steps[0]!;
  expect(calls.map(({ kind, answer }) => (kind === 'look' && answer?.ok ? answer.body : kind))).toEqual([
    'change',
    ...Array.from({ length: 50 }, (_, index) => 71 + index),
  ]);
});

describe('a connection', () => {
  it('stays while something is changed through it', async () => {
    const { organization_id } = office;
    const busy = await office.connect('Another');
    // Not one that a process would take up: it is only said to run.
    await call('POST', '/remediations/stop', admin, { reason: 'For this test', provider_id: busy });
    const id = await server.services.database.transaction(organization_id, (tx) =>
      addRemediation(tx, { organization_id, provider_id: busy, state: 'executing', executor: randomUUID() }),
    );
    const refused = await call('DELETE', `/providers/${busy}`, admin);
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      'Something is being changed through this provider: Delete the unattached volume data-1. Wait for its end, then disconnect it.',
    ]);
    await server.services.database.transaction(organization_id, (tx) =>
      tx.updateTable('remediations').set({ state: 'failed' }).where('id', '=', id).execute(),
    );
    expect((await call('DELETE', `/providers/${busy}`, admin)).status).toBeLessThan(300);
    expect((await call('GET', `/remediations/${id}`, admin)).status).toBe(404);
  });
});
