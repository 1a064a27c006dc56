import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from './support/app.ts';
import {
  addPolicy,
  addResources,
  arnOf,
  type Connected,
  changeResource,
  checkPolicies,
  listViolations,
  OWNED,
  readOutbox,
  signUpConnected,
} from './support/policies.ts';

const DAY_MS = 86_400_000;
const BEGIN = new Date('2026-03-10T12:00:00Z').getTime();
let clock = BEGIN;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(clock) });
});
afterAll(() => server.close());

const states = async ({ token }: Connected, query: string) =>
  (await listViolations(server, token, query)).map(({ subject_name, state }) => [subject_name, state]);
const told = async ({ organization_id }: Connected) =>
  (await readOutbox(server, organization_id)).map(({ type, payload }) => [type, payload['subject_name'] ?? null]);

describe('a policy', () => {
  it('is kept as it was written, changed, and listed oldest first', async () => {
    const { token } = await signUpConnected(server);
    const id = await addPolicy(server, token, OWNED);
    clock += 1_000;
    const other = await addPolicy(server, token, { ...OWNED, name: 'Another', mode: 'block' });
    const list = await server.call('GET', '/policies?limit=1', { token });
    expect(list.body.items.map((one: { id: string }) => one.id)).toEqual([id]);
    const next = await server.call('GET', `/policies?limit=1&cursor=${list.body.next_cursor}`, { token });
    expect(next.body).toMatchObject({ items: [{ id: other, mode: 'block' }], next_cursor: null });
    expect(list.body.items[0]).toMatchObject({
      ...OWNED,
      applies_when: '',
      mode: 'alert',
      enabled: true,
      created_by: 'Ada',
      open_violations: 0,
      monthly_cost: [],
    });
    const changed = await server.call('PUT', `/policies/${id}`, { token, body: { ...OWNED, name: 'Owned' } });
    expect(changed.body).toMatchObject({ id, name: 'Owned' });
    expect((await server.call('DELETE', `/policies/${id}`, { token })).status).toBe(204);
    expect((await server.call('GET', `/policies/${id}`, { token })).status).toBe(404);
    const log = await server.call('GET', '/audit-log?limit=3', { token });
    expect(log.body.items.map((one: { action: string }) => one.action)).toEqual([
      'policy.deleted',
      'policy.changed',
      'policy.created',
    ]);
    expect(log.body.items[1]).toMatchObject({ before: { name: OWNED.name }, after: { name: 'Owned' } });
  });

  it('is refused with every error of its expressions, each with its place', async () => {
    const { token } = await signUpConnected(server);
    const body = {
      ...OWNED,
      applies_when: 'resource.nonsense == 1',
      must_hold: 'resource.age_days > "a"\n  && tags.owner + 1 == 2',
    };
    const refused = await server.call('POST', '/policies', { token, body });
    expect([refused.status, refused.body.errors.map((one: { path: string }) => one.path)]).toEqual([
      422,
      ['body.applies_when', 'body.must_hold', 'body.must_hold'],
    ]);
    expect(refused.body.errors[2].message).toMatch(/\(line 2, column 6\)$/);
    const { subject, applies_when, must_hold } = body;
    const checked = await server.call('POST', '/policies/check', { token, body: { subject, applies_when, must_hold } });
    expect(checked.body.errors).toMatchObject([
      { field: 'applies_when', line: 1 },
      { field: 'must_hold', line: 1 },
      { field: 'must_hold', line: 2, column: 6 },
    ]);
    expect((await server.call('GET', '/policies', { token })).body.items).toEqual([]);
  });

  it('can only alert where it is about what no change is made of', async () => {
    const { token } = await signUpConnected(server);
    for (const mode of ['block', 'require_approval'])
      for (const subject of ['account', 'budget', 'finding']) {
        const body = { ...OWNED, subject, must_hold: 'true', mode };
        const refused = await server.call('POST', '/policies', { token, body });
        expect([refused.status, refused.body.errors]).toEqual([
          400,
          [
            {
              path: 'body.mode',
              message: expect.stringMatching(/^must be alert: only policies on a resource or a rem/),
            },
          ],
        ]);
      }
    const id = await addPolicy(server, token, { ...OWNED, mode: 'block' });
    const body = { ...OWNED, subject: 'budget', must_hold: 'true', mode: 'block' };
    expect((await server.call('PUT', `/policies/${id}`, { token, body })).status).toBe(400);
    await addPolicy(server, token, { ...OWNED, subject: 'remediation', must_hold: 'true', mode: 'require_approval' });
  });

  it('is one of 200 at most', async () => {
    const { token, organization_id } = await signUpConnected(server);
    await addPolicy(server, token, { ...OWNED, enabled: false });
    await server.services.database.transaction(organization_id, (tx) =>
      sql`insert into policies (id, organization_id, name, description, subject, applies_when, must_hold, severity, mode,
          enabled, created_by, created_at, changed_at)
        select gen_random_uuid(), organization_id, name, description, subject, applies_when, must_hold, severity, mode,
          enabled, created_by, created_at, changed_at from policies, generate_series(1, 198)`.execute(tx),
    );
    await addPolicy(server, token, { ...OWNED, enabled: false });
    const refused = await server.call('POST', '/policies', { token, body: OWNED });
    expect([refused.status, refused.body.detail]).toEqual([422, expect.stringMatching(/^There are 200 policies/)]);
  });

  it('can name facts that are listed, and begin with a template that can be saved as it is', async () => {
    const { token } = await signUpConnected(server);
    const facts = (await server.call('GET', '/policies/facts?subject=resource', { token })).body;
    expect(facts.items).toContainEqual(
      expect.objectContaining({ path: 'cost.monthly_cost', type: 'double', optional: true }),
    );
    expect(facts.functions).toContainEqual(expect.objectContaining({ name: 'has' }));
    const { items } = (await server.call('GET', '/policies/templates', { token })).body;
    expect(items.length).toBeGreaterThanOrEqual(8);
    for (const { policy } of items)
      expect((await server.call('POST', '/policies', { token, body: policy })).status).toBe(201);
    const run = await checkPolicies(server, token);
    expect([run.counts['policies_checked'], run.warnings]).toEqual([items.length, []]);
  });
});

