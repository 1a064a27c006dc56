import { expect, it } from 'vitest';
import { counted, sizeText } from './figures.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [1_500_000, '1.5 MB'],
  [123_456_789, '123 MB'],
  [2e9, '2 GB'],
  [4.5e12, '4.5 TB'],
  [3e18, '3,000 PB'],
])('writes %i bytes as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

it('counts in the singular and the plural', () => {
  expect([counted(0, 'day'), counted(1, 'day'), counted(1_200, 'image')]).toEqual(['0 days', '1 day', '1,200 images']);
});
