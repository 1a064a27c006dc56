import { personBehind } from '../../../identity/server/index.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Asker } from '../../core/allowed.ts';

/** Who asks; a program stands for the person who made its key, and stays a program. */
export const askerOf = async (tx: Transaction, { actor }: Pick<Context, 'actor'>): Promise<Asker> => ({
  kind: actor.kind,
  id: await personBehind(tx, actor),
  name: actor.name,
  role: actor.role,
});
