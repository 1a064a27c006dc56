import { expect } from 'vitest';
import type { LatestForecast, ListedForecast } from '../../src/forecasts/core/contract.ts';
import type { JobRun } from '../../src/jobs/core/contract.ts';
import { addDays } from '../../src/platform/core/dates.ts';
import type { TestServer } from './app.ts';
import { type DailyCost, dailyRows, withRhythm } from './daily-costs.ts';
import { focusCsv, importFile } from './imports.ts';
import { runEnd } from './runs.ts';

/** The day of the tests. */
export const TODAY = '2026-09-20';
/** The file came in the middle of the month: the day before its last is complete. */
export const END = '2026-09-20';
export const THROUGH = '2026-09-18';
const START = addDays(END, -200);

export const cost = (service: string, account: string, level: number, given: Partial<DailyCost> = {}): DailyCost => ({
  columns: {
    ServiceName: service,
    SubAccountId: account,
    SubAccountName: `Account ${account}`,
    Tags: JSON.stringify({ team: account === 'a' ? 'web' : 'data' }),
  },
  start: START,
  end: END,
  amount: withRhythm(level),
  ...given,
});
export const COMPANY = [
  cost('Compute', 'a', 100),
  cost('Compute', 'b', 40),
  cost('Storage', 'a', 30),
  cost('Database', 'b', 55.5),
];
const EUROS = cost('Compute', 'c', 20);
export const IN_EUROS = {
  ...EUROS,
  columns: { ...EUROS.columns, BillingCurrency: 'EUR', BillingAccountId: 'payer-2' },
};

/** The query that names the slice of one value. */
export const key = (grouping: string, value: string): string =>
  `scope_key=${encodeURIComponent(`${grouping}=${encodeURIComponent(value)}`)}`;

interface List {
  items: ListedForecast[];
  dimensions: string[];
  next_cursor: string | null;
  run: LatestForecast['run'];
}

/** What tests ask the server, which may be started later, about forecasts. */
export const forecastsOf = (serverOf: () => TestServer) => {
  const get = async <T>(token: string, path: string): Promise<T> => {
    const { status, body } = await serverOf().call('GET', path, { token });
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  /** Has forecasts made, and answers how that ended. */
  const forecast = async (token: string): Promise<JobRun> => {
    const { body } = await serverOf().call('POST', '/jobs/forecast/run', { token });
    return runEnd(serverOf(), token, body.job_ids[0]);
  };
  return {
    get,
    forecast,
    latest: (token: string, query = '') => get<LatestForecast>(token, `/forecasts/latest?${query}`),
    list: (token: string, query = '') => get<List>(token, `/forecasts?${query}`),
    /** A new organization with these costs, and forecasts of them. */
    organizationWith: async (costs: readonly DailyCost[]) => {
      const { token, organization } = await serverOf().signUp();
      await importFile(serverOf(), token, 'costs.csv', focusCsv(dailyRows(costs)));
      expect(await forecast(token)).toMatchObject({ status: 'succeeded', error: null });
      return { token, organization };
    },
  };
};
