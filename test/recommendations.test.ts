import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './support/app.ts';
import { addInventory } from './support/inventory.ts';
import { addRecommendation, findingOf } from './support/recommendations.ts';

let server: TestServer;
let token: string;
let organization_id: string;

const add = (told: Omit<Parameters<typeof addRecommendation>[1], 'organization_id'> = {}): Promise<string> =>
  server.services.database.transaction(organization_id, (tx) => addRecommendation(tx, { organization_id, ...told }));
const volume = (name: string): string => `arn:aws:ec2:eu-central-1:100000000011:volume/${name}`;
const get = async (path: string) => (await server.call('GET', `/recommendations${path}`, { token })).body;
const titles = async (query: string): Promise<string[]> =>
  (await get(query)).items.map((item: { resource_id: string }) => item.resource_id.split('/').at(-1));

/** A volume in the inventory of a connection. */
async function addVolume(): Promise<{ id: string; provider_id: string; resource_id: string }> {
  const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
  const body = { provider_type: 'aws', name: 'AWS', credentials };
  const { id: provider_id } = (await server.call('POST', '/providers', { token, body })).body;
  const id = randomUUID();
  const attributes = { availability_zone: 'eu-central-1a', size_gib: 10, volume_type: 'gp3', attachments: [] };
  return server.services.database.transaction(organization_id, async (tx) => {
    await addInventory(tx, { organization_id, provider_id, id });
    const { resource_id } = await tx
      .updateTable('resources')
      .set({ attributes: JSON.stringify(attributes) })
      .where('id', '=', id)
      .returning('resource_id')
      .executeTakeFirstOrThrow();
    return { id, provider_id, resource_id };
  });
}

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  const account = await server.signUp();
  token = account.token;
  organization_id = account.organization.id;
});

describe('the list of recommendations', () => {
  it('has the largest saving first and what is unknown last, page by page', async () => {
    const amounts: Record<string, string | null> = {
      a: '2.5',
      b: '100.123456789012345678',
      c: null,
      d: '2.5',
      e: '-4',
    };
    for (const [name, monthly_savings] of Object.entries(amounts))
      await add({ resource_id: volume(name), monthly_savings });
    expect((await titles('?limit=500')).map((name) => amounts[name])).toEqual([
      '100.123456789012345678',
      '2.5',
      '2.5',
      '-4',
      null,
    ]);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get(`?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...page.items.map((item: { id: string }) => item.id));
      cursor = page.next_cursor;
    }
    const all = (await get('/?limit=500')).items.map((item: { id: string }) => item.id);
    expect(paged).toEqual(all);
    expect((await titles('?order=asc'))[0]).toBe('c');
  });

  it('is narrowed by everything it can be narrowed by, and adds up what is in the total', async () => {
    await add({ resource_id: volume('a'), monthly_savings: '10', owner: null, region: null });
    await add({ resource_id: volume('b'), monthly_savings: '20', status: 'dismissed', dismissal_reason: 'needed' });
    await add({ resource_id: volume('c'), monthly_savings: '30', in_total: false, account_id: '2', impact: 'low' });
    await add({
      resource_id: volume('d'),
      monthly_savings: '40',
      currency: 'EUR',
      type: 'idle',
      rule_id: 'ec2-idle',
      risk: 'high',
    });
    const cases: [string, string[]][] = [
      ['', ['d', 'c', 'a']],
      ['?status=dismissed', ['b']],
      ['?status=dismissed&status=open', ['d', 'c', 'b', 'a']],
      ['?owner=', ['a']],
      ['?region=', ['a']],
      ['?account=2', ['c']],
      ['?impact=low', ['c']],
      ['?type=idle', ['d']],
      ['?rule=ec2-idle', ['d']],
      ['?risk=high', ['d']],
      ['?currency=EUR', ['d']],
      ['?provider=azure', []],
      ['?search=volume%20arn:aws:ec2:eu-central-1:100000000011:volume/c', ['c']],
      ['?search=100%25', []],
    ];
    for (const [query, expected] of cases) expect(await titles(query), query).toEqual(expected);
    expect(await get('')).toMatchObject({
      total: 3,
      monthly_savings: [
        { currency: 'EUR', amount: 40 },
        { currency: 'USD', amount: 10 },
      ],
    });
  });

  it('comes as CSV with exact amounts, and nothing that a spreadsheet runs', async () => {
    await add({ monthly_savings: '0.123456789012345678', resource_name: '=1+1', owner: 'a "b", c' });
    const csv: string = await get('/export');
    const [head = '', line = ''] = csv.split('\r\n');
    expect(head.split(',')).toContain('monthly_savings');
    expect(line).toContain('0.123456789012345678');
    expect(line).toContain(`'=1+1`);
    expect(line).toContain('"a ""b"", c"');
  });

  it('refuses a cursor of another order, and filters that are none, all at once', async () => {
    await add({ resource_id: volume('a') });
    await add({ resource_id: volume('b') });
    const { next_cursor } = await get('?limit=1&sort=title');
    const { status } = await server.call('GET', `/recommendations?cursor=${next_cursor}`, { token });
    expect(status).toBe(400);
    const wrong = await server.call('GET', '/recommendations?type=x&impact=y&sort=z', { token });
    expect(wrong.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'query.type.0',
      'query.impact.0',
      'query.sort',
    ]);
  });
});

