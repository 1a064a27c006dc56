import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came in at a receiver. */
export interface Received {
  /** `webhook-id`: the same with every attempt. */
  id: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** The body read as JSON. */
  letter: { reason: string; messages: { title: string; event: string; severity: string; facts: Fact[] }[] };
}
interface Fact {
  label: string;
  value: string;
}

/** Answers what came in; without an answer the sender waits. */
export type Answering = (received: Received, response: ServerResponse) => void | Promise<void>;

/** A receiver of messages over HTTP. */
export interface Receiver {
  url: string;
  received: Received[];
  /** Titles of the messages that came in at a path, by their reason, in the order in which they came. */
  titles(path?: string): string[];
  /** Answers so from now on; 200 until something else is set. */
  answer: Answering;
  close(): Promise<void>;
}

/** Whether a request is signed with `secret`, as docs/webhooks.md describes it. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key)
    .update(`${String(id)}.${String(timestamp)}.${body}`)
    .digest();
  const given = Buffer.from(String(signature).replace(/^v1,/, ''), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Starts a receiver on a free port of the loopback address. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const one: Received = {
        id: String(request.headers['webhook-id']),
        path: request.url ?? '/',
        headers: request.headers,
        body,
        letter: JSON.parse(body) as Received['letter'],
      };
      received.push(one);
      void receiver.answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    titles: (path) =>
      received
        .filter((one) => path === undefined || one.path === path)
        .flatMap(({ letter }) => letter.messages.map(({ title }) => `${letter.reason}: ${title}`)),
    answer: (_, response) => void response.end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
