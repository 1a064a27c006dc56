import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Budget, BudgetAlert, BudgetDay } from '../src/budgets/core/contract.ts';
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

const fixed = (amount: number) => ({ kind: 'fixed', amount });
const PLAIN = { name: 'Everything', period: 'month', amount: fixed(9_000), currency: 'USD' };
const create = async (token: string, body: object): Promise<Budget> => {
  const answer = await server.call('POST', '/budgets', { token, body: { ...PLAIN, ...body } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
};
const budgets = async (token: string): Promise<Budget[]> =>
  (await get<{ items: Budget[] }>(token, '/budgets?limit=500')).items;

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

describe('without costs', () => {
  let token: string;
  beforeAll(async () => {
    token = (await server.signUp()).token;
  });

  it('budgets are set, changed and removed, each time with an entry in the audit log', async () => {
    const made = await create(token, {
      name: '  Shop  ',
      owner: 'Grace',
      filters: { service: 'Compute', not_account: ['b', 'a'], 'tag.team': ['web'] },
      amount: fixed(12.345678),
    });
    expect(made).toEqual({
      id: expect.any(String),
      name: 'Shop',
      owner: 'Grace',
      filters: { service: ['Compute'], not_account: ['a', 'b'], 'tag.team': ['web'] },
      scope_title: 'not a, b · Compute · Tag team: web',
      metric: 'effective',
      currency: 'USD',
      period: 'month',
      calendar: 'fiscal',
      start: null,
      end: null,
      given_amount: fixed(12.345678),
      parent_id: null,
      children: null,
      period_start: '2026-09-01',
      period_end: '2026-10-01',
      amount: 12.345678,
      thresholds: [
        ['actual 80 percent', { basis: 'actual', value: 80, amount: 9.8765424 }],
        ['actual 100 percent', { basis: 'actual', value: 100, amount: 12.345678 }],
        ['forecast mean 100 percent', { basis: 'forecast', value: 100, amount: 12.345678 }],
      ].map(([key, one]) => ({ key, unit: 'percent', bound: 'mean', crossed_at: null, ...(one as object) })),
      // Nothing is known, which is not the same as nothing being spent.
      status: 'unknown',
      current_spend: null,
      data_through: null,
      forecasted_spend: null,
      forecast_lower_80: null,
      forecast_upper_80: null,
      pace_percent: null,
      exhausted_on: null,
      reason: expect.stringMatching(/Connect a cloud or upload a billing file/),
      created_by: 'Ada',
      created_at: expect.stringMatching(/^2026-09-20T12:/),
    });
    expect(await get(token, `/budgets/${made.id}`)).toEqual({ ...made, history: [] });
    const body = {
      ...PLAIN,
      name: 'Shop, all of it',
      filters: { service: ['Compute'] },
      period: 'year',
      amount: fixed(1_000),
    };
    const changed = await server.call('PUT', `/budgets/${made.id}`, { token, body });
    const { amount, ...rest } = body;
    const { id, created_by, created_at } = made;
    expect(changed.body).toMatchObject({ ...rest, given_amount: amount, id, created_by, created_at, owner: null });
    expect(changed.body).toMatchObject({ period_start: '2026-01-01', amount: 1_000 });
    expect(await budgets(token)).toEqual([changed.body]);
    expect((await server.call('DELETE', `/budgets/${id}`, { token })).status).toBe(204);
    expect(await budgets(token)).toEqual([]);
    for (const [method, path, more] of [
      ['GET', '', {}],
      ['GET', '/days', {}],
      ['GET', '/alerts', {}],
      ['DELETE', '', {}],
      ['PUT', '', { body }],
    ] as const)
      expect((await server.call(method, `/budgets/${id}${path}`, { token, ...more })).status, method).toBe(404);

    const { items } = (await server.call('GET', '/audit-log?target_kind=budget', { token })).body;
    const before = { name: 'Shop', filters: made.filters, period: 'month', amount: fixed(12.345678) };
    expect(items).toMatchObject([
      { action: 'budget.deleted', target_id: id, before: { name: 'Shop, all of it' }, after: null },
      { action: 'budget.changed', target_id: id, before, after: { name: 'Shop, all of it', filters: body.filters } },
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
    const wrong = {
      name: ' ',
      filters: { color: 'red' },
      metric: 'dear',
      period: 'custom',
      calendar: 'moon',
      amount: { kind: 'growing', amount: 0, growth_percent: 5_000 },
      currency: 'dollars',
      end: '2026-13-01',
      thresholds: [{ basis: 'guess', unit: 'percent', value: -1 }],
      parent_id: 'mine',
      scope: {},
    };
    const { id } = await create(token, {});
    for (const [method, path] of [
      ['POST', '/budgets'],
      ['PUT', `/budgets/${id}`],
      ['POST', '/budgets/preview'],
    ] as const) {
      const { status, body } = await server.call(method, path, { token, body: wrong });
      const paths = body.errors.map((error: { path: string }) => error.path.replace('body.', '')).toSorted();
      const expected = [
        'amount.amount',
        'amount.growth_percent',
        'calendar',
        'currency',
        'end',
        'filters.color',
        'metric',
        'name',
        'parent_id',
        'scope',
        'start',
        'thresholds.0.basis',
        'thresholds.0.value',
      ];
      expect([status, paths]).toEqual([400, expected]);
    }
    expect(await budgets(token)).toMatchObject([{ name: PLAIN.name, given_amount: PLAIN.amount }]);
    await server.call('DELETE', `/budgets/${id}`, { token });
  });

  it.each([
    ['an amount that would be rounded to nothing', { amount: fixed(1e-30) }, ['amount.amount']],
    ['half a character', { filters: { service: '\ud800' } }, ['filters.service']],
    ['NUL in the name of a tag', { filters: { 'tag.\0': 'x' } }, ['filters']],
    ['an end before its start', { start: '2026-09-02', end: '2026-09-02' }, ['end']],
    ['a custom period without days', { period: 'custom' }, ['end', 'start']],
    ['days that no calendar has', { start: '0001-01-01', end: '9999-12-31' }, ['end', 'start']],
    ['growth from nowhere', { amount: { kind: 'growing', amount: 5, growth_percent: 5 } }, ['start']],
    ['a month that is none', { amount: { kind: 'monthly', months: { '2026-13': 5 } } }, ['amount.months.2026-13']],
    [
      'two thresholds that are the same',
      { thresholds: ['mean', 'upper_80'].map((bound) => ({ basis: 'actual', unit: 'percent', value: 5, bound })) },
      ['thresholds'],
    ],
  ])('are refused with %s, and the list stays readable', async (_, wrong, paths) => {
    const { status, body } = await server.call('POST', '/budgets', { token, body: { ...PLAIN, ...wrong } });
    const wrong_paths = body.errors.map((error: { path: string }) => error.path.replace('body.', '')).toSorted();
    expect([status, wrong_paths]).toEqual([400, paths]);
    expect(await budgets(token)).toEqual([]);
  });

  it('may be for days of their own', async () => {
    const custom = await create(token, { period: 'custom', start: '2026-09-15', end: '2027-02-01' });
    expect(custom).toMatchObject({ period_start: '2026-09-15', period_end: '2027-02-01', amount: 9_000 });
    expect((await server.call('GET', `/budgets/${custom.id}/days?on=2026-09-14`, { token })).status).toBe(404);
    const { days } = await get<{ days: BudgetDay[] }>(token, `/budgets/${custom.id}/days?on=2027-01-31`);
    expect(days).toHaveLength(139);
    await server.call('DELETE', `/budgets/${custom.id}`, { token });
  });

  it('are parts of others that have the same periods, metric and currency, over five levels at most', async () => {
    const refusal = async (method: string, path: string, body: object): Promise<string[]> => {
      const { status, body: answer } = await server.call(method, path, { token, body: { ...PLAIN, ...body } });
      expect(status, JSON.stringify(answer)).toBe(422);
      return answer.errors.map((error: { path: string; message: string }) => `${error.path}: ${error.message}`);
    };
    const levels: Budget[] = [];
    for (const name of ['one', 'two', 'three', 'four', 'five'])
      levels.push(await create(token, { name, parent_id: levels.at(-1)?.id ?? null }));
    const [one, two, three, four, five] = levels.map(({ id }) => id);
    expect(await refusal('POST', '/budgets', { parent_id: five })).toEqual([
      'body.parent_id: budgets can be parts of each other over 5 levels at most',
    ]);
    expect(await refusal('POST', '/budgets', { parent_id: randomUUID() })).toEqual([
      'body.parent_id: there is no such budget',
    ]);
    expect(await refusal('PUT', `/budgets/${two}`, { parent_id: four })).toEqual([
      'body.parent_id: it would be a part of itself',
    ]);
    expect(await refusal('PUT', `/budgets/${two}`, { parent_id: two })).toEqual([
      'body.parent_id: it would be a part of itself',
    ]);
    const other = { parent_id: one, name: 'two', period: 'quarter', metric: 'billed', currency: 'EUR' };
    expect(await refusal('PUT', `/budgets/${two}`, other)).toEqual([
      'body.parent_id: three is a part of it, with another period, metric, currency',
      'body.parent_id: one has another period, metric, currency',
    ]);
    const names = async (query: string): Promise<string[]> =>
      (await get<{ items: Budget[] }>(token, `/budgets?${query}`)).items.map(({ name }) => name);
    expect(await names(`parent_id=${two}`)).toEqual(['three']);
    // Parts of what is removed become parts of what it was a part of.
    await server.call('DELETE', `/budgets/${two}`, { token });
    expect(await names(`parent_id=${one}`)).toEqual(['three']);
    const theirs = await server.signUp('Other');
    const { status } = await server.call('POST', '/budgets', {
      token: theirs.token,
      body: { ...PLAIN, parent_id: one },
    });
    expect(status).toBe(422);
    for (const id of [one, three, four, five]) await server.call('DELETE', `/budgets/${id}`, { token });
  });
});

it('those of before go on: with their slices, amounts and usual thresholds', async () => {
  const { token, organization } = await server.signUp();
  const migration = (name: string, part: RegExp): string => {
    const [text] = part.exec(readFileSync(new URL(`../migrations/${name}.sql`, import.meta.url), 'utf8')) ?? [];
    expect(text, `${name} has ${part}`).toBeDefined();
    return text!;
  };
  const id = randomUUID();
  // As tables of their own in a schema of their own, so that the migration finds what it found then.
  await server.services.database.asOwner(`
    begin; create schema former; set local search_path to former, public;
    ${migration('0005_forecasts_and_anomalies', /create table budgets \([\s\S]*?\n\);/)}
    insert into budgets (id, organization_id, name, scope, period, amount, currency, created_by, created_at) values
      ('${id}', '${organization.id}', 'Shop', '{"tag:team": "web", "service": "Compute"}', 'quarter', 12.345600, 'USD', 'Ada', now()),
      ('${randomUUID()}', '${organization.id}', 'All', '{}', 'month', 9000, 'EUR', 'Ada', now() + interval '1 hour');
    ${migration('0008_budgets_policies_notifications', /alter table budgets drop[\s\S]*?create index budgets_parent.*/)}
    insert into public.budgets select * from budgets;
    drop schema former cascade; commit`);
  const [shop, all] = await budgets(token);
  expect(shop).toMatchObject({
    id,
    filters: { service: ['Compute'], 'tag.team': ['web'] },
    ...{ period: 'quarter', calendar: 'fiscal', metric: 'effective', given_amount: fixed(12.3456), amount: 12.3456 },
  });
  expect(shop!.thresholds.map(({ key }) => key)).toEqual([
    'actual 80 percent',
    'actual 100 percent',
    'forecast mean 100 percent',
  ]);
  expect(all).toMatchObject({ filters: {}, scope_title: 'All costs', given_amount: fixed(9_000), currency: 'EUR' });
  // What is said of it now is what it was.
  const { name, owner, filters, metric, currency, period, calendar, start, end, given_amount: amount } = shop!;
  const thresholds = shop!.thresholds.map(({ key: _, amount: _amount, crossed_at: _crossed, ...given }) => given);
  const body = { name, owner, filters, metric, currency, period, calendar, start, end, amount, thresholds };
  expect((await server.call('PUT', `/budgets/${id}`, { token, body })).body).toEqual(shop);
});

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
  const { token } = await organizationWith(COMPANY);
  const { id } = await create(token, { name: 'Web team', filters: { 'tag.team': 'web' } });
  expect((await get<Budget>(token, `/budgets/${id}`)).current_spend).toBeGreaterThan(0);
  const { items } = await get<{ items: { id: string }[] }>(token, '/imports');
  await server.call('DELETE', `/imports/${items[0]!.id}`, { token });
  const untagged = COMPANY.map((one) => ({ ...one, columns: { ...one.columns, Tags: '' } }));
  await importFile(server, token, 'untagged.csv', focusCsv(dailyRows(untagged)));
  expect(await budgets(token)).toMatchObject([
    { id, scope_title: 'Tag team: web', period_start: '2026-09-01', current_spend: 0, forecasted_spend: null },
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
