import { type Scope, scopeKey, TOTAL } from '../../costs/core/scope.ts';
import { daysBetween } from '../../platform/core/dates.ts';
import type { KnownIncident, KnownPattern } from './follow-types.ts';
import type { FoundIncident } from './incidents-types.ts';

/** An incident that comes back within so many days after it was resolved is the same one. */
export const COMES_BACK_DAYS = 30;
/** Days between two parts of one incident at most: as in `findIncidents` for one slice. */
const GAP_DAYS = 7;
const ADJACENT_DAYS = 1;

const TOTAL_KEY = scopeKey(TOTAL);

/** Whether a scope holds another by what it names; everything holds nothing in particular. */
const holds = (wide: Scope, narrow: Scope): boolean => {
  const entries = Object.entries(wide);
  return entries.length > 0 && entries.every(([grouping, value]) => narrow[grouping as keyof Scope] === value);
};

/** Whether two incidents are about slices that have to do with each other: one holds the other, or it alarmed for it. */
export function areRelated(known: KnownIncident, found: FoundIncident): boolean {
  if (known.scope_key === found.scope_key) return true;
  const alarmed = (incident: KnownIncident | FoundIncident, key: string): boolean =>
    key !== TOTAL_KEY && incident.alarms.some(({ scope_key }) => scope_key === key);
  return (
    holds(known.scope, found.scope) ||
    holds(found.scope, known.scope) ||
    alarmed(known, found.scope_key) ||
    alarmed(found, known.scope_key)
  );
}

/** Days that both last for; 0 or less when there are so many days and one between them. */
const sharedDays = (known: KnownIncident, found: FoundIncident): number => {
  const first = known.started_on > found.started_on ? known.started_on : found.started_on;
  const last = known.last_day < found.last_day ? known.last_day : found.last_day;
  return daysBetween(first, last) + 1;
};

function isBack(known: KnownIncident, found: FoundIncident): boolean {
  if (known.status !== 'resolved' || known.resolved_through === null || known.scope_key !== found.scope_key)
    return false;
  const days = daysBetween(known.resolved_through, found.last_alarm_on);
  return days > 0 && daysBetween(known.resolved_through, found.first_alarm_on) <= COMES_BACK_DAYS;
}

function areSame(known: KnownIncident, found: FoundIncident): boolean {
  if (known.currency !== found.currency || known.direction !== found.direction) return false;
  const gap = known.scope_key === found.scope_key ? GAP_DAYS : ADJACENT_DAYS;
  return (areRelated(known, found) && sharedDays(known, found) > -gap) || isBack(known, found);
}

export interface Match {
  known: KnownIncident;
  found: FoundIncident;
}

/** Pairs what is known with what was found, each once: what stands first, then same slice, then the most days in common. */
export function matchIncidents(known: readonly KnownIncident[], found: readonly FoundIncident[]): Match[] {
  const pairs = known.flatMap((one) =>
    found.filter((other) => areSame(one, other)).map((other) => ({ known: one, found: other })),
  );
  const rank = ({ known: one, found: other }: Match): [number, number, number] => [
    one.status === 'withdrawn' ? 0 : 1,
    one.scope_key === other.scope_key ? 1 : 0,
    sharedDays(one, other),
  ];
  const ordered = pairs.toSorted((a, b) => {
    const [stands_a, same_a, days_a] = rank(a);
    const [stands_b, same_b, days_b] = rank(b);
    return stands_b - stands_a || same_b - same_a || days_b - days_a || (a.known.id < b.known.id ? -1 : 1);
  });
  const taken = new Set<KnownIncident | FoundIncident>();
  return ordered.filter((pair) => {
    if (taken.has(pair.known) || taken.has(pair.found)) return false;
    taken.add(pair.known).add(pair.found);
    return true;
  });
}

/** Patterns of the costs of an incident in its direction: of its scope, or of one that holds it. */
export const patternsOf = (patterns: readonly KnownPattern[], found: FoundIncident): KnownPattern[] =>
  patterns.filter(
    ({ currency, direction, scope, scope_key }) =>
      currency === found.currency &&
      direction === found.direction &&
      (scope_key === found.scope_key || holds(scope, found.scope)),
  );
