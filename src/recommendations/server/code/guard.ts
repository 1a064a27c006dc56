import { type FieldError, refused } from '../../../platform/core/errors.ts';
import type { Context } from '../../../platform/server/context.ts';

/** What guards look with. */
export type Guarding = Pick<Context, 'organization_id' | 'transaction' | 'now' | 'signal'>;

/**
 * Why no code may be made for some recommendations, sentences by their ids, as the module knows that comes after; those
 * that nothing keeps from it are left out. Not within a transaction.
 */
export type CodeGuard = (context: Guarding, ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/** Throws a 422 problem with every reason why code may not be made; `pathOf` says where a recommendation was asked for. */
export async function checkCode(
  context: Guarding,
  guard: CodeGuard,
  ids: readonly string[],
  pathOf: (place: number) => string,
): Promise<void> {
  const blocks = await guard(context, ids);
  const errors = ids.flatMap((id, place): FieldError[] =>
    (blocks.get(id) ?? []).map((message) => ({ path: pathOf(place), message })),
  );
  if (errors.length === 0) return;
  throw refused(`No code is made: ${[...new Set(errors.map(({ message }) => message))].join(' ')}`, errors);
}
