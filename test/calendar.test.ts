import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Calendar, CalendarEvent } from '../src/forecasts/core/calendar-contract.ts';
import { startTestServer, TEST_PASSWORD, type TestServer } from './support/app.ts';
import { focusCsv, importFile } from './support/imports.ts';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date('2026-11-25T12:00:00Z') });
});
afterAll(() => server.close());

const MIGRATION = {
  kind: 'planned_change',
  name: 'Move to Arm',
  scope: { service: 'Compute', account: 'account-1' },
  start_date: '2026-12-01',
  end_date: '2027-03-01',
  amount_per_day: -12.345678,
  currency: 'USD',
  percent: null,
  note: 'Ticket 12',
};
const HOLIDAY = { kind: 'holiday', end_date: null, amount_per_day: null, currency: null };
const create = (body: object) => server.call('POST', '/calendar/events', { token, body });
const listed = async (query = ''): Promise<CalendarEvent[]> =>
  (await server.call('GET', `/calendar/events?${query}`, { token })).body.items;

beforeAll(async () => {
  token = (await server.signUp()).token;
});

describe('events', () => {
  it('are written, changed and removed, each time with an entry in the audit log', async () => {
    const made = await create(MIGRATION);
    expect(made.status).toBe(201);
    const { id } = made.body;
    expect(made.body).toEqual({
      ...MIGRATION,
      id,
      scope_title: 'account-1 · Compute',
      created_by: 'Ada',
      created_at: '2026-11-25T12:00:00.000Z',
      changed_at: '2026-11-25T12:00:00.000Z',
    });
    const smaller = { ...MIGRATION, amount_per_day: null, currency: null, percent: -5 };
    const changed = await server.call('PUT', `/calendar/events/${id}`, { token, body: smaller });
    expect(changed.body).toMatchObject({ ...smaller, id });
    expect(await listed()).toEqual([changed.body]);
    expect((await server.call('DELETE', `/calendar/events/${id}`, { token })).status).toBe(204);
    expect(await listed()).toEqual([]);
    expect((await server.call('DELETE', `/calendar/events/${id}`, { token })).status).toBe(404);

    const { items } = (await server.call('GET', `/audit-log?target_kind=calendar_event`, { token })).body;
    expect(items.map((entry: { action: string }) => entry.action)).toEqual([
      'calendar_event.deleted',
      'calendar_event.changed',
      'calendar_event.created',
    ]);
    expect(items[1]).toMatchObject({ target_id: id, before: { percent: null }, after: { percent: -5 } });
  });

  it('take what they leave out for nothing, and a holiday without an end for one day', async () => {
    const { body } = await create({ kind: 'holiday', name: 'Company day', start_date: '2026-12-24' });
    expect(body).toMatchObject({ end_date: '2026-12-25', scope: {}, scope_title: 'All costs', percent: null });
    await server.call('DELETE', `/calendar/events/${body.id}`, { token });
  });

  it('come by the days they last, newest start first, page by page', async () => {
    const spans = [
      ['2026-01-01', '2026-02-01'],
      ['2026-01-15', null],
      ['2026-03-01', '2026-03-02'],
    ] as const;
    const ids: string[] = [];
    for (const [start_date, end_date] of spans)
      ids.push((await create({ kind: 'event', name: start_date, start_date, end_date })).body.id);
    const [first, second, third] = ids;
    const found = async (query: string) => (await listed(query)).map(({ id }) => id);
    expect(await found('')).toEqual([third, second, first]);
    expect(await found('start=2026-02-01&end=2026-03-01')).toEqual([second]);
    expect(await found('start=2026-03-01')).toEqual([third, second]);
    const page = (await server.call('GET', '/calendar/events?limit=2', { token })).body;
    expect(await found(`limit=2&cursor=${page.next_cursor}`)).toEqual([first]);
    for (const id of ids) await server.call('DELETE', `/calendar/events/${id}`, { token });
  });

  it('call accounts by the names that bills give them', async () => {
    const row = { SubAccountId: 'account-7', SubAccountName: 'Data platform' };
    await importFile(server, token, 'a.csv', focusCsv([row]));
    const { body } = await create({
      kind: 'event',
      name: 'x',
      scope: { account: 'account-7' },
      start_date: '2026-12-01',
    });
    expect(body.scope_title).toBe('Data platform');
    await server.call('DELETE', `/calendar/events/${body.id}`, { token });
  });

  it.each([
    ['an end before the start', { end_date: '2026-12-01' }, 'body.end_date'],
    ['an amount and percent', { percent: 5 }, 'body.percent'],
    ['an amount without currency', { currency: null }, 'body.currency'],
    ['a scope that names nothing there is', { scope: { color: 'red' } }, 'body.scope'],
    [
      'percent of a resource',
      { scope: { resource: 'i-1' }, percent: 5, amount_per_day: null, currency: null },
      'body.percent',
    ],
    ['half a character in its scope', { scope: { service: '\udfff' } }, 'body.scope.service'],
    ['NUL in a tag key', { scope: { 'tag:\0': 'x' } }, 'body.scope'],
    ['more money than there is', { amount_per_day: 1e300 }, 'body.amount_per_day'],
    ['a year with a digit too few', { start_date: '0206-12-01' }, 'body.start_date'],
    ['the last day there is, of which none is after', { ...HOLIDAY, start_date: '9999-12-31' }, 'body.start_date'],
    ['another kind', { kind: 'party' }, 'body.kind'],
    ['no name', { name: ' ' }, 'body.name'],
  ])('are refused with %s', async (_, wrong, path) => {
    const { status, body } = await create({ ...MIGRATION, ...wrong });
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([400, [path]]);
  });

  it('can not be asked for from the year 0, by date or by cursor', async () => {
    const cursor = Buffer.from(JSON.stringify(['0000-01-01', randomUUID()])).toString('base64url');
    for (const query of ['start=0000-01-01', 'end=0000-12-31', `cursor=${cursor}`])
      expect((await server.call('GET', `/calendar/events?${query}`, { token })).status, query).toBe(400);
    expect(await listed('start=0001-01-01&end=9999-12-31')).toEqual([]);
  });

  it('are written by members, read by all of the organization, and by nobody else', async () => {
    const { id } = (await create(MIGRATION)).body;
    const invited = await server.call('POST', '/members/invitations', {
      token,
      body: { email: `${randomUUID()}@example.com`, role: 'viewer' },
    });
    const viewer = await server.call('POST', '/auth/invitations/accept', {
      body: { token: invited.body.token, name: 'Eve', password: TEST_PASSWORD },
    });
    const as = (credentials: string) => ({ token: credentials, body: MIGRATION });
    expect((await server.call('GET', '/calendar/events', { token: viewer.body.token })).body.items).toHaveLength(1);
    expect((await server.call('POST', '/calendar/events', as(viewer.body.token))).status).toBe(403);
    const { token: other } = await server.signUp('Other');
    expect((await server.call('GET', '/calendar/events', { token: other })).body.items).toEqual([]);
    expect((await server.call('PUT', `/calendar/events/${id}`, as(other))).status).toBe(404);
    expect((await server.call('DELETE', `/calendar/events/${id}`, { token: other })).status).toBe(404);
    await server.call('DELETE', `/calendar/events/${id}`, { token });
  });
});

describe('the country of an organization', () => {
  it('is none at first, and brings its holidays', async () => {
    const before: Calendar = (await server.call('GET', '/calendar', { token })).body;
    expect(before).toMatchObject({ country: null, holidays: [] });
    expect(before.countries).toContainEqual({ code: 'DE', name: 'Germany' });
    const { status, body } = await server.call('PUT', '/calendar', { token, body: { country: 'DE' } });
    expect(status).toBe(200);
    expect(body.country).toBe('DE');
    expect(body.holidays).toContainEqual({ date: '2026-10-03', name: 'National Holiday' });
    expect((await server.call('GET', '/calendar', { token })).body).toEqual(body);
    const { items } = (await server.call('GET', '/audit-log?action=calendar.changed', { token })).body;
    expect(items).toMatchObject([{ before: { country: null }, after: { country: 'DE' } }]);
  });

  it('is one whose holidays are known', async () => {
    const { status, body } = await server.call('PUT', '/calendar', { token, body: { country: 'XX' } });
    expect([status, body.errors[0].path]).toEqual([400, 'body.country']);
    expect((await server.call('PUT', '/calendar', { token, body: { country: null } })).body.holidays).toEqual([]);
  });
});
