import type { Context } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { readLabels } from '../../../recommendations/server/index.ts';
import type { Common } from '../../core/subjects/resource.ts';

/** What subjects are read with: a request, or a run of a job. */
export interface Reading extends Pick<Context, 'organization_id' | 'transaction'> {
  now: Date;
}

async function readMembers(tx: Transaction): Promise<ReadonlySet<string>> {
  const users = await tx.selectFrom('users').select(['email', 'name']).execute();
  return new Set(users.flatMap(({ email, name }) => [email, name]).map((word) => word.trim().toLowerCase()));
}

/** What all subjects have in common. */
export const readCommon = ({ transaction, now }: Reading): Promise<Common> =>
  transaction(async (tx) => ({ now, labels: await readLabels(tx), members: await readMembers(tx) }));
