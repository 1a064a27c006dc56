/**
 * Reads the loosely typed `properties` of Azure's answers by dotted paths. What is absent or of another type is null:
 * unknown. Names match in any case, since Resource Graph and the resource providers write them differently.
 */
export interface Reader {
  text(path: string): string | null;
  /** A text that is an id, in lower case. */
  id(path: string): string | null;
  number(path: string): number | null;
  flag(path: string): boolean | null;
  /** An instant as ISO text; what can't be one is null. */
  instant(path: string): string | null;
  /** What is below a path. */
  below(path: string): Reader;
  /** The objects of a list; empty when there is no list. */
  list(path: string): Reader[];
  /** The texts of a list; empty when there is no list. */
  texts(path: string): string[];
  /** Length of a list; null when there is no list. */
  count(path: string): number | null;
}

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function child(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined;
  if (name in value) return value[name];
  const wanted = name.toLowerCase();
  return Object.entries(value).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text));

/** A reader of `value`, which is usually an object. */
export function readerOf(value: unknown): Reader {
  const at = (path: string): unknown => path.split('.').reduce<unknown>(child, value);
  const text = (path: string): string | null => {
    const found = at(path);
    return typeof found === 'string' && found !== '' ? found : null;
  };
  const items = (path: string): unknown[] | null => {
    const found = at(path);
    return Array.isArray(found) ? found : null;
  };
  return {
    text,
    id: (path) => text(path)?.toLowerCase() ?? null,
    number: (path) => {
      const found = at(path);
      return typeof found === 'number' && Number.isFinite(found) ? found : null;
    },
    flag: (path) => {
      const found = at(path);
      return typeof found === 'boolean' ? found : null;
    },
    instant: (path) => {
      const found = text(path);
      return found !== null && isInstant(found) ? new Date(found).toISOString() : null;
    },
    below: (path) => readerOf(at(path)),
    list: (path) => (items(path) ?? []).map(readerOf),
    texts: (path) => (items(path) ?? []).filter((item) => typeof item === 'string'),
    count: (path) => items(path)?.length ?? null,
  };
}
