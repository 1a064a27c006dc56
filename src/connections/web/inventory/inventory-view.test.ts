import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../../../platform/web/search.ts';
import { resourcesContract } from '../../core/resources-contract.ts';
import {
  GONE,
  type InventoryView,
  inventoryFrom,
  isNarrowed,
  queryOfInventory,
  SORTS,
  searchOfInventory,
  withoutFilters,
} from './inventory-view.ts';

const values = fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 3 });
const view: fc.Arbitrary<InventoryView> = fc.record({
  search: fc.string({ maxLength: 20 }),
  provider: fc.array(fc.uuid(), { maxLength: 2 }),
  type: values,
  region: values,
  account: values,
  tag: fc.array(fc.tuple(fc.stringMatching(/^[^=]{1,8}$/), fc.string({ maxLength: 8 })).map((pair) => pair.join('='))),
  gone: fc.constantFrom(...GONE),
  sort: fc.constantFrom(...SORTS),
  descending: fc.boolean(),
});

describe('a view of the inventory', () => {
  it('comes back from its own address, and is a question the API takes', () => {
    fc.assert(
      fc.property(view, (wanted) => {
        const search = parseSearch(stringifySearch(searchOfInventory(wanted)));
        expect(inventoryFrom(search)).toEqual(wanted);
        const asked = Object.entries(queryOfInventory(wanted)).filter(([, value]) => value !== undefined);
        expect(resourcesContract.listResources.query.safeParse(Object.fromEntries(asked)).error).toBeUndefined();
      }),
    );
  });

  it('has the plainest address by default, and reads nonsense as default', () => {
    const plain = inventoryFrom({});
    expect(searchOfInventory(plain)).toEqual({});
    expect(inventoryFrom({ sort: 'size', order: 'x', gone: '?', tag: 'nokey', provider: 'me' })).toEqual(plain);
  });

  it('knows when something is left out', () => {
    const plain = inventoryFrom({});
    expect(isNarrowed(plain)).toBe(false);
    expect(isNarrowed({ ...plain, gone: 'show' })).toBe(false);
    const narrowed = { ...plain, tag: ['team='], sort: 'name' as const };
    expect(isNarrowed(narrowed)).toBe(true);
    expect(withoutFilters(narrowed)).toEqual({ ...plain, sort: 'name' });
  });
});
