import { addressOf, cut, headlineOf, inboxOf, type Letter, titleOf, toneOf, whenOf } from '../../core/letter.ts';
import type { Message } from '../../core/message.ts';

/** Bars of attachments, readable on Slack's light and dark ground. */
const COLORS = { critical: '#d1453b', warning: '#d18f1f', info: '#2f67c6', resolved: '#2b9a5b' };

/**
 * Slack's limits (docs.slack.dev/reference/block-kit): 150 characters of a header, 3,000 of a text, 2,000 of a field, ten
 * fields, 50 blocks. All blocks together may have about 13,000 characters (`msg_blocks_too_long`), which is not documented.
 */
const HEADER = 150;
const TEXT = 2_500;
const FIELD = 300;
const FIELDS = 10;
const MESSAGES = 20;
const ALL_BLOCKS = 10_000;

type Block = { type: string } & Record<string, unknown>;
interface Attachment {
  color: string;
  fallback: string;
  blocks: Block[];
}

/** Text by which nobody is mentioned, and nothing linked or formatted. */
const plain = (text: string, most: number) => ({ type: 'plain_text', text: cut(text, most), emoji: false });
/** The three characters that Slack wants escaped; what is cut is no entity. */
function escaped(text: string, most: number): string {
  const whole = cut(text, most).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return whole.length <= most ? whole : `${whole.slice(0, most - 1).replace(/&\w*$|[\uD800-\uDBFF]$/, '')}…`;
}
/** `verbatim`: names of channels and addresses in it stay texts. */
const marked = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });

/**
 * A link in the text, not a button: Slack puts a warning beside a button whose app answers no interactions
 * (slackapi/node-slack-sdk issue 869), which an incoming webhook can't.
 */
const link = (address: string, text: string): string => `<${escaped(address, 2_000)}|${escaped(text, 250)}>`;

function context(letter: Letter, message: Message): Block {
  const address = addressOf(letter, message);
  const parts = [
    ...(message.owner === null ? [] : [escaped(`Owner: ${message.owner}`, 120)]),
    escaped(letter.organization_name, 120),
    escaped(whenOf(letter, message.occurred_at), 80),
    ...(address === null ? [] : [link(address, 'Open in FinOpsMind')]),
  ];
  return { type: 'context', elements: [marked(parts.join('  ·  '))] };
}

function whole(letter: Letter, message: Message): Attachment {
  const fields = message.facts
    .slice(0, FIELDS)
    .map(({ label, value }) => marked(`*${escaped(label, 80)}*\n${escaped(value, FIELD)}`));
  return {
    color: COLORS[toneOf({ ...letter, messages: [message] })],
    fallback: titleOf(message),
    blocks: [
      ...(message.text.trim() === '' ? [] : [{ type: 'section', text: plain(message.text, TEXT) }]),
      ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
      context(letter, message),
    ],
  };
}

function inDigest(letter: Letter, message: Message): Attachment {
  const address = addressOf(letter, message);
  const title = address === null ? escaped(titleOf(message), 250) : link(address, titleOf(message));
  const text = escaped(message.text.trim(), 400);
  return {
    color: COLORS[toneOf({ ...letter, messages: [message] })],
    fallback: titleOf(message),
    blocks: [{ type: 'section', text: marked(`*${title}*${text === '' ? '' : `\n${text}`}`) }],
  };
}

/** As many as Slack takes, and how many more there are. */
function digest(letter: Letter): Attachment[] {
  const shown: Attachment[] = [];
  let size = 0;
  for (const message of letter.messages.slice(0, MESSAGES)) {
    const next = inDigest(letter, message);
    size += JSON.stringify(next.blocks).length;
    if (size > ALL_BLOCKS) break;
    shown.push(next);
  }
  const more = letter.messages.length - shown.length;
  if (more === 0) return shown;
  const inbox = inboxOf(letter);
  const text = `… and ${more} more${inbox === null ? '' : `  ·  ${link(inbox, 'Open the inbox')}`}`;
  const rest = { type: 'context', elements: [marked(text)] };
  return [...shown, { color: COLORS[toneOf(letter)], fallback: `… and ${more} more`, blocks: [rest] }];
}

/** The payload for an incoming webhook: a header, and an attachment per message, for its colour. */
export function renderSlack(letter: Letter) {
  const headline = headlineOf(letter);
  const [first] = letter.messages;
  return {
    // What notifications of the desktop and the phone show.
    text: escaped(headline, 300),
    blocks: [{ type: 'header', text: plain(headline, HEADER) }],
    attachments: letter.messages.length === 1 && first !== undefined ? [whole(letter, first)] : digest(letter),
    unfurl_links: false,
    unfurl_media: false,
  };
}
