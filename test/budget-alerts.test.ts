import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Budget, BudgetAlert } from '../src/budgets/core/contract.ts';
import type { JobRun } from '../src/jobs/core/contract.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { startTestServer, type TestAccount, type TestServer } from './support/app.ts';
import { dailyRows } from './support/daily-costs.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { runEnd } from './support/runs.ts';

let server: TestServer;
/** The day it is. Time goes on, so that runs and alerts have an order. */
let today: string;
beforeAll(async () => {
  server = await startTestServer({
    now: () => new Date(Date.parse(`${today}T12:00:00Z`) + performance.now()),
    environment: { JWT_EXPIRY: '90d' },
  });
});
afterAll(() => server.close());

let account: TestAccount;
beforeEach(async () => {
  today = '2026-09-20';
  account = await server.signUp();
});

const FIRST = '2026-09-01';
interface Bill {
  from?: string;
  days: number;
  /** Cost of each day. */
  a_day?: number;
  last_day?: number;
  columns?: Record<string, string>;
}

/** Imports bills of so many days; the last day of a month that runs may be filling, so it is not complete. */
async function bill(...bills: Bill[]): Promise<string> {
  const costs = bills.map(({ from = FIRST, days, a_day = 10, last_day = a_day, columns = {} }) => ({
    columns,
    start: from,
    end: addDays(from, days),
    amount: (day: number): number => (day === days - 1 ? last_day : a_day),
  }));
  const end = await importFile(server, account.token, 'bill.csv', focusCsv(dailyRows(costs)));
  expect(end).toMatchObject({ status: 'succeeded' });
  return end.id;
}

const percents = (...values: number[]) => values.map((value) => ({ basis: 'actual', unit: 'percent', value }));
const BODY = {
  name: 'Everything',
  owner: 'Grace',
  period: 'month',
  amount: { kind: 'fixed', amount: 100 },
  currency: 'USD',
  thresholds: percents(80, 100),
};

