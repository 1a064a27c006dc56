import { describe, expect, it } from 'vitest';
import { HOSTILE, hostileMessage, letterOf, manyMessages, messageOf } from '../../../../test/support/letters.ts';
import { renderTeams } from './render.ts';

const cardOf = (payload: ReturnType<typeof renderTeams>) => {
  const [attachment] = payload.attachments;
  if (attachment === undefined) throw new Error('There is no card.');
  return attachment.content;
};

/** Every object of a card, with its type. */
function elementsOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(elementsOf);
  if (typeof value !== 'object' || value === null) return [];
  const element = value as Record<string, unknown>;
  return [...('type' in element ? [element] : []), ...Object.values(element).flatMap(elementsOf)];
}
const runsOf = (value: unknown): unknown[] =>
  elementsOf(value).flatMap(({ type, text }) => (type === 'TextRun' ? [text] : []));

describe('a message for Teams', () => {
  it('is an Adaptive Card with a coloured heading, facts, and a button', () => {
    const payload = renderTeams(letterOf());
    expect(payload).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null }],
    });
    const card = cardOf(payload);
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.2' });
    expect(card.body[0]).toMatchObject({ type: 'Container', style: 'attention' });
    expect(runsOf(card)).toEqual([
      'Budget Platform is exceeded',
      'Platform has cost €12,480.22 so far.',
      'Spent so far',
      '€12,480.22',
      'Budget',
      '€12,000.00',
      'Owner: platform-team  ·  Northwind GmbH  ·  25 Nov 2026, 07:12',
    ]);
    expect(card.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open in FinOpsMind', url: 'https://finops.example.com/budgets/1' },
    ]);
    expect(cardOf(renderTeams(letterOf({ base_url: null }))).actions).toEqual([]);
  });

  it('shows texts of others only where they are no Markdown, and links only into the product', () => {
    const messages = [hostileMessage()];
    for (const letter of [letterOf({ messages }), letterOf({ messages: [...messages, ...messages] })]) {
      const elements = elementsOf(renderTeams({ ...letter, organization_name: HOSTILE }).attachments);
      for (const { type, url, text } of elements) {
        if (type === 'Action.OpenUrl') expect(url).toMatch(/^https:\/\/finops\.example\.com\//);
        if (text !== undefined) expect(type).toBe('TextRun');
      }
    }
  });

  it('keeps to what Teams takes, and says how much is left out', () => {
    const [first] = manyMessages(1);
    const one = renderTeams(letterOf({ messages: first === undefined ? [] : [first] }));
    const many = renderTeams(letterOf({ reason: 'digest', messages: manyMessages(100) }));
    for (const payload of [one, many]) expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(28_000);
    const shown = elementsOf(many).filter(({ type }) => type === 'Container').length - 1;
    expect(shown).toBeGreaterThan(5);
    expect(runsOf(many).at(-1)).toBe(`… and ${100 - shown} more`);
    expect(cardOf(many).actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open the inbox', url: 'https://finops.example.com/inbox' },
    ]);
  });

  it('has the style of its tone', () => {
    const style = (letter: ReturnType<typeof letterOf>) => cardOf(renderTeams(letter)).body[0]?.style;
    expect(style(letterOf({ messages: [messageOf({ severity: 'warning' })] }))).toBe('warning');
    expect(style(letterOf({ messages: [messageOf({ severity: 'info' })] }))).toBe('accent');
    expect(style(letterOf({ reason: 'resolved' }))).toBe('good');
  });
});
