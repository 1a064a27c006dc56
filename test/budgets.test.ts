import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Budget } from '../src/budgets/core/contract.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { startTestServer, TEST_PASSWORD, type TestServer } from './support/app.ts';
import { dailyRows } from './support/daily-costs.ts';
import { COMPANY, cost, END, forecastsOf, IN_EUROS, THROUGH, TODAY } from './support/forecasts.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { runEnd } from './support/runs.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    // Time goes on, so that runs and budgets have an order.
    now: () => new Date(Date.parse(`${TODAY}T12:00:00Z`) + performance.now()),
    environment: { JWT_EXPIRY: '90d' },
  });
});
afterAll(() => server.close());

const { get, latest, list, organizationWith } = forecastsOf(() => server);

const PLAIN = { name: 'Everything', scope: {}, period: 'month', amount: 9_000, currency: 'USD' };
const create = async (token: string, body: object): Promise<Budget> => {
  const answer = await server.call('POST', '/budgets', { token, body: { ...PLAIN, ...body } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};
const budgets = async (token: string): Promise<Budget[]> =>
  (await get<{ items: Budget[] }>(token, '/budgets?limit=500')).items;

/** What the cost query says of [start, end). */
async function costOf(token: string, asked: { start: string; end: string; scope?: object; currency?: string }) {
  const { scope = {}, ...query } = { currency: 'USD', ...asked };
  const filters = Object.entries(scope).map(([grouping, value]) => [grouping.replace('tag:', 'tag.'), value]);
  const search = new URLSearchParams({ ...query, metric: 'effective', ...Object.fromEntries(filters) });
  return (await get<{ total_cost: number }>(token, `/costs/summary?${search}`)).total_cost;
}

/** Waits until every run of the forecast job that was asked for is over. */
async function forecastsMade(token: string): Promise<void> {
  const { items } = await get<{ items: { id: string }[] }>(token, '/jobs?name=forecast&limit=5');
  for (const { id } of items) expect(await runEnd(server, token, id)).toMatchObject({ status: 'succeeded' });
}

describe('without costs', () => {
  let token: string;
  beforeAll(async () => {
    token = (await server.signUp()).token;
  });

  it('budgets are set, changed and removed, each time with an entry in the audit log', async () => {
    const made = await create(token, {
      name: '  Shop  ',
      scope: { service: 'Compute', account: 'a' },
      amount: 12.345678,
    });
    expect(made).toEqual({
      id: expect.any(String),
      name: 'Shop',
      scope: { service: 'Compute', account: 'a' },
      scope_title: 'a · Compute',
      period: 'month',
      period_start: '2026-09-01',
      period_end: '2026-10-01',
      amount: 12.345678,
      currency: 'USD',
      // Nothing is known, which is not the same as nothing being spent.
      current_spend: null,
      forecasted_spend: null,
      created_by: 'Ada',
      created_at: expect.stringMatching(/^2026-09-20T12:/),
    });
    expect(await get(token, `/budgets/${made.id}`)).toEqual(made);
    const body = { ...PLAIN, name: 'Shop, all of it', scope: { service: 'Compute' }, period: 'year', amount: 1_000 };
    const changed = await server.call('PUT', `/budgets/${made.id}`, { token, body });
    const { id, created_by, created_at } = made;
    expect(changed.body).toMatchObject({ ...body, id, created_by, created_at, period_start: '2026-01-01' });
    expect(await budgets(token)).toEqual([changed.body]);
    expect((await server.call('DELETE', `/budgets/${id}`, { token })).status).toBe(204);
    expect(await budgets(token)).toEqual([]);
    for (const [method, more] of [
      ['GET', {}],
      ['DELETE', {}],
      ['PUT', { body }],
    ] as const)
      expect((await server.call(method, `/budgets/${id}`, { token, ...more })).status, method).toBe(404);

    const { items } = (await server.call('GET', '/audit-log?target_kind=budget', { token })).body;
    const before = { name: 'Shop', scope: { service: 'Compute', account: 'a' }, period: 'month' };
    expect(items).toMatchObject([
      { action: 'budget.deleted', target_id: id, before: { name: 'Shop, all of it' }, after: null },
      { action: 'budget.changed', target_id: id, before, after: { name: 'Shop, all of it', scope: body.scope } },
      { action: 'budget.created', target_id: id, before: null, after: before },
    ]);
  });

  it('come oldest first, page by page', async () => {
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) ids.push((await create(token, { name })).id);
    const first = await get<{ items: Budget[]; next_cursor: string }>(token, '/budgets?limit=2');
    const second = await get<{ items: Budget[]; next_cursor: string | null }>(
      token,
      `/budgets?limit=2&cursor=${first.next_cursor}`,
    );
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.next_cursor).toBeNull();
    for (const id of ids) await server.call('DELETE', `/budgets/${id}`, { token });
  });

  it('say everything that is wrong with a body at once', async () => {
    const wrong = { name: ' ', scope: { color: 'red' }, period: 'week', amount: 0, currency: 'dollars', owner: 'me' };
    const { id } = await create(token, {});
    for (const [method, path] of [
      ['POST', '/budgets'],
      ['PUT', `/budgets/${id}`],
    ] as const) {
      const { status, body } = await server.call(method, path, { token, body: wrong });
      const paths = body.errors.map((error: { path: string }) => error.path).toSorted();
      expect([status, paths]).toEqual([
        400,
        Object.keys(wrong)
          .map((field) => `body.${field}`)
          .toSorted(),
      ]);
    }
    expect(await budgets(token)).toMatchObject([PLAIN]);
    await server.call('DELETE', `/budgets/${id}`, { token });
  });

  it.each([
    ['an amount that would be rounded to nothing', { amount: 1e-30 }, 'body.amount'],
    ['half a character', { scope: { service: '\ud800' } }, 'body.scope.service'],
    ['NUL in the name of a tag', { scope: { 'tag:\0': 'x' } }, 'body.scope'],
  ])('are refused with %s, and the list stays readable', async (_, wrong, path) => {
    const { status, body } = await server.call('POST', '/budgets', { token, body: { ...PLAIN, ...wrong } });
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([400, [path]]);
    expect(await budgets(token)).toEqual([]);
  });

  it.each([{ resource: 'i-1' }, { 'tag:rare': 'x' }, { service: 'Compute', resource: 'i-1' }])(
    'are refused for %o, whose costs are not kept by day',
    async (scope) => {
      const kept = await create(token, {});
      for (const [method, path] of [
        ['POST', '/budgets'],
        ['PUT', `/budgets/${kept.id}`],
      ] as const) {
        const { status, body } = await server.call(method, path, { token, body: { ...PLAIN, scope } });
        expect([status, body.detail]).toEqual([422, expect.stringMatching(/Choose such a scope/)]);
      }
      expect(await budgets(token)).toEqual([kept]);
      await server.call('DELETE', `/budgets/${kept.id}`, { token });
    },
  );
});

