import type { Route } from '../../core/settings.ts';
import { EVENT_WORDS, SEVERITY_WORDS } from '../words.ts';

const DELIVERY_PHRASES: Record<Route['delivery'], string> = {
  immediate: 'at once',
  daily: 'in a daily digest',
  weekly: 'in a weekly digest',
};

const listed = (words: readonly string[]): string => words.join(', ');

/** Minutes as a phrase: `60 min`, `2 h`, `3 days`. */
export function minutesText(minutes: number): string {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? 'a day' : `${minutes / 1_440} days`;
  return minutes % 60 === 0 && minutes > 60 ? `${minutes / 60} h` : `${minutes} min`;
}

/** Which costs and owners a route is for; null where it is for all. */
function scopeText({ scope, owners }: Pick<Route, 'scope' | 'owners'>): string | null {
  const values = [scope.services, scope.accounts, scope.regions, scope.providers].filter(({ length }) => length > 0);
  const tags = Object.entries(scope.tags).map(([key, wanted]) => `${key}: ${wanted.join(' or ')}`);
  const parts = [...values.map((one) => one.join(' or ')), ...tags];
  if (owners.length > 0) parts.push(`owned by ${owners.join(' or ')}`);
  return parts.length === 0 ? null : `only ${parts.join(', ')}`;
}

/** What is sent: `Budget exceeded, forecast over budget · from warning`. */
export function routeWhatText(route: Pick<Route, 'events' | 'least_severity' | 'scope' | 'owners'>): string {
  const names = route.events.map((event, index) =>
    index === 0 ? EVENT_WORDS[event] : EVENT_WORDS[event].toLowerCase(),
  );
  const parts = [
    names.length === 0 ? 'Everything' : listed(names),
    route.least_severity === 'info' ? null : `from ${SEVERITY_WORDS[route.least_severity].word.toLowerCase()}`,
    scopeText(route),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Where and when it is sent: `to #finops, at once · escalates to on-call after 60 min`. `nameOf` is what a channel is called. */
export function routeWhereText(
  {
    channel_ids,
    delivery,
    urgent_from,
    escalation,
  }: Pick<Route, 'channel_ids' | 'delivery' | 'urgent_from' | 'escalation'>,
  nameOf: (id: string) => string,
): string {
  const parts = [`to ${listed(channel_ids.map(nameOf))}, ${DELIVERY_PHRASES[delivery]}`];
  if (delivery !== 'immediate' && urgent_from !== null)
    parts.push(
      `${SEVERITY_WORDS[urgent_from].word.toLowerCase()} ${urgent_from === 'critical' ? '' : 'and above '}at once`,
    );
  if (escalation)
    parts.push(
      `escalates to ${listed(escalation.channel_ids.map(nameOf))} after ${minutesText(escalation.after_minutes)}`,
    );
  return parts.join(' · ');
}
