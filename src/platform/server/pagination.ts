import { z } from 'zod';
import { badRequest } from '../core/errors.ts';

/** The sort key and id of the last item of a page. */
export type PagePosition = readonly [key: string, id: string];

/** Most lists are in order of time, then id. */
const TIME_AND_ID = z.tuple([z.iso.datetime().refine((time) => time >= '0001'), z.uuid()]);

export const encodeCursor = (position: PagePosition): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** The position a `cursor` stands for, null without one. Throws a 400 problem for what is no cursor of such a list. */
export function decodeCursor(
  cursor: string | undefined,
  schema: z.ZodType<PagePosition> = TIME_AND_ID,
): PagePosition | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
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
