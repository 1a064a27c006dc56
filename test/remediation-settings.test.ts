import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Remediation } from '../src/remediation/core/answers.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import type { SignedIn } from './support/people.ts';
import { LATER, openRemediationOffice, type RemediationOffice } from './support/remediation-office.ts';

let server: TestServer;
let office: RemediationOffice;
let admin: RemediationOffice['admin'];
let other_admin: RemediationOffice['other_admin'];
let member: RemediationOffice['member'];
let viewer: RemediationOffice['viewer'];
let provider_id: RemediationOffice['provider_id'];
let call: RemediationOffice['call'];
let proposed: RemediationOffice['proposed'];
let batchOf: RemediationOffice['batchOf'];
let read: RemediationOffice['read'];
let auditOf: RemediationOffice['auditOf'];

beforeAll(async () => {
  server = await startTestServer();
  office = await openRemediationOffice(server);
  ({ admin, other_admin, member, viewer, provider_id, call, proposed, batchOf, read, auditOf } = office);
});
afterAll(() => server.close());

describe('what waits for approval', () => {
  it('says already when it is wished to begin', async () => {
    const id = await proposed({ wished_for: LATER });
    expect((await read(id)).scheduled_for).toBe(LATER);
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

  it('tell open pages at once that something was stopped, and that it was taken back', async () => {
    const listening = new AbortController();
    const told: string[] = [];
    const listener = (async () => {
      // Jobs tell of their own: people are sent word of the stop.
      for await (const { type } of server.services.events.subscribe(office.organization_id, listening.signal))
        if (type.startsWith('remediation.')) told.push(type);
    })();
    await call('POST', '/remediations/stop', member, { reason: 'A drill' });
    await call('POST', '/remediations/resume', admin, {});
    listening.abort();
    await listener;
    expect(told).toEqual(['remediation.settings_changed', 'remediation.settings_changed']);
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
  const states = (batch: { remediations: Remediation[] }) => batch.remediations.map(({ state }) => state);
  const readIn = ({ previews }: { previews: { id: string; preview: { digest: string } }[] }) =>
    previews.map(({ id, preview: { digest } }) => ({ id, digest }));

  it('is approved as far as whoever approves may, and cancelled', async () => {
    const id = await batchOf([{ proposed_by_id: admin.user.id }, {}, { state: 'rejected' }]);
    const { approvable, previews, remediations } = (await call('GET', `/remediations/batches/${id}`, admin)).body;
    expect(approvable).toEqual([remediations[1].id]);
    expect((await call('GET', `/remediations/batches/${id}`, member)).body).toMatchObject({ approvable: [] });
    const approved = await call('POST', `/remediations/batches/${id}/approve`, admin, {
      note: 'Fine',
      previews: readIn({ previews }),
    });
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
    const { remediations, previews } = (await call('GET', `/remediations/batches/${id}`, other_admin)).body;
    const body = { previews: readIn({ previews }) };
    expect(body.previews.map((one) => one.id)).toEqual(remediations.map((one: Remediation) => one.id));
    expect((await call('POST', `/remediations/batches/${id}/approve`, admin, body)).status).toBe(403);
    expect(states((await call('GET', `/remediations/batches/${id}`, viewer)).body)).toEqual(['proposed', 'proposed']);
  });

  it('is approved by its previews alone: what nobody has read goes on to wait', async () => {
    const id = await batchOf([{}, {}, {}]);
    const approve = (body: object) => call('POST', `/remediations/batches/${id}/approve`, admin, body);
    expect((await approve({})).status).toBe(400);
    const { previews } = (await call('GET', `/remediations/batches/${id}`, admin)).body;
    const [first, second] = readIn({ previews });
    const unread = await approve({ previews: [{ ...first!, digest: 'b'.repeat(64) }] });
    expect([unread.status, unread.body.detail]).toEqual([
      409,
      expect.stringMatching(/^The preview that you read is not/),
    ]);
    const stranger = { id: await office.proposed(), digest: first!.digest };
    expect((await approve({ previews: [first!, stranger] })).status).toBe(404);
    const approved = await approve({ previews: [first!, { ...second!, digest: 'b'.repeat(64) }] });
    expect([approved.status, states(approved.body)]).toEqual([200, ['scheduled', 'proposed', 'proposed']]);
  });

  it('says why nothing of it begins any more', async () => {
    const id = await batchOf([{ state: 'failed' }, {}]);
    const { body } = await call('GET', `/remediations/batches/${id}`, viewer);
    expect(body.stopped_because).toBe('Another change of its batch has failed, so the rest was stopped.');
  });
});
