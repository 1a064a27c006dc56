import { expect, it } from 'vitest';
import { hostileMessage, letterOf } from '../../../../test/support/letters.ts';
import { renderWebhook } from './render.ts';

it('the body of a webhook is the letter as JSON, with addresses, and the same bytes each time', () => {
  const letter = letterOf({ messages: [hostileMessage()] });
  const body = renderWebhook(letter);
  expect(renderWebhook(structuredClone(letter))).toBe(body);
  expect(JSON.parse(body)).toEqual({
    id: letter.id,
    reason: 'immediate',
    created_at: letter.created_at,
    organization: 'Northwind GmbH',
    messages: [{ ...hostileMessage(), url: `https://finops.example.com${hostileMessage().link}` }],
  });
  expect(JSON.parse(renderWebhook(letterOf({ base_url: null }))).messages[0].url).toBeNull();
});
