import { addressOf, cut, headlineOf, inboxOf, type Letter, titleOf, toneOf, whenOf } from '../../core/letter.ts';
import type { Message } from '../../core/message.ts';

/** Styles of containers and colours of texts in an Adaptive Card. */
const STYLES = { critical: 'attention', warning: 'warning', info: 'accent', resolved: 'good' };

/** Teams takes 28 kB a message (learn.microsoft.com/connectors/teams, “Message size limit”); its own envelope is in it. */
const CARD_BYTES = 20_000;
const FACTS = 12;

type Element = { type: string } & Record<string, unknown>;

/** Texts of a TextBlock or Fact are Markdown, so could hold links; those of a TextRun are as they are. */
const text = (value: string, run: Record<string, unknown> = {}, block: Record<string, unknown> = {}): Element => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text: value, ...run }],
  ...block,
});
const quiet = (value: string): Element => text(value, { isSubtle: true, size: 'Small' });

const fact = ({ label, value }: Message['facts'][number]): Element => ({
  type: 'ColumnSet',
  spacing: 'Small',
  columns: [
    { type: 'Column', width: '2', items: [quiet(cut(label, 80))] },
    { type: 'Column', width: '3', items: [text(cut(value, 300))] },
  ],
});

const footing = (letter: Letter, message: Message): string =>
  [
    ...(message.owner === null ? [] : [`Owner: ${cut(message.owner, 120)}`]),
    cut(letter.organization_name, 120),
    whenOf(letter, message.occurred_at),
  ].join('  ·  ');

const whole = (letter: Letter, message: Message): Element[] => [
  ...(message.text.trim() === '' ? [] : [text(cut(message.text, 3_000))]),
  ...message.facts.slice(0, FACTS).map(fact),
  { ...quiet(footing(letter, message)), separator: true, spacing: 'Medium' },
];

function inDigest(letter: Letter, message: Message): Element {
  const address = addressOf(letter, message);
  return {
    type: 'Container',
    separator: true,
    items: [
      text(titleOf(message), { weight: 'Bolder', color: STYLES[toneOf({ ...letter, messages: [message] })] }),
      ...(message.text.trim() === '' ? [] : [text(cut(message.text.trim(), 400))]),
      quiet(footing(letter, message)),
    ],
    ...(address === null
      ? {}
      : { selectAction: { type: 'Action.OpenUrl', title: 'Open in FinOpsMind', url: address } }),
  };
}

/** At most so many bytes: three for every character that is not ASCII. */
const bytesOf = (value: unknown): number => JSON.stringify(value).replace(/[^ -~]/g, '   ').length;

/** As many as Teams takes, and how many more there are. */
function digest(letter: Letter): Element[] {
  const shown: Element[] = [];
  let bytes = 0;
  for (const message of letter.messages) {
    const next = inDigest(letter, message);
    bytes += bytesOf(next);
    if (bytes > CARD_BYTES) break;
    shown.push(next);
  }
  const more = letter.messages.length - shown.length;
  return more === 0 ? shown : [...shown, { ...quiet(`… and ${more} more`), separator: true }];
}

/** An Adaptive Card as the flow “Post to a channel when a webhook request is received” takes it. */
export function renderTeams(letter: Letter) {
  const [first] = letter.messages;
  const one = letter.messages.length === 1 && first !== undefined ? first : null;
  const address = one === null ? inboxOf(letter) : addressOf(letter, one);
  const title = one === null ? 'Open the inbox' : 'Open in FinOpsMind';
  const heading: Element = {
    type: 'Container',
    style: STYLES[toneOf(letter)],
    bleed: true,
    items: [text(headlineOf(letter), { weight: 'Bolder', size: 'Medium' })],
  };
  return {
    type: 'message',
    summary: headlineOf(letter),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          // RichTextBlock is from 1.2, which the phones' apps know too.
          version: '1.2',
          msteams: { width: 'Full' },
          body: [heading, ...(one === null ? digest(letter) : whole(letter, one))],
          actions: address === null ? [] : [{ type: 'Action.OpenUrl', title, url: address }],
        },
      },
    ],
  };
}
