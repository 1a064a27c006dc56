import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Budget } from '../src/budgets/core/contract.ts';
import { filtersAsJson } from '../src/costs/core/filters.ts';
import { filtersSchema } from '../src/costs/core/query.ts';
import type { ForecastAccuracy, ListedForecast } from '../src/forecasts/core/contract.ts';
import { type FollowedSlice, followedKey } from '../src/forecasts/core/followed.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { dailyRows } from './support/daily-costs.ts';
import { COMPANY, cost, END, forecastsOf, IN_EUROS, key, THROUGH, TODAY } from './support/forecasts.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { runEnd } from './support/runs.ts';

let today = TODAY;
let server: TestServer;
beforeEach(() => {
  today = TODAY;
});
beforeAll(async () => {
  server = await startTestServer({
    // Time goes on, so that runs have an order.
    now: () => new Date(Date.parse(`${today}T12:00:00Z`) + performance.now()),
    environment: { JWT_EXPIRY: '90d' },
  });
});
afterAll(() => server.close());

const { get, forecast, latest, list, organizationWith } = forecastsOf(() => server);
const cents = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0);

describe('an organization with 200 days of costs', () => {
  let token: string;
  beforeAll(async () => {
    token = (await organizationWith([...COMPANY, IN_EUROS])).token;
  });

  it('has a forecast after its history, with intervals, and says how it was made', async () => {
    const answer = await latest(token, 'horizon=60');
    expect(answer).toMatchObject({ dimension: 'total', currency: 'USD', title: 'All costs', reason: null });
    expect(answer.run).toMatchObject({ data_through: THROUGH });
    expect(answer.points).toHaveLength(60);
    expect(answer.points[0]?.date).toBe(addDays(THROUGH, 1));
    for (const point of answer.points) {
      expect(point.lower_95 <= point.lower_80 && point.lower_80 <= point.mean).toBe(true);
      expect(point.mean <= point.upper_80 && point.upper_80 <= point.upper_95).toBe(true);
    }
    const week = answer.points.slice(0, 7).reduce((sum, { mean }) => sum + mean, 0);
    expect(week).toBeGreaterThan(225.5 * 6.4 * 0.97);
    expect(week).toBeLessThan(225.5 * 6.4 * 1.03);
    expect(answer.model).toBeTruthy();
    expect(answer.backtest?.wape).toBeLessThan(10);
    expect(answer.history.at(-1)).toMatchObject({ date: THROUGH, incomplete: false });
  });

  it('has forecasts of every partition, whose days add up to the total to the cent', async () => {
    const { items, dimensions } = await list(token, 'limit=500');
    expect(dimensions).toEqual(['total', 'provider', 'service', 'account', 'tag:team']);
    const whole = await latest(token, 'horizon=366');
    for (const dimension of dimensions.slice(1)) {
      const own = items.filter((item) => item.dimension === dimension);
      const parts = await Promise.all(
        own.map(({ scope_key }) => latest(token, `horizon=366&scope_key=${encodeURIComponent(scope_key)}`)),
      );
      for (const [day, { mean }] of whole.points.entries())
        expect(cents(parts.map(({ points }) => points[day]!.mean)), dimension).toBe(cents([mean]));
    }
  });

  it('says what month, quarter and year will have cost: the days so far and the forecast of the rest', async () => {
    const answer = await latest(token, 'horizon=366');
    expect(answer.period_ends.map(({ period, start }) => [period, start])).toEqual([
      ['month', '2026-09-01'],
      ['quarter', '2026-07-01'],
    ]);
    const { total_cost } = await get<{ total_cost: number }>(
      token,
      `/costs/summary?start=2026-09-01&end=${addDays(THROUGH, 1)}&currency=USD`,
    );
    const rest = answer.points.filter(({ date }) => date < '2026-10-01').reduce((sum, { mean }) => sum + mean, 0);
    const [month] = answer.period_ends;
    expect(month!.actual).toBeCloseTo(total_cost, 6);
    expect(month!.total).toBeCloseTo(total_cost + rest, 6);
    // Errors of days even out: the sum is more certain than its days.
    const daily = answer.points.filter(({ date }) => date < '2026-10-01');
    expect(month!.upper_95 - month!.total).toBeLessThan(daily.reduce((sum, p) => sum + p.upper_95 - p.mean, 0));
    const { items } = await list(token, 'dimension=total');
    expect(items[0]?.month_end).toBeCloseTo(month!.total, 6);
  });

  it('never adds two currencies', async () => {
    const euros = await latest(token, 'currency=EUR');
    expect(euros.currency).toBe('EUR');
    expect(euros.points[0]!.mean).toBeLessThan(25);
    const in_dollars = await list(token, 'limit=500');
    const in_euros = await list(token, 'limit=500&currency=EUR');
    expect(new Set(in_dollars.items.map(({ currency }) => currency))).toEqual(new Set(['USD']));
    expect(new Set(in_euros.items.map(({ currency }) => currency))).toEqual(new Set(['EUR']));
    expect((await server.call('GET', '/forecasts/latest?currency=GBP', { token })).status).toBe(404);
  });

  it('lists slices largest first, page by page', async () => {
    const all = await list(token, 'dimension=service');
    expect(all.items.map(({ title }) => title)).toEqual(['Compute', 'Database', 'Storage']);
    for (const item of all.items) expect(Math.abs(item.change_percent!)).toBeLessThan(15);
    const first = await list(token, 'dimension=service&limit=2');
    const second = await list(token, `dimension=service&limit=2&cursor=${first.next_cursor}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    expect(second.next_cursor).toBeNull();
    // Places in the list of other forecasts say nothing of these.
    const cursor = Buffer.from(JSON.stringify(['2', randomUUID()])).toString('base64url');
    const { status, body } = await server.call('GET', `/forecasts?cursor=${cursor}`, { token });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/made again .* first page/)]);
  });

  it('sees from the first day how forecasts would have done, from the days before alone', async () => {
    const answer = await get<ForecastAccuracy>(token, '/forecasts/accuracy');
    expect(answer.comparisons.map(({ kind, start }) => [kind, start])).toEqual(
      [30, 60, 90].map((age) => ['replayed', addDays(THROUGH, 1 - age)]),
    );
    for (const one of answer.comparisons) expect(one).toMatchObject({ days: 30, end: addDays(one.start, 30) });
    expect(answer.median_error_percent).toBeLessThan(5);
    expect(answer.coverage_95).toBeGreaterThan(0.7);
    const service = await get<ForecastAccuracy>(token, `/forecasts/accuracy?${key('service', 'Storage')}`);
    expect(service.comparisons).toHaveLength(3);
  });

  it('does nothing when nothing is new, and makes them again when costs change', async () => {
    const before = await latest(token);
    expect((await forecast(token)).counts).toEqual({ forecasts: 0, replays: 0 });
    expect((await latest(token)).run).toEqual(before.run);

    await importFile(
      server,
      token,
      'more.csv',
      focusCsv(
        dailyRows([
          cost('Queue', 'd', 80, {
            columns: { ...IN_EUROS.columns, ServiceName: 'Queue', BillingAccountId: 'payer-3' },
          }),
        ]),
      ),
    );
    const again = await forecast(token);
    expect(again.status).toBe('succeeded');
    const after = await latest(token, `currency=EUR`);
    expect(after.run?.id).not.toBe(before.run?.id);
    expect(after.points[0]!.mean).toBeGreaterThan(60);
    // What was made from other costs is not held against these: it was made afresh.
    const { comparisons } = await get<ForecastAccuracy>(token, '/forecasts/accuracy?currency=EUR');
    expect(comparisons).toHaveLength(3);
    for (const { error_percent } of comparisons) expect(Math.abs(error_percent!)).toBeLessThan(10);
  });

  it('follows a slice of a budget by any filters and metric, on its own and once', async () => {
    const before = await list(token, 'limit=500&currency=USD');
    const excluding: FollowedSlice = {
      filters: filtersSchema.parse({ not_service: 'Compute', account: ['a', 'b'] }),
      metric: 'billed',
      currency: 'USD',
    };
    const effective = (given: Record<string, string>): FollowedSlice => ({
      filters: filtersSchema.parse(given),
      metric: 'effective',
      currency: 'USD',
    });
    const followed = [
      excluding,
      effective({ resource: 'i-1' }),
      effective({ resource: 'i-nobody' }),
      effective({ service: 'Compute' }),
    ];
    for (const { filters, metric, currency } of followed)
      await server.call('POST', '/budgets', {
        token,
        body: {
          name: metric,
          filters: filtersAsJson(filters),
          metric,
          currency,
          period: 'month',
          amount: { kind: 'fixed', amount: 3_000 },
        },
      });
    const scope_key = followedKey(excluding);
    const asked = `scope_key=${encodeURIComponent(scope_key)}`;
    await forecast(token);

    const made = await latest(token, `${asked}&horizon=30`);
    expect(made).toMatchObject({
      costs: { filters: filtersAsJson(excluding.filters), metric: 'billed' },
      scope: {},
      title: 'a, b · not Compute (billed cost)',
      dimension: 'budget',
      reason: null,
    });
    // Storage and Database.
    for (const { date, mean } of made.points) expect(Math.abs(mean - 75), date).toBeLessThan(25);
    const { total_cost } = await get<{ total_cost: number }>(
      token,
      `/costs/summary?metric=billed&currency=USD&not_service=Compute&start=${made.history[0]!.date}&end=${addDays(THROUGH, 1)}`,
    );
    const known = made.history.filter(({ incomplete }) => !incomplete);
    expect(known.reduce((sum, { amount }) => sum + amount!, 0)).toBeCloseTo(total_cost, 6);
    expect(made.budgets).toMatchObject([{ name: 'billed', period: 'month' }]);
    const [month] = made.period_ends;
    const september = made.budgets[0]!.days.find(({ start }) => start === month!.start);
    expect(september).toEqual({ start: '2026-09-01', end: '2026-10-01', amount: 3_000, amount_per_day: 100 });

    const { items: budgets } = await get<{ items: Budget[] }>(token, '/budgets');
    const [of_excluding, of_resource, of_nobody] = budgets;
    expect(of_excluding).toMatchObject({ current_spend: month!.actual, reason: null });
    expect(of_excluding!.forecasted_spend).toBeCloseTo(month!.total, 6);
    expect(of_excluding!.forecast_upper_80).toBeCloseTo(month!.upper_80, 6);
    expect(of_resource!.forecasted_spend).toBeGreaterThan(of_resource!.current_spend!);
    expect(of_nobody).toMatchObject({ current_spend: 0, forecasted_spend: null });

    const after = await list(token, 'limit=500&currency=USD');
    const keys = (items: ListedForecast[]) => items.map((item) => item.scope_key).toSorted();
    // Nothing is of nobody's resource, and the last is forecast as a service already.
    expect(keys(after.items)).toEqual([...keys(before.items), scope_key, 'resource=i-1'].toSorted());
    expect(after.items.find((item) => item.scope_key === scope_key)).toMatchObject({
      dimension: 'budget',
      title: made.title,
    });
    expect(await get<ForecastAccuracy>(token, `/forecasts/accuracy?${asked}`)).toMatchObject({
      scope_key,
      title: made.title,
    });
  });

  it('knows no slice without costs, and says so of those that are not forecast on their own', async () => {
    for (const query of [
      key('service', 'Nothing'),
      'scope_key=nonsense',
      'scope_key=other%3Aservice',
      key('resource', 'i-2'),
    ])
      for (const path of ['/forecasts/latest', '/forecasts/accuracy'])
        expect((await server.call('GET', `${path}?${query}`, { token })).status, query).toBe(404);
    const combined = await latest(token, `scope_key=${encodeURIComponent('account=a&service=Compute')}`);
    expect(combined).toMatchObject({ points: [], period_ends: [], model: null });
    expect(combined.history.length).toBeGreaterThan(100);
    expect(combined.reason).toMatch(/one provider, service, account.* set a budget/);
    expect((await latest(token, key('region', 'us-east-1'))).reason).toBe(combined.reason);
  });
});

describe('as days go by', () => {
  it('what was forecast is held against what came, and of older runs only that is kept', async () => {
    const { token, organization } = await server.signUp();
    for (const end of [TODAY, addDays(TODAY, 1), addDays(TODAY, 12)]) {
      today = end;
      await importFile(server, token, `${end}.csv`, focusCsv(dailyRows(COMPANY.map((one) => ({ ...one, end })))));
      await forecast(token);
    }
    // Its file came when September was over: of that month every day is complete.
    const through = '2026-09-30';
    const runs = await server.services.database.transaction(organization.id, (tx) =>
      tx
        .selectFrom('forecast_runs')
        .innerJoin('forecasts', 'run_id', 'id')
        .select(['data_through', 'horizon', 'mean', 'upper_95', 'cumulative_upper_80'])
        .where('kind', '=', 'made')
        .where('scope_key', '=', '')
        .orderBy('data_through')
        .execute(),
    );
    const days = (bytes: Buffer) => bytes.length / 8;
    // The second run was of the week of the first, which is enough to judge by.
    expect(
      runs.map((run) => [
        run.data_through,
        run.horizon,
        ...[run.mean, run.upper_95, run.cumulative_upper_80].map(days),
      ]),
    ).toEqual([
      [THROUGH, 35, 35, 35, 0],
      [through, 366, 366, 366, 366],
    ]);
    const { comparisons } = await get<ForecastAccuracy>(token, '/forecasts/accuracy');
    expect(comparisons[0]).toMatchObject({ kind: 'made', start: addDays(THROUGH, 1), end: '2026-10-01', days: 12 });
    expect(Math.abs(comparisons[0]!.error_percent!)).toBeLessThan(5);
    expect(new Set(comparisons.slice(1).map(({ kind }) => kind))).toEqual(new Set(['replayed']));
  });
});

describe('little data', () => {
  it('without costs says what to do', async () => {
    const { token } = await server.signUp();
    expect(await latest(token)).toMatchObject({ run: null, history: [], points: [], reason: /Connect a cloud/ });
    expect(await list(token)).toEqual({ items: [], next_cursor: null, run: null, dimensions: [] });
    expect(await get(token, '/forecasts/accuracy')).toMatchObject({ comparisons: [], median_error_percent: null });
    const { status, body } = await server.call('POST', '/jobs/forecast/run', { token });
    expect([status, body.detail]).toEqual([422, expect.stringMatching(/no costs to forecast/)]);
  });

  it('of five days is not enough, of which each slice says so', async () => {
    const start = addDays(END, -6);
    const { token } = await organizationWith(COMPANY.map((one) => ({ ...one, start })));
    const answer = await latest(token);
    expect(answer).toMatchObject({ points: [], period_ends: [], model: null });
    expect(answer.reason).toMatch(/not enough data/);
    expect(answer.history).toHaveLength(5);
    const { items } = await list(token);
    for (const item of items) expect(item).toMatchObject({ next_30_days: null, month_end: null, reason: /not enough/ });
  });

  it('of two weeks is no month to say a change from', async () => {
    const start = addDays(END, -16);
    const { token } = await organizationWith(COMPANY.map((one) => ({ ...one, start })));
    const [whole] = (await list(token, 'dimension=total')).items;
    expect(whole!.next_30_days).toBeGreaterThan(whole!.last_30_days * 1.5);
    expect(whole!.change_percent).toBeNull();
  });

  it('of one day, which may still be filling, has no complete one', async () => {
    const { token } = await organizationWith([cost('Compute', 'a', 5, { start: addDays(END, -1) })]);
    expect(await latest(token)).toMatchObject({ points: [], reason: /No day of these costs is complete/ });
  });

  it('of a new service is forecast with the rest, so that services still add up', async () => {
    const young = cost('Young', 'a', 50, { start: addDays(END, -4) });
    const { token } = await organizationWith([...COMPANY, young]);
    const { items } = await list(token, 'dimension=service');
    expect(items.find(({ title }) => title === 'Young')).toMatchObject({ next_30_days: null, reason: /not enough/ });
    const [whole] = (await list(token, 'dimension=total')).items;
    expect(items.reduce((sum, item) => sum + (item.next_30_days ?? 0), 0)).toBeCloseTo(whole!.next_30_days!, 6);
  });

  it('that ended years ago is forecast from where it ended', async () => {
    const old = COMPANY.map((one) => ({ ...one, start: '2024-01-01', end: '2024-04-11' }));
    const { token } = await organizationWith(old);
    const { run, points, period_ends } = await latest(token);
    expect(points[0]?.date).toBe(addDays(run!.data_through, 1));
    expect(period_ends[0]).toMatchObject({ period: 'month', start: '2024-04-01' });
  });

  it('that becomes less again is forecast from what is left, also when the clock goes back', async () => {
    const { token } = await organizationWith(COMPANY);
    const old = COMPANY.map((one) => ({ ...one, columns: { ...one.columns, BillingAccountId: 'payer-9' } }));
    today = addDays(TODAY, 20);
    const { id } = await importFile(
      server,
      token,
      'more.csv',
      focusCsv(dailyRows(old.map((one) => ({ ...one, end: today })))),
    );
    await forecast(token);
    today = TODAY;
    await server.call('DELETE', `/imports/${id}`, { token });
    await forecast(token);
    const { run, points } = await latest(token);
    expect(run?.data_through).toBe(THROUGH);
    expect(points[0]!.mean).toBeLessThan(300);
  });

  it('that was removed takes its forecasts along', async () => {
    const { token } = await organizationWith(COMPANY);
    const { items } = await get<{ items: { id: string }[] }>(token, '/imports');
    await server.call('DELETE', `/imports/${items[0]!.id}`, { token });
    await forecast(token);
    expect(await list(token)).toMatchObject({ items: [], run: null });
  });
});

it('an analysis service that does not answer is named, to the run and on the page', async () => {
  const alone = await startTestServer({ environment: { ML_SIDECAR_URL: 'http://127.0.0.1:9' } });
  try {
    const { token } = await alone.signUp();
    await importFile(alone, token, 'costs.csv', focusCsv(dailyRows(COMPANY)));
    const { body } = await alone.call('POST', '/jobs/forecast/run', { token });
    expect((await runEnd(alone, token, body.job_ids[0])).error).toMatch(/ML_SIDECAR_URL\) does not answer/);
    const answer = await alone.call('GET', '/forecasts/latest', { token });
    expect(answer.body.reason).toMatch(/^Making forecasts failed\. .*npm run ml/);
  } finally {
    await alone.close();
  }
});

describe('tenants', () => {
  it('see their own forecasts alone', async () => {
    await organizationWith(COMPANY);
    const { token } = await server.signUp('Other');
    expect((await list(token)).items).toEqual([]);
    expect((await latest(token)).history).toEqual([]);
  });
});
