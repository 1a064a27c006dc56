import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProblemError } from '../core/errors.ts';
import { decodeCursor, encodeCursor, pageOfRows } from './pagination.ts';

it('a cursor is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') }),
      fc.uuid(),
      (time, id) => {
        const position = [time.toISOString(), id] as const;
        expect(decodeCursor(encodeCursor(position))).toEqual(position);
      },
    ),
  );
});

it('what is no cursor is refused', () => {
  for (const text of [
    '',
    'x',
    encodeCursor(['a', 'b']).slice(1),
    Buffer.from('[1,2]').toString('base64url'),
    encodeCursor(['abc', 'def']),
    encodeCursor(['2026-01-01T00:00:00Z', 'x']),
    encodeCursor(['0000-01-01T00:00:00Z', '00000000-0000-4000-8000-000000000000']),
  ])
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
