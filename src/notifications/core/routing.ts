import type { Message } from './message.ts';
import { severityAtLeast } from './message.ts';
import type { Route, RouteBody } from './settings.ts';
import { afterQuiet, type Hours, nextDigest } from './timing.ts';

/** A notification that is to be sent to a channel: on its own, or gathered with others until `due_at`. */
export interface Dispatch {
  channel_id: string;
  due_at: Date;
  is_gathered: boolean;
}

/** Whom to tell at `due_at`, if nobody has acknowledged. */
export interface Escalation {
  route_id: string;
  channel_ids: string[];
  due_at: Date;
}

const MINUTE_MS = 60_000;

const hasOneOf = (wanted: readonly string[], value: string | null | undefined): boolean =>
  wanted.length === 0 ||
  (value !== null && value !== undefined && wanted.some((one) => one.toLowerCase() === value.toLowerCase()));

const fitsScope = ({ providers, accounts, services, regions, tags }: RouteBody['scope'], { scope }: Message): boolean =>
  hasOneOf(providers, scope.provider) &&
  hasOneOf(accounts, scope.account) &&
  hasOneOf(services, scope.service) &&
  hasOneOf(regions, scope.region) &&
  Object.entries(tags).every(([key, values]) => hasOneOf(values, scope.tags?.[key]));

/** Whether a message is one that a route sends: all that the route asks for has to be said by the message. */
export const fits = (route: RouteBody, message: Message): boolean =>
  route.enabled &&
  (route.events.length === 0 || route.events.some((event) => event === message.event)) &&
  severityAtLeast(message.severity, route.least_severity) &&
  fitsScope(route.scope, message) &&
  hasOneOf(route.owners, message.owner);

/** What is sent where there are no routes: warnings and more, and what the week cost, at once. */
const goesAnyway = ({ event, severity }: Message): boolean =>
  event === 'weekly_digest' || severityAtLeast(severity, 'warning');

const isUrgent = ({ urgent_from }: Pick<RouteBody, 'urgent_from'>, { severity }: Message): boolean =>
  urgent_from !== null && severityAtLeast(severity, urgent_from);

/** When a route has a message sent: at once, when quiet is over, or with the next digest. */
function dueBy(
  route: Pick<RouteBody, 'urgent_from' | 'delivery'>,
  message: Message,
  now: Date,
  hours: Hours,
): Omit<Dispatch, 'channel_id'> {
  if (isUrgent(route, message)) return { due_at: now, is_gathered: false };
  if (route.delivery !== 'immediate') return { due_at: nextDigest(now, route.delivery, hours), is_gathered: true };
  const due_at = afterQuiet(now, hours);
  return { due_at, is_gathered: due_at > now };
}

/** Where and when a message goes; to each channel once, by the route that is the soonest. */
export function dispatch(
  message: Message,
  { routes, channel_ids, hours }: { routes: readonly Route[]; channel_ids: readonly string[]; hours: Hours },
  now: Date,
): { dispatches: Dispatch[]; escalations: Escalation[] } {
  if (routes.length === 0) {
    const due = dueBy({ urgent_from: 'critical', delivery: 'immediate' }, message, now, hours);
    const everywhere = goesAnyway(message) ? channel_ids : [];
    return { dispatches: everywhere.map((channel_id) => ({ channel_id, ...due })), escalations: [] };
  }
  const known = new Set(channel_ids);
  const soonest = new Map<string, Dispatch>();
  const escalations: Escalation[] = [];
  for (const route of routes.filter((one) => fits(one, message))) {
    const due = dueBy(route, message, now, hours);
    for (const channel_id of route.channel_ids) {
      const other = soonest.get(channel_id);
      if (known.has(channel_id) && (!other || due.due_at < other.due_at))
        soonest.set(channel_id, { channel_id, ...due });
    }
    if (route.escalation) {
      const { after_minutes, channel_ids: next } = route.escalation;
      const due_at = new Date(due.due_at.getTime() + after_minutes * MINUTE_MS);
      escalations.push({
        route_id: route.id,
        channel_ids: next,
        due_at: isUrgent(route, message) ? due_at : afterQuiet(due_at, hours),
      });
    }
  }
  return { dispatches: [...soonest.values()], escalations };
}
