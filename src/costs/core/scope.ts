import { z } from 'zod';
import { type Grouping, groupingTitle, isGrouping, valueTitle } from './dimensions.ts';
import type { Filter } from './filters.ts';

/** A slice of the costs: the rows that have each of these values (empty: that have none); every row when nothing is named. */
export type Scope = Readonly<Partial<Record<Grouping, string>>>;

export const TOTAL: Scope = {};

const entriesOf = (scope: Scope): [Grouping, string][] =>
  (Object.entries(scope) as [Grouping, string][]).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** What no database column and no key of a scope can hold: NUL, and halves of characters that JSON may carry. */
const UNWRITABLE = /[\0\p{Surrogate}]/u;

/** A scope as JSON: an object of groupings and values, such as `{"service": "Amazon EC2", "tag:team": "web"}`. */
export const scopeSchema: z.ZodType<Scope, Scope> = z
  .record(z.string().max(300), z.string().max(2_000))
  .refine(
    (scope) => Object.keys(scope).every(isGrouping),
    'must name dimensions (see GET /costs/dimensions) or tag:<key>',
  )
  .refine(
    (scope) => !Object.entries(scope).some((texts) => UNWRITABLE.test(texts.join('='))),
    'must not contain the character NUL, or half a character (a surrogate without the other)',
  )
  .transform((scope) => scope as Scope);

/** The text that identifies a scope, the same whatever the order of its parts: empty for the total. */
export const scopeKey = (scope: Scope): string =>
  entriesOf(scope)
    .map(([grouping, value]) => `${encodeURIComponent(grouping)}=${encodeURIComponent(value)}`)
    .join('&');

/** The filters that select the rows of a scope. */
export const scopeFilters = (scope: Scope): Filter[] =>
  entriesOf(scope).map(([grouping, value]) => ({ grouping, values: [value], exclude: false }));

/** What a scope is called: its values, with readable names where `labels` has them by grouping and value. */
export function scopeTitle(scope: Scope, labels?: ReadonlyMap<string, string>): string {
  const parts = entriesOf(scope).map(([grouping, value]) => {
    const title = valueTitle(grouping, value, labels?.get(labelKey(grouping, value)));
    return grouping.startsWith('tag:') ? `${groupingTitle(grouping)}: ${title}` : title;
  });
  return parts.length > 0 ? parts.join(' · ') : 'All costs';
}

/** Values that a title names; of more it says how many. */
const NAMED_VALUES = 3;

/**
 * What the costs that filters let through are called, as `scopeTitle` calls those of a scope: `Amazon EC2 · not a, b`.
 * Readable names come from `labels` by `labelKey`.
 */
export function filtersTitle(filters: readonly Filter[], labels?: ReadonlyMap<string, string>): string {
  const parts = filters.map(({ grouping, values, exclude }) => {
    const titles = values.map((value) => valueTitle(grouping, value, labels?.get(labelKey(grouping, value))));
    const more = titles.length - NAMED_VALUES;
    const list = `${titles.slice(0, NAMED_VALUES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return `${exclude ? 'not ' : ''}${grouping.startsWith('tag:') ? `${groupingTitle(grouping)}: ` : ''}${list}`;
  });
  return parts.length > 0 ? parts.join(' · ') : 'All costs';
}

/** The key under which the readable name of a value stands. */
export const labelKey = (grouping: Grouping, value: string): string => `${grouping}=${value}`;
