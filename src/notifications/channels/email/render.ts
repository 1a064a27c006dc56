import { addressOf, cut, headlineOf, type Letter, titleOf, toneOf, whenOf } from '../../core/letter.ts';
import type { Message } from '../../core/message.ts';
import { button, escapeHtml, factRows, footer, messageBlock, page } from './render-html.ts';

/** Messages of a digest that are written out; mail programs cut what is longer than about 100 kB (Gmail: 102 kB). */
const MESSAGES = 50;

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

const footingOf = (letter: Letter): string =>
  `Sent by FinOpsMind for ${cut(letter.organization_name, 100)}. Who is told of what is set under Settings, Notifications.`;

function messageText(letter: Letter, message: Message): string {
  const address = addressOf(letter, message);
  const lines = [
    ...(message.text.trim() === '' ? [] : [cut(message.text.trim(), 5_000), '']),
    ...message.facts.map(({ label, value }) => `${cut(label, 80)}: ${cut(value, 500)}`),
    ...(message.owner === null ? [] : [`Owner: ${cut(message.owner, 120)}`]),
    whenOf(letter, message.occurred_at),
    ...(address === null ? [] : ['', address]),
  ];
  return lines.join('\n');
}

function plainText(letter: Letter, shown: Message[], more: number): string {
  const one = letter.messages.length === 1;
  const parts = shown.map((message) => `${one ? '' : `* ${titleOf(message)}\n`}${messageText(letter, message)}`);
  return [
    headlineOf(letter),
    ...parts,
    ...(more === 0 ? [] : [`… and ${more} more`]),
    `-- \n${footingOf(letter)}`,
  ].join('\n\n');
}

function htmlOf(letter: Letter, message: Message, one: boolean): string {
  const address = addressOf(letter, message);
  const owner = message.owner === null ? [] : [{ label: 'Owner', value: message.owner }];
  return messageBlock({
    tone: toneOf({ ...letter, messages: [message] }),
    title: one ? null : titleOf(message),
    address,
    text: cut(message.text.trim(), 5_000),
    facts: factRows([...message.facts, ...owner, { label: 'When', value: whenOf(letter, message.occurred_at) }]),
    button: one && address !== null ? button(address, 'Open in FinOpsMind') : '',
  });
}

/** A letter as a mail. Every text of others is escaped; the HTML has no pictures, scripts or anything to be loaded. */
export function renderEmail(letter: Letter): Mail {
  const one = letter.messages.length === 1;
  const shown = letter.messages.slice(0, MESSAGES);
  const more = letter.messages.length - shown.length;
  const inbox = letter.base_url === null || one ? '' : button(`${letter.base_url}/notifications`, 'Open the inbox');
  const html = page({
    headline: headlineOf(letter),
    preview: shown.map((message) => (one ? message.text : titleOf(message))).join(' · '),
    tone: toneOf(letter),
    organization: cut(letter.organization_name, 100),
    content: [
      ...shown.map((message) => htmlOf(letter, message, one)),
      ...(more === 0 ? [] : [`<p class="muted">… and ${more} more</p>`]),
      inbox,
    ].join('\n'),
    footer: footer(escapeHtml(footingOf(letter))),
  });
  return { subject: headlineOf(letter), text: plainText(letter, shown, more), html };
}
