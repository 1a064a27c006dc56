import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Anomaly, AnomalyDetail } from '../src/anomalies/core/contract.ts';
import { daysBetween } from '../src/platform/core/dates.ts';
import { encodeCursor } from '../src/platform/server/pagination.ts';
import { detectionAfter } from './support/anomalies.ts';
import { COMPLETE, END, NEW, SHIFT, SPIKE } from './support/anomaly-bills.ts';
import { about, anomalyCalls } from './support/anomaly-calls.ts';
import { startTestServer, TEST_PASSWORD, type TestAccount, type TestServer } from './support/app.ts';

let server: TestServer;
let now = new Date(`${END}T09:00:00Z`);
beforeAll(async () => {
  // Months pass here.
  server = await startTestServer({ now: () => now, environment: { JWT_EXPIRY: '365d' } });
});
beforeEach(() => {
  now = new Date(`${END}T09:00:00Z`);
});
afterAll(() => server.close());

const { detect, load, list, detailOf, act, costOf, eventsOf } = anomalyCalls(() => server);

describe('anomalies of a bill', () => {
  let account: TestAccount;
  let items: Anomaly[];
  let counts: Record<string, number>;
  beforeAll(async () => {
    now = new Date(`${END}T09:00:00Z`);
    account = await server.signUp();
    counts = await load(account.token, [SPIKE, SHIFT, NEW]);
    items = await list(account.token);
  });

  it('are exactly those that were planted: no month start, no weekend', () => {
    expect(items.map(({ scope }) => scope.service).toSorted()).toEqual(
      [NEW, SHIFT, SPIKE].map((p) => p.service).toSorted(),
    );
    expect(counts).toMatchObject({ anomalies_new: 3 });
    for (const planted of [SPIKE, SHIFT, NEW]) {
      const found = about(items, planted);
      expect(found).toMatchObject({ direction: 'up', status: 'open', started_on: planted.from });
      expect(Object.keys(found.scope)).toEqual(expect.arrayContaining(['service']));
    }
  });

  it('say what kind they are, from when to when, and whether they go on', () => {
    expect(about(items, SPIKE)).toMatchObject({
      kind: 'spike',
      last_day: '2026-06-03',
      is_ongoing: false,
      scope: { service: SPIKE.service, account: SPIKE.account },
    });
    expect(about(items, SHIFT)).toMatchObject({ kind: 'level_shift', is_ongoing: true, last_day: COMPLETE });
    expect(about(items, NEW)).toMatchObject({ kind: 'new', is_ongoing: true, last_day: COMPLETE });
  });

  it('have an impact that ties to the rows, to the cent', async () => {
    for (const planted of [SPIKE, SHIFT, NEW]) {
      const found = about(items, planted);
      expect(found.actual).toBeCloseTo(await costOf(account.token, found), 2);
      expect(found.impact).toBeCloseTo(found.actual - found.expected, 6);
      const days = daysBetween(found.started_on, found.last_day) + 1;
      expect(found.impact / (days * planted.amount)).toBeGreaterThan(0.9);
      expect(found.impact / (days * planted.amount)).toBeLessThan(1.1);
    }
  });

  it('name the resource behind them', async () => {
    for (const planted of [SPIKE, SHIFT, NEW]) {
      const { cause, cause_summary, explanation, entries } = await detailOf(account.token, about(items, planted).id);
      expect(cause?.resources[0]?.resource_id).toBe(planted.resource);
      expect(cause_summary).toBe(cause?.summary);
      const { price, usage, new_resources, vanished_resources, unsplit } = cause!.split;
      const split = price + usage + new_resources + vanished_resources + unsplit;
      expect(split).toBeCloseTo(cause!.actual - cause!.expected, 4);
      expect(explanation.length).toBeGreaterThan(0);
      expect(entries.map(({ kind, actor }) => [kind, actor])).toContainEqual(['detected', 'FinOpsMind']);
    }
    const brought = await detailOf(account.token, about(items, NEW).id);
    expect(brought.cause?.resources[0]?.change).toBe('new');
  });

  it('come with the weeks before them and what was expected', async () => {
    const { series, started_on, last_day, alarms } = await detailOf(account.token, about(items, SHIFT).id);
    expect(series.at(-1)?.date).toBe(COMPLETE);
    expect(daysBetween(series[0]!.date, started_on)).toBeGreaterThanOrEqual(28);
    const own = series.filter((day) => day.is_anomalous);
    expect([own[0]?.date, own.at(-1)?.date]).toEqual([started_on, last_day]);
    for (const day of series) expect(day.lower! <= day.expected! && day.expected! <= day.upper!).toBe(true);
    expect(alarms.length).toBeGreaterThan(0);
  });

  it('are drawn small by six weeks around their beginning, to the cent', () => {
    for (const { sparkline, started_on } of items) {
      const { first_date, actual, expected } = sparkline;
      expect([actual.length, expected.length]).toEqual([42, 42]);
      const began = daysBetween(first_date, started_on);
      expect(began).toBeGreaterThanOrEqual(14);
      expect(actual[began]! / expected[began]!).toBeGreaterThan(1.4);
      for (const amount of [...actual, ...expected]) expect(String(amount)).toMatch(/^\d+(\.\d{1,2})?$/);
    }
  });

  it('are told of to what comes after, once', async () => {
    const told = await eventsOf(account);
    expect(told.toSorted()).toEqual(items.map(({ id }) => `anomaly.opened ${id}`).toSorted());
  });

  it('are not looked for again when nothing is new', async () => {
    expect(await detect(account.token)).toMatchObject({ series: 0, days: 0, anomalies_new: 0, anomalies_updated: 0 });
    expect(await list(account.token)).toEqual(items);
  });

  it('can be filtered, searched, sorted and paged', async () => {
    const { token } = account;
    const titles = async (query: string) => (await list(token, query)).map(({ title }) => title);
    const [spike, shift] = [about(items, SPIKE), about(items, SHIFT)];
    expect(await titles('?account=development&service=Amazon Simple Storage Service')).toEqual([spike.title]);
    expect(await titles('?search=relational%20DATABASE')).toEqual([shift.title]);
    expect(await titles('?search=100%25')).toEqual([]);
    expect(await titles('?status=resolved&status=withdrawn')).toEqual([]);
    expect(await titles('?start=2026-05-20&end=2026-05-21')).toEqual([shift.title]);
    const impacts = (await list(token, '?sort=impact')).map(({ impact }) => impact);
    expect(impacts).toEqual(impacts.toSorted((a, b) => b - a));
    const paged: Anomaly[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `?sort=impact&limit=1${cursor ? `&cursor=${cursor}` : ''}`;
      const { body } = await server.call('GET', `/anomalies${query}`, { token });
      paged.push(...body.items);
      cursor = body.next_cursor;
    }
    expect(paged).toEqual(await list(token, '?sort=impact'));
  });

  it('refuse cursors that no page answered', async () => {
    const { token } = account;
    const { id } = about(items, SPIKE);
    for (const [sort, key] of [
      ['impact', '1e999'],
      ['impact', '1e-999'],
      ['impact', '2026-06-02'],
      ['started_on', '0000-01-01'],
      ['started_on', '12.5'],
    ] as const) {
      const path = `/anomalies?sort=${sort}&cursor=${encodeCursor([key, id])}`;
      expect((await server.call('GET', path, { token })).status, `${sort} ${key}`).toBe(400);
    }
  });

  it('belong to their organization alone, and viewers only look', async () => {
    const other = await server.signUp('Other');
    expect(await list(other.token)).toEqual([]);
    const { id } = about(items, SPIKE);
    for (const verb of ['acknowledge', 'resolve', 'expect', 'reopen'])
      expect((await act(other.token, id, verb)).status).toBe(404);
    const invited = await server.call('POST', '/members/invitations', {
      token: account.token,
      body: { email: 'viewer@example.com', role: 'viewer' },
    });
    const body = { token: invited.body.token, name: 'Viewer', password: TEST_PASSWORD };
    const viewer = (await server.call('POST', '/auth/invitations/accept', { body })).body.token;
    expect(await list(viewer)).toEqual(items);
    expect((await act(viewer, id, 'acknowledge')).status).toBe(403);
  });
});

