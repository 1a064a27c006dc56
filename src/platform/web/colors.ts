/** How many colours there are for series. */
export const SERIES_COLORS = 8;
export const OTHER_COLOR = 'var(--series-other)';

/** Remembers the colour each name got, so that it keeps it on every page and the next time. */
export interface ColorBook {
  /**
   * CSS colours of names that are seen together, the largest first. Each of the first eight has another: one that has the
   * colour of a larger one changes it for good. Those behind them are like the rest.
   */
  colorsOf(grouping: string, names: readonly string[]): ReadonlyMap<string, string>;
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

/** The colour that fewest names have, among those that are not `taken`. */
function leastUsed(numbers: Numbers, taken: ReadonlySet<number>): number {
  const uses = new Map(Array.from({ length: SERIES_COLORS }, (_, index) => [index + 1, 0]));
  for (const number of Object.values(numbers)) uses.set(number, (uses.get(number) ?? 0) + 1);
  const [[best] = [1]] = [...uses].filter(([number]) => !taken.has(number)).toSorted(([, a], [, b]) => a - b);
  return best;
}

/** The colours of one organization, kept in `store`. */
export function createColorBook(store: Store, organization_id: string): ColorBook {
  const books = new Map<string, Numbers>();
  return {
    colorsOf(grouping, names) {
      const key = `colors:${organization_id}:${grouping}`;
      const numbers = books.get(grouping) ?? read(store, key);
      books.set(grouping, numbers);
      const shown = names.slice(0, SERIES_COLORS);
      // Who has a colour of its own already keeps it: the others choose from what is left.
      const owner = new Map(shown.toReversed().map((name) => [numbers[name], name]));
      const taken = new Set([...owner.keys()].filter((number) => number !== undefined));
      for (const name of shown.filter((one) => numbers[one] === undefined || owner.get(numbers[one]) !== one)) {
        numbers[name] = leastUsed(numbers, taken);
        taken.add(numbers[name]);
        store.setItem(key, JSON.stringify(numbers));
      }
      return new Map(
        names.map((name, index) => [name, index < SERIES_COLORS ? `var(--series-${numbers[name]})` : OTHER_COLOR]),
      );
    },
  };
}