async function budget(body: object = {}): Promise<Budget> {
  const answer = await server.call('POST', '/budgets', { token: account.token, body: { ...BODY, ...body } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

/** Has budgets checked from all that was done so far, and answers what that changed. */
async function check(): Promise<Record<string, number>> {
  const asked_at = server.services.now().toISOString();
  for (;;) {
    const { body } = await server.call('POST', '/jobs/budget_check/run', { token: account.token });
    const run: JobRun = await runEnd(server, account.token, body.job_ids[0]);
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    if (run.started_at! >= asked_at) return run.counts!;
  }
}

/** The alerts of a budget, oldest first: `80 2026-09-01 through 2026-09-08`, and ` left` where it is. */
async function alerts({ id }: Budget): Promise<string[]> {
  const { body } = await server.call('GET', `/budgets/${id}/alerts`, { token: account.token });
  return (body.items as BudgetAlert[])
    .toReversed()
    .map(({ threshold, period_start, data_through, left_at }) =>
      [threshold.value, period_start, 'through', data_through, ...(left_at ? ['left'] : [])].join(' '),
    );
}

/** What the outbox tells of budgets. */
const told = () =>
  server.services.database.transaction(account.organization.id, async (tx) => {
    const { rows } = await sql<{ type: string; payload: Record<string, unknown> }>`
      select type, payload from outbox where type like 'budget.%' order by id`.execute(tx);
    return rows;
  });
const toldTypes = async (): Promise<string[]> =>
  (await told()).map(({ type, payload }) => `${type} ${payload.threshold_key}`);

describe('a threshold', () => {
  it('that costs reach is told of once, with what was found, however often the same is loaded', async () => {
    const one = await budget({ filters: { account: 'account-1', 'tag.team': 'web' } });
    const columns = { Tags: JSON.stringify({ team: 'web' }) };
    await bill({ days: 9, columns });
    await check();
    expect(await alerts(one)).toEqual(['80 2026-09-01 through 2026-09-08']);
    expect(await told()).toEqual([
      {
        type: 'budget.warning',
        payload: {
          budget_id: one.id,
          name: 'Everything',
          owner: 'Grace',
          scope: { account: 'account-1', tags: { team: 'web' } },
          scope_title: 'Account 1 · Tag team: web',
          currency: 'USD',
          threshold_key: 'actual 80 percent',
          threshold: { ...percents(80)[0], bound: 'mean' },
          period_start: '2026-09-01',
          period_end: '2026-10-01',
          budget_amount: '100',
          threshold_amount: '80',
          measured: '80',
          current_spend: '80',
          forecasted_spend: expect.toBeOneOf([null, '300']),
          data_through: '2026-09-08',
        },
      },
    ]);
    const shown = (await server.call('GET', `/budgets/${one.id}`, { token: account.token })).body as Budget;
    // The forecast may be made by now.
    expect(shown).toMatchObject({
      current_spend: 80,
      pace_percent: 300,
      status: expect.toBeOneOf(['ahead', 'at_risk']),
    });
    expect(shown.thresholds.map(({ crossed_at }) => crossed_at !== null)).toEqual([true, false]);
    await bill({ days: 9, columns });
    await check();
    expect(await toldTypes()).toHaveLength(1);
    await bill({ days: 12, columns });
    await check();
    expect(await alerts(one)).toEqual(['80 2026-09-01 through 2026-09-08', '100 2026-09-01 through 2026-09-11']);
    expect(await toldTypes()).toEqual(['budget.warning actual 80 percent', 'budget.exceeded actual 100 percent']);
  });

  it('is not crossed by a day that is not complete, and is once it is', async () => {
    const one = await budget();
    await bill({ days: 5, last_day: 5_000 });
    await check();
    expect(await alerts(one)).toEqual([]);
    await bill({ days: 6, a_day: 50 });
    await check();
    // Both at once: the greater is told.
    expect((await alerts(one)).toSorted()).toEqual([
      '100 2026-09-01 through 2026-09-05',
      '80 2026-09-01 through 2026-09-05',
    ]);
    expect(await toldTypes()).toEqual(['budget.exceeded actual 100 percent']);
    // Restated, only the lesser is crossed still, which nobody has heard of.
    await bill({ days: 6, a_day: 18 });
    await check();
    await check();
    expect(await toldTypes()).toEqual([
      'budget.exceeded actual 100 percent',
      'budget.left actual 100 percent',
      'budget.warning actual 80 percent',
    ]);
  });

  it('is crossed anew where a bill was restated below and above it again', async () => {
    const one = await budget({ thresholds: percents(100) });
    await bill({ days: 12 });
    await check();
    await bill({ days: 12, a_day: 5 });
    expect(await check()).toMatchObject({ crossed: 0 });
    expect(await alerts(one)).toEqual(['100 2026-09-01 through 2026-09-11 left']);
    await bill({ days: 12, a_day: 20 });
    await check();
    expect(await alerts(one)).toEqual(['100 2026-09-01 through 2026-09-11 left', '100 2026-09-01 through 2026-09-11']);
    expect(await toldTypes()).toEqual([
      'budget.exceeded actual 100 percent',
      'budget.left actual 100 percent',
      'budget.exceeded actual 100 percent',
    ]);
  });

  it('is not left where a bill is there in part, or not at all, and not crossed a second time when it is back', async () => {
    const one = await budget({ thresholds: percents(100) });
    await bill({ days: 12 });
    await check();
    const part = await bill({ days: 6 });
    await check();
    await server.call('DELETE', `/imports/${part}`, { token: account.token });
    await check();
    await bill({ days: 12 });
    await check();
    expect(await alerts(one)).toEqual(['100 2026-09-01 through 2026-09-11']);
    expect(await toldTypes()).toHaveLength(1);
  });

  it('of the month before is crossed when its last days come late, and not of months before the budget', async () => {
    const one = await budget({ thresholds: percents(100, 250) });
    await bill({ from: '2026-08-01', days: 31 }, { days: 9 });
    await check();
    expect(await alerts(one)).toEqual([]);
    today = '2026-10-05';
    // October has thresholds of its own.
    await bill({ days: 30 }, { from: '2026-10-01', days: 4, a_day: 40 });
    await check();
    const crossed = [
      '100 2026-09-01 through 2026-09-30',
      '100 2026-10-01 through 2026-10-03',
      '250 2026-09-01 through 2026-09-30',
    ];
    expect((await alerts(one)).toSorted()).toEqual(crossed);
    // What is set now is not for September any more.
    const body = { ...BODY, thresholds: percents(100, 150, 250) };
    expect((await server.call('PUT', `/budgets/${one.id}`, { token: account.token, body })).status).toBe(200);
    expect(await check()).toMatchObject({ budgets: 1, crossed: 0 });
    // By December nobody wants to hear of September any more.
    today = '2026-12-05';
    await bill({ days: 30, a_day: 1 }, { from: '2026-11-01', days: 30, a_day: 1 });
    await check();
    expect((await alerts(one)).toSorted()).toEqual(crossed);
  });

  it('is left when the budget gets another, more money, other costs or is removed', async () => {
    await bill({ days: 12 });
    const put = async (id: string, body: object) => {
      expect(
        (await server.call('PUT', `/budgets/${id}`, { token: account.token, body: { ...BODY, ...body } })).status,
      ).toBe(200);
      await check();
    };
    const one = await budget();
    await check();
    await put(one.id, { thresholds: percents(90, 100) });
    expect((await alerts(one)).toSorted()).toEqual([
      '100 2026-09-01 through 2026-09-11',
      '80 2026-09-01 through 2026-09-11 left',
      '90 2026-09-01 through 2026-09-11',
    ]);
    await put(one.id, { thresholds: percents(90, 100), amount: { kind: 'fixed', amount: 115 } });
    const left = async (): Promise<string[]> =>
      (await told()).filter(({ type }) => type === 'budget.left').map(({ payload }) => String(payload.threshold_key));
    expect(await left()).toEqual(['actual 80 percent', 'actual 100 percent']);
    await put(one.id, {
      thresholds: percents(90),
      amount: { kind: 'fixed', amount: 115 },
      filters: { region: 'none' },
    });
    expect(await left()).toEqual(['actual 80 percent', 'actual 100 percent', 'actual 90 percent']);
    const two = await budget({ thresholds: [{ basis: 'actual', unit: 'amount', value: 100.5 }] });
    await check();
    await server.call('DELETE', `/budgets/${two.id}`, { token: account.token });
    expect(await left()).toHaveLength(4);
    expect((await told()).at(-1)).toEqual({
      type: 'budget.left',
      payload: { budget_id: two.id, threshold_key: 'actual 100.5 amount', period_start: '2026-09-01' },
    });
  });
});
