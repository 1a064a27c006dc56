import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProblemError } from '../core/errors.ts';
import { decodeCursor, encodeCursor, pageOfRows } from './pagination.ts';

it('a cursor is read as it was written', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (key, id) => {
      expect(decodeCursor(encodeCursor([key, id]))).toEqual([key, id]);
    }),
  );
});

it('what is no cursor is refused', () => {
  for (const text of ['', 'x', encodeCursor(['a', 'b']).slice(1), Buffer.from('[1,2]').toString('base64url')])
    expect(() => decodeCursor(text)).toThrow(ProblemError);
});

it('only a page with more behind it has a next cursor', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 20 }), fc.integer({ min: 1, max: 20 }), (rows, limit) => {
      const { items, next_cursor } = pageOfRows(rows, limit, (row) => [row, row]);
      expect(items).toEqual(rows.slice(0, limit));
      expect(next_cursor === null).toBe(rows.length <= limit);
    }),
  );
});
