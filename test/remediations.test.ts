import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Remediation, RemediationDetail, RemediationSummary } from '../src/remediation/core/answers.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { joinAs, type SignedIn } from './support/people.ts';
import { addRemediation, addRemediationBatch, addRemediationCourse } from './support/remediations.ts';

/** What is approved in these tests is to begin then: nothing is carried out. */
const LATER = new Date('2099-01-01T09:00:00Z').toISOString();

let server: TestServer;
let admin: SignedIn & { organization: { id: string } };
let other_admin: SignedIn;
let member: SignedIn;
let viewer: SignedIn;
let api_key: string;
let provider_id: string;

const call = (method: string, path: string, { token }: { token: string }, body?: unknown) =>
  server.call(method, path, { token, body });
const connect = async (token: string): Promise<string> => {
  const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
  const body = { provider_type: 'aws', name: 'Production', credentials };
  return (await server.call('POST', '/providers', { token, body })).body.id;
};

type Told = Omit<Parameters<typeof addRemediation>[1], 'organization_id' | 'provider_id'>;
/** A change that waits for approval; each is of a resource of its own. */
const proposed = (told: Told = {}): Promise<string> =>
  server.services.database.transaction(admin.organization.id, (tx) =>
    addRemediation(tx, {
      organization_id: admin.organization.id,
      provider_id,
      resource_id: `arn:aws:ec2:eu-central-1:100000000011:volume/vol-${randomUUID()}`,
      wished_for: LATER,
      ...told,
    }),
  );
const read = async (id: string, by: { token: string } = admin): Promise<RemediationDetail> =>
  (await call('GET', `/remediations/${id}`, by)).body;
const allowed = async (id: string, by: { token: string }) =>
  Object.fromEntries(
    (await read(id, by)).commands.map(({ command, allowed: may, because }) => [command, may || because]),
  );
const eventsOf = (id: string): Promise<string[]> =>
  server.services.database.transaction(admin.organization.id, async (tx) => {
    const { rows } = await sql<{ type: string }>`
      select type from outbox where payload ->> 'id' = ${id} order by id`.execute(tx);
    return rows.map(({ type }) => type);
  });
const auditOf = async (target_id: string): Promise<string[]> => {
  const { items } = (await call('GET', `/audit-log?target_id=${target_id}`, admin)).body;
  return items.map((one: { action: string; actor_name: string }) => `${one.actor_name}: ${one.action}`).toReversed();
};

