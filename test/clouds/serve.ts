import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a double of a cloud answers; `reset` breaks the connection after `body` was begun. */
export interface DoubleAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
  reset?: boolean;
}

/** A double of a cloud's API that listens on this machine. */
export interface ServedDouble {
  url: string;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Serves `answer` over HTTP. An error in it is answered as 500 and thrown, so that the test sees it. */
export async function serveDouble(
  answer: (request: IncomingMessage, body: Buffer) => DoubleAnswer | Promise<DoubleAnswer>,
): Promise<ServedDouble> {
  const server = createServer(async (request, response) => {
    const { status, headers, body, reset } = await answer(request, await readBody(request));
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    if (!reset) return void response.end(body);
    response.write(body.slice(0, Math.ceil(body.length / 2)), () => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
