import { expect, it } from 'vitest';
import type { Budget } from '../../core/contract.ts';
import { DEFAULT_VIEW, isWanted, searchOf, viewFrom } from './view.ts';

it.each([
  [{}, DEFAULT_VIEW],
  [{ status: 'over' }, { status: 'over', search: '' }],
  [
    { status: 'at_risk', search: 'shop' },
    { status: 'at_risk', search: 'shop' },
  ],
] as const)('the address %j and the view are the same', (search, view) => {
  expect(viewFrom(search)).toEqual(view);
  expect(searchOf(view)).toEqual(search);
});

it('what can not be read of an address is as by default', () => {
  expect(viewFrom({ status: 'burning' })).toEqual(DEFAULT_VIEW);
});

it('a view asks by status, and by part of name, owner or costs', () => {
  const shop = { status: 'over', name: 'Web shop', owner: null, scope_title: 'Account: Retail' } as Budget;
  expect(isWanted(DEFAULT_VIEW, shop)).toBe(true);
  expect(isWanted({ status: 'over', search: ' SHOP' }, shop)).toBe(true);
  expect(isWanted({ status: null, search: 'retail' }, shop)).toBe(true);
  expect(isWanted({ status: 'ahead', search: 'shop' }, shop)).toBe(false);
  expect(isWanted({ status: null, search: 'ada' }, shop)).toBe(false);
  expect(isWanted({ status: null, search: 'ada' }, { ...shop, owner: 'Ada' })).toBe(true);
});
