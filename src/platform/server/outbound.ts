import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Config } from './config.ts';
import { isPublicAddress, isPublicOrPrivateAddress } from './public-address.ts';

/** Most that is read of an answer; the rest is nobody's concern. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface Address {
  address: string;
  family: number;
}

/** What requests to addresses that users gave go through. */
export interface Network {
  /** All addresses of a host. */
  resolve(host: string): Promise<Address[]>;
  /** Whether an IP address may be connected to. */
  allows(address: string): boolean;
  /** From the start of the request: until connected, until an answer begins, and until all is over. */
  limits: { connect_ms: number; answer_ms: number; total_ms: number };
}

export interface OutboundRequest {
  /** A secret, but for its host: it is never logged, and no error names more. */
  url: string;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}

/** `refused` was not tried and will not be, `failed` may go better another time. Errors are sentences for people. */
export type OutboundAnswer =
  | { kind: 'answered'; status: number; headers: IncomingHttpHeaders; body: string }
  | { kind: 'refused' | 'failed'; error: string };
type Problem = Exclude<OutboundAnswer, { kind: 'answered' }>;

const refused = (error: string): Problem => ({ kind: 'refused', error });
const failed = (error: string): Problem => ({ kind: 'failed', error });

/** The network as whoever runs the server lets users have it. */
export const networkOf = (config: Pick<Config, 'OUTBOUND_PRIVATE_ADDRESSES'>): Network => ({
  resolve: (host) => lookup(host, { all: true }),
  allows: config.OUTBOUND_PRIVATE_ADDRESSES === 'allow' ? isPublicOrPrivateAddress : isPublicAddress,
  limits: { connect_ms: 10_000, answer_ms: 20_000, total_ms: 30_000 },
});

interface Destination {
  url: URL;
  addresses: Address[];
}

/** Codes by which a resolver says that there is no such name, or no address of it. */
const NO_SUCH_NAME = ['ENOTFOUND', 'ENODATA'];

/** All addresses of a host, none where there is no such name; the code of the error where nobody could say. */
async function resolved(host: string, network: Network): Promise<Address[] | string> {
  try {
    return await network.resolve(host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return NO_SUCH_NAME.includes(code) ? [] : code;
  }
}

/** The addresses that `text` leads to, all of them allowed; else why it is not asked. */
async function destinationOf(text: string, network: Network): Promise<Destination | Problem> {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return refused('The address is none that can be asked: it has to begin with https:// or http://.');
  if (url.username !== '' || url.password !== '')
    return refused(`The address at ${url.host} has a user or a password in it, which is not supported.`);
  // URL has written every spelling of an IPv4 address (decimal, hexadecimal, octal, short) as four numbers.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolved(host, network) : [{ address: host, family }];
  if (typeof addresses === 'string')
    return failed(`The name of the host ${url.host} could not be looked up (${addresses}).`);
  if (addresses.length === 0) return failed(`The host ${url.host} was not found. Check the address.`);
  if (!addresses.every(({ address }) => network.allows(address)))
    return refused(
      `The host ${url.host} is in a private or reserved network, where this server sends nothing. Use a public address, or let whoever runs the server set OUTBOUND_PRIVATE_ADDRESSES.`,
    );
  return { url, addresses };
}

/** Why nothing is ever sent to an address, as a sentence; null where it may be, also where its host is not found now. Nothing is connected to. */
export async function refusalOf(url: string, network: Network): Promise<string | null> {
  const destination = await destinationOf(url, network);
  return 'kind' in destination && destination.kind === 'refused' ? destination.error : null;
}

/** Answers with what was checked, whatever is asked: the name may lead elsewhere by now. */
const answering =
  (addresses: Address[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };

const CONNECTION_ERRORS: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke off the connection',
  EPIPE: 'broke off the connection',
  EHOSTUNREACH: 'is not reachable',
  ENETUNREACH: 'is not reachable',
  ETIMEDOUT: 'could not be connected to in time',
};

/** Says what went wrong by its code alone: messages of errors may hold the address. */
function problemOf(error: unknown, host: string): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = CONNECTION_ERRORS[code];
  if (known !== undefined) return failed(`The host ${host} ${known}.`);
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code)) return failed(`The TLS certificate of ${host} is not accepted (${code}).`);
  return failed(`Asking ${host} failed${code === '' ? '' : ` (${code})`}.`);
}

/** What was read when it is over, at its bound, or broken off: who has answered has been told. */
async function bodyOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    // The status has been read, which is what counts.
  }
  return Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString();
}

const stopped = (host: string, signal: AbortSignal): string =>
  signal.aborted ? `Sending to ${host} was stopped.` : `The host ${host} did not answer in time.`;

/** A time limit that was reached; its message is for people. */
class OutOfTime extends Error {}

async function exchange(
  { url, addresses }: Destination,
  request: OutboundRequest,
  network: Network,
  total: AbortSignal,
) {
  const secure = url.protocol === 'https:';
  const options: RequestOptions = {
    method: 'POST',
    headers: { 'user-agent': 'FinOpsMind', ...request.headers },
    agent: false,
    lookup: answering(addresses),
    signal: total,
  };
  const sent = (secure ? requestHttps : requestHttp)(url, options);
  const limit = (milliseconds: number, sentence: string) =>
    setTimeout(() => sent.destroy(new OutOfTime(sentence)), milliseconds);
  const { connect_ms, answer_ms } = network.limits;
  const connecting = limit(connect_ms, `The host ${url.host} could not be connected to in time.`);
  const waiting = limit(answer_ms, `The host ${url.host} did not answer in time.`);
  // A connection may break once more while it is closed, when nobody waits for it.
  sent.on('error', () => undefined);
  sent.once('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(connecting)));
  try {
    sent.end(request.body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    clearTimeout(waiting);
    const { statusCode: status = 0, headers } = answer;
    return { kind: 'answered' as const, status, headers, body: await bodyOf(answer) };
  } catch (error) {
    if (error instanceof OutOfTime) return failed(error.message);
    return total.aborted ? failed(stopped(url.host, request.signal)) : problemOf(error, url.host);
  } finally {
    clearTimeout(connecting);
    clearTimeout(waiting);
    sent.destroy();
  }
}

/**
 * Posts to an address that a user gave. The host is resolved once; when any of its addresses is not allowed, nothing is
 * connected to; else the connection goes to one of the addresses that were looked at, whatever the name leads to by then.
 * Redirects are not followed (they could lead anywhere): they are answers as any other.
 */
export async function postOutbound(request: OutboundRequest, network: Network): Promise<OutboundAnswer> {
  const total = AbortSignal.any([request.signal, AbortSignal.timeout(network.limits.total_ms)]);
  const over = new Promise<Problem>((resolve) => {
    const tell = (): void => resolve(failed(stopped(URL.parse(request.url)?.host ?? 'the address', request.signal)));
    if (total.aborted) tell();
    else total.addEventListener('abort', tell, { once: true });
  });
  // Looking up a name can't be stopped, so it is left alone.
  const destination = await Promise.race([destinationOf(request.url, network), over]);
  if ('kind' in destination) return destination;
  return exchange(destination, request, network, total);
}
