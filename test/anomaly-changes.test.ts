import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readKnown } from '../src/anomalies/server/detection/known.ts';
import { storeChanges } from '../src/anomalies/server/detection/store.ts';
import { addDays } from '../src/platform/core/dates.ts';
import type { Transaction } from '../src/platform/server/database.ts';
import { detectionAfter } from './support/anomalies.ts';
import { bill, COMPLETE, END, NEW, refund, SHIFT, SPIKE } from './support/anomaly-bills.ts';
import { about, anomalyCalls } from './support/anomaly-calls.ts';
import { startTestServer, type TestAccount, type TestServer } from './support/app.ts';
import { importFile } from './support/imports.ts';

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

const { detect, load, loadFile, list, detailOf, act, costOf, eventsOf } = anomalyCalls(() => server);

describe('costs that are not what they look like', () => {
  const { service, account: sub_account } = SHIFT;

  it('are no anomaly where they are refunds, and those are in no figure', async () => {
    const { token } = await server.signUp();
    const refunds = [
      refund('2026-06-05', service, sub_account, 2_000),
      refund('2026-05-28', service, sub_account, 100),
      refund('2026-06-03', SPIKE.service, SPIKE.account, 250),
    ];
    await loadFile(token, bill([SPIKE, SHIFT], END, refunds));
    const items = await list(token);
    expect(items.map(({ scope }) => scope.service).toSorted()).toEqual([service, SPIKE.service].toSorted());
    for (const planted of [SPIKE, SHIFT]) {
      const found = about(items, planted);
      expect(found.actual).toBeCloseTo(await costOf(token, found), 2);
      const { cause, explanation } = await detailOf(token, found.id);
      expect(explanation.at(-1)).toContain('Refunds and corrections (charge category Adjustment) are left out');
      expect(cause!.actual).toBeCloseTo(found.actual, 2);
      expect(cause!.resources[0]?.resource_id).toBe(planted.resource);
    }
  });

  it('explain themselves by the same days of the month before where they are fees', async () => {
    const { token } = await server.signUp();
    await load(token, [{ ...SHIFT, from: '2026-05-30' }]);
    const { cause } = await detailOf(token, about(await list(token), SHIFT).id);
    expect(cause).toMatchObject({ start: '2026-05-30', baseline_start: '2026-05-02', fees: null });

    const support = { service: 'AWS Support', account: 'production', resource: '', from: '2026-06-01' };
    await load(token, [{ ...support, until: '2026-06-02', amount: 900 }]);
    const [fee] = await list(token, '?service=AWS Support');
    const { cause: of_fee } = await detailOf(token, fee!.id);
    expect(of_fee!.fees).toEqual({ start: '2026-05-01', end: '2026-05-02' });
    // The usual 400 of the month before are what it is compared with.
    expect(of_fee!.expected).toBeCloseTo(400, 6);
    expect(of_fee!.actual).toBeCloseTo(1_300, 6);
  });

  it('leave gaps in the days of an anomaly where they are not known', async () => {
    const { token } = await server.signUp();
    const [head = '', ...rows] = bill([SPIKE]).split('\n');
    const column = head.split(',').indexOf('BillingPeriodStart');
    const without_april = rows.filter((row) => !row.split(',')[column]?.includes('2026-04-01'));
    await loadFile(token, [head, ...without_april].join('\n'));
    const found = about(await list(token), SPIKE);
    const { series } = await detailOf(token, found.id);
    expect(series.map(({ date }) => date)).toEqual(series.map((_, day) => addDays(series[0]!.date, day)));
    const unknown = series.filter(({ actual }) => actual === null);
    expect(unknown.map(({ date }) => date)).toEqual(Array.from({ length: 10 }, (_, day) => addDays('2026-04-21', day)));
    expect(unknown.some((day) => day.is_anomalous)).toBe(false);
    expect(found.sparkline.first_date > '2026-04-30').toBe(true);
  });
});

