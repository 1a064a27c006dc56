import type { Transaction } from '../../../platform/server/database.ts';
import type { Letter } from '../../channels/channel.ts';
import type { Message } from '../../core/message.ts';

/** What is kept of a letter once it was sent first: the same words with every attempt, whatever is changed meanwhile. */
export type FixedLetter = Omit<Letter, 'id' | 'reason' | 'created_at'>;

/** A letter of `messages` in the words of the organization that `tx` is bound to. */
export async function writeLetter(
  tx: Transaction,
  base_url: string | undefined,
  messages: Message[],
): Promise<FixedLetter> {
  const { name, locale, timezone } = await tx
    .selectFrom('organizations')
    .select(['name', 'locale', 'timezone'])
    .executeTakeFirstOrThrow();
  return { organization_name: name, base_url: base_url ?? null, locale, timezone, messages };
}
