import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectTask } from '../src/anomalies/server/index.ts';
import { type AnalysisServer, startAnalysisServer } from '../src/app/server/analysis-server.ts';
import { forecastTask } from '../src/forecasts/server/index.ts';
import { problemSchema } from '../src/platform/core/errors.ts';
import { type Analysis, createAnalysis } from '../src/platform/server/analysis.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { holidaysOf } from '../src/platform/server/holidays.ts';
import { startTestServer } from './support/app.ts';
import { freePort } from './support/process.ts';

const log = pino({ level: 'silent' });
const DAYS = 200;

/** A weekly rhythm on a level, each series with its own; `changed` replaces what it has. */
const seriesOf = (id: string, changed: Record<number, number | null> = {}) => ({
  id,
  start: '2025-01-01',
  values: Array.from({ length: DAYS }, (_, day) => {
    const rhythm = (100 + 7 * id.length) * (day % 7 < 5 ? 1 : 0.6) + ((day * 7919) % 11) / 10;
    return day in changed ? (changed[day] ?? null) : rhythm;
  }),
});
const SPIKED = seriesOf('spiked', { 20: null, 21: null, [DAYS - 1]: 2_000 });
const CREDITS = { ...seriesOf('credits'), values: seriesOf('credits').values.map((value) => value && -value) };
const CALENDAR = { country: 'US', holidays: [], planned: [] };

let service: AnalysisServer;
let threads: Analysis;
beforeAll(async () => {
  service = await startAnalysisServer(parseConfig({ SERVER_HOST: '127.0.0.1', ML_PORT: '0' }), log);
  threads = createAnalysis({}, log);
});
afterAll(async () => {
  await service.close();
  await threads.stop();
});

const post = async (path: string, body: unknown, headers = { 'content-type': 'application/json' }) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(service.url + path, { method: 'POST', headers, body: text });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
};

/** Says that it sends `length` bytes, and sends none: what does the service answer? */
async function announce(path: string, length: number): Promise<{ status: number | undefined; body: unknown }> {
  const headers = { 'content-type': 'application/json', 'content-length': length };
  const sent = httpRequest(service.url + path, { method: 'POST', headers });
  sent.flushHeaders();
  const [response] = await once(sent, 'response');
  const text = (await response.toArray()).join('');
  sent.destroy();
  return { status: response.statusCode, body: JSON.parse(text) };
}