beforeAll(async () => {
  server = await startTestServer();
  admin = await server.signUp();
  [other_admin, member, viewer] = [
    await joinAs(server, admin.token, 'admin', 'Grace'),
    await joinAs(server, admin.token, 'member', 'Mary'),
    await joinAs(server, admin.token, 'viewer', 'Vera'),
  ];
  const key = await call('POST', '/auth/api-keys', admin, { name: 'pipeline', role: 'admin' });
  api_key = key.body.key;
  provider_id = await connect(admin.token);
});
afterAll(() => server.close());

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
    const program = await call('POST', `/remediations/${two}/approve`, { token: api_key }, {});
    expect([program.status, program.body.detail]).toEqual([
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
    expect(await allowed(id, { token: api_key })).toMatchObject({
      approve: 'Changes are approved by people who are signed in, not by programs.',
    });
  });

  it('shows what was done, without the secrets that clouds answer', async () => {
    const id = await proposed({ state: 'completed', has_changed: true });
    const { organization } = admin;
    await server.services.database.transaction(organization.id, (tx) =>
      addRemediationCourse(tx, { organization_id: organization.id, remediation_id: id }),
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

describe('at the same time', () => {
  it('two approvals of one person count once, and those of two people both', async () => {
    const id = await proposed({ requirement: { approvals: 2, four_eyes: true, rule: 'Two' } });
    const approve = (by: SignedIn) => call('POST', `/remediations/${id}/approve`, by, {});
    const answers = await Promise.all([approve(admin), approve(admin)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await read(id)).approvals).toHaveLength(1);
    const [approved, cancelled] = await Promise.all([
      approve(other_admin),
      call('POST', `/remediations/${id}/reject`, admin, { note: 'No' }),
    ]);
    // Whichever came first counts: what was rejected is not approved, and what was approved is not rejected.
    expect([approved.status, cancelled.status].toSorted()).toEqual([200, 409]);
  });

  it('a connection stays while something is changed through it', async () => {
    const { id: organization_id } = admin.organization;
    const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
    const body = { provider_type: 'aws', name: 'Another', credentials };
    const { id: busy } = (await call('POST', '/providers', admin, body)).body;
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

describe('lists', () => {
  const list = async (query: string, by: { token: string } = viewer) =>
    (await call('GET', `/remediations${query}`, by)).body as {
      items: Remediation[];
      total: number;
      next_cursor: string | null;
    };

  it('go through all, newest first, and are narrowed to what is asked for', async () => {
    const ids: string[] = [];
    for (let day = 1; day <= 5; day++)
      ids.push(
        await proposed({
          owner: 'lists',
          state: day === 5 ? 'rejected' : 'proposed',
          proposed_at: new Date(Date.UTC(2026, 1, day)).toISOString(),
        }),
      );
    const pages: string[] = [];
    let cursor = '';
    do {
      const page = await list(`?search=LISTS&limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.total).toBe(5);
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor ?? '';
    } while (cursor);
    expect(pages).toEqual(ids.toReversed());
    const rejected = await list('?search=lists&state=rejected&state=failed&provider=aws&action=ec2.delete_volume');
    expect(rejected.items.map(({ id }) => id)).toEqual([ids[4]]);
    expect(rejected.items[0]).toMatchObject({ provider_name: 'Production', monthly_savings: 12.5, inventory_id: null });
    expect((await list(`?search=lists&provider_id=${randomUUID()}`)).total).toBe(0);
    expect((await list('?search=%25')).total).toBe(0);
  });

  it('count for whoever asks what waits for them', async () => {
    const waiting = async (by: SignedIn): Promise<number> =>
      (await call('GET', '/remediations/summary', by)).body.waiting_for_you;
    const [before, others_before] = [await waiting(admin), await waiting(other_admin)];
    await proposed({ proposed_by_id: other_admin.user.id });
    expect(await waiting(admin)).toBe(before + 1);
    expect(await waiting(other_admin)).toBe(others_before);
    expect([await waiting(member), await waiting(viewer)]).toEqual([0, 0]);
  });

  it('show another organization nothing', async () => {
    const stranger = await server.signUp('Strangers');
    expect(await list('', stranger)).toEqual({ items: [], next_cursor: null, total: 0 });
    expect((await call('GET', '/remediations/summary', stranger)).body).toMatchObject({ by_state: [], stops: [] });
    expect((await call('GET', '/remediations/batches', stranger)).body.items).toEqual([]);
    const filtered = await list(`?provider_id=${provider_id}`, stranger);
    expect(filtered.total).toBe(0);
    const body = { reason: 'Not mine', provider_id };
    expect((await call('POST', '/remediations/stop', stranger, body)).status).toBe(404);
    expect((await call('POST', '/remediations/resume', stranger, { provider_id })).status).toBe(404);
  });
});

describe('settings', () => {
  const EMPTY = { approval_rules: [], expires_after_days: 7, freezes: [], allowed_hours: [] };
  beforeEach(async () => {
    expect((await call('PUT', '/remediations/settings', admin, {})).body).toEqual({ ...EMPTY, stops: [] });
  });

  it('are changed by admins, with what they were before in the audit log', async () => {
    const rule = { name: 'Low risk', risks: ['low'], destructive: false, approvals: 0, four_eyes: false };
    const { body } = await call('PUT', '/remediations/settings', admin, {
      approval_rules: [rule],
      expires_after_days: 3,
    });
    expect(body.approval_rules).toMatchObject([{ ...rule, environments: [], saving_below: null }]);
    expect((await call('GET', '/remediations/settings', viewer)).body).toEqual(body);
    const { items } = (await call('GET', '/audit-log?action=remediation_settings.changed&limit=1', admin)).body;
    expect(items[0]).toMatchObject({ before: EMPTY, after: { expires_after_days: 3 } });
    expect((await call('PUT', '/remediations/settings', member, {})).status).toBe(403);
  });

  it('are refused with all that is wrong at once', async () => {
    const { status, body } = await call('PUT', '/remediations/settings', admin, {
      approval_rules: [{ name: '', approvals: 0, four_eyes: true }],
      expires_after_days: 0,
      freezes: [{ name: 'Year end', start: '2026-12-31T00:00:00Z', end: '2026-12-30T00:00:00Z' }],
      allowed_hours: [{ name: 'Nights', weekdays: [], start_hour: 9, end_hour: 9, timezone: 'Europe/Nowhere' }],
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      'body.allowed_hours.0.end_hour',
      'body.allowed_hours.0.timezone',
      'body.allowed_hours.0.weekdays',
      'body.approval_rules.0.destructive',
      'body.approval_rules.0.name',
      'body.expires_after_days',
      'body.freezes.0.end',
    ]);
  });

  it('say what an approved change waits for: stops first, then freezes and hours', async () => {
    const id = await proposed({ state: 'scheduled', environment: 'production', scheduled_for: LATER });
    const waiting_for = async (): Promise<string | null> => (await read(id)).waiting_for;
    expect(await waiting_for()).toBeNull();
    const freeze = { start: '2098-12-01T00:00:00Z', end: '2099-02-01T00:00:00Z' };
    await call('PUT', '/remediations/settings', admin, {
      freezes: [
        { ...freeze, name: 'Staging', environments: ['Staging'] },
        { ...freeze, name: 'Year end', environments: ['PRODUCTION'] },
      ],
    });
    expect(await waiting_for()).toBe('It waits for the end of the freeze “Year end”.');
    const weekends = { name: 'Weekends', weekdays: [6, 7], start_hour: 0, end_hour: 24, timezone: 'Europe/Berlin' };
    await call('PUT', '/remediations/settings', admin, { allowed_hours: [weekends] });
    expect(await waiting_for()).toBe('It waits for the hours in which changes are allowed (Weekends).');
    const stopped = await call('POST', '/remediations/stop', member, { reason: 'An incident', provider_id });
    expect(stopped.body.stops).toMatchObject([{ provider_id, reason: 'An incident', stopped_by: 'Mary' }]);
    expect(await waiting_for()).toBe('It waits: Mary has stopped changes of this connection (An incident).');
    await call('POST', '/remediations/stop', member, { reason: 'All hands' });
    expect(await waiting_for()).toBe('It waits: Mary has stopped all changes (All hands).');
    expect((await call('POST', '/remediations/resume', member, {})).status).toBe(403);
    await call('POST', '/remediations/resume', admin, {});
    await call('POST', '/remediations/resume', admin, { provider_id });
    expect(await waiting_for()).toBe('It waits for the hours in which changes are allowed (Weekends).');
    expect((await call('POST', '/remediations/resume', admin, {})).status).toBe(409);
    expect(await auditOf(provider_id)).toEqual([
      'Ada: provider.connected',
      'Mary: remediation.stopped',
      'Ada: remediation.resumed',
    ]);
  });
});

describe('a batch', () => {
  const batchOf = async (members: Told[]): Promise<string> => {
    const { id: organization_id } = admin.organization;
    const batch_id = await server.services.database.transaction(organization_id, (tx) =>
      addRemediationBatch(tx, organization_id),
    );
    for (const [batch_place, told] of members.entries()) await proposed({ ...told, batch_id, batch_place });
    return batch_id;
  };
  const states = (batch: { remediations: Remediation[] }) => batch.remediations.map(({ state }) => state);

  it('is approved as far as whoever approves may, and cancelled', async () => {
    const id = await batchOf([{ proposed_by_id: admin.user.id }, {}, { state: 'rejected' }]);
    const approved = await call('POST', `/remediations/batches/${id}/approve`, admin, { note: 'Fine' });
    expect([approved.status, states(approved.body)]).toEqual([200, ['proposed', 'scheduled', 'rejected']]);
    const cancelled = await call('POST', `/remediations/batches/${id}/cancel`, admin, {});
    expect(states(cancelled.body)).toEqual(['cancelled', 'cancelled', 'rejected']);
    const again = await call('POST', `/remediations/batches/${id}/cancel`, admin, {});
    expect(again.status).toBe(409);
    const { body } = await call('GET', '/remediations/batches', viewer);
    expect(body.items[0]).toMatchObject({ id, name: 'Volumes', stopped_because: null });
  });

  it('of somebody else is not cancelled by a member, nor approved by whoever proposed all of it', async () => {
    const id = await batchOf([{ proposed_by_id: admin.user.id }, { proposed_by_id: admin.user.id }]);
    expect((await call('POST', `/remediations/batches/${id}/cancel`, member, {})).status).toBe(403);
    expect((await call('POST', `/remediations/batches/${id}/approve`, admin, {})).status).toBe(403);
    expect(states((await call('GET', `/remediations/batches/${id}`, viewer)).body)).toEqual(['proposed', 'proposed']);
  });

  it('says why nothing of it begins any more', async () => {
    const id = await batchOf([{ state: 'failed' }, {}]);
    const { body } = await call('GET', `/remediations/batches/${id}`, viewer);
    expect(body.stopped_because).toBe('Another change of its batch has failed, so the rest was stopped.');
  });
});
