import type { Connection } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { openAwsSession } from '../session.ts';
import { adviceFromComputeOptimizer } from './compute-optimizer.ts';
import { adviceFromCostExplorer } from './cost-explorer.ts';
import { adviceFromHub } from './hub.ts';
import type { AdvicePage } from './source.ts';

/**
 * All advice that AWS gives, in pages: what is free first, then the nine or ten questions to Cost Explorer that AWS
 * charges with $0.01 each. A source that is not enrolled, or whose permission is missing, gives a page with a `problem` in
 * words (and what else it could read before); a source without a problem was read as a whole.
 */
export async function* collectAwsAdvice(connection: Connection<AwsCredentials>): AsyncGenerator<AdvicePage> {
  const session = await openAwsSession(connection, 'background');
  const reading = { connection, session };
  const hub = yield* adviceFromHub(reading);
  yield* adviceFromComputeOptimizer(reading);
  yield* adviceFromCostExplorer(reading, { rightsizing: !hub });
}