describe('the analysis service', () => {
  it('says that it is well, and which code it computes with', async () => {
    const answer = await fetch(`${service.url}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      model_version: expect.any(String),
      detector_version: expect.any(String),
      uptime_seconds: expect.any(Number),
    });
  });

  it('forecasts series with unknown days, and of credits, with a mean between its bounds', async () => {
    const answer = await post('/forecast', { series: [SPIKED, CREDITS], horizon: 30, calendar: CALENDAR });
    expect(answer.status).toBe(200);
    const { forecasts } = forecastTask.answer.parse(answer.body);
    expect(forecasts.map(({ id, start }) => [id, start])).toEqual([
      ['spiked', '2025-07-20'],
      ['credits', '2025-07-20'],
    ]);
    for (const { mean, intervals, model } of forecasts) {
      expect(mean).toHaveLength(30);
      expect(model).not.toBeNull();
      expect(Object.keys(intervals)).toEqual(['80', '95']);
      for (const [day, value] of mean.entries()) {
        expect(intervals['80']!.lower[day]).toBeLessThanOrEqual(value);
        expect(intervals['95']!.upper[day]).toBeGreaterThanOrEqual(intervals['80']!.upper[day]!);
      }
    }
    expect(Math.max(...forecasts[1]!.mean)).toBeLessThan(0);
  });

  it('judges the last day, or every day from the one that is asked for', async () => {
    const last = await post('/detect', { series: [SPIKED, seriesOf('usual')] });
    expect(last.status).toBe(200);
    const judged = detectTask.answer.parse(last.body);
    expect(judged.days).toBeUndefined();
    expect(judged.alarms).toMatchObject([{ id: 'spiked', index: DAYS - 1, date: '2025-07-19', actual: 2_000 }]);
    const replay = await post('/detect', { series: [SPIKED], replay_from: 150, with_days: true });
    const { days, alarms } = detectTask.answer.parse(replay.body);
    expect(alarms.at(-1)).toEqual(judged.alarms[0]);
    expect(days).toMatchObject([{ id: 'spiked', first_index: 150 }]);
    for (const values of [days![0]!.expected, days![0]!.lower, days![0]!.upper])
      expect(values).toHaveLength(DAYS - 150);
  });

  it.each<[string, string, unknown, { path: string; message: RegExp }[]]>([
    [
      '/forecast',
      'nothing',
      {},
      [
        { path: 'body.series', message: /expected array/ },
        { path: 'body.horizon', message: /expected number/ },
      ],
    ],
    [
      '/forecast',
      'a series that is none',
      { series: [{ id: 1, start: '2025-02-30', values: ['1'], unit: 'USD' }], horizon: 0 },
      [
        { path: 'body.series.0.id', message: /expected string/ },
        { path: 'body.series.0.start', message: /must be a date/ },
        { path: 'body.series.0.values.0', message: /expected number/ },
        { path: 'body.series.0.unit', message: /is not known here/ },
        { path: 'body.horizon', message: />=1/ },
      ],
    ],
    [
      '/forecast',
      'a series twice, and one without days',
      { series: [seriesOf('a'), seriesOf('a'), { ...SPIKED, values: [] }], horizon: 30 },
      [
        { path: 'body.series.1.id', message: /must not be that of another series: a/ },
        { path: 'body.series.2.values', message: /must have at least one day/ },
      ],
    ],
    [
      '/forecast',
      'a year that no bill is of, and an unknown model',
      { series: [{ ...SPIKED, start: '9999-12-01' }], horizon: 30, model: 'arima' },
      [
        { path: 'body.series.0.start', message: /in the years 1970 to 2199/ },
        { path: 'body.model', message: /must be one of .*holt_winters/ },
      ],
    ],
    [
      '/forecast',
      'more than one answer can hold',
      { series: Array.from({ length: 4_000 }, (_, n) => ({ ...SPIKED, id: `${n}`, values: [1] })), horizon: 366 },
      [{ path: 'body.series', message: /send fewer series at a time/ }],
    ],
    [
      '/forecast',
      'a country that is none',
      { series: [SPIKED], horizon: 30, calendar: { country: 'ZZ' } },
      [{ path: 'body.calendar.country', message: /holidays are known.*, not ZZ/ }],
    ],
    [
      '/detect',
      'a day after the end',
      { series: [SPIKED, { ...CREDITS, values: [1, 2] }], replay_from: 2 },
      [{ path: 'body.replay_from', message: /credits ends before: it has 2 days/ }],
    ],
    [
      '/detect',
      'amounts that nothing costs',
      { series: [SPIKED, { ...CREDITS, values: CREDITS.values.map((value) => value && value * 1e305) }] },
      [{ path: 'body.series.1.values', message: /must lie within/ }],
    ],
  ])('%s refuses %s with everything that is wrong', async (path, _what, body, errors) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    expect(answer.type).toMatch(/^application\/problem\+json/);
    const problem = problemSchema.parse(answer.body);
    expect(problem.errors).toHaveLength(errors.length);
    for (const { path: where, message } of errors) {
      expect(problem.errors).toContainEqual({ path: where, message: expect.stringMatching(message) });
      expect(problem.detail).toMatch(message);
    }
  });

  it('refuses what is no JSON, what is too large, and what it does not have', async () => {
    expect(await post('/forecast', '{"series":')).toMatchObject({
      status: 400,
      body: { detail: 'The body is not valid JSON.' },
    });
    expect(await post('/forecast', 'text', { 'content-type': 'text/plain' })).toMatchObject({ status: 400 });
    expect(await announce('/forecast', 64_000_001)).toMatchObject({
      status: 413,
      body: { title: 'Too large', detail: 'The body is larger than 64 MB: send fewer series at a time.' },
    });
    expect(await post('/predict', {})).toMatchObject({
      status: 404,
      body: { detail: 'There is nothing at POST /predict.' },
    });
  });

  it('answers /health while it computes', async () => {
    const series = Array.from({ length: 200 }, (_, n) => seriesOf(`${n}`));
    const computed = post('/detect', { series, replay_from: 30 });
    for (let asked = 0; asked < 5; asked += 1) {
      const first = await Promise.race([fetch(`${service.url}/health`), computed]);
      expect(first).toBeInstanceOf(Response);
    }
    expect((await computed).status).toBe(200);
  });

  it('runs as a process of its own, and ends on SIGTERM with 0', async () => {
    const main = fileURLToPath(new URL('../src/app/server/ml.ts', import.meta.url));
    const port = await freePort();
    const environment = { PATH: process.env.PATH, SERVER_HOST: '127.0.0.1', ML_PORT: String(port) };
    const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    expect(String(line)).toBe(`The analysis service is ready at http://127.0.0.1:${port}\n`);
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('an analysis', () => {
  it('has the same answer from a thread and from the service', async () => {
    const remote = createAnalysis({ ML_SIDECAR_URL: `${service.url}/` }, log);
    const forecast = { series: [SPIKED, CREDITS], horizon: 40, calendar: CALENDAR };
    expect(await remote.run(forecastTask, forecast)).toEqual(await threads.run(forecastTask, forecast));
    const detection = { series: [SPIKED, CREDITS], replay_from: 100, with_days: true, calendar: CALENDAR };
    expect(await remote.run(detectTask, detection)).toEqual(await threads.run(detectTask, detection));
    const wrong = { series: [SPIKED, SPIKED], horizon: 30 };
    const [here, there] = await Promise.allSettled([threads.run(forecastTask, wrong), remote.run(forecastTask, wrong)]);
    expect(here).toMatchObject({ status: 'rejected', reason: { status: 400, errors: [{ path: 'body.series.1.id' }] } });
    expect(there).toEqual(here);
  });

  it('knows of the public holidays of the country as if they had been given', async () => {
    // A holiday as quiet as the one of the year before, among days that are not.
    const values = Array.from({ length: 366 }, (_, day) => (day % 365 === 0 ? 5 : 100 + ((day * 7919) % 11)));
    const series = [{ id: 'a', start: '2024-12-25', values }];
    const own = await holidaysOf('US', '2024-12-25', '2025-12-26');
    const judged = (calendar?: { country?: string; holidays?: { date: string; name: string }[] }) =>
      threads.run(detectTask, { series, calendar, replay_from: 360, with_days: true });
    const known = await judged({ country: 'US' });
    expect(known).toEqual(await judged({ holidays: own }));
    expect(known).not.toEqual(await judged());
  });

  it('stops when its signal aborts, in a thread and in the service, and the next one runs', async () => {
    const remote = createAnalysis({ ML_SIDECAR_URL: service.url }, log);
    const long = { series: Array.from({ length: 300 }, (_, n) => seriesOf(`${n}`)), replay_from: 0 };
    for (const analysis of [threads, remote]) {
      const abort = new AbortController();
      const reason = new Error('nobody wants it any more');
      const running = analysis.run(detectTask, long, abort.signal);
      setImmediate(() => abort.abort(reason));
      await expect(running).rejects.toBe(reason);
      await expect(analysis.run(detectTask, long, abort.signal)).rejects.toBe(reason);
      expect((await analysis.run(detectTask, { series: [SPIKED] })).alarms).toHaveLength(1);
    }
  });

  it('says what to do when the service can not be used', async () => {
    const ask = (url: string) => createAnalysis({ ML_SIDECAR_URL: url }, log).run(detectTask, { series: [SPIKED] });
    await expect(ask(`http://127.0.0.1:${await freePort()}`)).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/does not answer \(ECONNREFUSED\).*npm run ml.*unset it/),
    });
    await expect(ask(`${service.url}/api`)).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/has no \/detect: does ML_SIDECAR_URL point at/),
    });
    const values = Array.from({ length: 4_000 }, () => 1.2345678901234567);
    const series = Array.from({ length: 1_000 }, (_, n) => ({ id: `${n}`, start: '2015-01-01', values }));
    await expect(
      createAnalysis({ ML_SIDECAR_URL: service.url }, log).run(detectTask, { series }),
    ).rejects.toMatchObject({ status: 413, message: expect.stringMatching(/send fewer series at a time/) });
  });

  it('asks once more when the connection breaks', async () => {
    const { port } = new URL(service.url);
    let connections = 0;
    const flaky = createServer((socket) => {
      connections += 1;
      if (connections === 1) socket.destroy();
      else socket.pipe(connect(Number(port), '127.0.0.1')).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(flaky, 'listening');
    const url = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
    const remote = createAnalysis({ ML_SIDECAR_URL: url }, log);
    expect((await remote.run(detectTask, { series: [SPIKED] })).alarms).toHaveLength(1);
    expect(connections).toBe(2);
    flaky.close();
  });

  it('is refused by a server that stops', async () => {
    const stopped = createAnalysis({}, log);
    await stopped.stop();
    await expect(stopped.run(detectTask, { series: [SPIKED] })).rejects.toMatchObject({ status: 503 });
  });
});

describe('the server', () => {
  it('asks the service that ML_SIDECAR_URL names, and nothing else', async () => {
    const port = await freePort();
    const environment = { ML_SIDECAR_URL: `http://127.0.0.1:${port}` };
    const server = await startTestServer({ environment });
    const ask = () => server.services.analysis.run(detectTask, { series: [SPIKED] });
    await expect(ask()).rejects.toMatchObject({ status: 503 });
    const config = parseConfig({ SERVER_HOST: '127.0.0.1', ML_PORT: String(port) });
    const late = await startAnalysisServer(config, log);
    expect((await ask()).alarms).toMatchObject([{ id: 'spiked' }]);
    await late.close();
    await server.close();
  });
});
