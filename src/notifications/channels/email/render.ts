import { addressOf, cut, headlineOf, inboxOf, type Letter, titleOf, toneOf, whenOf } from '../../core/letter.ts';
import type { Message } from '../../core/message.ts';
import { button, factRows, muted, oneMessage, onlyMessage, page } from './render-html.ts';

/** What is written out of a digest: Gmail cuts mails at 102 kB. */
const MESSAGES = 30;
const TEXT_IN_DIGEST = 1_000;
const FACTS_IN_DIGEST = 6;

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

const footingOf = (letter: Letter): string =>
  `Sent by FinOpsMind for ${cut(letter.organization_name, 100)}. Who is told of what is set under Settings, Notifications.`;

const textOf = (message: Message): string => cut(message.text.trim(), 5_000);
const factsOf = (message: Message): Message['facts'] =>
  message.facts.map(({ label, value }) => ({ label: cut(label, 80), value: cut(value, 500) }));
const ownerOf = ({ owner }: Message): Message['facts'] =>
  owner === null ? [] : [{ label: 'Owner', value: cut(owner, 120) }];

function messageText(letter: Letter, message: Message): string {
  const address = addressOf(letter, message);
  const text = textOf(message);
  const lines = [
    ...(text === '' ? [] : [text, '']),
    ...[...factsOf(message), ...ownerOf(message)].map(({ label, value }) => `${label}: ${value}`),
    whenOf(letter, message.occurred_at),
    ...(address === null ? [] : ['', address]),
  ];
  return lines.join('\n');
}

function plainText(letter: Letter, shown: Message[], more: string[]): string {
  const is_one = letter.messages.length === 1;
  const parts = shown.map((message) => `${is_one ? '' : `* ${titleOf(message)}\n`}${messageText(letter, message)}`);
  return [headlineOf(letter), ...parts, ...more, `-- \n${footingOf(letter)}`].join('\n\n');
}

function onlyHtml(letter: Letter, message: Message): string {
  const address = addressOf(letter, message);
  const when = { label: 'When', value: whenOf(letter, message.occurred_at) };
  const facts = factRows([...factsOf(message), ...ownerOf(message), when]);
  return `${onlyMessage({ text: textOf(message), facts })}${address === null ? '' : button(address, 'Open in FinOpsMind')}`;
}

const oneHtml = (letter: Letter, message: Message): string =>
  oneMessage({
    tone: toneOf({ ...letter, messages: [message] }),
    title: titleOf(message),
    address: addressOf(letter, message),
    text: cut(textOf(message), TEXT_IN_DIGEST),
    facts: factRows(factsOf(message).slice(0, FACTS_IN_DIGEST)),
    footing: [...ownerOf(message).map(({ value }) => value), whenOf(letter, message.occurred_at)].join(' · '),
  });

function digestHtml(letter: Letter, shown: Message[], more: string[]): string {
  const inbox = inboxOf(letter);
  const parts = [...shown.map((message) => oneHtml(letter, message)), ...more.map(muted)];
  return [...parts, ...(inbox === null ? [] : [button(inbox, 'Open the inbox')])].join('\n');
}

/** A letter as a mail. Every text of others is escaped; the HTML has no pictures, scripts or anything to be loaded. */
export function renderEmail(letter: Letter): Mail {
  const shown = letter.messages.slice(0, MESSAGES);
  const [first] = shown;
  const only = letter.messages.length === 1 && first !== undefined ? first : null;
  const left_out = letter.messages.length - shown.length;
  const more = left_out === 0 ? [] : [`… and ${left_out} more`];
  const html = page({
    headline: headlineOf(letter),
    preview: cut(only === null ? shown.map(titleOf).join(' · ') : textOf(only), 140),
    tone: toneOf(letter),
    has_badge: only !== null,
    organization: cut(letter.organization_name, 100),
    content: only === null ? digestHtml(letter, shown, more) : onlyHtml(letter, only),
    footer: footingOf(letter),
  });
  return { subject: headlineOf(letter), text: plainText(letter, shown, more), html };
}
