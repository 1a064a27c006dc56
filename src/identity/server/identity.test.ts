import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, TEST_PASSWORD, type TestServer } from '../../../test/support/app.ts';

let server: TestServer;
/** The server's clock. */
let now = Date.parse('2026-11-24T09:00:00Z');
const later = (seconds: number): void => {
  now += seconds * 1_000;
};
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(now) });
});
afterAll(() => server.close());

const post = (path: string, body: unknown, token?: string) => server.call('POST', path, { body, token });
const statusOf = async (token: string) => (await server.call('GET', '/auth/me', { token })).status;
const logIn = (email: string, password = TEST_PASSWORD) => post('/auth/login', { email, password });
const newEmail = (): string => `${randomUUID()}@example.com`;

async function invite(token: string, role: string, email = newEmail()) {
  const { body } = await post('/members/invitations', { email, role }, token);
  return {
    ...body,
    email,
    accept: () => post('/auth/invitations/accept', { token: body.token, name: role, password: TEST_PASSWORD }),
  };
}

describe('signing up', () => {
  it('makes an organization and its admin, and is recorded', async () => {
    const { token, user, organization } = await server.signUp('Difference Engines');
    expect(user.role).toBe('admin');
    const me = (await server.call('GET', '/auth/me', { token })).body;
    expect(me).toEqual({ user, organization });
    const { items } = (await server.call('GET', '/audit-log', { token })).body;
    expect(items).toMatchObject([{ action: 'organization.created', actor_name: 'Ada', target_id: organization.id }]);
    expect(JSON.stringify(items)).not.toContain(TEST_PASSWORD);
  });

  it('refuses an address that has an account, whatever its case, and leaves nothing behind', async () => {
    const { email } = await server.signUp();
    const count = async () =>
      (
        await server.services.database.transaction(null, (tx) =>
          sql<{ n: number }>`select count(*) as n from list_organization_ids()`.execute(tx),
        )
      ).rows[0]?.n;
    const before = await count();
    const body = { email: email.toUpperCase(), password: TEST_PASSWORD, name: 'Eve', organization_name: 'Again' };
    expect((await post('/auth/signup', body)).status).toBe(409);
    expect(await count()).toBe(before);
  });

  it('says everything wrong at once', async () => {
    const { status, body } = await post('/auth/signup', { email: 'nobody', password: 'short', name: '' });
    expect(status).toBe(400);
    expect(body.errors.map((error: { path: string }) => error.path).toSorted()).toEqual([
      'body.email',
      'body.name',
      'body.organization_name',
      'body.password',
    ]);
  });
});

