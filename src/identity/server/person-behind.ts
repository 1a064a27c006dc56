import type { Actor } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';

/** Id of the person who acts: themselves, or through an API key of their making; null for the product itself. */
export async function personBehind(tx: Transaction, { kind, id }: Actor): Promise<string | null> {
  if (kind === 'user') return id;
  if (kind === 'system' || id === null) return null;
  const key = await tx.selectFrom('api_keys').select('created_by_id').where('id', '=', id).executeTakeFirst();
  return key?.created_by_id ?? null;
}
