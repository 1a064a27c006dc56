import { describe, expect, it } from 'vitest';
import { createColorBook, OTHER_COLOR } from './colors.ts';

const storage = () => {
  const texts = new Map<string, string>();
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  };
};
const NAMES = Array.from({ length: 12 }, (_, index) => `service ${index}`);

describe('the colour of a name', () => {
  it('is another for each of the eight largest, and grey for the rest', () => {
    const colors = [...createColorBook(storage(), 'a').colorsOf('service', NAMES).values()];
    expect(new Set(colors.slice(0, 8)).size).toBe(8);
    expect(colors.slice(8)).toEqual([OTHER_COLOR, OTHER_COLOR, OTHER_COLOR, OTHER_COLOR]);
  });

  it('stays in whatever order and company, also on another page', () => {
    const store = storage();
    const first = createColorBook(store, 'a').colorsOf('service', NAMES.slice(0, 8));
    const again = createColorBook(store, 'a').colorsOf('service', NAMES.slice(2, 8).toReversed());
    for (const [name, color] of again) expect(color).toBe(first.get(name));
  });

  it('never is that of a larger name that is seen with it', () => {
    const book = createColorBook(storage(), 'a');
    const first = book.colorsOf('service', NAMES.slice(0, 8));
    book.colorsOf('service', NAMES.slice(8));
    const mixed = book.colorsOf('service', [...NAMES.slice(0, 6), 'service 8', 'service 9']);
    expect(new Set(mixed.values()).size).toBe(8);
    for (const name of NAMES.slice(0, 6)) expect(mixed.get(name)).toBe(first.get(name));
  });

  it('belongs to one organization and grouping, whatever the name is', () => {
    const store = storage();
    const [color] = createColorBook(store, 'a').colorsOf('service', NAMES).values();
    expect([...createColorBook(store, 'b').colorsOf('service', ['another']).values()]).toEqual([color]);
    expect([...createColorBook(store, 'a').colorsOf('account', ['__proto__', 'toString']).values()][0]).toBe(color);
  });
});