describe('the summary', () => {
  it('adds up the best set, by type, account and owner, with unknown savings counted apart', async () => {
    await add({ resource_id: volume('a'), monthly_savings: '10', owner: 'x' });
    await add({ resource_id: volume('b'), monthly_savings: '20', owner: 'y', in_total: false });
    await add({ resource_id: volume('c'), monthly_savings: null, owner: 'x' });
    await add({ resource_id: volume('d'), monthly_savings: '7', currency: 'EUR' });
    await add({ resource_id: volume('e'), monthly_savings: '90', status: 'snoozed', snoozed_until: '2099-01-01' });
    const summary = await get('/summary');
    expect(summary).toMatchObject({
      currency: 'USD',
      attainable: { effective: 10, list: 10, contracted: null },
      recommendations: 3,
      in_total: 1,
      unknown_savings: 1,
      other_currencies: [{ currency: 'EUR', recommendations: 1, attainable: 7 }],
      realised: null,
      last_run: null,
    });
    expect(summary.by_owner).toEqual([
      { key: 'x', label: 'x', recommendations: 2, monthly_savings: 10 },
      { key: 'y', label: 'y', recommendations: 1, monthly_savings: 0 },
    ]);
    expect(summary.by_rule[0]).toMatchObject({ key: 'ebs-unattached', label: 'Unattached EBS volumes' });
    expect((await get('/summary?currency=EUR')).attainable.effective).toBe(7);
  });

  it('stands in the summary of costs as well, where that is about all of them', async () => {
    await add({ resource_id: volume('a'), monthly_savings: '10' });
    await add({ resource_id: volume('b'), monthly_savings: '20', in_total: false });
    const summary = async (query: string) =>
      (await server.call('GET', `/costs/summary${query}`, { token })).body.potential_savings;
    expect(await summary('?currency=USD')).toBe(10);
    expect(await summary('?currency=EUR')).toBeNull();
    expect(await summary('?currency=USD&service=AmazonEC2')).toBeNull();
  });

  it('says what is missing when nothing is known', async () => {
    expect(await get('/summary')).toMatchObject({
      currency: null,
      attainable: null,
      note: expect.stringContaining('Connect'),
    });
    const started = await server.call('POST', '/recommendations/generate', { token });
    expect(started).toMatchObject({ status: 422, body: { detail: expect.stringContaining('Connect') } });
  });
});

describe('what people decide', () => {
  const put = (id: string, body: object) => server.call('PUT', `/recommendations/${id}/status`, { token, body });

  it('is kept with who and why, and is audited', async () => {
    const id = await add();
    expect((await put(id, { status: 'accepted', note: 'Next sprint' })).body.status).toBe('accepted');
    const dismissed = await server.call('POST', `/recommendations/${id}/dismiss`, {
      token,
      body: { reason: 'needed', note: 'Restore drills' },
    });
    expect(dismissed.body).toMatchObject({ status: 'dismissed', dismissal_reason: 'needed' });
    expect((await put(id, { status: 'open' })).body).toMatchObject({ status: 'open', dismissal_reason: null });
    await server.call('POST', `/recommendations/${id}/comments`, { token, body: { text: 'Asked the owner' } });
    const { entries } = await get(`/${id}`);
    expect(entries.map(({ kind, text }: Record<string, unknown>) => [kind, text])).toEqual([
      ['found', null],
      ['accepted', 'Next sprint'],
      ['dismissed', 'It is needed. Restore drills'],
      ['reopened', null],
      ['comment', 'Asked the owner'],
    ]);
    const { body: log } = await server.call('GET', '/audit-log?limit=10', { token });
    expect(log.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['recommendation.accepted', 'recommendation.dismissed', 'recommendation.commented']),
    );
    const told = await server.services.database.transaction(organization_id, async (tx) => {
      const { rows } = await sql<{
        type: string;
        payload: object;
      }>`select type, payload from outbox order by id`.execute(tx);
      return rows;
    });
    const seen = { type: 'recommendation.acknowledged', payload: { recommendation_id: id, by: 'Ada' } };
    expect(told, 'nobody else has to be told of it').toEqual([seen, seen]);
  });

  it('needs what it needs', async () => {
    const id = await add();
    const refusals: [object, number, string][] = [
      [{ status: 'snoozed' }, 400, 'body.snoozed_until'],
      [{ status: 'snoozed', snoozed_until: '2020-01-01' }, 400, 'body.snoozed_until'],
      [{ status: 'dismissed' }, 400, 'body.reason'],
      [{ status: 'dismissed', reason: 'other' }, 400, 'body.note'],
      [{ status: 'resolved' }, 400, 'body.status'],
    ];
    for (const [body, status, path] of refusals) {
      const refused = await put(id, body);
      expect(refused.status).toBe(status);
      expect(refused.body.errors[0].path).toBe(path);
    }
    expect((await put(id, { status: 'open' })).status).toBe(409);
    const resolved = await add({ resource_id: volume('r'), status: 'resolved' });
    expect((await put(resolved, { status: 'accepted' })).status).toBe(409);
    expect((await get(`/${id}`)).status).toBe('open');
  });

  it('is done for all of several, or for none', async () => {
    const ids = [await add({ resource_id: volume('a') }), await add({ resource_id: volume('b') })];
    const change = (body: object) => server.call('POST', '/recommendations/status', { token, body });
    const missing = await change({ ids: [...ids, randomUUID()], status: 'accepted' });
    expect(missing.status).toBe(404);
    expect((await get('?status=accepted')).total).toBe(0);
    const done = await change({ ids, status: 'snoozed', snoozed_until: '2099-01-01' });
    expect(done.body).toEqual({ changed: 2 });
    expect((await get('?status=snoozed')).total).toBe(2);
  });
});