describe('bills that change', () => {
  it('update an anomaly, or withdraw it, and say so', async () => {
    const account = await server.signUp();
    const { token } = account;
    await load(token, [SPIKE, SHIFT]);
    const before = await list(token);
    const [spike, shift] = [about(before, SPIKE), about(before, SHIFT)];

    await load(token, [{ ...SHIFT, amount: 200 }]);
    const after = await list(token);
    expect(after).toHaveLength(2);
    const larger = await detailOf(token, shift.id);
    expect(larger.status).toBe('open');
    expect(larger.impact).toBeGreaterThan(1.2 * shift.impact);
    expect(larger.actual).toBeCloseTo(await costOf(token, about(after, SHIFT)), 2);
    expect(larger.entries.map(({ kind }) => kind)).toContain('restated');
    const withdrawn = await detailOf(token, spike.id);
    expect(withdrawn.status).toBe('withdrawn');
    expect(withdrawn.entries.at(-1)).toMatchObject({ kind: 'withdrawn', actor: 'FinOpsMind' });
    expect(await eventsOf(account)).toContain(`anomaly.withdrawn ${spike.id}`);
    const path = `/anomalies/${spike.id}`;
    const refusals = [
      ...(await Promise.all(['acknowledge', 'resolve', 'expect', 'reopen'].map((verb) => act(token, spike.id, verb)))),
      await server.call('PATCH', path, { token, body: { status: 'open' } }),
      await server.call('PATCH', path, { token, body: { owner: 'Grace', note: 'Mine' } }),
    ];
    for (const { status, body } of refusals)
      expect([status, body.detail]).toEqual([422, expect.stringMatching(/withdrawn.*its timeline says why/)]);
    expect(await detailOf(token, spike.id)).toEqual(withdrawn);
    expect((await act(token, spike.id, 'comments', { text: 'The refund came.' })).status).toBe(201);
    const { body: log } = await server.call('GET', '/audit-log?target_kind=anomaly', { token });
    expect(log.items.map(({ action }: { action: string }) => action)).toEqual(['anomaly.commented']);
  });

  it('take none back because the spend has risen, and with it what is worth a report', async () => {
    const account = await server.signUp();
    const { token } = account;
    const small = { ...SHIFT, from: '2026-06-02', amount: 60 };
    await load(token, [small], '2026-06-09');
    const before = about(await list(token), small);
    now = new Date(`${END}T09:00:00Z`);
    await load(token, [small, { ...NEW, from: '2026-05-20', amount: 60_000 }]);
    const { body: after } = await server.call('GET', `/anomalies/${before.id}`, { token });
    expect(after).toMatchObject({ status: 'open', is_ongoing: true, started_on: small.from, last_day: COMPLETE });
    expect(after.actual).toBeCloseTo(await costOf(token, after), 2);
    expect(after.impact).toBeGreaterThan(1.5 * before.impact);
    expect(await eventsOf(account)).not.toContain(`anomaly.withdrawn ${before.id}`);
  });

  it('shift a little in many places, and are told of as one where together they matter', async () => {
    const { token } = await server.signUp();
    const body = { sensitivity: 'normal', minimum_impact: 120, severity_impacts: null };
    expect((await server.call('PUT', '/anomalies/settings', { token, body })).status).toBe(200);
    const many = [
      [SHIFT.service, 'production', 'db-2'],
      [SPIKE.service, 'production', 'bucket-1'],
      ['AWS Lambda', 'production', 'function-1'],
    ] as const;
    await load(
      token,
      many.map(([service, account, resource]) => ({ ...SHIFT, service, account, resource, amount: 100 })),
    );
    const [one, ...others] = await list(token);
    expect(others).toEqual([]);
    expect(one!.scope).toEqual({ account: 'production' });
    const { cause } = await detailOf(token, one!.id);
    const services = cause!.dimensions.find(({ grouping }) => grouping === 'service')!;
    expect(services.values.map(({ value }) => value).toSorted()).toEqual(many.map(([service]) => service).toSorted());
  });

  it('open a resolved anomaly again when it comes back', async () => {
    const account = await server.signUp();
    const { token } = account;
    await load(token, [SHIFT], '2026-06-05');
    const { id } = about(await list(token), SHIFT);
    await act(token, id, 'resolve');
    await load(token, [SHIFT, { ...SHIFT, from: '2026-06-09', amount: 400 }]);
    const reopened = await detailOf(token, id);
    expect(reopened).toMatchObject({ status: 'open' });
    expect(reopened.entries.at(-1)?.kind).toBe('reopened');
    expect(await eventsOf(account)).toContain(`anomaly.reopened ${id}`);
  });

  it('that are still filling on their last day wait for the next', async () => {
    const { token } = await server.signUp();
    const late = { ...SPIKE, from: '2026-06-14', until: '2026-06-15' };
    await load(token, [late]);
    expect(await list(token)).toEqual([]);
    now = new Date('2026-06-17T09:00:00Z');
    await load(token, [late], '2026-06-17');
    expect(about(await list(token), SPIKE)).toMatchObject({ started_on: '2026-06-14', kind: 'spike' });
  });

  it('tell of the past without shouting', async () => {
    const account = await server.signUp();
    const { token } = account;
    const past = { ...SPIKE, from: '2026-04-08', until: '2026-04-10' };
    await load(token, [past]);
    const [found] = await list(token);
    expect(found).toMatchObject({ status: 'resolved', started_on: '2026-04-08' });
    const { entries } = await detailOf(token, found!.id);
    expect(entries.at(-1)?.text).toMatch(/^Found in past data/);
    expect(await eventsOf(account)).toEqual([]);
    const { body: summary } = await server.call('GET', '/anomalies/summary', { token });
    expect(summary).toMatchObject({ judged_through: COMPLETE, open: 0, reported: 0, false_percent: null });
  });

  it('that come by and by tell the same as all at once', async () => {
    const planted = [SPIKE, SHIFT, NEW];
    const [once, stepwise] = [await server.signUp(), await server.signUp()];
    await load(once.token, planted);
    for (const end of ['2026-05-24', '2026-06-04', '2026-06-08', END]) await load(stepwise.token, planted, end);
    const shown = async ({ token }: TestAccount) =>
      (await list(token)).map(({ scope_key, kind, severity, status, started_on, last_day, is_ongoing, actual }) =>
        [scope_key, kind, severity, status, started_on, last_day, is_ongoing, actual.toFixed(2)].join(' '),
      );
    expect(await shown(stepwise)).toEqual(await shown(once));
    const told = await eventsOf(stepwise);
    expect(told.filter((event) => event.startsWith('anomaly.opened'))).toHaveLength(3);
    expect(told.filter((event) => event.startsWith('anomaly.withdrawn'))).toEqual([]);
  });

  it('as the calendar announced are no anomaly', async () => {
    const { token } = await server.signUp();
    const { service, account, from, amount } = SHIFT;
    const announced = { kind: 'planned_change', name: 'A second database', scope: { service, account } };
    const body = { ...announced, start_date: from, amount_per_day: amount, currency: 'USD' };
    expect((await server.call('POST', '/calendar/events', { token, body })).status).toBe(201);
    expect(await load(token, [SHIFT, SPIKE])).toMatchObject({ anomalies_new: 1 });
    expect((await list(token)).map(({ scope }) => scope.service)).toEqual([SPIKE.service]);
  });

  it('that the calendar announces afterwards are none any more, until the calendar forgets them', async () => {
    const { token } = await server.signUp();
    await load(token, [SHIFT, SPIKE]);
    const { id } = about(await list(token), SHIFT);
    const { service, account, from, amount } = SHIFT;
    const announced = { kind: 'planned_change', name: 'A second database', scope: { service, account } };
    const body = { ...announced, start_date: from, amount_per_day: amount, currency: 'USD' };
    let event = '';
    // It looks again by itself.
    const run = await detectionAfter(server, token, async () => {
      event = (await server.call('POST', '/calendar/events', { token, body })).body.id;
    });
    expect(run.counts).toMatchObject({ anomalies_withdrawn: 1, anomalies_planned: 1 });
    const withdrawn = await detailOf(token, id);
    expect(withdrawn.status).toBe('withdrawn');
    expect(withdrawn.entries.at(-1)?.text).toMatch(/^The calendar announces it now, as “A second database”/);
    const again = await detectionAfter(server, token, async () => {
      expect((await server.call('DELETE', `/calendar/events/${event}`, { token })).status).toBe(204);
    });
    expect(again.counts).toMatchObject({ anomalies_reopened: 1 });
    expect((await detailOf(token, id)).status).toBe('open');
  });

  it('reach what people have decided about meanwhile, and leave what they decided', async () => {
    const account = await server.signUp();
    const { token, organization } = account;
    await load(token, [SPIKE, SHIFT, NEW]);
    const before = await list(token);
    const transaction = <T>(work: (tx: Transaction) => Promise<T>) =>
      server.services.database.transaction(organization.id, work);
    const known = await transaction((tx) => readKnown({ transaction: (work) => work(tx) }));
    const [spike, shift, brought] = [SPIKE, SHIFT, NEW].map((planted) => about(before, planted).id);
    // The run read them while they were open, and writes after people have decided.
    await act(token, spike!, 'acknowledge');
    await act(token, shift!, 'resolve');
    await act(token, brought!, 'expect');
    const entries = [{ kind: 'withdrawn' as const, text: 'They were removed.' }];
    const changes = known.map((one) => ({
      change: { change: 'withdrawn' as const, id: one.id, entries },
      known: one,
      cause: null,
    }));
    const writing = { organization_id: organization.id, now, load_version: '1', judged_through: COMPLETE };
    await transaction((tx) => storeChanges(tx, writing, changes));
    const statuses = await Promise.all([spike, shift, brought].map(async (id) => (await detailOf(token, id!)).status));
    expect(statuses).toEqual(['withdrawn', 'resolved', 'expected']);
    const told = await eventsOf(account);
    expect(told.filter((event) => event.startsWith('anomaly.withdrawn'))).toEqual([`anomaly.withdrawn ${spike}`]);
    // Somebody takes care of one; the others are over, so that people are told anew if they come back.
    expect(told.filter((event) => /^anomaly\.(acknowledged|resolved)/.test(event))).toEqual([
      `anomaly.acknowledged ${spike}`,
      `anomaly.resolved ${shift}`,
      `anomaly.resolved ${brought}`,
    ]);
  });

  it('that leave nothing of the costs of an anomaly withdraw it, and say by how much', async () => {
    const { token } = await server.signUp();
    await load(token, [SPIKE, NEW]);
    const { id, impact } = about(await list(token), NEW);
    await load(token, [SPIKE]);
    const { status, entries } = await detailOf(token, id);
    expect(status).toBe('withdrawn');
    expect(entries.at(-1)?.text).toContain(`were restated by ${(-impact).toFixed(2)} USD`);
  });

  it('have their causes read later where there were too many at once', async () => {
    const { token, organization } = await server.signUp();
    const past = { ...SPIKE, from: '2026-04-08', until: '2026-04-10' };
    await load(token, [past]);
    const [found] = await list(token);
    const before = await detailOf(token, found!.id);
    await server.services.database.transaction(organization.id, (tx) =>
      tx.updateTable('anomalies').set({ cause: null }).execute(),
    );
    await load(token, [past, SPIKE]);
    const after = await detailOf(token, found!.id);
    expect(before.cause).not.toBeNull();
    expect(after).toEqual(before);
  });

  it('that are removed take their anomalies with them', async () => {
    const { token } = await server.signUp();
    const { id } = await importFile(server, token, 'bill.csv', bill([SPIKE]));
    await detect(token);
    expect(await list(token)).toHaveLength(1);
    expect((await server.call('DELETE', `/imports/${id}`, { token })).status).toBe(204);
    await detect(token);
    expect((await list(token)).map(({ status }) => status)).toEqual(['withdrawn']);
  });
});
