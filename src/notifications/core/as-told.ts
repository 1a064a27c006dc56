import type { Message } from './message.ts';

interface Standing {
  message: Message;
  /** How often it was told of. */
  count: number;
  /** When it was over; null while it is not. */
  resolved_at: string | null;
}

/** Day and time of an instant as people of a place write them. */
export const writtenTime = (instant: string, { locale, timezone }: { locale: string; timezone: string }): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone }).format(
    new Date(instant),
  );

/** A message as it is sent: with how often it happened, and since when it is over, where that is worth a line. */
export const asTold = (
  { message, count, resolved_at }: Standing,
  about: { locale: string; timezone: string },
): Message => ({
  ...message,
  facts: [
    ...message.facts,
    ...(count > 1 ? [{ label: 'Reported', value: `${count} times` }] : []),
    ...(resolved_at === null ? [] : [{ label: 'Over since', value: writtenTime(resolved_at, about) }]),
  ],
});
