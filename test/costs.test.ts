import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from './support/app.ts';
import { dayColumns, focusCsv, importFile, importPath } from './support/imports.ts';

const SAMPLE = fileURLToPath(new URL('../../shared/data/focus_sample.csv', import.meta.url));
const SEPTEMBER = 'start=2024-09-01&end=2024-10-01';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const get = async (token: string, path: string) => (await server.call('GET', path, { token })).body;

describe.skipIf(!existsSync(SAMPLE))('the published FOCUS sample (../shared/data)', () => {
  it('costs what it says, in every metric, and per provider', async () => {
    const { token } = await server.signUp();
    const imported = await importPath(server, token, SAMPLE);
    expect(imported).toMatchObject({
      status: 'succeeded',
      rows_read: 1000,
      rows_loaded: 1000,
      rows_rejected: 0,
      currency: 'USD',
    });
    const totals = {
      billed: 20.52022672899,
      effective: 14.97651418586,
      list: 20.39090575119,
      contracted: 14.97626039326,
    };
    for (const [metric, total_cost] of Object.entries(totals))
      expect(await get(token, `/costs/summary?${SEPTEMBER}&metric=${metric}`)).toMatchObject({
        total_cost,
        currency: 'USD',
      });
    expect((await get(token, `/costs/summary?${SEPTEMBER}&metric=billed&provider=AWS`)).total_cost).toBe(18.0066386184);
    // Seven rows of one provider do not say their contracted cost: they are counted as unknown.
    expect((await get(token, `/costs/summary?${SEPTEMBER}&metric=contracted`)).rows_without_metric).toBe(7);
  });

  it('changes nothing when it comes twice', async () => {
    const { token } = await server.signUp();
    const first = await importPath(server, token, SAMPLE);
    const before = await get(token, `/costs/summary?${SEPTEMBER}`);
    const second = await importPath(server, token, SAMPLE);
    expect(second).toMatchObject({ status: 'succeeded', duplicate_of: first.id, rows_loaded: 0 });
    expect(await get(token, `/costs/summary?${SEPTEMBER}`)).toEqual(before);
  });

  it.each(['focus', 'csv', 'parquet'])('reads back to the same totals from an export as %s', async (format) => {
    const { token } = await server.signUp();
    await importPath(server, token, SAMPLE);
    const answer = await fetch(`${server.url}/api/v1/costs/export?format=${format}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const file = Buffer.from(await answer.arrayBuffer());
    const other = await server.signUp('Other');
    expect(await importFile(server, other.token, `export.${format}`, file)).toMatchObject({ rows_loaded: 1000 });
    for (const metric of ['billed', 'effective', 'list', 'contracted'])
      expect((await get(other.token, `/costs/summary?${SEPTEMBER}&metric=${metric}`)).total_cost).toBe(
        (await get(token, `/costs/summary?${SEPTEMBER}&metric=${metric}`)).total_cost,
      );
    for (const dimension of ['account', 'resource', 'commitment_status'])
      expect((await get(other.token, `/costs/breakdown?${SEPTEMBER}&dimension=${dimension}`)).items).toEqual(
        (await get(token, `/costs/breakdown?${SEPTEMBER}&dimension=${dimension}`)).items,
      );
  });
});

describe.skipIf(!existsSync(SAMPLE))(
  'an export of the published FOCUS sample (../shared/data) that nobody waits for',
  () => {
    it('leaves no file behind', async () => {
      const { token } = await server.signUp();
      await importPath(server, token, SAMPLE);
      for (let round = 0; round < 10; round++) {
        const stop = new AbortController();
        const asked = fetch(`${server.url}/api/v1/costs/export?format=parquet`, {
          headers: { authorization: `Bearer ${token}` },
          signal: stop.signal,
        });
        setTimeout(() => stop.abort(), round * 8);
        await asked
          .then((answer) => answer.body?.cancel())
          .catch((error: Error) => expect(error.name).toBe('AbortError'));
      }
      const exports = join(server.directory, 'exports');
      await vi.waitFor(() => expect(readdirSync(exports)).toEqual([]), 20_000);
      writeFileSync(join(exports, 'left-by-a-killed-process.export'), 'x');
      await server.restart();
      expect(existsSync(exports)).toBe(false);
    });
  },
);

describe('imports', () => {
  it('judge a file that was loaded in part again when it comes again', async () => {
    const { token } = await server.signUp();
    const file = focusCsv([{ BilledCost: '4' }, { BilledCost: 'x' }]);
    expect(await importFile(server, token, 'a.csv', file, 'quarantine')).toMatchObject({ status: 'succeeded' });
    expect(await importFile(server, token, 'a.csv', file)).toMatchObject({ status: 'failed', rows_rejected: 1 });
    const all_bad = await importFile(server, token, 'b.csv', focusCsv([{ BilledCost: 'x' }]), 'quarantine');
    expect(all_bad.error).not.toContain('quarantine');
  });

  it('refuse a body that is no multipart, or cut short, and a name keeps no control characters', async () => {
    const { token } = await server.signUp();
    const send = (type: string, body: string) =>
      fetch(`${server.url}/api/v1/imports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        body,
      });
    const part = '--b\r\ncontent-disposition: form-data; name="file"; filename="a\0.csv"\r\n\r\nabc';
    expect((await send('multipart/form-data; boundary=b', part)).status).toBe(400);
    expect((await send('multipart/form-data', part)).status).toBe(400);
    expect((await send('multipart/form-data; boundary=b', `${part}\r\n--b--\r\n`)).status).toBe(202);
    const { items } = await get(token, '/imports');
    expect(items.map((item: { file_name: string }) => item.file_name)).toEqual(['a.csv']);
  });

  it('replace the same account and period, and say the difference', async () => {
    const { token } = await server.signUp();
    const september = { ...dayColumns('2024-09-03'), BilledCost: '10.5', EffectiveCost: '10.5' };
    await importFile(server, token, 'a.csv', focusCsv([september, { ...dayColumns('2024-08-03'), BilledCost: '3' }]));
    const second = await importFile(server, token, 'b.csv', focusCsv([{ ...september, BilledCost: '12.25' }]));
    expect(second.slices).toEqual([
      expect.objectContaining({
        billing_period: '2024-09-01',
        billed_cost: 12.25,
        replaced: { rows: 1, billed_cost: 10.5, effective_cost: 10.5 },
        active: true,
      }),
    ]);
    expect((await get(token, '/costs/summary?start=2024-08-01&end=2024-10-01&metric=billed')).total_cost).toBe(15.25);
  });

  it('load nothing when a row is bad, or the good rows when asked to, and hand out the bad ones', async () => {
    const { token } = await server.signUp();
    const file = focusCsv([{ BilledCost: '2' }, { BilledCost: 'two' }]);
    const refused = await importFile(server, token, 'bad.csv', file);
    expect(refused).toMatchObject({ status: 'failed', rows_read: 2, rows_loaded: 0, rows_rejected: 1 });
    expect(refused.issues[0]).toMatchObject({
      severity: 'error',
      column: 'BilledCost',
      rows: 1,
      examples: [{ line: 3, value: 'two' }],
    });
    expect((await get(token, '/costs/freshness')).items).toEqual([]);

    const kept = await importFile(server, token, 'bad.csv', file, 'quarantine');
    expect(kept).toMatchObject({ status: 'succeeded', rows_loaded: 1, rows_rejected: 1 });
    const { body } = await server.call('GET', `/imports/${kept.id}/rejected-rows`, { token });
    expect(body).toMatch(/^line,column,value,reason\r?\n3,BilledCost,two,/);
  });

  it('are gone with their costs when they are removed', async () => {
    const { token } = await server.signUp();
    const { id } = await importFile(server, token, 'a.csv', focusCsv([{ BilledCost: '7' }]));
    expect((await server.call('DELETE', `/imports/${id}`, { token })).status).toBe(204);
    expect((await server.call('GET', `/imports/${id}`, { token })).status).toBe(404);
    expect((await get(token, `/costs/summary?${SEPTEMBER}&metric=billed`)).total_cost).toBe(0);
  });

  it('refuse a file that is no billing file, and say what was seen', async () => {
    const { token } = await server.signUp();
    const failed = await importFile(server, token, 'people.csv', 'name,age\nAda,36\n');
    expect(failed.status).toBe('failed');
    expect(failed.error).toMatch(/FOCUS/);
  });
});

