import { describe, expect, it } from 'vitest';
import { createColorBook } from './colors.ts';

const storage = () => {
  const texts = new Map<string, string>();
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  };
};
const NAMES = Array.from({ length: 16 }, (_, index) => `service ${index}`);

describe('the colour of a name', () => {
  it('is another for each of the first eight, and each colour is used equally after', () => {
    const book = createColorBook(storage(), 'a');
    const colors = NAMES.map((name) => book.colorOf('service', name));
    expect(new Set(colors.slice(0, 8)).size).toBe(8);
    expect(colors.slice(8)).toEqual(colors.slice(0, 8));
  });

  it('stays, also in another page, and belongs to one organization and grouping', () => {
    const store = storage();
    const [first] = NAMES.map((name) => createColorBook(store, 'a').colorOf('service', name));
    expect(createColorBook(store, 'a').colorOf('service', NAMES[0]!)).toBe(first);
    expect(createColorBook(store, 'b').colorOf('service', 'another')).toBe(first);
    expect(createColorBook(store, 'a').colorOf('account', '__proto__')).toBe(first);
  });
});
