import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Watches the connections of `server`; the function it answers closes those that carry no request, now and as they fall
 * idle. Node's own `closeIdleConnections` leaves the ones that browsers open ahead and never used.
 */
export function watchConnections(server: Server): () => void {
  const requests = new Map<Socket, number>();
  let draining = false;
  const count = (socket: Socket, change: number): void => {
    if (!requests.has(socket)) return;
    const running = (requests.get(socket) ?? 0) + change;
    requests.set(socket, running);
    if (draining && running === 0) socket.destroySoon();
  };
  server.on('connection', (socket: Socket) => {
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
    if (draining) socket.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  return () => {
    draining = true;
    for (const [socket, running] of requests) if (running === 0) socket.destroy();
  };
}
