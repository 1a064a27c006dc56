import { describe, expect, it } from 'vitest';
import { HOSTILE, hostileMessage, letterOf, manyMessages, messageOf } from '../../../../test/support/letters.ts';
import { renderSlack } from './render.ts';

type Json = Record<string, unknown>;
/** Every object in a payload that has a text. */
function textsOf(value: unknown): { type: unknown; text: string }[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as Json;
  return [...(typeof text === 'string' ? [{ type, text }] : []), ...Object.values(value).flatMap(textsOf)];
}

describe('a message for Slack', () => {
  it('has a header, and an attachment in the colour of its severity with text, facts and a link', () => {
    expect(renderSlack(letterOf())).toEqual({
      text: 'Budget Platform is exceeded',
      blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Budget Platform is exceeded', emoji: false } }],
      attachments: [
        {
          color: '#d1453b',
          fallback: 'Budget Platform is exceeded',
          blocks: [
            {
              type: 'section',
              text: { type: 'plain_text', text: 'Platform has cost €12,480.22 so far.', emoji: false },
            },
            {
              type: 'section',
              fields: [
                { type: 'mrkdwn', text: '*Spent so far*\n€12,480.22', verbatim: true },
                { type: 'mrkdwn', text: '*Budget*\n€12,000.00', verbatim: true },
              ],
            },
            {
              type: 'context',
              elements: [
                {
                  type: 'mrkdwn',
                  text: 'Owner: platform-team  ·  Northwind GmbH  ·  25 Nov 2026, 07:12  ·  <https://finops.example.com/budgets/1|Open in FinOpsMind>',
                  verbatim: true,
                },
              ],
            },
          ],
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it('leaves out what it does not have', () => {
    const message = messageOf({ text: ' ', facts: [], owner: null, severity: 'info' });
    const [attachment] = renderSlack(letterOf({ base_url: null, messages: [message] })).attachments;
    expect(attachment?.color).toBe('#2f67c6');
    expect(textsOf(attachment)).toEqual([{ type: 'mrkdwn', text: 'Northwind GmbH  ·  25 Nov 2026, 07:12' }]);
  });

  it('mentions nobody, links nowhere and breaks nothing, whatever texts say', () => {
    const messages = [hostileMessage()];
    for (const letter of [letterOf({ messages }), letterOf({ messages: [...messages, ...messages] })]) {
      const payload = renderSlack({ ...letter, organization_name: HOSTILE });
      const marked = textsOf(payload).filter(({ type }) => type !== 'plain_text');
      expect(marked.length).toBeGreaterThan(2);
      for (const { text } of marked) {
        // What is between angle brackets is a link of ours.
        const links = text.match(/<[^>]*>/g) ?? [];
        for (const link of links) expect(link).toMatch(/^<https:\/\/finops\.example\.com\//);
        expect(text.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }
      // The text of notifications is Slack's Markdown, too.
      expect(payload.text).not.toMatch(/[<>]/);
    }
  });

  it('keeps to what Slack takes, and says how much is left out', () => {
    const [first] = manyMessages(1);
    const payloads = [
      renderSlack(letterOf({ messages: first === undefined ? [] : [first] })),
      renderSlack(letterOf({ reason: 'digest', messages: manyMessages(100) })),
    ];
    for (const { blocks, attachments } of payloads) {
      const all = [...blocks, ...attachments.flatMap((one) => one.blocks)] as Json[];
      expect(all.length).toBeLessThanOrEqual(50);
      expect(JSON.stringify(all).length).toBeLessThan(13_000);
      for (const block of all) {
        if (block.type === 'header') expect(textsOf(block)[0]?.text.length).toBeLessThanOrEqual(150);
        const fields = (block.fields ?? []) as { text: string }[];
        expect(fields.length).toBeLessThanOrEqual(10);
        for (const { text } of fields) expect(text.length).toBeLessThanOrEqual(2_000);
        for (const { text } of textsOf(block)) expect(text.length).toBeLessThanOrEqual(3_000);
      }
    }
    const { attachments } = payloads[1] ?? { attachments: [] };
    const shown = attachments.length - 1;
    expect(shown).toBeGreaterThan(3);
    expect(textsOf(attachments.at(-1))[0]?.text).toBe(
      `… and ${100 - shown} more  ·  <https://finops.example.com/inbox|Open the inbox>`,
    );
  });

  it('cuts no character in two', () => {
    for (let spaces = 0; spaces < 4; spaces++) {
      const value = `${' '.repeat(spaces)}${'&😀'.repeat(400)}`;
      const message = messageOf({ title: value, text: value, facts: [{ label: value, value }], owner: value });
      for (const messages of [[message], [message, message]])
        for (const { text } of textsOf(renderSlack(letterOf({ messages }))))
          expect(text.isWellFormed(), text.slice(-10)).toBe(true);
    }
  });

  it('has each message of a digest in its own colour, what is over in green', () => {
    const messages = (['critical', 'warning', 'info'] as const).map((severity) => messageOf({ severity }));
    const colors = (reason: 'digest' | 'resolved') =>
      renderSlack(letterOf({ reason, messages })).attachments.map(({ color }) => color);
    expect(colors('digest')).toEqual(['#d1453b', '#d18f1f', '#2f67c6']);
    expect(colors('resolved')).toEqual(['#2b9a5b', '#2b9a5b', '#2b9a5b']);
  });
});
