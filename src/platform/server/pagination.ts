import { z } from 'zod';
import { badRequest } from '../core/errors.ts';

/** The sort key and id of the last item of a page. */
export type PagePosition = readonly [key: string, id: string];

const positionSchema = z.tuple([z.string(), z.string()]);

export const encodeCursor = (position: PagePosition): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** The position a `cursor` stands for, null without one. Throws a 400 problem for what is no cursor of ours. */
export function decodeCursor(cursor: string | undefined): PagePosition | null {
  if (cursor === undefined) return null;
  try {
    return positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw badRequest('The cursor is not one that a list answered.', [
      { path: 'query.cursor', message: 'must be the next_cursor of a page' },
    ]);
  }
}

/** A page of at most `limit` of `rows`, which were asked for with one more than that to know whether there is a next page. */
export function pageOfRows<Row>(rows: Row[], limit: number, positionOf: (row: Row) => PagePosition) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next_cursor: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}
