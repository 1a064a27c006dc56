import { createHmac } from 'node:crypto';
import type { ChannelType } from '../channel.ts';
import { postJson } from '../http.ts';
import { renderWebhook } from './render.ts';

/** The key in a secret: base64 behind `whsec_`, as Standard Webhooks have it; else the text itself. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);

/** Headers that say what a request is and prove who sent it (standardwebhooks.com); the time is that of the attempt. */
export function signatureHeaders(secret: string, id: string, now: Date, body: string): Record<string, string> {
  const timestamp = Math.floor(now.getTime() / 1000).toString();
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** A receiver of the customer's own. */
export const webhook: ChannelType<'webhook'> = {
  kind: 'webhook',
  title: 'Webhook',
  send(target, letter, sending) {
    const body = renderWebhook(letter);
    const headers = signatureHeaders(target.signing_secret, letter.id, sending.now, body);
    return postJson(target, { headers, body }, sending);
  },
};
