import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE, letterOf, messageOf } from '../../../test/support/letters.ts';
import { asTold } from './as-told.ts';
import { addressOf, cut, headlineOf, inboxOf, titleOf, toneOf, whenOf } from './letter.ts';

describe('a letter', () => {
  it('is called as its message, with why it is sent', () => {
    const headline = (reason: 'immediate' | 'digest' | 'escalation' | 'resolved' | 'test') =>
      headlineOf(letterOf({ reason }));
    expect(headline('immediate')).toBe('Budget Platform is exceeded');
    expect(headline('test')).toBe('Budget Platform is exceeded');
    expect(headline('digest')).toBe('Budget Platform is exceeded');
    expect(headline('escalation')).toBe('Not acknowledged yet: Budget Platform is exceeded');
    expect(headline('resolved')).toBe('Resolved: Budget Platform is exceeded');
    expect(headlineOf(letterOf({ messages: [messageOf(), messageOf()] }))).toBe('2 notifications for Northwind GmbH');
  });

  it('has the tone of the most severe of its messages, or of what is over', () => {
    const messages = (['info', 'warning', 'info'] as const).map((severity) => messageOf({ severity }));
    expect(toneOf({ reason: 'digest', messages })).toBe('warning');
    expect(toneOf({ reason: 'digest', messages: [] })).toBe('info');
    expect(toneOf({ reason: 'resolved', messages })).toBe('resolved');
  });

  it('says how often something happened, and since when it is over, where that says something', () => {
    const message = messageOf({ facts: [] });
    const about = { locale: 'en-US', timezone: 'Europe/Berlin' };
    expect(asTold({ message, count: 1, resolved_at: null }, about).facts).toEqual([]);
    expect(asTold({ message, count: 2, resolved_at: '2026-11-26T10:00:00Z' }, about).facts).toEqual([
      { label: 'Reported', value: '2 times' },
      { label: 'Over since', value: expect.stringContaining('11:00') },
    ]);
  });

  it('links only where the address of the product is known, and only into it', () => {
    expect(addressOf(letterOf(), messageOf())).toBe('https://finops.example.com/budgets/1');
    expect(addressOf(letterOf({ base_url: null }), messageOf())).toBeNull();
    expect(addressOf(letterOf(), messageOf({ link: '@evil.example.com' }))).toBeNull();
    expect(inboxOf(letterOf())).toBe('https://finops.example.com/inbox');
    expect(inboxOf(letterOf({ base_url: null }))).toBeNull();
  });

  it('says when in the time zone and the language of the organization', () => {
    expect(whenOf(letterOf(), '2026-11-25T23:30:00.000Z')).toBe('26 Nov 2026, 00:30');
    expect(whenOf(letterOf({ locale: 'de-DE', timezone: 'America/New_York' }), '2026-11-25T23:30:00.000Z')).toBe(
      '25.11.2026, 18:30',
    );
  });

  it('has titles of one line, whatever is in them', () => {
    expect(titleOf(messageOf({ title: ' \r\n\u2028 ' }))).toBe('Notification');
    expect(titleOf(messageOf({ title: HOSTILE }))).not.toMatch(/[\p{Cc}\u2028]/u);
    const unit = fc.constantFrom('a', ' ', '\r', '\n', '\t', '\0', '\x85', '\u2028', '😀', '\ud800', '\udc00');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 400 }), (title) => {
        const line = titleOf(messageOf({ title }));
        return line.length > 0 && line.length <= 250 && line.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(line);
      }),
    );
  });

  it('cuts texts to their length, and no character in two', () => {
    expect(cut('short', 5)).toBe('short');
    expect(cut('longer', 5)).toBe('long…');
    expect(cut('ab😀😀', 4)).toBe('ab…');
    expect(cut('a\r\nb\tc\u0000\ud800', 9)).toBe('a\nb\tc');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const result = cut(text, most);
        return result.length <= most && result.isWellFormed();
      }),
    );
  });
});
