import { expect, it } from 'vitest';
import { amountFrom, amountText } from './amount-text.ts';

it.each([
  ['10000', 'en-US', 10_000],
  [' 10000.5 ', 'en-US', 10_000.5],
  ['10000,50', 'en-US', 10_000.5],
  ['0.0015', 'en-US', 0.0015],
  // As the organization writes numbers.
  ['10,000', 'en-US', 10_000],
  ['1,234,567.89', 'en-US', 1_234_567.89],
  ['10.000', 'de-DE', 10_000],
  ['1.234.567,89', 'de-DE', 1_234_567.89],
  ['10 000', 'fr-FR', 10_000],
  ["10'000", 'de-CH', 10_000],
  ['10’000', 'de-CH', 10_000],
  // As others write them: ten thousand to some, ten to others.
  ['10.000', 'en-US', null],
  ['10,000', 'de-DE', null],
  ['1,00,000', 'en-US', null],
  ['1,0000', 'en-US', 1],
  ['10 000', 'en-US', null],
  ['1e5', 'en-US', null],
  ['-5', 'en-US', null],
  ['much', 'en-US', null],
  ['', 'en-US', null],
])('%j in %s is %j', (text, locale, amount) => {
  expect(amountFrom(text, locale)).toBe(amount);
});

it.each([2_500, 0.5, 12.345, 1_234.567, 1e15])('%d is taken back as it is, in every locale', (amount) => {
  for (const locale of ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN'])
    expect(amountFrom(amountText(amount), locale)).toBe(amount);
});
