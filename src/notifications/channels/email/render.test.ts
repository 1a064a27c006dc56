import { describe, expect, it } from 'vitest';
import { HOSTILE, hostileMessage, letterOf, manyMessages, messageOf } from '../../../../test/support/letters.ts';
import { renderEmail } from './render.ts';

describe('a mail', () => {
  it('says the same as HTML and as text', () => {
    const { subject, text, html } = renderEmail(letterOf());
    expect(subject).toBe('Budget Platform is exceeded');
    expect(text).toBe(`Budget Platform is exceeded

Platform has cost €12,480.22 so far.

Spent so far: €12,480.22
Budget: €12,000.00
Owner: platform-team
25 Nov 2026, 07:12

https://finops.example.com/budgets/1

-- 
Sent by FinOpsMind for Northwind GmbH. Who is told of what is set under Settings, Notifications.`);
    for (const part of ['Critical', 'Platform has cost', 'Spent so far', '€12,480.22', 'platform-team', '07:12'])
      expect(html).toContain(part);
    expect(html).toContain('href="https://finops.example.com/budgets/1"');
    expect(renderEmail(letterOf({ base_url: null })).html).not.toContain('href');
  });

  it('lets no text be more than text', () => {
    const messages = [hostileMessage()];
    const trusted = renderEmail(letterOf());
    const tagsOf = (html: string): string[] => [...html.matchAll(/<(\/?\w+)/g)].map(([, tag = '']) => tag);
    for (const letter of [letterOf({ messages }), letterOf({ messages: [...messages, ...messages] })]) {
      const { subject, html } = renderEmail({ ...letter, organization_name: HOSTILE });
      expect(subject).not.toMatch(/[\r\n]/);
      const known = new Set([...tagsOf(trusted.html), 'br', 'h2', '/h2']);
      expect(tagsOf(html).filter((tag) => !known.has(tag))).toEqual([]);
      for (const [tag] of html.matchAll(/<\w[^>]*>/g)) expect(tag).not.toMatch(/\son\w+=|javascript:/);
      expect(html).toContain('/budgets/&quot;&gt;&lt;script&gt;');
      for (const [, address = ''] of html.matchAll(/href="([^"]*)"/g))
        expect(address).toMatch(/^https:\/\/finops\.example\.com\/[^"<>]*$/);
    }
  });

  it('loads nothing from anywhere', () => {
    const { html } = renderEmail(letterOf({ messages: [messageOf(), messageOf({ severity: 'info' })] }));
    expect(html).not.toMatch(/<(img|link|script|iframe)|url\(|@import|src=/);
  });

  it('leaves out what is too much for mail programs, and says how much', () => {
    const { html, text } = renderEmail(
      letterOf({
        reason: 'digest',
        messages: manyMessages(100).map((one) => ({
          ...one,
          facts: one.facts.map(({ label }) => ({ label, value: 'x'.repeat(100) })),
        })),
      }),
    );
    expect(Buffer.byteLength(html)).toBeGreaterThan(20_000);
    expect(html).toContain('… and 70 more');
    expect(text).toContain('… and 70 more');
    expect(html).toContain('href="https://finops.example.com/inbox"');
    expect(html.match(/<h2/g)).toHaveLength(30);
  });

  it('has the title of each message of a digest, and of an only one', () => {
    const digest = letterOf({ reason: 'digest', messages: [messageOf(), messageOf({ title: 'Another' })] });
    for (const part of ['2 notifications for Northwind GmbH', 'Budget Platform is exceeded', 'Another'])
      expect(renderEmail(digest).html).toContain(part);
    expect(renderEmail(letterOf({ reason: 'digest' })).html).toContain('Budget Platform is exceeded');
  });
});
