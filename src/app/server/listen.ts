import type { FastifyInstance } from 'fastify';
import { watchConnections } from '../../platform/server/drain.ts';

/**
 * Listens, and answers the address, such as `http://localhost:8080`. When `app` closes, `beforeClose` runs first, and
 * connections without a request are let go.
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
  beforeClose: () => void,
): Promise<string> {
  const drain = watchConnections(app.server);
  app.addHook('preClose', async () => {
    beforeClose();
    drain();
  });
  await app.listen({ host, port });
  const address = app.server.address();
  const bound_port = typeof address === 'object' && address ? address.port : port;
  return `http://${['0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${bound_port}`;
}