describe('a violation', () => {
  it('is found, goes on, ends where the policy is kept or the subject gone, and is another one when found again', async () => {
    const connected = await signUpConnected(server);
    const { token } = connected;
    await addResources(server, connected, [
      { id: 'i-bare' },
      { id: 'i-owned', tags: { owner: 'grace' } },
      { id: 'i-going' },
    ]);
    await addPolicy(server, token, OWNED);
    await checkPolicies(server, token);
    const [first, going] = await listViolations(server, token);
    expect(first).toMatchObject({
      policy_name: OWNED.name,
      severity: 'high',
      subject: 'resource',
      subject_id: arnOf('i-bare'),
      subject_name: 'i-bare',
      link: expect.stringMatching(/^\/inventory\//),
      provider: 'aws',
      account_id: '100000000011',
      region: 'eu-central-1',
      owner: null,
      state: 'open',
      facts: [{ path: 'resource.owner', value: 'not known' }],
      found_at: new Date(clock).toISOString(),
    });
    expect(going?.subject_name).toBe('i-going');
    await changeResource(server, connected, 'i-bare', { tags: { owner: 'ada' } });
    await changeResource(server, connected, 'i-going', { gone_at: new Date(clock).toISOString() });
    clock += DAY_MS;
    await checkPolicies(server, token);
    expect(await listViolations(server, token)).toEqual([]);
    expect(await states(connected, '&state=resolved')).toEqual([
      ['i-bare', 'resolved'],
      ['i-going', 'resolved'],
    ]);
    await changeResource(server, connected, 'i-bare', { tags: {} });
    await checkPolicies(server, token);
    const [again] = await listViolations(server, token);
    expect([again?.subject_name, again?.id === first?.id]).toEqual(['i-bare', false]);
    const events = await told(connected);
    // Within a run, those of one policy are in no order.
    const ordered = [events.slice(0, 2), events.slice(2, 4), events.slice(4)].map((list) => list.toSorted());
    expect(ordered).toEqual([
      [
        ['policy.violated', 'i-bare'],
        ['policy.violated', 'i-going'],
      ],
      [
        ['policy.resolved', 'i-bare'],
        ['policy.resolved', 'i-going'],
      ],
      [['policy.violated', 'i-bare']],
    ]);
  });

  it('neither begins nor ends with what is not known', async () => {
    const connected = await signUpConnected(server);
    const { token } = connected;
    await addResources(server, connected, [
      { id: 'i-eu', region: 'eu-central-1' },
      { id: 'i-us', region: 'us-east-1' },
      { id: 'i-nowhere', region: null },
    ]);
    const id = await addPolicy(server, token, { ...OWNED, must_hold: 'resource.region.startsWith("eu-")' });
    await checkPolicies(server, token);
    expect(await states(connected, '')).toEqual([['i-us', 'open']]);
    const { body } = await server.call('GET', `/policies/${id}`, { token });
    expect(body).toMatchObject({ kept: 1, broken: 1, unknown: 1, compliance_percent: 50, open_violations: 1 });
    expect(body.unknown_because).toMatch(/^resource\.region is not known/);
    await server.services.database.transaction(connected.organization_id, (tx) =>
      tx.updateTable('resources').set({ region: null }).where('name', '=', 'i-us').execute(),
    );
    await checkPolicies(server, token);
    expect(await states(connected, '')).toEqual([['i-us', 'open']]);
  });

  it('is found as soon as a budget is made that it is about', async () => {
    const connected = await signUpConnected(server);
    const { token } = connected;
    await addPolicy(server, token, { ...OWNED, subject: 'budget', must_hold: 'has(budget.owner)' });
    await checkPolicies(server, token);
    const budget = { name: 'Data', period: 'month', currency: 'USD', amount: { kind: 'fixed', amount: 10 } };
    expect((await server.call('POST', '/budgets', { token, body: budget })).status).toBe(201);
    await vi.waitFor(async () => expect(await states(connected, '')).toEqual([['Data', 'open']]), 20_000);
  });

  it('is acknowledged once, which people are told of, and ends with its policy', async () => {
    const connected = await signUpConnected(server);
    const { token } = connected;
    await addResources(server, connected, [{ id: 'i-1' }]);
    const policy_id = await addPolicy(server, token, OWNED);
    await checkPolicies(server, token);
    const [violation] = await listViolations(server, token);
    const own = `/policies/violations/${violation?.id}`;
    expect((await server.call('GET', own, { token })).body).toEqual(violation);
    const path = `${own}/acknowledge`;
    const done = await server.call('POST', path, { token, body: { note: 'I ask around' } });
    expect(done.body).toMatchObject({ state: 'acknowledged', changed_by: 'Ada', note: 'I ask around' });
    expect((await server.call('POST', path, { token, body: {} })).status).toBe(409);
    await checkPolicies(server, token);
    expect(await states(connected, '')).toEqual([['i-1', 'acknowledged']]);
    const summary = (await server.call('GET', '/policies/summary', { token })).body;
    expect(summary).toMatchObject({ policies: 1, broken: 1, open_violations: 1, compliance_percent: 0 });
    expect(summary.by_severity[1]).toEqual({ severity: 'high', open: 1 });
    await server.call('PUT', `/policies/${policy_id}`, { token, body: { ...OWNED, enabled: false } });
    expect(await states(connected, '&state=resolved')).toEqual([['i-1', 'resolved']]);
    // It has its address, whatever became of it.
    expect((await server.call('GET', own, { token })).body).toMatchObject({ state: 'resolved', note: 'I ask around' });
    expect((await told(connected)).map(([type]) => type)).toEqual([
      'policy.violated',
      'policy.acknowledged',
      'policy.resolved',
    ]);
  });

  it('is told of in one where there are many', async () => {
    const connected = await signUpConnected(server);
    await addResources(
      server,
      connected,
      Array.from({ length: 25 }, (_, index) => ({ id: `i-${index}` })),
    );
    await addPolicy(server, connected.token, OWNED);
    await addPolicy(server, connected.token, { ...OWNED, name: 'One', applies_when: 'resource.name == "i-7"' });
    await checkPolicies(server, connected.token);
    const events = await readOutbox(server, connected.organization_id);
    expect(events.map(({ type }) => type).toSorted()).toEqual(['policy.violated', 'policy.violated_many']);
    expect(events.find(({ type }) => type === 'policy.violated_many')?.payload).toEqual({
      policy_id: expect.any(String),
      policy_name: OWNED.name,
      severity: 'high',
      count: 25,
      monthly_cost: [],
    });
  });
});

describe('an exception', () => {
  it('takes a subject or an account out until its day, and ends by itself', async () => {
    const connected = await signUpConnected(server);
    const { token } = connected;
    await addResources(server, connected, [
      { id: 'i-1' },
      { id: 'i-2' },
      { id: 'i-3', account: '200000000022' },
      { id: 'i-4', tags: { owner: 'ada' } },
    ]);
    const policy_id = await addPolicy(server, token, OWNED);
    await checkPolicies(server, token);
    const day = (days: number): string => new Date(clock + days * DAY_MS).toISOString().slice(0, 10);
    const except = (body: Record<string, unknown>) =>
      server.call('POST', '/policies/exceptions', { token, body: { policy_id, reason: 'A test', ...body } });
    expect((await except({ subject_id: arnOf('i-1'), expires_on: day(0) })).status).toBe(400);
    expect((await except({ expires_on: day(9) })).body.errors).toMatchObject([{ path: 'body.subject_id' }]);
    const one = await except({ subject_id: arnOf('i-1'), expires_on: day(2) });
    expect(one.body).toMatchObject({ subject_name: 'i-1', policy_name: OWNED.name, created_by: 'Ada' });
    await except({ account_id: '200000000022', expires_on: day(30) });
    expect(await states(connected, '')).toEqual([['i-2', 'open']]);
    await checkPolicies(server, token);
    const excepted = await listViolations(server, token, '&state=excepted');
    expect(excepted.map(({ subject_name, excepted_until, note }) => [subject_name, excepted_until, note])).toEqual([
      ['i-1', day(2), 'A test'],
      ['i-3', day(30), 'A test'],
    ]);
    const policy = (await server.call('GET', `/policies/${policy_id}`, { token })).body;
    expect(policy).toMatchObject({ kept: 1, broken: 1, excepted: 2, compliance_percent: 50, open_violations: 1 });
    clock += 2 * DAY_MS;
    const { items } = (await server.call('GET', '/policies/exceptions', { token })).body;
    expect(items.map((other: { account_id: string }) => other.account_id)).toEqual(['200000000022']);
    await checkPolicies(server, token);
    expect(await states(connected, '')).toEqual([
      ['i-1', 'open'],
      ['i-2', 'open'],
    ]);
    expect((await told(connected)).slice(-3)).toEqual([
      ['policy.resolved', 'i-1'],
      ['policy.resolved', 'i-3'],
      ['policy.violated', 'i-1'],
    ]);
    expect((await server.call('DELETE', `/policies/exceptions/${items[0].id}`, { token })).status).toBe(204);
    await checkPolicies(server, token);
    expect(await states(connected, '&state=open')).toHaveLength(3);
  });
});

describe('compliance', () => {
  it('is told by policy, account and owner, day by day', async () => {
    const connected = await signUpConnected(server);
    const { token } = connected;
    await addResources(server, connected, [
      { id: 'i-1', tags: { owner: 'ada', team: 'core' } },
      { id: 'i-2', tags: { owner: 'ada' } },
      { id: 'i-3', account: '200000000022' },
    ]);
    await addPolicy(server, token, { ...OWNED, name: 'Teams', must_hold: 'has(resource.team)' });
    const first = new Date(clock).toISOString().slice(0, 10);
    await checkPolicies(server, token);
    clock += DAY_MS;
    const second = new Date(clock).toISOString().slice(0, 10);
    await changeResource(server, connected, 'i-2', { tags: { owner: 'ada', team: 'core' } });
    await checkPolicies(server, token);
    const { points, items } = (await server.call('GET', '/policies/compliance?by=owner', { token })).body;
    const percents = (list: { date: string; compliance_percent: number }[]) =>
      list.map(({ date, compliance_percent }) => [date, Math.round(compliance_percent)]);
    expect(percents(points)).toEqual([
      [first, 33],
      [second, 67],
    ]);
    expect(items).toMatchObject([
      { key: '', title: 'No owner', kept: 0, broken: 1, compliance_percent: 0 },
      { key: 'ada', title: 'ada', kept: 2, broken: 0, compliance_percent: 100 },
    ]);
    expect(percents(items[1].points)).toEqual([
      [first, 50],
      [second, 100],
    ]);
    const by_account = (await server.call('GET', '/policies/compliance?by=account', { token })).body;
    expect(by_account.items.map(({ key, kept, broken }: Record<string, unknown>) => [key, kept, broken])).toEqual([
      ['200000000022', 0, 1],
      ['100000000011', 2, 0],
    ]);
    const by_policy = (await server.call('GET', '/policies/compliance?days=1', { token })).body;
    expect(by_policy.items).toMatchObject([{ title: 'Teams', kept: 2, broken: 1, points: [{ date: second }] }]);
  });
});
