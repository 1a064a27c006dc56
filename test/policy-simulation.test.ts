import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulation } from '../src/policies/core/contract.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { dayColumns, focusCsv, importFile } from './support/imports.ts';
import {
  addPolicy,
  addResources,
  type Connected,
  changeResource,
  checkPolicies,
  listViolations,
  OWNED,
  signUpConnected,
} from './support/policies.ts';

const TODAY = '2026-03-31';
let server: TestServer;
let connected: Connected;

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** Sixty complete days, and one that may not be: `i-dear` costs 10.000000001 a day, `i-late` 2 a day since the 20th of March, `i-gone` 1 until the 11th. */
function bill(): string {
  const first = addDays(TODAY, -61);
  return focusCsv(
    Array.from({ length: 61 }, (_, index) => addDays(first, index)).flatMap((date) => {
      const charge = (id: string, amount: string, account = '100000000011') => ({
        ...dayColumns(date),
        ResourceId: id,
        SubAccountId: account,
        SubAccountName: `Account ${account}`,
        BilledCost: amount,
        EffectiveCost: amount,
        ListCost: amount,
        ContractedCost: amount,
      });
      return [
        charge('i-dear', '10.000000001'),
        ...(date >= '2026-03-20' ? [charge('i-late', '2')] : []),
        ...(date < '2026-03-11' ? [charge('i-gone', '1', '200000000022')] : []),
      ];
    }),
  );
}

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(`${TODAY}T12:00:00Z`) });
  connected = await signUpConnected(server);
  await importFile(server, connected.token, 'bill.csv', bill());
  await addResources(server, connected, [
    { id: 'i-dear', created_at: '2025-06-01T00:00:00Z' },
    { id: 'i-late', created_at: '2026-03-20T08:00:00Z', tags: { owner: 'ada' } },
    { id: 'i-gone', created_at: '2025-06-01T00:00:00Z', account: '200000000022' },
    { id: 'i-unbilled', created_at: '2025-06-01T00:00:00Z', tags: { owner: 'ada' } },
  ]);
  await changeResource(server, connected, 'i-gone', { gone_at: '2026-03-11T06:00:00Z' });
});
afterAll(() => server.close());

async function simulate(body: Record<string, unknown>): Promise<Simulation> {
  const { token } = connected;
  const answer = await server.call('POST', '/policies/simulate', { token, body });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}
const named = ({ items }: Simulation) =>
  items.map(({ subject_name, days_broken, first_day, last_day, cost }) => [
    subject_name,
    days_broken,
    first_day,
    last_day,
    cost,
  ]);