describe('people', () => {
  let account: TestAccount;
  let id: string;
  beforeAll(async () => {
    now = new Date(`${END}T09:00:00Z`);
    account = await server.signUp();
    await load(account.token, [SPIKE]);
    id = about(await list(account.token), SPIKE).id;
  });

  it('acknowledge, resolve, open again and write, each with a line in the timeline and the audit log', async () => {
    const { token } = account;
    expect((await act(token, id, 'acknowledge', { note: 'Looking' })).body).toMatchObject({ status: 'acknowledged' });
    expect((await act(token, id, 'resolve')).body).toMatchObject({ status: 'resolved' });
    expect((await act(token, id, 'reopen', { note: 'Not yet' })).body).toMatchObject({ status: 'open' });
    const commented = await act(token, id, 'comments', { text: 'It was the nightly job.' });
    expect(commented.status).toBe(201);
    const owned = await server.call('PATCH', `/anomalies/${id}`, {
      token,
      body: { status: 'acknowledged', owner: 'Grace' },
    });
    expect(owned.body).toMatchObject({ status: 'acknowledged', owner: 'Grace' });
    const entries = owned.body.entries as AnomalyDetail['entries'];
    const own = entries.filter(({ actor }) => actor === 'Ada').map(({ kind, text }) => [kind, text]);
    expect(own).toEqual([
      ['acknowledged', 'Looking'],
      ['resolved', null],
      ['reopened', 'Not yet'],
      ['comment', 'It was the nightly job.'],
      ['acknowledged', null],
      ['owner', 'Grace looks after it.'],
    ]);
    const { body: log } = await server.call('GET', '/audit-log?target_kind=anomaly', { token });
    expect(log.items.map(({ action }: { action: string }) => action).toReversed()).toEqual([
      'anomaly.acknowledged',
      'anomaly.resolved',
      'anomaly.reopened',
      'anomaly.commented',
      'anomaly.acknowledged',
      'anomaly.owner_changed',
    ]);
  });

  it('are told what can not be done, and nothing is written then', async () => {
    const { token } = account;
    const before = await detailOf(token, id);
    const again = await act(token, id, 'acknowledge');
    expect([again.status, again.body.detail]).toEqual([409, 'This anomaly is acknowledged already.']);
    expect((await server.call('PATCH', `/anomalies/${id}`, { token, body: { note: 'x' } })).status).toBe(400);
    expect((await act(token, id, 'comments', { text: ' ' })).status).toBe(400);
    expect(await detailOf(token, id)).toEqual(before);
  });

  it('teach what is normal, which is not reported again, but more is', async () => {
    const { token } = account;
    const expected = await act(token, id, 'expect', { note: 'Every sale' });
    expect(expected.body.status).toBe('expected');
    const { body: patterns } = await server.call('GET', '/anomalies/patterns', { token });
    expect(patterns.items).toMatchObject([{ anomaly_id: id, direction: 'up', note: 'Every sale', created_by: 'Ada' }]);
    expect(patterns.items[0].up_to_per_day / (1.25 * SPIKE.amount)).toBeCloseTo(1, 1);

    now = new Date('2026-08-01T09:00:00Z');
    const again = { ...SPIKE, from: '2026-07-09', until: '2026-07-11', amount: 1.1 * SPIKE.amount };
    const counts = await load(token, [SPIKE, again], '2026-07-31');
    expect(counts).toMatchObject({ anomalies_new: 0, anomalies_suppressed: 1 });
    expect(await list(token)).toHaveLength(1);

    const more = { ...again, amount: 2 * SPIKE.amount };
    expect(await load(token, [SPIKE, more], '2026-07-31')).toMatchObject({ anomalies_new: 1 });
    expect((await list(token)).map(({ started_on, status }) => [started_on, status])).toEqual([
      ['2026-07-09', 'open'],
      [SPIKE.from, 'expected'],
    ]);
    const { body: summary } = await server.call('GET', '/anomalies/summary', { token });
    expect(summary).toMatchObject({ open: 1, marked_expected: 1, reported: 2, false_percent: 100 });
  });

  it('forget it again by opening the anomaly it was learned from', async () => {
    const { token } = account;
    // It looks again by itself for what had not been reported.
    const run = await detectionAfter(server, token, async () => {
      expect((await act(token, id, 'reopen')).body.status).toBe('open');
    });
    expect(run.counts).toMatchObject({ anomalies_suppressed: 0 });
    expect((await server.call('GET', '/anomalies/patterns', { token })).body.items).toEqual([]);
  });

  it('set from when on something is reported', async () => {
    const account = await server.signUp();
    const { token } = account;
    const wanted = {
      sensitivity: 'low',
      minimum_impact: 250,
      severity_impacts: { medium: 10, high: 20, critical: 30 },
    };
    const falling = { ...wanted, severity_impacts: { medium: 30, high: 20, critical: 10 } };
    expect((await server.call('PUT', '/anomalies/settings', { token, body: falling })).status).toBe(400);
    expect((await server.call('PUT', '/anomalies/settings', { token, body: wanted })).body).toEqual(wanted);
    expect((await server.call('GET', '/anomalies/settings', { token })).body).toEqual(wanted);
    await load(token, [SPIKE, NEW]);
    expect((await list(token)).map(({ severity, scope }) => [severity, scope.service])).toEqual([
      ['critical', SPIKE.service],
    ]);
    const body = { ...wanted, severity_impacts: { medium: 500, high: 10_000, critical: 20_000 } };
    const run = await detectionAfter(server, token, async () => {
      expect((await server.call('PUT', '/anomalies/settings', { token, body })).status).toBe(200);
    });
    expect(run.counts).toMatchObject({ anomalies_updated: 1 });
    const [lower] = await list(token);
    expect(lower!.severity).toBe('medium');
    const { explanation } = await detailOf(token, lower!.id);
    expect(explanation.find((line) => line.startsWith('Its severity is'))).toContain('medium begins at 500.00 USD');
  });
});