describe('rules', () => {
  it('are listed with thresholds, which an organization changes within their limits', async () => {
    const { items } = await get('/rules');
    expect(items.length).toBeGreaterThan(45);
    const idle = items.find(({ id }: { id: string }) => id === 'ec2-idle');
    expect(idle).toMatchObject({ enabled: true, provider: 'aws', accuracy: null, failure: null });
    expect(idle.parameters_schema.properties.days).toMatchObject({ type: 'integer', default: idle.parameters.days });
    const put = (rule: string, body: object) => server.call('PUT', `/recommendations/rules/${rule}`, { token, body });
    const changed = await put('ec2-idle', { enabled: true, parameters: { days: 30 } });
    expect(changed.body.parameters.days).toBe(30);
    const wrong = await put('ec2-idle', { enabled: true, parameters: { days: 1_000, nonsense: 1 } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      'body.parameters.days',
      'body.parameters.nonsense',
    ]);
    expect((await put('no-such-rule', { enabled: true })).status).toBe(404);
    const again = (await get('/rules')).items.find(({ id }: { id: string }) => id === 'ec2-idle');
    expect(again.parameters.days).toBe(30);
  });

  it('have exceptions for accounts, tags and resources', async () => {
    const post = (body: object) => server.call('POST', '/recommendations/exceptions', { token, body });
    const scope = { tag: { key: 'team', value: 'data' } };
    const made = await post({ rule_id: 'ec2-idle', scope, excluded: false, parameters: { days: 30 }, reason: 'Batch' });
    expect(made.status).toBe(201);
    const refusals: [object, string][] = [
      [{ rule_id: 'no-such-rule', scope, excluded: true, reason: 'x' }, 'body.rule_id'],
      [{ rule_id: null, scope: {}, excluded: true, reason: 'x' }, 'body.scope'],
      [{ rule_id: null, scope, excluded: false, parameters: { days: 1 }, reason: 'x' }, 'body.parameters'],
      [{ rule_id: 'ec2-idle', scope, excluded: false, reason: 'x' }, 'body.parameters'],
      [{ rule_id: 'ec2-idle', scope, excluded: false, parameters: { days: -1 }, reason: 'x' }, 'body.parameters.days'],
    ];
    for (const [body, path] of refusals) {
      const refused = await post(body);
      expect(refused.status).toBe(400);
      expect(refused.body.errors[0].path).toBe(path);
    }
    expect((await get('/exceptions')).items).toMatchObject([{ scope, parameters: { days: 30 } }]);
    expect((await server.call('DELETE', `/recommendations/exceptions/${made.body.id}`, { token })).status).toBe(204);
    expect((await get('/exceptions')).items).toEqual([]);
  });

  it('say of any resource why it was not flagged', async () => {
    const { id } = await addVolume();
    const { items } = await get(`/explanations/${id}`);
    const gp2 = items.find(({ rule_id }: { rule_id: string }) => rule_id === 'ebs-gp2');
    expect(gp2).toMatchObject({ title: 'EBS volumes of type gp2', recommendation_id: null });
    expect(gp2.outcome).not.toBe('found');
    expect(gp2.checks.length).toBeGreaterThan(0);
  });
});

describe('code', () => {
  it('is made for what can be changed, and refused in words for what cannot', async () => {
    const { provider_id, resource_id } = await addVolume();
    const id = await add({ provider_id, resource_id });
    for (const kind of ['terraform', 'script', 'pipeline']) {
      const { files } = await get(`/${id}/${kind}`);
      expect(files.length, kind).toBeGreaterThan(0);
      expect(files.map(({ content }: { content: string }) => content).join('\n')).toContain('vol-1');
    }
    const finding = { ...findingOf(volume('x'), '1'), change: null };
    const without = await add({ resource_id: volume('x'), monthly_savings: '1', finding });
    const refused = await server.call('GET', `/recommendations/${without}/script`, { token });
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining('for people to decide') } });
    const bulk = await server.call('POST', '/recommendations/terraform/bulk', { token, body: { ids: [id, without] } });
    expect(bulk.status).toBe(200);
    expect(bulk.headers.get('content-type')).toBe('application/zip');
    expect(bulk.body.slice(0, 2)).toBe('PK');
  });
});
