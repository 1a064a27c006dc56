const SERIES = 8;
export const OTHER_COLOR = 'var(--series-other)';

/** Remembers the colour each name got, so that it keeps it on every page and the next time. */
export interface ColorBook {
  /** CSS colour of a name of a grouping. New names take the colour least used so far. */
  colorOf(grouping: string, name: string): string;
}

type Numbers = Record<string, number>;
type Store = Pick<Storage, 'getItem' | 'setItem'>;

function read(store: Store, key: string): Numbers {
  try {
    const known: unknown = JSON.parse(store.getItem(key) ?? '{}');
    return Object.assign(Object.create(null), known) as Numbers;
  } catch (error) {
    // Somebody else's text under our key: begin anew.
    if (error instanceof SyntaxError) return Object.create(null) as Numbers;
    throw error;
  }
}

function leastUsed(numbers: Numbers): number {
  const uses = Array.from({ length: SERIES }, () => 0);
  for (const number of Object.values(numbers)) uses[number - 1] = (uses[number - 1] ?? 0) + 1;
  return uses.indexOf(Math.min(...uses)) + 1;
}

/** The colours of one organization, kept in `store`. Ask for the largest name first: the first eight differ. */
export function createColorBook(store: Store, organization_id: string): ColorBook {
  const books = new Map<string, Numbers>();
  return {
    colorOf(grouping, name) {
      const key = `colors:${organization_id}:${grouping}`;
      const numbers = books.get(grouping) ?? read(store, key);
      books.set(grouping, numbers);
      if (numbers[name] === undefined) {
        numbers[name] = leastUsed(numbers);
        store.setItem(key, JSON.stringify(numbers));
      }
      return `var(--series-${numbers[name]})`;
    },
  };
}
