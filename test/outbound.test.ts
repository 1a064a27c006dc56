import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../src/platform/server/config.ts';
import { type Address, type Network, networkOf, postOutbound, refusalOf } from '../src/platform/server/outbound.ts';
import { makeCertificate, trustCertificate } from './support/certificate.ts';

const HERE = '127.0.0.1';
/** Stands for a private network: Linux has all of 127.0.0.0/8 on this machine. */
const INSIDE = '127.0.0.2';

interface Receiver {
  port: number;
  /** Every connection, whether something was asked over it or not. */
  connections: number;
  requests: { method: string | undefined; url: string | undefined; host: string | undefined; body: string }[];
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function listen(server: Server | TcpServer, address: string): Promise<Receiver> {
  const receiver: Receiver = { port: 0, connections: 0, requests: [] };
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    receiver.connections += 1;
    sockets.add(socket);
  });
  server.listen(0, address);
  await once(server, 'listening');
  receiver.port = (server.address() as AddressInfo).port;
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return receiver;
}

type Answering = (request: IncomingMessage, response: ServerResponse) => void;
const ok: Answering = (_request, response) => response.end('thanks');

async function receive(answer: Answering = ok, address = HERE): Promise<Receiver> {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const part of request) body += part;
    receiver.requests.push({ method: request.method, url: request.url, host: request.headers.host, body });
    answer(request, response);
  };
  const receiver = await listen(createServer(handle), address);
  return receiver;
}

/** What stands between spaces. */
const words = (text: string): string[] => text.trim().split(/\s+/);

const REFUSING = networkOf(parseConfig({}));

/** Only `HERE` may be connected to; hosts resolve to what `answers` says, in turn, the last for ever. */
function networkWith(answers: string[][], limits: Partial<Network['limits']> = {}): Network & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (host): Promise<Address[]> => {
      asked.push(host);
      const addresses = answers[Math.min(asked.length, answers.length) - 1] ?? [];
      return addresses.map((address) => ({ address, family: 4 }));
    },
    allows: (address) => address === HERE,
    limits: { connect_ms: 5_000, answer_ms: 5_000, total_ms: 5_000, ...limits },
  };
}

const post = (url: string, network: Network, signal: AbortSignal = new AbortController().signal) =>
  postOutbound({ url, headers: { 'x-sent': 'yes' }, body: '{"a":"é"}', signal }, network);

