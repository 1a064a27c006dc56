import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LatestForecast, ListedForecast } from '../src/forecasts/core/contract.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { COMPANY, forecastsOf, key, THROUGH, TODAY } from './support/forecasts.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(`${TODAY}T12:00:00Z`), environment: { JWT_EXPIRY: '90d' } });
});
afterAll(() => server.close());

const { forecast, latest, list, organizationWith } = forecastsOf(() => server);

describe('what lies ahead', () => {
  let token: string;
  beforeAll(async () => {
    token = (await organizationWith(COMPANY)).token;
  });
  const plan = async (body: object): Promise<string> => {
    const made = await server.call('POST', '/calendar/events', {
      token,
      body: { kind: 'planned_change', name: 'Plan', ...body },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.id;
  };
  const totalOf = ({ points }: LatestForecast): number => points.reduce((sum, { mean }) => sum + mean, 0);

  it('moves its slice and the total by exactly its amount, and leaves every partition adding up', async () => {
    const start_date = addDays(TODAY, 10);
    const plain = await latest(token, 'horizon=40');
    const service = key('service', 'Storage');
    const plain_slice = await latest(token, `horizon=40&${service}`);
    const before = await list(token, 'limit=500');
    const event_id = await plan({ scope: { service: 'Storage' }, start_date, amount_per_day: 12.5, currency: 'USD' });

    const total = await latest(token, 'horizon=40');
    const slice = await latest(token, `horizon=40&${service}`);
    const days = total.points.filter(({ date }) => date >= start_date).length;
    for (const [answer, was] of [
      [total, plain],
      [slice, plain_slice],
    ] as const) {
      expect(totalOf(answer) - totalOf(was)).toBeCloseTo(12.5 * days, 6);
      expect(answer.planned).toEqual([{ event_id, name: 'Plan', start: start_date, end: null, amount: 12.5 * days }]);
      expect(answer.points[0]).toEqual(was.points[0]);
      const [last, before_last] = [answer.points.at(-1)!, was.points.at(-1)!];
      expect(last.upper_80 - before_last.upper_80).toBeCloseTo(12.5, 9);
    }
    expect(totalOf(await latest(token, 'horizon=40&planned=false'))).toBe(totalOf(plain));

    const after = await list(token, 'limit=500');
    const sumOf = (items: ListedForecast[], dimension: string) =>
      items.filter((item) => item.dimension === dimension).reduce((sum, item) => sum + item.next_30_days!, 0);
    for (const dimension of after.dimensions)
      expect(sumOf(after.items, dimension) - sumOf(before.items, dimension), dimension).toBeCloseTo(
        12.5 * total.points.slice(0, 30).filter(({ date }) => date >= start_date).length,
        6,
      );
    await server.call('DELETE', `/calendar/events/${event_id}`, { token });
    expect(totalOf(await latest(token, 'horizon=40'))).toBe(totalOf(plain));
  });

  it('in percent is of what its scope costs, also of several values at once', async () => {
    const scope = { service: 'Compute', account: 'a' };
    const plain = await latest(token, 'horizon=30');
    const id = await plan({ scope, start_date: addDays(THROUGH, 1), percent: -100 });
    const without = await latest(token, 'horizon=30');
    // 100 of 225.5 are gone.
    expect(totalOf(without) / totalOf(plain)).toBeCloseTo(1 - 100 / 225.5, 2);
    await server.call('DELETE', `/calendar/events/${id}`, { token });
  });

  it('that ends a service leaves nothing of it, of what is in it, nor an interval below nothing', async () => {
    const within = { service: 'Compute', account: 'a' };
    const amount = { kind: 'fixed', amount: 1 };
    const budget = { name: 'Shop', filters: within, period: 'month', amount, currency: 'USD' };
    const { body: kept } = await server.call('POST', '/budgets', { token, body: budget });
    await forecast(token);
    const forecasted = async (): Promise<number> =>
      (await server.call('GET', `/budgets/${kept.id}`, { token })).body.forecasted_spend;
    const before = await forecasted();
    const id = await plan({ scope: { service: 'Compute' }, start_date: addDays(THROUGH, 1), percent: -100 });
    const { body: after } = await server.call('GET', `/budgets/${kept.id}`, { token });
    expect(before).toBeGreaterThan(1.4 * after.current_spend);
    expect(after.forecasted_spend).toBeCloseTo(after.current_spend, 0);
    for (const scope_key of ['service=Compute', 'account=a&service=Compute']) {
      const { points, period_ends } = await latest(token, `scope_key=${encodeURIComponent(scope_key)}`);
      for (const { mean, lower_80, lower_95 } of points) {
        expect(mean, scope_key).toBeCloseTo(0, 0);
        for (const bound of [lower_80, lower_95]) expect(bound, scope_key).toBeGreaterThanOrEqual(Math.min(0, mean));
      }
      for (const { actual, total, lower_95 } of period_ends)
        expect(lower_95, scope_key).toBeGreaterThanOrEqual(Math.min(actual, total));
    }
    const { items } = await list(token, 'dimension=service');
    expect(items.find(({ title }) => title === 'Compute')).toMatchObject({ next_30_days: 0, lower_80: 0 });
    await server.call('DELETE', `/calendar/events/${id}`, { token });
    await server.call('DELETE', `/budgets/${kept.id}`, { token });
  });

  it('can be growth, evenly, on every slice', async () => {
    const plain = await latest(token, 'horizon=365');
    const grown = await latest(token, 'horizon=365&growth_percent=50');
    expect(grown.scenario).toEqual({ planned: true, growth_percent: 50 });
    expect(grown.points[364]!.mean / plain.points[364]!.mean).toBeCloseTo(1.5, 9);
  });

  it('is in the forecast itself once it has begun: it is made again', async () => {
    const before = await latest(token);
    const id = await plan({ start_date: addDays(THROUGH, -3), end_date: TODAY, amount_per_day: 1, currency: 'USD' });
    await forecast(token);
    const after = await latest(token);
    expect(after.run?.id).not.toBe(before.run?.id);
    expect(after.planned).toEqual([]);
    await server.call('DELETE', `/calendar/events/${id}`, { token });
  });
});
