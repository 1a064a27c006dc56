import { type Message, type NotificationSeverity, severityAtLeast } from './message.ts';

/** What is known of an incident that is not over: what was said of it, and whether somebody has taken it up. */
interface OpenIncident {
  severity: NotificationSeverity;
  count: number;
  acknowledged_by: string | null;
  acknowledged_at: string | null;
}

/**
 * What becomes of an incident that is told of again: it is counted and says the newest. It is sent again, and to be
 * acknowledged anew, only where it is more severe than before; it never becomes less severe while it lasts.
 */
export function toldAgain(
  known: OpenIncident,
  message: Message,
): { next: OpenIncident; message: Message; is_sent: boolean } {
  const is_sent = !severityAtLeast(known.severity, message.severity);
  const severity = is_sent ? message.severity : known.severity;
  const acknowledged = is_sent
    ? { acknowledged_by: null, acknowledged_at: null }
    : { acknowledged_by: known.acknowledged_by, acknowledged_at: known.acknowledged_at };
  return {
    next: { severity, count: known.count + 1, ...acknowledged },
    message: { ...message, severity },
    is_sent,
  };
}