describe('logging in', () => {
  it('answers a wrong password and an unknown account alike', async () => {
    const { email } = await server.signUp();
    const [wrong, unknown] = [await logIn(email, 'not the password'), await logIn(newEmail(), 'not the password')];
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect({ ...unknown.body, request_id: '' }).toEqual({ ...wrong.body, request_id: '' });
  });

  it('is limited for each account, and free again after a while or a success', async () => {
    const { email } = await server.signUp();
    for (let tries = 0; tries < 9; tries++) expect((await logIn(email, 'wrong')).status).toBe(401);
    expect((await logIn(email)).status).toBe(200);
    for (let tries = 0; tries < 10; tries++) expect((await logIn(email, 'wrong')).status).toBe(401);
    const refused = await logIn(email);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    later(15 * 60);
    expect((await logIn(email)).status).toBe(200);
  });

  it('lets the owner in while somebody else tries passwords from another address', async () => {
    const { email } = await server.signUp();
    const from = (remoteAddress: string, password: string) =>
      server.app.inject({ method: 'POST', url: '/api/v1/auth/login', remoteAddress, payload: { email, password } });
    for (let tries = 0; tries < 12; tries++) await from('198.51.100.7', 'wrong');
    expect((await from('198.51.100.7', TEST_PASSWORD)).statusCode).toBe(429);
    expect((await from('203.0.113.9', TEST_PASSWORD)).statusCode).toBe(200);
  });

  it('is limited for each address', async () => {
    later(60);
    const statuses = await Promise.all(
      Array.from({ length: 62 }, async () => (await post('/auth/login', { email: newEmail(), password: '' })).status),
    );
    expect(statuses.filter((status) => status === 400)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    later(60);
  });
});

describe('a session', () => {
  it('is dead after logging out', async () => {
    const { token } = await server.signUp();
    expect((await server.call('POST', '/auth/logout', { token })).status).toBe(204);
    expect(await statusOf(token)).toBe(401);
  });

  it('ends by itself', async () => {
    const { token } = await server.signUp();
    later(86_399);
    expect(await statusOf(token)).toBe(200);
    later(2);
    expect(await statusOf(token)).toBe(401);
  });

  it('in a cookie needs the CSRF token for what changes something', async () => {
    const { email } = await server.signUp();
    const { headers } = await logIn(email);
    const cookies = headers.getSetCookie();
    expect(cookies.find((c) => c.startsWith('finopsmind_session='))).toMatch(/HttpOnly; SameSite=Lax/);
    const cookie = cookies.map((c) => c.split(';')[0]).join('; ');
    const csrf = /finopsmind_csrf=([^;]+)/.exec(cookie)?.[1] ?? '';
    const view = { name: 'v', search: '' };
    expect((await server.call('GET', '/auth/me', { headers: { cookie } })).status).toBe(200);
    expect((await server.call('POST', '/costs/views', { body: view, headers: { cookie } })).status).toBe(403);
    expect(
      (
        await server.call('POST', '/costs/views', {
          body: view,
          headers: { cookie, 'x-csrf-token': 'x'.repeat(csrf.length) },
        })
      ).status,
    ).toBe(403);
    expect(
      (await server.call('POST', '/costs/views', { body: view, headers: { cookie, 'x-csrf-token': csrf } })).status,
    ).toBe(201);
  });

  it('stays when its user changes the password, and the others end', async () => {
    const { email, token } = await server.signUp();
    const other = (await logIn(email)).body.token;
    const body = { current_password: TEST_PASSWORD, new_password: 'another good one' };
    expect((await post('/auth/password', { ...body, current_password: 'wrong' }, token)).status).toBe(422);
    expect((await post('/auth/password', body, token)).status).toBe(204);
    expect(await statusOf(token)).toBe(200);
    expect(await statusOf(other)).toBe(401);
    expect((await logIn(email)).status).toBe(401);
    expect((await logIn(email, 'another good one')).status).toBe(200);
  });
});

describe('an API key', () => {
  it('acts with its role, is shown once and kept as a hash', async () => {
    const { token, organization } = await server.signUp();
    const { status, body } = await post('/auth/api-keys', { name: 'ci', role: 'viewer' }, token);
    expect(status).toBe(201);
    expect(body.key).toMatch(/^fom_[\w-]{43}$/);
    expect(await statusOf(body.key)).toBe(200);
    expect((await post('/costs/views', { name: 'v', search: '' }, body.key)).status).toBe(403);
    const listed = await server.call('GET', '/auth/api-keys', { token });
    expect(listed.body.items).toMatchObject([{ name: 'ci', role: 'viewer', last_used_at: expect.any(String) }]);
    const stored = await server.services.database.transaction(organization.id, (tx) =>
      tx.selectFrom('api_keys').selectAll().execute(),
    );
    expect(JSON.stringify([listed.body, stored])).not.toContain(body.key);
  });

  it('is refused when it is out of date or revoked', async () => {
    const { token } = await server.signUp();
    const expires_at = new Date(now + 60_000).toISOString();
    const { body } = await post('/auth/api-keys', { name: 'short', role: 'admin', expires_at }, token);
    expect(await statusOf(body.key)).toBe(200);
    later(61);
    expect(await statusOf(body.key)).toBe(401);
    const revoked = (await post('/auth/api-keys', { name: 'revoked', role: 'admin' }, token)).body;
    expect((await server.call('DELETE', `/auth/api-keys/${revoked.id}`, { token })).status).toBe(204);
    expect(await statusOf(revoked.key)).toBe(401);
    const past = { name: 'past', role: 'viewer', expires_at: new Date(now - 1).toISOString() };
    expect((await post('/auth/api-keys', past, token)).status).toBe(400);
  });
});

describe('members', () => {
  it('come by an invitation that works once and for a week', async () => {
    const { token, organization } = await server.signUp();
    const { accept, email, token: link } = await invite(token, 'viewer');
    expect((await post('/auth/invitations/look-up', { token: link })).body).toEqual({
      email,
      role: 'viewer',
      organization_name: organization.name,
    });
    expect((await accept()).body).toMatchObject({
      user: { email, role: 'viewer' },
      organization: { id: organization.id },
    });
    expect((await accept()).status).toBe(404);
    expect((await post('/members/invitations', { email, role: 'member' }, token)).status).toBe(409);
    const late = await invite(token, 'viewer');
    later(7 * 86_400 + 1);
    expect((await late.accept()).status).toBe(404);
  });

  it('that are invited again get a new link in place of the old', async () => {
    const { token } = await server.signUp();
    const email = newEmail();
    const first = await invite(token, 'viewer', email);
    const second = await invite(token, 'member', email);
    expect((await first.accept()).status).toBe(404);
    expect((await second.accept()).body.user.role).toBe('member');
  });

  it('lose what a role allowed, or all access, at once', async () => {
    const { token } = await server.signUp();
    const member = (await (await invite(token, 'member')).accept()).body;
    expect((await post('/costs/views', { name: 'v', search: '' }, member.token)).status).toBe(201);
    await server.call('PATCH', `/members/${member.user.id}`, { token, body: { role: 'viewer' } });
    expect((await post('/costs/views', { name: 'v', search: '' }, member.token)).status).toBe(403);
    expect((await server.call('DELETE', `/members/${member.user.id}`, { token })).status).toBe(204);
    expect(await statusOf(member.token)).toBe(401);
  });

  it('always keep an admin, also when two leave at once', async () => {
    const { token, user } = await server.signUp();
    expect((await server.call('DELETE', `/members/${user.id}`, { token })).status).toBe(409);
    expect((await server.call('PATCH', `/members/${user.id}`, { token, body: { role: 'viewer' } })).status).toBe(409);
    const other = (await (await invite(token, 'admin')).accept()).body;
    const both = await Promise.all([
      server.call('DELETE', `/members/${other.user.id}`, { token }),
      server.call('DELETE', `/members/${user.id}`, { token: other.token }),
    ]);
    expect(both.map((answer) => answer.status).filter((status) => status === 204)).toHaveLength(1);
  });
});

describe('the audit log', () => {
  it('pages from the newest, and finds by action and day', async () => {
    const { token } = await server.signUp();
    for (const name of ['a', 'b', 'c']) await post('/costs/views', { name, search: '' }, token);
    const read = async (query: string) => (await server.call('GET', `/audit-log?${query}`, { token })).body;
    const first = await read('limit=2');
    const second = await read(`limit=2&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items].map((entry) => entry.after?.name)).toEqual([
      'c',
      'b',
      'a',
      'Analytical Engines',
    ]);
    expect(second.next_cursor).toBeNull();
    expect((await read('action=saved_view.created')).items).toHaveLength(3);
    expect((await read('start=2000-01-01&end=2000-01-02')).items).toEqual([]);
    expect((await server.call('GET', '/audit-log?cursor=zzz', { token })).status).toBe(400);
  });

  it('has settings before and after', async () => {
    const { token } = await server.signUp();
    const settings = { name: 'New', currency: 'EUR', timezone: 'Europe/Berlin', fiscal_year_start: 4, locale: 'de-DE' };
    const { notifications, ...put } = (await server.call('PUT', '/settings', { token, body: settings })).body;
    expect(put).toEqual(settings);
    expect(notifications).toMatchObject({ quiet_hours: null, weekly_summary: true });
    const quiet = { quiet_hours: { start_hour: 20, end_hour: 7, days_off: [7] } };
    await server.call('PUT', '/settings', { token, body: { ...settings, notifications: quiet } });
    // What is not given stays.
    const after = (await server.call('PUT', '/settings', { token, body: settings })).body;
    expect(after).toEqual({ ...settings, notifications: { ...notifications, ...quiet } });
    const first = (await server.call('GET', '/audit-log', { token })).body.items[2];
    expect(first).toMatchObject({
      action: 'settings.changed',
      before: { currency: 'USD' },
      after: settings,
      address: '127.0.0.1',
    });
    const bad = { ...settings, currency: 'euro', timezone: 'Mars', fiscal_year_start: 13, locale: 'x_y' };
    expect((await server.call('PUT', '/settings', { token, body: bad })).body.errors).toHaveLength(4);
  });
});