describe('with 200 days of costs', () => {
  let token: string;
  const two = { service: 'Compute', account: 'a' };
  const key = 'account=a&service=Compute';
  beforeAll(async () => {
    // Whatever is charged counts, consumed or not.
    const support = cost('Support', 'b', 12, {});
    const fee = { ...support, columns: { ...support.columns, ChargeCategory: 'Purchase' } };
    ({ token } = await organizationWith([...COMPANY, fee, IN_EUROS]));
    await create(token, { name: 'All' });
    await create(token, { name: 'Shop', scope: two, amount: 2_500 });
    await create(token, { name: 'Shop in euros', scope: { account: 'c' }, currency: 'EUR', amount: 700 });
    await create(token, { name: 'Web team', scope: { 'tag:team': 'web' }, period: 'quarter' });
    await create(token, { name: 'Pounds', currency: 'GBP' });
    await forecastsMade(token);
  });
  const named = async (name: string): Promise<Budget> => (await budgets(token)).find((one) => one.name === name)!;

  it('a slice of two dimensions is forecast because it has one', async () => {
    const { items } = await list(token, 'dimension=budget');
    expect(items.map(({ scope_key, title }) => [scope_key, title])).toEqual([[key, 'Account a · Compute']]);
    const answer = await latest(token, `scope_key=${encodeURIComponent(key)}&horizon=60`);
    expect(answer).toMatchObject({ title: 'Account a · Compute', scope: two, reason: null });
    expect(answer.points).toHaveLength(60);
    expect(answer.budgets).toMatchObject([{ name: 'Shop', period: 'month', amount: 2_500 }]);
    expect((await latest(token)).budgets).toMatchObject([{ name: 'All', period: 'month', amount: 9_000 }]);
    // What has a forecast anyway has no second one.
    expect((await list(token, 'dimension=tag:team')).items.map(({ title }) => title)).toContain('Tag team: web');
  });

  it('spend is what the complete days of the period cost, and its end that of the forecast', async () => {
    for (const { name, scope, currency, period_start: start, period_end, ...budget } of [
      await named('All'),
      await named('Shop'),
      await named('Shop in euros'),
    ]) {
      const spent = await costOf(token, { start, end: addDays(THROUGH, 1), scope, currency });
      expect(spent, name).toBeGreaterThan(100);
      expect(budget.current_spend!.toFixed(2), name).toBe(spent.toFixed(2));
      const slice = new URLSearchParams({
        currency,
        scope_key: Object.entries(scope)
          .map((e) => e.join('='))
          .toSorted()
          .join('&'),
      });
      const [month] = (await latest(token, `${slice}`)).period_ends;
      expect(month).toMatchObject({ start, end: period_end });
      expect(budget.forecasted_spend, name).toBeCloseTo(month!.total, 8);
      expect(budget.forecasted_spend).toBeGreaterThan(budget.current_spend!);
    }
  });

  it('is read at once, however many there are', async () => {
    const transactions = vi.spyOn(server.services.database, 'transaction');
    const taken = async (): Promise<number> => {
      await budgets(token);
      const { length } = transactions.mock.calls;
      transactions.mockClear();
      return length;
    };
    const [few, many]: [number, Budget[]] = [await taken(), []];
    expect(few).toBeGreaterThan(0);
    for (const service of ['Compute', 'Storage', 'Database'])
      for (const period of ['month', 'quarter']) many.push(await create(token, { scope: { service }, period }));
    await forecastsMade(token);
    transactions.mockClear();
    // Budgets by service are of one more grouping, which is read once; runs that still go on count, too.
    await vi.waitFor(async () => expect(await taken()).toBeLessThan(few + many.length), { timeout: 10_000 });
    transactions.mockRestore();
    for (const { id } of many) await server.call('DELETE', `/budgets/${id}`, { token });
  });

  it('two currencies are never added, and of one without costs nothing is known', async () => {
    const [dollars, euros] = [await named('All'), await named('Shop in euros')];
    expect(euros.current_spend).toBeLessThan(dollars.current_spend! / 5);
    const of_dollars = await create(token, { name: 'Shop in dollars', scope: { account: 'c' } });
    for (const budget of [of_dollars, await named('Pounds')])
      expect(budget).toMatchObject({ current_spend: null, forecasted_spend: null });
    await server.call('DELETE', `/budgets/${of_dollars.id}`, { token });
  });

  it('quarters and years are those of the fiscal calendar', async () => {
    const before = await get<object>(token, '/settings');
    const settings = (fiscal_year_start: number) =>
      server.call('PUT', '/settings', { token, body: { ...before, fiscal_year_start } });
    expect(await named('Web team')).toMatchObject({ period_start: '2026-07-01', period_end: '2026-10-01' });
    expect((await settings(2)).status).toBe(200);
    const quarter = await named('Web team');
    expect(quarter).toMatchObject({ period_start: '2026-08-01', period_end: '2026-11-01' });
    const { current_spend, period_start: start, scope } = quarter;
    expect(current_spend!.toFixed(2)).toBe(
      (await costOf(token, { start, end: addDays(THROUGH, 1), scope })).toFixed(2),
    );
    // A year that began before the costs that are known.
    const year = await create(token, { name: 'Year', period: 'year' });
    expect(year).toMatchObject({ period_start: '2026-02-01', current_spend: null, forecasted_spend: null });
    await server.call('DELETE', `/budgets/${year.id}`, { token });
    await settings(1);
  });

  it('a planned change counts in what is forecast, not in what is spent', async () => {
    const before = await named('Shop');
    const event = { kind: 'planned_change', name: 'Move', scope: two, start_date: '2026-09-25', currency: 'USD' };
    const { body } = await server.call('POST', '/calendar/events', { token, body: { ...event, amount_per_day: 100 } });
    const after = await named('Shop');
    expect(after.current_spend).toBe(before.current_spend);
    expect(after.forecasted_spend).toBeCloseTo(before.forecasted_spend! + 6 * 100, 6);
    await server.call('DELETE', `/calendar/events/${body.id}`, { token });
    await forecastsMade(token);
  });

  it('viewers see them and write none', async () => {
    const { body: invited } = await server.call('POST', '/members/invitations', {
      token,
      body: { email: `${randomUUID()}@example.com`, role: 'viewer' },
    });
    const accepted = await server.call('POST', '/auth/invitations/accept', {
      body: { token: invited.token, name: 'Vera', password: TEST_PASSWORD },
    });
    const viewer: string = accepted.body.token;
    const { id } = await named('Shop');
    expect(await budgets(viewer)).toEqual(await budgets(token));
    for (const [method, path, body] of [
      ['POST', '/budgets', PLAIN],
      ['PUT', `/budgets/${id}`, PLAIN],
      ['DELETE', `/budgets/${id}`, undefined],
    ] as const)
      expect((await server.call(method, path, { token: viewer, body })).status, method).toBe(403);
  });

  it("another organization's are not there", async () => {
    const { id } = await named('Shop');
    const other = await server.signUp('Other');
    expect(await budgets(other.token)).toEqual([]);
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', PLAIN],
      ['DELETE', undefined],
    ] as const)
      expect((await server.call(method, `/budgets/${id}`, { token: other.token, body })).status, method).toBe(404);
    expect((await named('Shop')).name).toBe('Shop');
  });

  it('what is no longer followed is not forecast any more', async () => {
    const { id } = await named('Shop');
    await server.call('PUT', `/budgets/${id}`, {
      token,
      body: { ...PLAIN, name: 'Shop', scope: { service: 'Compute' } },
    });
    await forecastsMade(token);
    expect((await list(token, 'dimension=budget')).items).toEqual([]);
    expect((await latest(token, `scope_key=${encodeURIComponent(key)}`)).points).toEqual([]);
  });
});

