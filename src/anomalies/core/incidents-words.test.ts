import { expect, it } from 'vitest';
import { amountText, countText, dayText, plainAmount } from './incidents-words.ts';

it.each([
  [0, '0.00'],
  [12.345, '12.35'],
  [999.999, '1,000.00'],
  [1_234_567.8, '1,234,567.80'],
  [-1_234.5, '-1,234.50'],
  [0.125, '0.13'],
])('writes the amount %d as %s', (amount, text) => {
  expect(plainAmount(amount)).toBe(text);
  expect(amountText(amount, 'EUR')).toBe(`${text} EUR`);
});

it('writes days and counts', () => {
  expect(dayText('2026-11-03')).toBe('Nov 3, 2026');
  expect([countText(1, 'day'), countText(0, 'day'), countText(3, 'slice')]).toEqual(['1 day', '0 days', '3 slices']);
});
