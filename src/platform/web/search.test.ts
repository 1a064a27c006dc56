import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSearch, stringifySearch, valuesOf } from './search.ts';

it('addresses are read as they were written, whatever the names and values are', () => {
  const values = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 });
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, values, { noNullPrototype: true }), (wanted) => {
      const search = parseSearch(stringifySearch(wanted));
      expect(Object.keys(search).toSorted()).toEqual(Object.keys(wanted).toSorted());
      for (const [key, list] of Object.entries(wanted)) expect(valuesOf(search, key)).toEqual(list);
    }),
  );
  expect(valuesOf(parseSearch(''), 'toString')).toEqual([]);
  expect(stringifySearch({ nothing: undefined })).toBe('');
});
