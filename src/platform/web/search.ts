/** Query parameters by name; a name that is repeated has a list. */
export type Search = Record<string, string | string[]>;

/** Reads the query of a page's address as people write it: `?service=A&service=B`. */
export function parseSearch(text: string): Search {
  const search: Search = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const known = Object.hasOwn(search, name) ? search[name] : undefined;
    search[name] = known === undefined ? value : [known, value].flat();
  }
  return search;
}

/** The query of an address; what is undefined is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const item of [value].flat()) if (item !== undefined) text.append(name, String(item));
  return text.size > 0 ? `?${text}` : '';
}

/** The values of a parameter, none, one or several. */
export const valuesOf = (search: Search, name: string): string[] =>
  Object.hasOwn(search, name) ? [search[name] ?? []].flat() : [];
