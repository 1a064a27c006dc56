import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Budget, BudgetAlert, BudgetDay } from '../src/budgets/core/contract.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { startTestServer, TEST_PASSWORD, type TestServer } from './support/app.ts';
import { budgetsOf, fixed, PLAIN } from './support/budgets.ts';
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

const { budgets, create } = budgetsOf(() => server);

/** What the cost query says of [start, end). */
async function costOf(
  token: string,
  { filters = {}, ...asked }: { start: string; end: string; filters?: object; currency?: string; metric?: string },
) {
  const search = new URLSearchParams({ currency: 'USD', metric: 'effective', ...asked });
  for (const [parameter, values] of Object.entries(filters))
    for (const value of values) search.append(parameter, value);
  return (await get<{ total_cost: number }>(token, `/costs/summary?${search}`)).total_cost;
}

/** Waits until every run of the forecast job that was asked for is over. */
async function forecastsMade(token: string): Promise<void> {
  const { items } = await get<{ items: { id: string }[] }>(token, '/jobs?name=forecast&limit=5');
  for (const { id } of items) expect(await runEnd(server, token, id)).toMatchObject({ status: 'succeeded' });
}

describe('with 200 days of costs', () => {
  let token: string;
  let organization_id: string;
  const two = { account: ['a'], service: ['Compute'] };
  const key = 'account=a&service=Compute';
  beforeAll(async () => {
    // Whatever is charged counts, consumed or not.
    const support = cost('Support', 'b', 12, {});
    const fee = { ...support, columns: { ...support.columns, ChargeCategory: 'Purchase' } };
    const { organization, ...company } = await organizationWith([...COMPANY, fee, IN_EUROS]);
    token = company.token;
    organization_id = organization.id;
    await create(token, { name: 'All' });
    await create(token, { name: 'Shop', filters: two, amount: fixed(2_500) });
    await create(token, { name: 'Shop in euros', filters: { account: 'c' }, currency: 'EUR', amount: fixed(700) });
    await create(token, { name: 'Web team', filters: { 'tag.team': 'web' }, period: 'quarter' });
    await create(token, { name: 'Pounds', currency: 'GBP' });
    await forecastsMade(token);
  });
  const named = async (name: string): Promise<Budget> => (await budgets(token)).find((one) => one.name === name)!;

  it('a slice of two dimensions is forecast because it has one', async () => {
    const { items } = await list(token, 'dimension=budget');
    expect(items.map(({ scope_key, title }) => [scope_key, title])).toEqual([[key, 'Account a · Compute']]);
    const answer = await latest(token, `scope_key=${encodeURIComponent(key)}&horizon=60`);
    expect(answer).toMatchObject({
      title: 'Account a · Compute',
      scope: { account: 'a', service: 'Compute' },
      reason: null,
    });
    expect(answer.points).toHaveLength(60);
    expect(answer.budgets).toMatchObject([{ name: 'Shop', period: 'month' }]);
    expect(new Set(answer.budgets[0]!.days.map(({ amount }) => amount))).toEqual(new Set([2_500]));
    expect((await latest(token)).budgets).toMatchObject([{ name: 'All', period: 'month' }]);
    // What has a forecast anyway has no second one.
    expect((await list(token, 'dimension=tag:team')).items.map(({ title }) => title)).toContain('Tag team: web');
  });

  it('spend is what the complete days of the period cost, and its end that of the forecast', async () => {
    for (const { name, filters, currency, period_start: start, period_end, ...budget } of [
      await named('All'),
      await named('Shop'),
      await named('Shop in euros'),
    ]) {
      const spent = await costOf(token, { start, end: addDays(THROUGH, 1), filters, currency });
      expect(spent, name).toBeGreaterThan(100);
      expect(budget.current_spend!.toFixed(2), name).toBe(spent.toFixed(2));
      const slice = new URLSearchParams({
        currency,
        scope_key: Object.entries(filters)
          .map((e) => e.join('='))
          .toSorted()
          .join('&'),
      });
      const [month] = (await latest(token, `${slice}`)).period_ends;
      expect(month).toMatchObject({ start, end: period_end });
      expect(budget.forecasted_spend, name).toBeCloseTo(month!.total, 6);
      expect(budget.forecast_lower_80, name).toBeCloseTo(month!.lower_80, 6);
      expect(budget.forecast_upper_80, name).toBeCloseTo(month!.upper_80, 6);
      expect(budget.forecasted_spend).toBeGreaterThan(budget.current_spend!);
      expect(budget).toMatchObject({ data_through: THROUGH, reason: null });
      const days = await get<{ days: BudgetDay[] }>(token, `/budgets/${budget.id}/days`);
      expect(days.days).toHaveLength(30);
      const [through, next] = [18, 19].map((day) => days.days[day - 1]!);
      expect(through).toMatchObject({ date: THROUGH, incomplete: false, forecast: null });
      expect(through!.cumulative).toBe(budget.current_spend);
      expect(through!.even).toBeCloseTo((budget.amount! * 18) / 30, 8);
      // What is there of a day that is not complete is shown, and counts in nothing.
      expect(next).toMatchObject({ incomplete: true, cumulative: null });
      expect(next!.spend).toBeGreaterThan(0);
      expect(days.days.at(-1)).toMatchObject({ forecast: budget.forecasted_spend, upper_80: budget.forecast_upper_80 });
    }
  });

  it('is of any costs that filters can choose, by any metric, also before a budget is set', async () => {
    const days = { start: '2026-09-01', end: addDays(THROUGH, 1) };
    for (const [filters, metric] of [
      [{ not_service: ['Compute', 'Storage'] }, 'effective'],
      [{ 'not_tag.team': ['web'] }, 'effective'],
      [{ 'tag.team': ['web', 'data'], not_account: ['b'] }, 'billed'],
      [{ resource: ['i-1'], service: ['Compute'] }, 'list'],
      [{ resource: ['i-2'] }, 'effective'],
    ] as const) {
      const body = { ...PLAIN, filters, metric, amount: fixed(1) };
      const preview = await server.call('POST', '/budgets/preview', { token, body });
      const spent = await costOf(token, { ...days, filters, metric });
      expect(preview.body.current_spend, JSON.stringify(filters)).toBeCloseTo(spent, 6);
      expect(preview.body.status).toBe(spent > 0 ? 'over' : 'on_track');
      const { history } = preview.body;
      // The first costs came within a month, but nothing is known of its first days.
      expect(history.map(({ start }: { start: string }) => start)).toEqual(
        ['04', '05', '06', '07', '08'].map((month) => `2026-${month}-01`),
      );
      const august = await costOf(token, { start: '2026-08-01', end: '2026-09-01', filters, metric });
      expect(history.at(-1)).toMatchObject({ end: '2026-09-01', amount: 1 });
      expect(history.at(-1).spend).toBeCloseTo(august, 6);
    }
    expect((await budgets(token)).map(({ name }) => name)).not.toContain(PLAIN.name);
  });

  it('of parts stand beside what they are a part of', async () => {
    const company = await create(token, { name: 'Company', amount: { kind: 'children' } });
    expect(company).toMatchObject({ amount: null, status: 'unknown', reason: expect.stringMatching(/has no parts/) });
    const parts: Budget[] = [];
    for (const service of ['Compute', 'Storage'])
      parts.push(
        await create(token, { name: service, filters: { service }, amount: fixed(5_000.1), parent_id: company.id }),
      );
    // It begins when the period is over half: it has its share of the days.
    const late = { filters: { service: 'Database' }, amount: fixed(300), start: '2026-09-16', parent_id: company.id };
    parts.push(await create(token, { name: 'Database', ...late }));
    const sum = (of: (budget: Budget) => number | null): number =>
      parts.reduce((total, budget) => total + of(budget)!, 0);
    const { amount, children } = await named('Company');
    expect(parts[2]).toMatchObject({ amount: 150, period_start: '2026-09-16', period_end: '2026-10-01' });
    expect(amount).toBe(10_150.2);
    expect(children).toEqual({
      count: 3,
      amount: 10_150.2,
      current_spend: expect.closeTo(
        sum((one) => one.current_spend),
        6,
      ),
      forecasted_spend: expect.closeTo(
        sum((one) => one.forecasted_spend),
        4,
      ),
    });
    const preview = async (query: string) => {
      const body = { ...PLAIN, amount: { kind: 'children' } };
      return (await server.call('POST', `/budgets/preview${query}`, { token, body })).body;
    };
    expect(await preview(`?budget_id=${company.id}`)).toMatchObject({ amount: 10_150.2, status: 'on_track' });
    expect(await preview('')).toMatchObject({ amount: null, reason: expect.stringMatching(/has no parts/) });
    expect(await preview(`?budget_id=${randomUUID()}`)).toMatchObject({ status: 404 });
    for (const { id } of [company, ...parts]) await server.call('DELETE', `/budgets/${id}`, { token });
  });

  it('is not known of a period whose first days no bill tells of, until the budget starts later', async () => {
    const year = await create(token, { name: 'Year', period: 'year' });
    expect(year).toMatchObject({ current_spend: null, forecasted_spend: null, status: 'unknown' });
    expect(year.reason).toMatch(/What 2026-01-01 cost is not known.*or let the budget start later/);
    const body = { ...PLAIN, name: 'Year', period: 'year', amount: fixed(365), start: '2026-07-01' };
    const { body: later } = await server.call('PUT', `/budgets/${year.id}`, { token, body });
    expect(later).toMatchObject({ amount: 184, period_start: '2026-07-01', period_end: '2027-01-01', reason: null });
    expect(later.current_spend).toBeCloseTo(await costOf(token, { start: '2026-07-01', end: '2026-09-19' }), 6);
    expect(later.exhausted_on).toBe('2026-07-01');
    await server.call('DELETE', `/budgets/${year.id}`, { token });
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
      for (const period of ['month', 'quarter']) many.push(await create(token, { filters: { service }, period }));
    await forecastsMade(token);
    transactions.mockClear();
    // Budgets by service are of one more grouping, which is read once; runs that still go on count, too.
    await vi.waitFor(async () => expect(await taken()).toBeLessThan(few + many.length), { timeout: 10_000 });
    transactions.mockRestore();
    for (const { id } of many) await server.call('DELETE', `/budgets/${id}`, { token });
  });

  it('tells of a forecast over it, by the bound that a threshold is of, once', async () => {
    const { current_spend, forecasted_spend, forecast_upper_80 } = await named('Shop');
    const amount = Math.ceil(forecasted_spend!);
    expect(amount).toBeLessThan(forecast_upper_80!);
    const forecast = (bound: string, value: number) => ({ basis: 'forecast', unit: 'percent', value, bound });
    const thresholds = [
      forecast('lower_80', 100),
      forecast('mean', 100),
      forecast('mean', 90),
      forecast('upper_80', 100),
    ];
    const made = await create(token, { name: 'Tight', filters: two, amount: fixed(amount), thresholds });
    for (let run = 0; run < 2; run += 1) {
      const { body } = await server.call('POST', '/jobs/budget_check/run', { token });
      expect(await runEnd(server, token, body.job_ids[0])).toMatchObject({ status: 'succeeded' });
    }
    const { items } = await get<{ items: BudgetAlert[] }>(token, `/budgets/${made.id}/alerts`);
    const by_bound = Object.fromEntries(items.map((alert) => [alert.threshold.bound, alert]));
    expect(items).toHaveLength(2);
    expect(by_bound).toMatchObject({
      mean: { threshold: { value: 90 }, measured: expect.closeTo(forecasted_spend!, 4), data_through: THROUGH },
      upper_80: { amount, measured: expect.closeTo(forecast_upper_80!, 4), left_at: null },
    });
    const told = await server.services.database.transaction(organization_id, async (tx) => {
      const { rows } = await sql<{ type: string; payload: Record<string, unknown> }>`
        select type, payload from outbox where payload ->> 'budget_id' = ${made.id} order by id`.execute(tx);
      return rows;
    });
    expect(told.map(({ type, payload }) => [type, payload.threshold_key])).toEqual([
      ['budget.forecast_over', 'forecast mean 90 percent'],
      ['budget.forecast_over', 'forecast upper_80 100 percent'],
    ]);
    expect(Number(told[0]!.payload.current_spend)).toBeCloseTo(current_spend!, 6);
    expect((await named('Tight')).status).toBe('ahead');
    await server.call('DELETE', `/budgets/${made.id}`, { token });
  });

  it('two currencies are never added, and of one without costs nothing is known', async () => {
    const [dollars, euros] = [await named('All'), await named('Shop in euros')];
    expect(euros.current_spend).toBeLessThan(dollars.current_spend! / 5);
    // Nothing was charged there in dollars, of which the bills tell; of pounds they tell nothing.
    const of_dollars = await create(token, { name: 'Shop in dollars', filters: { account: 'c' } });
    expect(of_dollars).toMatchObject({ current_spend: 0, status: 'on_track' });
    expect(await named('Pounds')).toMatchObject({ current_spend: null, forecasted_spend: null, status: 'unknown' });
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
    const { current_spend, period_start: start, filters } = quarter;
    expect(current_spend!.toFixed(2)).toBe(
      (await costOf(token, { start, end: addDays(THROUGH, 1), filters })).toFixed(2),
    );
    const year = await create(token, { name: 'Year', period: 'year' });
    expect(year).toMatchObject({ period_start: '2026-02-01', period_end: '2027-02-01' });
    const of_calendar = await create(token, { name: 'Calendar year', period: 'year', calendar: 'calendar' });
    expect(of_calendar).toMatchObject({ period_start: '2026-01-01', period_end: '2027-01-01' });
    for (const { id } of [year, of_calendar]) await server.call('DELETE', `/budgets/${id}`, { token });
    await settings(1);
  });

  it('a planned change counts in what is forecast, not in what is spent', async () => {
    const before = await named('Shop');
    const event = {
      kind: 'planned_change',
      name: 'Move',
      scope: { account: 'a', service: 'Compute' },
      start_date: '2026-09-25',
      currency: 'USD',
    };
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
      body: { ...PLAIN, name: 'Shop', filters: { service: 'Compute' } },
    });
    await forecastsMade(token);
    expect((await list(token, 'dimension=budget')).items).toEqual([]);
    expect((await latest(token, `scope_key=${encodeURIComponent(key)}`)).points).toEqual([]);
  });
});

it('a tag that charges no longer have leaves its budget readable, with nothing spent', async () => {
  const { token } = await server.signUp();
  const recent = COMPANY.map((one) => ({ ...one, start: '2026-09-01' }));
  await importFile(server, token, 'tagged.csv', focusCsv(dailyRows(recent)));
  const { id } = await create(token, { name: 'Web team', filters: { 'tag.team': 'web' } });
  expect((await get<Budget>(token, `/budgets/${id}`)).current_spend).toBeGreaterThan(0);
  const untagged = recent.map((one) => ({ ...one, columns: { ...one.columns, Tags: '' } }));
  await importFile(server, token, 'untagged.csv', focusCsv(dailyRows(untagged)));
  expect(await budgets(token)).toMatchObject([
    { id, scope_title: 'Tag team: web', period_start: '2026-09-01', current_spend: 0, data_through: THROUGH },
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
