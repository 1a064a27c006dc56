import { type Search, valuesOf } from '../../../platform/web/search.ts';
import {
  NOTIFICATION_EVENTS,
  NOTIFICATION_SEVERITIES,
  type NotificationEvent,
  type NotificationSeverity,
} from '../../core/message.ts';

export const SHOWS = ['all', 'unread', 'open'] as const;
export type Show = (typeof SHOWS)[number];

/** What the inbox shows; all of it stands in the address. */
export interface InboxView {
  show: Show;
  /** Null is any. */
  event: NotificationEvent | null;
  severity: NotificationSeverity | null;
  /** Id of the one that is open beside the list. */
  opened: string | null;
}

export const DEFAULT_VIEW: InboxView = { show: 'all', event: null, severity: null, opened: null };

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function viewFrom(search: Search): InboxView {
  const first = (name: string): string | undefined => valuesOf(search, name)[0];
  return {
    show: SHOWS.find((one) => one === first('show')) ?? DEFAULT_VIEW.show,
    event: NOTIFICATION_EVENTS.find((one) => one === first('event')) ?? null,
    severity: NOTIFICATION_SEVERITIES.find((one) => one === first('severity')) ?? null,
    opened: first('opened') || null,
  };
}

/** The address of a view; what is as by default is left out. */
export function searchOfView({ show, event, severity, opened }: InboxView): Search {
  return {
    ...(show === DEFAULT_VIEW.show ? {} : { show }),
    ...(event === null ? {} : { event }),
    ...(severity === null ? {} : { severity }),
    ...(opened === null ? {} : { opened }),
  };
}

/** What the API is asked for. */
export const queryOfView = ({ show, event, severity }: InboxView): Record<string, unknown> => ({
  show,
  event: event ?? undefined,
  severity: severity ?? undefined,
});

/** True when a view leaves something out, so that "nothing found" has a way back. */
export const isNarrowed = ({ show, event, severity }: InboxView): boolean =>
  show !== DEFAULT_VIEW.show || event !== null || severity !== null;