describe('a request to an address that a user gave', () => {
  it('is posted to the host it names, at the address that was looked at', async () => {
    const receiver = await receive();
    const network = networkWith([[HERE]]);
    const answer = await post(`http://hooks.example.com:${receiver.port}/secret?key=1`, network);
    expect(answer).toMatchObject({ kind: 'answered', status: 200, body: 'thanks' });
    expect(receiver.requests).toEqual([
      { method: 'POST', url: '/secret?key=1', host: `hooks.example.com:${receiver.port}`, body: '{"a":"é"}' },
    ]);
    expect(network.asked).toEqual(['hooks.example.com']);
  });

  it('does not go elsewhere when the name leads elsewhere after it was looked at', async () => {
    const inside = await receive(ok, INSIDE);
    const network = networkWith([[HERE], [INSIDE]]);
    // Nobody listens at this port of the address that was looked at: a second look would have found the other.
    const first = await post(`http://rebinding.example.com:${inside.port}/`, network);
    expect(first).toMatchObject({ kind: 'failed', error: expect.stringContaining('refused the connection') });
    expect(network.asked).toHaveLength(1);
    // By now it leads inside, and is refused for that.
    expect(await post(`http://rebinding.example.com:${inside.port}/`, network)).toMatchObject({ kind: 'refused' });
    expect(inside.connections).toBe(0);
  });

  it('is refused when one of several addresses is not allowed, wherever it stands', async () => {
    const here = await receive();
    for (const addresses of [[HERE, INSIDE], [INSIDE, HERE], [INSIDE]])
      expect(await post(`http://several.example.com:${here.port}/`, networkWith([addresses]))).toMatchObject({
        kind: 'refused',
        error: expect.stringContaining('private or reserved network'),
      });
    expect(here.connections).toBe(0);
  });

  it('is refused for this machine and private networks in every spelling', async () => {
    const here = await receive();
    const hosts = words(`
  127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 0.0.0.0
  localhost LOCALHOST １２７.0.0.1 127。0。0。1 %31%32%37.0.0.1
  [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:0:0:1] [64:ff9b::7f00:1]
  10.0.0.1 192.168.1.1 169.254.169.254 [fd00:ec2::254] [2002:7f00:1::]
`);
    for (const host of hosts) {
      expect([host, await post(`http://${host}:${here.port}/`, REFUSING)]).toMatchObject([host, { kind: 'refused' }]);
      expect(await refusalOf(`http://${host}:${here.port}/`, REFUSING)).toContain('private or reserved network');
    }
    expect(here.connections).toBe(0);
  });

  it('goes to private networks where whoever runs the server allows it, but to no metadata', async () => {
    const here = await receive();
    const allowing = networkOf(parseConfig({ OUTBOUND_PRIVATE_ADDRESSES: 'allow' }));
    expect(await post(`http://localhost:${here.port}/`, allowing)).toMatchObject({ kind: 'answered', status: 200 });
    expect(await post('http://169.254.169.254/latest/meta-data', allowing)).toMatchObject({ kind: 'refused' });
  });

  it('follows no redirect', async () => {
    const inside = await receive(ok, INSIDE);
    const receiver = await receive((_request, response) =>
      response.writeHead(307, { location: `http://${INSIDE}:${inside.port}/` }).end(),
    );
    const answer = await post(`http://moved.example.com:${receiver.port}/`, networkWith([[HERE]]));
    expect(answer).toMatchObject({ kind: 'answered', status: 307 });
    expect(inside.connections).toBe(0);
  });

  it.each([
    'ftp://hooks.example.com/secret-path',
    'file:///etc/passwd',
    'not an address secret-path',
    'https://user:pass-word@hooks.example.com/secret-path',
    'https://user@hooks.example.com/secret-path',
  ])('is refused for %s', async (url) => {
    const network = networkWith([[HERE]]);
    const answer = await post(url, network);
    expect(answer).toMatchObject({ kind: 'refused', error: expect.not.stringMatching(/secret-path|pass-word/) });
    expect(await refusalOf(url, network)).toBe('error' in answer && answer.error);
    expect(network.asked).toEqual([]);
  });

  it('reads an answer to its bound', async () => {
    const receiver = await receive((_request, response) => response.end('x'.repeat(1_000_000)));
    const answer = await post(`http://long.example.com:${receiver.port}/`, networkWith([[HERE]]));
    expect(answer).toMatchObject({ kind: 'answered', body: 'x'.repeat(64 * 1024) });
  });

  it('is told the status of an answer that breaks off', async () => {
    const receiver = await receive((_request, response) => {
      response.writeHead(202, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    const answer = await post(`http://half.example.com:${receiver.port}/`, networkWith([[HERE]]));
    expect(answer).toMatchObject({ kind: 'answered', status: 202, body: 'half' });
  });
});

describe('a request that gets no answer', () => {
  const SECRET = '/secret-path?secret-key=1';
  const errorOf = async (url: string, network: Network, signal?: AbortSignal): Promise<string> => {
    const answer = await post(url, network, signal);
    expect(answer).toMatchObject({ kind: 'failed', error: expect.not.stringMatching(/secret/) });
    return 'error' in answer ? answer.error : '';
  };

  it('says which host was not found', async () => {
    const error = await errorOf(`https://nowhere.example.com${SECRET}`, networkWith([[]]));
    expect(error).toBe('The host nowhere.example.com was not found. Check the address.');
    expect(await errorOf(`https://nowhere.invalid${SECRET}`, REFUSING)).toContain('nowhere.invalid was not found');
    const resolverIsDown = {
      ...networkWith([]),
      resolve: () => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' })),
    };
    expect(await errorOf(`https://hooks.example.com${SECRET}`, resolverIsDown)).toBe(
      'The name of the host hooks.example.com could not be looked up (EAI_AGAIN).',
    );
    // It may be found another time.
    expect(await refusalOf('https://nowhere.invalid', REFUSING)).toBeNull();
  });

  it('says that nobody listens, or that the connection broke', async () => {
    const here = await listen(
      createTcpServer((socket) => socket.resetAndDestroy()),
      HERE,
    );
    const host = `closed.example.com:${here.port}`;
    expect(await errorOf(`http://${host}${SECRET}`, networkWith([[HERE]]))).toBe(
      `The host ${host} broke off the connection.`,
    );
    expect(await errorOf(`http://closed.example.com:1${SECRET}`, networkWith([[HERE]]))).toBe(
      'The host closed.example.com:1 refused the connection.',
    );
  });

  it('says that what came is no HTTP', async () => {
    const here = await listen(
      createTcpServer((socket) => socket.end('SSH-2.0-secret\r\n')),
      HERE,
    );
    expect(await errorOf(`http://ssh.example.com:${here.port}${SECRET}`, networkWith([[HERE]]))).toContain('HPE_');
  });

  it.each([
    ['to be connected to', 'connect_ms', 'https', 'could not be connected to in time'],
    ['to answer', 'answer_ms', 'http', 'did not answer in time'],
    ['for all of it', 'total_ms', 'http', 'did not answer in time'],
  ])('does not wait long %s', async (_what, limit, scheme, error) => {
    const silent = await listen(createTcpServer(), HERE);
    const url = `${scheme}://silent.example.com:${silent.port}${SECRET}`;
    expect(await errorOf(url, networkWith([[HERE]], { [limit]: 50 }))).toContain(error);
    expect(silent.connections).toBe(1);
  });

  it('does not wait long for a name to be found', async () => {
    const network = { ...networkWith([], { total_ms: 50 }), resolve: () => new Promise<Address[]>(() => undefined) };
    expect(await errorOf(`https://slow.example.com${SECRET}`, network)).toContain('slow.example.com did not answer in');
  });

  it('does not wait for an answer that trickles', async () => {
    const slow = await receive((_request, response) => {
      response.writeHead(200).write('first');
    });
    const answer = await post(`http://slow.example.com:${slow.port}/`, networkWith([[HERE]], { total_ms: 200 }));
    expect(answer).toMatchObject({ kind: 'answered', status: 200, body: 'first' });
  });

  it('ends when the process stops', async () => {
    const silent = await listen(createTcpServer(), HERE);
    const stopping = new AbortController();
    const url = `http://silent.example.com:${silent.port}${SECRET}`;
    const answer = errorOf(url, networkWith([[HERE]]), stopping.signal);
    stopping.abort();
    expect(await answer).toBe(`Sending to silent.example.com:${silent.port} was stopped.`);
    expect(await errorOf(url, networkWith([[HERE]]), stopping.signal)).toContain('was stopped');
  });
});

describe('a request over TLS', () => {
  it('takes only a certificate for the host that was named', async () => {
    const certificate = makeCertificate('hooks.example.com');
    const receiver = await listen(createSecureServer(certificate, ok), HERE);
    const network = networkWith([[HERE]]);
    const unknown = await post(`https://hooks.example.com:${receiver.port}/secret`, network);
    expect(unknown).toEqual({
      kind: 'failed',
      error: `The TLS certificate of hooks.example.com:${receiver.port} is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT).`,
    });
    trustCertificate(certificate);
    expect(await post(`https://hooks.example.com:${receiver.port}/`, network)).toMatchObject({ status: 200 });
    expect(await post(`https://other.example.com:${receiver.port}/`, network)).toMatchObject({
      kind: 'failed',
      error: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
  });
});
