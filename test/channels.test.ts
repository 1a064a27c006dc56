import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Letter, SendResult, Target } from '../src/notifications/channels/channel.ts';
import { retryAfter } from '../src/notifications/channels/http.ts';
import { CHANNELS, sendLetter } from '../src/notifications/channels/index.ts';
import { channelBodySchema } from '../src/notifications/core/channels.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from './clouds/serve.ts';
import { letterOf } from './support/letters.ts';

const NOW = new Date('2026-11-25T06:14:00.500Z');
const SECRET = `whsec_${Buffer.from('a secret of twenty-nine bytes').toString('base64')}`;

interface Received {
  path: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let receiver: ServedDouble;
let received: Received[] = [];
let answer: DoubleAnswer = { status: 200, body: 'ok' };
beforeAll(async () => {
  receiver = await serveDouble((request, body) => {
    received.push({ path: request.url, headers: request.headers, body: body.toString() });
    return answer;
  });
});
afterAll(() => receiver.close());
afterEach(() => {
  received = [];
  answer = { status: 200, body: 'ok' };
});

/** Sends as the server does, which lets users lead into this machine's own network. */
const send = (
  target: Target,
  letter: Letter = letterOf(),
  { environment = {}, now = NOW, signal = new AbortController().signal } = {} as {
    environment?: Record<string, string>;
    now?: Date;
    signal?: AbortSignal;
  },
): Promise<SendResult> => {
  const config = parseConfig({ OUTBOUND_PRIVATE_ADDRESSES: 'allow', ...environment });
  return sendLetter(target, letter, { config, now, signal });
};
const at = (kind: 'slack' | 'teams'): Target => ({ kind, url: `${receiver.url}/services/secret-path` });
const webhookAt = (url = `${receiver.url}/hook?key=secret-path`): Target => ({
  kind: 'webhook',
  url,
  signing_secret: SECRET,
});

it('the list of channels and their folders agree, and have what can be set up', () => {
  const folder = new URL('../src/notifications/channels', import.meta.url);
  const folders = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
  expect(Object.keys(CHANNELS).toSorted()).toEqual(folders.toSorted());
  expect(Object.values(CHANNELS).map(({ kind }) => kind)).toEqual(Object.keys(CHANNELS));
  const kinds = channelBodySchema.options.map((one) => one.shape.kind.value);
  expect(kinds.toSorted()).toEqual(folders.toSorted());
  for (const name of folders)
    expect(readdirSync(join(folder.pathname, name))).toEqual(expect.arrayContaining(['render.ts', 'send.ts']));
});

describe('a webhook', () => {
  const documented = readFileSync(new URL('../docs/webhooks.md', import.meta.url), 'utf8');
  const example = (language: string): string =>
    new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(documented)?.[1] ?? '';
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'webhook-examples-'));
    writeFileSync(join(folder, 'verify.mjs'), example('js'));
    writeFileSync(join(folder, 'verify.py'), example('python'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Whether the documented code takes each of some requests, by the secret beside it. */
  type Verify = (requests: (Received & { secret: string })[]) => boolean[] | Promise<boolean[]>;
  const VERIFIERS: [string, Verify][] = [
    [
      'Node.js',
      async (requests) => {
        const { isFromFinOpsMind } = await import(join(folder, 'verify.mjs'));
        return requests.map(({ headers, body, secret }) => isFromFinOpsMind(headers, body, secret));
      },
    ],
    [
      'Python',
      (requests) => {
        const program = `import json, sys
from verify import is_from_finopsmind
requests = json.load(sys.stdin)
print(json.dumps([is_from_finopsmind(one["headers"], one["body"].encode(), one["secret"]) for one in requests]))`;
        const input = JSON.stringify(requests);
        return JSON.parse(execFileSync('python3', ['-c', program], { cwd: folder, input }).toString());
      },
    ],
  ];

  it.each(VERIFIERS)('is verified by the documented code of %s', async (_language, verify) => {
    const letter = letterOf({ organization_name: 'Grün & Söhne' });
    expect(await send(webhookAt(), letter, { now: new Date() })).toEqual({ outcome: 'delivered', status: 200 });
    // What somebody kept, and sends again later.
    await send(webhookAt(), letter, { now: new Date(Date.now() - 6 * 60 * 1000) });
    const [one, old] = received;
    if (one === undefined || old === undefined) throw new Error('Nothing came.');
    expect(one.headers['webhook-id']).toBe(letter.id);
    const withHeaders = (headers: Received['headers']): Received => ({
      ...one,
      headers: { ...one.headers, ...headers },
    });
    const several = withHeaders({ 'webhook-signature': `v1,AAAA ${one.headers['webhook-signature']}` });
    const wrong = [
      { ...one, body: one.body.replace('Söhne', 'Sohn') },
      withHeaders({ 'webhook-id': 'another' }),
      withHeaders({ 'webhook-signature': 'v1,' }),
      withHeaders({ 'webhook-signature': '' }),
      withHeaders({ 'webhook-timestamp': 'now' }),
      old,
    ];
    const requests = [one, several, ...wrong].map((request) => ({ ...request, secret: SECRET }));
    const by_another = { ...one, secret: `whsec_${Buffer.from('another').toString('base64')}` };
    expect(await verify([...requests, by_another])).toEqual([true, true, ...wrong.map(() => false), false]);
  });

  it('has the same body and id at each attempt, and the time of the attempt', async () => {
    for (const minutes of [0, 5]) await send(webhookAt(), letterOf(), { now: new Date(+NOW + minutes * 60_000) });
    const [first, second] = received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const times = received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(times).toEqual([1_795_587_240, 1_795_587_540]);
    expect(first?.headers['content-type']).toBe('application/json');
  });

  it('is signed with the bytes of a secret that is not of the standard form', async () => {
    const signing_secret = 'a secret of whoever runs the server';
    await send({ kind: 'webhook', url: receiver.url, signing_secret });
    const [one] = received;
    const signed = `${one?.headers['webhook-id']}.${one?.headers['webhook-timestamp']}.${one?.body}`;
    const expected = createHmac('sha256', signing_secret).update(signed).digest('base64');
    expect(one?.headers['webhook-signature']).toBe(`v1,${expected}`);
  });
});

describe('what an address answers', () => {
  const answers = (status: number, headers: Record<string, string> = {}, body = '') => {
    answer = { status, headers, body };
    return send(webhookAt());
  };

  it.each([200, 201, 202, 204])('%s is delivered', async (status) => {
    expect(await answers(status)).toEqual({ outcome: 'delivered', status });
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('%s may be another later', async (status) => {
    expect(await answers(status)).toMatchObject({ outcome: 'later', status, after: null });
  });

  it.each([404, 410])('%s means that there is nobody any more', async (status) => {
    expect(await answers(status)).toMatchObject({ outcome: 'gone', status, after: null });
  });

  it.each([400, 401, 403, 405, 413, 415, 422])('%s is never another', async (status) => {
    expect(await answers(status)).toMatchObject({ outcome: 'never', status, after: null });
  });

  it.each([301, 302, 307, 308])('%s is not followed', async (status) => {
    const result = await answers(status, { location: `${receiver.url}/elsewhere` });
    expect(result).toMatchObject({ outcome: 'never', status, error: expect.stringContaining('not followed') });
    expect(received.map(({ path }) => path)).toEqual(['/hook?key=secret-path']);
  });

  it('says when it may be asked again', async () => {
    const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
    expect(await answers(429, { 'retry-after': '120' })).toMatchObject({ outcome: 'later', after: after(120) });
    expect(await answers(503, { 'retry-after': '60' })).toMatchObject({ outcome: 'later', after: after(60) });
    expect(await answers(400, { 'retry-after': '60' })).toMatchObject({ outcome: 'never', after: null });
    expect(retryAfter('Wed, 25 Nov 2026 06:20:00 GMT', NOW)).toEqual(new Date('2026-11-25T06:20:00Z'));
    // Nobody is waited for longer than a day, nor for what is over or no time.
    expect(retryAfter('99999999999999999999', NOW)).toEqual(after(24 * 60 * 60));
    for (const text of [undefined, '', '0', '-5', 'soon', 'Wed, 25 Nov 2020 06:20:00 GMT'])
      expect(retryAfter(text, NOW)).toBeNull();
  });

  it('never has more than the host in an error, nor anything that was answered', async () => {
    const { host } = new URL(receiver.url);
    for (const status of [301, 400, 401, 404, 429, 500]) {
      const result = await answers(status, {}, '<script>secret-answer</script>');
      expect(result).toMatchObject({ error: expect.stringContaining(host) });
      expect(JSON.stringify(result)).not.toMatch(/secret/);
    }
  });

  it('is waited for until the process stops', async () => {
    const silent = createServer();
    const connected = once(silent, 'connection');
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const stopping = new AbortController();
    const { port } = silent.address() as AddressInfo;
    const result = send(webhookAt(`http://127.0.0.1:${port}/secret-path`), letterOf(), { signal: stopping.signal });
    const [socket] = await connected;
    stopping.abort();
    expect(await result).toEqual({
      outcome: 'later',
      status: null,
      error: `Sending to 127.0.0.1:${port} was stopped.`,
      after: null,
    });
    socket.destroy();
    silent.close();
  });

  it('is not asked for in a private network, but by whoever runs the server', async () => {
    const environment = { OUTBOUND_PRIVATE_ADDRESSES: 'refuse' };
    for (const target of [webhookAt(), at('slack'), at('teams')])
      expect(await send(target, letterOf(), { environment })).toMatchObject({
        outcome: 'never',
        error: expect.stringContaining('private or reserved network'),
      });
    expect(received).toEqual([]);
    const own: Target = { kind: 'webhook', url: receiver.url, signing_secret: SECRET, is_default: true };
    expect(await send(own, letterOf(), { environment })).toMatchObject({ outcome: 'delivered' });
  });
});

describe('Slack', () => {
  it('gets blocks as JSON', async () => {
    expect(await send(at('slack'))).toEqual({ outcome: 'delivered', status: 200 });
    const payload = JSON.parse(received[0]?.body ?? '');
    expect(payload).toMatchObject({ text: 'Budget Platform is exceeded', attachments: [{ color: '#d1453b' }] });
  });

  it.each([
    [400, 'invalid_payload', 'never', 'does not accept the message (invalid_payload)'],
    [400, 'no_text', 'never', '(no_text)'],
    [403, 'action_prohibited', 'never', 'does not let this webhook write'],
    [403, 'invalid_token', 'never', 'does not know this webhook'],
    [404, 'channel_not_found', 'gone', 'does not exist any more'],
    [404, 'no_service', 'gone', 'removed or switched off'],
    [403, 'no_service', 'gone', 'removed or switched off'],
    [404, 'no_team', 'gone', 'workspace does not exist'],
    [404, '<html>', 'gone', 'answered with 404'],
    [410, 'channel_is_archived', 'gone', 'is archived'],
    [410, '', 'gone', 'answered with 410'],
    [500, 'rollup_error', 'later', 'answered with 500'],
    [400, '<script>', 'never', 'answered with 400'],
  ])('may answer %s %s', async (status, body, outcome, error) => {
    answer = { status, body };
    expect(await send(at('slack'))).toMatchObject({ outcome, status, error: expect.stringContaining(error) });
  });

  it('may ask to wait', async () => {
    answer = { status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' };
    expect(await send(at('slack'))).toMatchObject({ outcome: 'later', after: new Date(+NOW + 30_000) });
  });
});

describe('Teams', () => {
  const failure = (code: string): string => JSON.stringify({ error: { code, message: 'secret' } });

  it('gets a card as JSON, and answers that it will be posted', async () => {
    answer = { status: 202, body: '' };
    expect(await send(at('teams'))).toEqual({ outcome: 'delivered', status: 202 });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ type: 'message', attachments: [{}] });
  });

  it.each([
    [400, failure('TriggerInputSchemaMismatch'), 'never', '(TriggerInputSchemaMismatch)'],
    [401, failure('DirectApiAuthorizationRequired'), 'never', 'its address is whole'],
    [400, failure('bad <code>'), 'never', 'answered with 400'],
    [400, 'no JSON', 'never', 'answered with 400'],
    [400, 'null', 'never', 'answered with 400'],
    [404, failure('WorkflowNotFound'), 'gone', 'answered with 404'],
    [429, failure('TooManyRequests'), 'later', 'asked too often'],
    [502, failure('NoResponse'), 'later', 'answered with 502'],
  ])('may answer %s %s', async (status, body, outcome, error) => {
    answer = { status, body };
    const result = await send(at('teams'));
    expect(result).toMatchObject({ outcome, status, error: expect.stringContaining(error) });
    expect(JSON.stringify(result)).not.toContain('secret');
  });
});