describe('simulating a policy', () => {
  it('is refused for a moment where others of the organization go on, since all share the threads', async () => {
    const body = { subject: 'resource', must_hold: 'has(resource.owner)' };
    const ask = ({ token }: { token: string }) => server.call('POST', '/policies/simulate', { token, body });
    const other = await server.signUp();
    const [elsewhere, ...answers] = await Promise.all([other, ...Array<Connected>(12).fill(connected)].map(ask));
    expect(elsewhere?.status, 'another organization does not wait').toBe(200);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(12);
    expect([refused[0]?.headers.get('retry-after'), refused[0]?.body.detail]).toEqual([
      '5',
      'Other simulations of your organization are still running. Try again in a moment.',
    ]);
    expect((await ask(connected)).status).toBe(200);
  });

  it('tells which subjects would have broken it, when, and exactly what they cost on those days', async () => {
    const told = await simulate({ subject: 'resource', must_hold: 'has(resource.owner)', days: 40 });
    expect([told.start, told.end]).toEqual(['2026-02-20', '2026-04-01']);
    // The bill is complete through the 29th: 38 days of the 40, and 19 of those on which i-gone was there.
    expect(named(told)).toEqual([
      ['i-dear', 40, '2026-02-20', TODAY, 380.000000038],
      ['i-gone', 19, '2026-02-20', '2026-03-10', 19],
    ]);
    expect(told).toMatchObject({
      subjects: 4,
      kept: 2,
      broken: 2,
      unknown: 0,
      broken_on_any_day: 2,
      cost: [{ amount: 399.000000038, currency: 'USD' }],
    });
    expect(told.items[0]?.link).toMatch(/^\/inventory\//);
    const of = (date: string) => told.days.find((one) => one.date === date);
    expect(of('2026-03-10')).toMatchObject({ kept: 1, broken: 2, cost: [{ amount: 11.000000001 }] });
    expect(of('2026-03-20')).toMatchObject({ kept: 2, broken: 1, cost: [{ amount: 10.000000001 }] });
    expect(of(TODAY)).toMatchObject({ broken: 1, cost: [] });
    expect(told.notes.join(' ')).toMatch(/resource\.owner/);
  });

  it('knows what a month cost on each day', async () => {
    const told = await simulate({
      subject: 'resource',
      applies_when: 'resource.name == "i-late"',
      must_hold: 'cost.monthly_cost <= 10.0',
      days: 20,
    });
    // 2 a day from the 20th on: 12 on the 25th is the first beyond 10. The last day whose costs are complete is the 29th:
    // its month is what the days after it are judged by, as in a check, and they add nothing to what it cost.
    expect(named(told)).toEqual([['i-late', 7, '2026-03-25', TODAY, 10]]);
  });

  it('tells of accounts by their bills', async () => {
    const told = await simulate({ subject: 'account', must_hold: 'account.monthly_cost < 300.0', days: 3 });
    expect(named(told)).toEqual([['Account 100000000011', 3, '2026-03-29', TODAY, 12.000000001]]);
  });

  it('judges what there is by what it costs, and tells what violations cost', async () => {
    const { token } = connected;
    await addPolicy(server, token, { ...OWNED, must_hold: 'cost.monthly_cost < 100.0' });
    await addPolicy(server, token, { ...OWNED, subject: 'account', must_hold: 'account.monthly_cost < 100.0' });
    await addPolicy(server, token, { ...OWNED, subject: 'budget', must_hold: 'has(budget.owner)' });
    const budget = { name: 'All', period: 'month', amount: { kind: 'fixed', amount: 100 }, currency: 'USD' };
    await server.call('POST', '/budgets', { token, body: budget });
    await checkPolicies(server, token);
    const found = (await listViolations(server, token)).map(({ subject, subject_name, monthly_cost, facts }) => [
      subject,
      subject_name,
      monthly_cost,
      facts,
    ]);
    expect(found).toEqual([
      ['account', 'Account 100000000011', 320.00000003, [{ path: 'account.monthly_cost', value: '320.00000003' }]],
      ['budget', 'All', null, [{ path: 'budget.owner', value: 'not known' }]],
      ['resource', 'i-dear', 300.00000003, [{ path: 'cost.monthly_cost', value: '300.00000003' }]],
    ]);
    const { body } = await server.call('GET', '/policies', { token });
    const of_resources = body.items.find((one: { subject: string }) => one.subject === 'resource');
    expect(of_resources).toMatchObject({ kept: 1, broken: 1, unknown: 1, monthly_cost: [{ amount: 300.00000003 }] });
    const summary = (await server.call('GET', '/policies/summary', { token })).body;
    // The machine is part of its account, and what breaks several policies costs once.
    expect(summary.monthly_cost).toEqual([{ amount: 320.00000003, currency: 'USD' }]);
    await addPolicy(server, token, { ...OWNED, must_hold: 'cost.monthly_cost < 200.0' });
    await checkPolicies(server, token);
    expect((await server.call('GET', '/policies/summary', { token })).body).toMatchObject({
      open_violations: 4,
      monthly_cost: summary.monthly_cost,
    });
  });

  it('refuses expressions with errors', async () => {
    const { token } = connected;
    const body = { subject: 'resource', must_hold: 'resource.nonsense' };
    const answer = await server.call('POST', '/policies/simulate', { token, body });
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, 'body.must_hold']);
  });
});