it('a tag that charges no longer have leaves its budget readable, with nothing known', async () => {
  const { token } = await organizationWith(COMPANY);
  const { id } = await create(token, { name: 'Web team', scope: { 'tag:team': 'web' } });
  expect((await get<Budget>(token, `/budgets/${id}`)).current_spend).toBeGreaterThan(0);
  const { items } = await get<{ items: { id: string }[] }>(token, '/imports');
  await server.call('DELETE', `/imports/${items[0]!.id}`, { token });
  const untagged = COMPANY.map((one) => ({ ...one, columns: { ...one.columns, Tags: '' } }));
  await importFile(server, token, 'untagged.csv', focusCsv(dailyRows(untagged)));
  expect(await budgets(token)).toMatchObject([
    { id, scope_title: 'Tag team: web', period_start: '2026-09-01', current_spend: null, forecasted_spend: null },
  ]);
});

it('the period that runs is that of the costs where they ended long ago', async () => {
  const old = [cost('Compute', 'a', 100, { start: '2025-01-01', end: '2025-03-11' })];
  const { token } = await organizationWith(old);
  const budget = await create(token, {});
  // Of a file that came this late, every day is complete.
  expect(budget).toMatchObject({ period_start: '2025-03-01', period_end: '2025-04-01' });
  expect(budget.current_spend!.toFixed(2)).toBe((await costOf(token, { start: '2025-03-01', end: END })).toFixed(2));
  expect(budget.forecasted_spend).toBeGreaterThan(budget.current_spend!);
});
