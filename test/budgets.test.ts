import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Budget, BudgetDay } from '../src/budgets/core/contract.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { budgetsOf, fixed, PLAIN } from './support/budgets.ts';
import { forecastsOf, TODAY } from './support/forecasts.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    // Time goes on, so that runs and budgets have an order.
    now: () => new Date(Date.parse(`${TODAY}T12:00:00Z`) + performance.now()),
    environment: { JWT_EXPIRY: '90d' },
  });
});
afterAll(() => server.close());

const { get } = forecastsOf(() => server);

const { budgets, create } = budgetsOf(() => server);

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
    ['a custom period of centuries', { period: 'custom', start: '2026-02-28', end: '2036-03-01' }, ['end']],
    ['days that no calendar has', { start: '0001-01-01', end: '9999-12-31' }, ['end', 'start']],
    ['growth from nowhere', { amount: { kind: 'growing', amount: 5, growth_percent: 5 } }, ['start']],
    [
      'amounts for centuries of months',
      {
        amount: {
          kind: 'monthly',
          months: Object.fromEntries(
            Array.from({ length: 601 }, (_, month) => [
              `${2_000 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
              5,
            ]),
          ),
        },
      },
      ['amount.months'],
    ],
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
    period: 'quarter',
    calendar: 'fiscal',
    metric: 'effective',
    given_amount: fixed(12.3456),
    amount: 12.3456,
  });
  expect(shop!.thresholds.map(({ key }) => key)).toEqual([
    'actual 80 percent',
    'actual 100 percent',
    'forecast mean 100 percent',
  ]);
  expect(all).toMatchObject({ filters: {}, scope_title: 'All costs', given_amount: fixed(9_000), currency: 'EUR' });
  // What is said of it now is what it was.
  const { name, owner, filters, metric, currency, period, calendar, start, end, given_amount: amount } = shop!;
  const thresholds = shop!.thresholds.map(({ key: _key, amount: _amount, crossed_at: _crossed, ...given }) => given);
  const body = { name, owner, filters, metric, currency, period, calendar, start, end, amount, thresholds };
  expect((await server.call('PUT', `/budgets/${id}`, { token, body })).body).toEqual(shop);
});