describe('cost queries', () => {
  it('never add two currencies', async () => {
    const { token } = await server.signUp();
    const euros = { BillingCurrency: 'EUR', BillingAccountId: 'payer-2', BilledCost: '5' };
    await importFile(server, token, 'two.csv', focusCsv([{ BilledCost: '2' }, euros]));
    const summary = await get(token, `/costs/summary?${SEPTEMBER}&metric=billed`);
    expect(summary).toMatchObject({
      currency: 'USD',
      total_cost: 2,
      other_currencies: [{ currency: 'EUR', total_cost: 5 }],
    });
    expect((await get(token, `/costs/summary?${SEPTEMBER}&metric=billed&currency=EUR`)).total_cost).toBe(5);
  });

  it('filter by tags of any spelling, and by having none', async () => {
    const { token } = await server.signUp();
    const tagged = (tags: object, BilledCost: string) => ({ Tags: JSON.stringify(tags), BilledCost });
    const rows = [
      tagged({ 'it\'s "x"; --': 'a' }, '1'),
      tagged({ team: 'web' }, '2'),
      tagged({ team: 'Web' }, '4'),
      { BilledCost: '8' },
    ];
    await importFile(server, token, 'tags.csv', focusCsv(rows));
    const total = async (filter: string) =>
      (await get(token, `/costs/summary?${SEPTEMBER}&metric=billed&${filter}`)).total_cost;
    expect(await total(`tag.${encodeURIComponent('it\'s "x"; --')}=a`)).toBe(1);
    expect(await total('tag.team=web')).toBe(2);
    expect(await total('tag.team=web&tag.team=Web')).toBe(6);
    expect(await total('tag.team=')).toBe(9);
    expect(await total('not_tag.team=')).toBe(6);
    expect(await total('not_tag.team=web')).toBe(13);
  });

  it('put what is beyond the limit into Other, also when a service is called so', async () => {
    const { token } = await server.signUp();
    const of = (ServiceName: string, BilledCost: string) => ({ ServiceName, BilledCost });
    await importFile(
      server,
      token,
      'other.csv',
      focusCsv([of('Other', '9'), of('B', '5'), of('C', '2'), of('__proto__', '1')]),
    );
    const trend = await get(
      token,
      `/costs/trend?${SEPTEMBER}&metric=billed&group_by=service&limit=2&granularity=monthly`,
    );
    expect(trend.series).toEqual([
      { name: 'Other', label: null, total: 9 },
      { name: 'B', label: null, total: 5 },
      { name: 'Other (rest)', label: null, total: 3 },
    ]);
    expect(trend.data_points).toEqual([
      { date: '2024-09-01', total: 17, amounts: { Other: 9, B: 5, 'Other (rest)': 3 }, incomplete: true },
    ]);
  });

  it('have a range that makes sense when only one end of it is given', async () => {
    const { token } = await server.signUp();
    await importFile(server, token, 'one.csv', focusCsv([{ BilledCost: '4', ...dayColumns('2024-09-10') }]));
    const range = async (query: string) => {
      const { start, end } = await get(token, `/costs/summary?metric=billed${query}`);
      return [start, end];
    };
    expect(await range('')).toEqual(['2024-08-12', '2024-09-11']);
    expect(await range('&start=2024-09-01')).toEqual(['2024-09-01', '2024-09-11']);
    expect(await range('&start=2030-01-01')).toEqual(['2030-01-01', '2030-01-02']);
    expect(await range('&end=2024-09-05')).toEqual(['2024-08-06', '2024-09-05']);
  });

  it('say that a period is incomplete when either end of the range cuts it', async () => {
    const { token } = await server.signUp();
    const days = ['2024-08-20', '2024-09-10', '2024-09-25', '2024-10-20'].map((day) => dayColumns(day));
    await importFile(server, token, 'days.csv', focusCsv(days));
    const incomplete = async (query: string) =>
      (await get(token, `/costs/trend?metric=billed&${query}`)).data_points.map(
        (p: { incomplete: boolean }) => p.incomplete,
      );
    const months = 'granularity=monthly&start=2024-08-15';
    expect(await incomplete(`${months}&end=2024-10-01`)).toEqual([true, false]);
    expect(await incomplete(`${months}&end=2024-09-28`)).toEqual([true, true]);
    expect(await incomplete('granularity=weekly&start=2024-09-09&end=2024-09-16')).toEqual([false]);
    expect(await incomplete('granularity=weekly&start=2024-09-09&end=2024-09-12')).toEqual([true]);
  });

  it('are asked for days that can be written, or refused', async () => {
    const { token } = await server.signUp();
    await importFile(server, token, 'one.csv', focusCsv([{ BilledCost: '4' }]));
    for (const path of ['summary?', 'breakdown?dimension=service', 'trend?']) {
      const ask = (range: string) => server.call('GET', `/costs/${path}&metric=billed&${range}`, { token });
      expect((await ask('start=1900-01-01&end=2999-12-31')).status, path).toBe(200);
      expect((await ask('start=2999-12-31')).status, path).toBe(200);
      for (const range of ['start=0001-01-01&end=9999-12-31', 'start=9999-12-31', 'end=0000-01-01'])
        expect((await ask(range)).status, `${path} ${range}`).toBe(400);
    }
  });

  it('compare with the range of equal length before, and tell nothing from zero', async () => {
    const { token } = await server.signUp();
    const on = (date: string, ServiceName: string, BilledCost: string) => ({
      ...dayColumns(date),
      ServiceName,
      BilledCost,
    });
    await importFile(
      server,
      token,
      'two.csv',
      focusCsv([on('2024-09-10', 'A', '4'), on('2024-09-11', 'A', '6'), on('2024-09-11', 'B', '1')]),
    );
    const breakdown = await get(
      token,
      '/costs/breakdown?dimension=service&metric=billed&start=2024-09-11&end=2024-09-12',
    );
    expect(breakdown).toMatchObject({ total: 7, previous_total: 4, value_count: 2 });
    expect(breakdown.items).toMatchObject([
      { name: 'A', amount: 6, previous_amount: 4, change_percent: 50 },
      { name: 'B', amount: 1, previous_amount: null, change_percent: null },
    ]);
  });

  it.each([
    ['/costs/summary?start=2024-13-01', 'query.start'],
    ['/costs/summary?start=2024-09-02&end=2024-09-02', 'query.end'],
    ['/costs/trend?group_by=bogus', 'query.group_by'],
    ['/costs/breakdown?dimension=tag:', 'query.dimension'],
    ['/costs/breakdown', 'query.dimension'],
    ['/costs/summary?servic=x', 'query.servic'],
    ['/costs/dimensions/bogus/values', 'params.dimension'],
  ])('refuse %s', async (path, where) => {
    const { token } = await server.signUp();
    const { status, body } = await server.call('GET', path, { token });
    expect(status).toBe(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ path: where }));
  });

  it('keep organizations apart', async () => {
    const [a, b] = [await server.signUp('A'), await server.signUp('B')];
    const { id } = await importFile(server, a.token, 'a.csv', focusCsv([{ BilledCost: '7' }]));
    expect((await get(b.token, `/costs/summary?${SEPTEMBER}&metric=billed`)).total_cost).toBe(0);
    expect((await server.call('GET', `/imports/${id}`, { token: b.token })).status).toBe(404);
    expect((await get(b.token, '/costs/dimensions/service/values')).items).toEqual([]);
  });

  it('are the same after a restart', async () => {
    const { token } = await server.signUp();
    await importFile(
      server,
      token,
      'a.csv',
      focusCsv([{ BilledCost: '0.000000000000000001' }, { BilledCost: '2', Tags: '{"team":"web"}' }]),
    );
    const question = {
      metric: 'billed',
      start: '2024-09-01',
      end: '2024-10-01',
      group_by: ['service', 'tag:team'],
      granularity: 'daily',
    };
    const ask = () => server.call('POST', '/costs/query', { token, body: question });
    const before = (await ask()).body;
    expect(before.columns).toEqual(['date', 'service', 'tag:team', 'amount']);
    const { directory } = server;
    await server.restart();
    expect(server.directory).toBe(directory);
    expect((await ask()).body).toEqual(before);
  });
});
