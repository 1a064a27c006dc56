import { writtenTime } from './as-told.ts';
import { type Message, NOTIFICATION_SEVERITIES, type NotificationSeverity } from './message.ts';

/** What is sent at once: one message, or several as a digest. */
export interface Letter {
  /** The delivery's id: the same with every attempt. */
  id: string;
  /** Why it is sent; `resolved` tells that what its messages told of is over. */
  reason: 'immediate' | 'digest' | 'escalation' | 'resolved' | 'test';
  organization_name: string;
  /** Where the product is reached, without a slash at the end; links are this and a message's `link`. Null when not known. */
  base_url: string | null;
  /** BCP 47, and a time zone: times and amounts in `facts` are written out already. */
  locale: string;
  timezone: string;
  /** When it was made: the same with every attempt, so that the body is. */
  created_at: string;
  messages: Message[];
}

/** Texts of others may hold anything; halves of characters and control characters are nothing to be read. */
const readable = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cs}]/gu, '');

/** At most `most` characters of a text, the last of them `…` where some were left out; no character is cut in two. */
export function cut(text: string, most: number): string {
  const whole = readable(text);
  return whole.length <= most ? whole : `${whole.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A text on one line. */
const asLine = (text: string, most: number): string => cut(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), most);

/** What a message is called, on one line. */
export const titleOf = (message: Message): string => asLine(message.title, 250) || 'Notification';

/** What a letter is called: its subject. */
export function headlineOf({ reason, messages, organization_name }: Letter): string {
  const [first] = messages;
  if (messages.length !== 1 || first === undefined)
    return `${messages.length} notifications for ${asLine(organization_name, 100)}`;
  if (reason === 'escalation') return `Not acknowledged yet: ${titleOf(first)}`;
  return reason === 'resolved' ? `Resolved: ${titleOf(first)}` : titleOf(first);
}

/** How a letter is coloured: by the most severe of its messages, or as what is over. */
export function toneOf({ reason, messages }: Pick<Letter, 'reason' | 'messages'>): NotificationSeverity | 'resolved' {
  if (reason === 'resolved') return 'resolved';
  return NOTIFICATION_SEVERITIES.findLast((one) => messages.some(({ severity }) => severity === one)) ?? 'info';
}

/** Page of a message in the product; null where the product's address is not known. */
export const addressOf = ({ base_url }: Letter, message: Message): string | null =>
  base_url === null || !message.link.startsWith('/') ? null : `${base_url}${message.link}`;

/** The page with everything that was told; null where the product's address is not known. */
export const inboxOf = ({ base_url }: Letter): string | null => (base_url === null ? null : `${base_url}/inbox`);

/** When something happened, in the words and the time zone of the organization. */
export const whenOf = (letter: Letter, timestamp: string): string => writtenTime(timestamp, letter);
