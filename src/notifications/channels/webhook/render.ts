import { addressOf, type Letter } from '../../core/letter.ts';

/** The body of a webhook: the same bytes for the same letter, so with every attempt. Documented in docs/webhooks.md. */
export const renderWebhook = (letter: Letter): string =>
  JSON.stringify({
    id: letter.id,
    reason: letter.reason,
    created_at: letter.created_at,
    organization: letter.organization_name,
    messages: letter.messages.map((message) => ({ ...message, url: addressOf(letter, message) })),
  });
