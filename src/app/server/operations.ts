import { sql } from 'kysely';
import { ProblemError } from '../../platform/core/errors.ts';
import { operationsContract } from '../../platform/core/operations-contract.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';

/** Health of the server, and the events of an organization. */
export function operations({ database, directory, events, log }: Services, version: string): ServedContract {
  const health = () => ({ status: 'ok' as const, version, uptime_seconds: Math.round(process.uptime()) });
  const checkStores = async (): Promise<void> => {
    await database.transaction(null, (tx) => sql`select 1`.execute(tx));
    const connection = await directory.duckdb.connect();
    await connection.run('select 1');
    connection.closeSync();
  };
  return serve(operationsContract, {
    health: async () => health(),
    healthLive: async () => health(),
    healthReady: async () => {
      try {
        await checkStores();
      } catch (error) {
        log.error({ err: error }, 'a store does not answer');
        throw new ProblemError(503, 'A store does not answer.', { cause: error });
      }
      return health();
    },
    events: async ({ organization_id, signal }) => events.subscribe(organization_id, signal),
  });
}
