import { type Grouping, isDimension } from './dimensions.ts';

/** Rows whose `grouping` has one of `values` (or none of them, when `exclude`); the empty value stands for "has none". */
export interface Filter {
  grouping: Grouping;
  values: string[];
  exclude: boolean;
}

/** The grouping a filter parameter names (`service`, `not_service`, `tag.team`, `not_tag.team`), or null when it names none. */
export function filterTarget(parameter: string): { grouping: Grouping; exclude: boolean } | null {
  const exclude = parameter.startsWith('not_');
  const name = exclude ? parameter.slice(4) : parameter;
  if (isDimension(name)) return { grouping: name, exclude };
  if (name.startsWith('tag.') && name.length > 4) return { grouping: `tag:${name.slice(4)}`, exclude };
  return null;
}

/** The query parameter that `filterTarget` reads as this grouping. */
export const filterParameter = (grouping: Grouping, exclude: boolean): string =>
  `${exclude ? 'not_' : ''}${grouping.startsWith('tag:') ? `tag.${grouping.slice(4)}` : grouping}`;

/** The same filters always in the same order, with the values of each sorted and each once; one for each parameter. */
export function canonicalFilters(filters: readonly Filter[]): Filter[] {
  const by_parameter = new Map<string, Filter>();
  for (const { grouping, values, exclude } of filters) {
    const parameter = filterParameter(grouping, exclude);
    const known = by_parameter.get(parameter)?.values ?? [];
    by_parameter.set(parameter, { grouping, exclude, values: [...new Set([...known, ...values])].toSorted() });
  }
  return [...by_parameter].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, filter]) => filter);
}

/** Filters as `filtersSchema` reads them. */
export const filtersAsJson = (filters: readonly Filter[]): Record<string, string[]> =>
  Object.fromEntries(filters.map(({ grouping, values, exclude }) => [filterParameter(grouping, exclude), values]));

/** The filters of JSON that `filtersSchema` has accepted, as every answer's are. */
export const filtersOfJson = (json: Record<string, unknown>): Filter[] =>
  Object.entries(json).flatMap(([parameter, values]) => {
    const target = filterTarget(parameter);
    return target ? [{ ...target, values: [values].flat().map(String) }] : [];
  });
