import type { IsoDate } from '../../platform/core/dates.ts';
import type { Message, MessageScope } from './message.ts';

/** A day as it is written in a language: `24 Nov 2026`. */
export const writtenDay = (date: IsoDate, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** Facts of which the value is known. */
export const factsOf = (
  values: readonly (readonly [label: string, value: string | null | undefined])[],
): Message['facts'] => values.flatMap(([label, value]) => (value ? [{ label, value }] : []));

/** A slice of the costs, as groupings and their values, for routing. */
export function messageScopeOf(scope: Readonly<Partial<Record<string, string>>>): MessageScope {
  const tags = Object.fromEntries(
    Object.entries(scope).flatMap(([grouping, value]) =>
      grouping.startsWith('tag:') && value !== undefined ? [[grouping.slice('tag:'.length), value]] : [],
    ),
  );
  const { provider, account, service, region, resource } = scope;
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(account === undefined ? {} : { account }),
    ...(service === undefined ? {} : { service }),
    ...(region === undefined ? {} : { region }),
    ...(resource === undefined ? {} : { resource }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}
