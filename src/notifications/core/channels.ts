import { z } from 'zod';

const name = z.string().trim().min(1, 'must be given').max(100);
const enabled = z.boolean().default(true);
/** Left out when it stays as it is. */
const address = z
  .url({ protocol: /^https?$/, error: 'must be an address, such as https://hooks.example.com/…' })
  .max(2_000)
  .optional();

/** A channel as it is set up. Addresses are secrets: whoever knows one can write there. */
export const channelBodySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slack'), name, enabled, url: address }),
  z.strictObject({ kind: z.literal('teams'), name, enabled, url: address }),
  z.strictObject({ kind: z.literal('webhook'), name, enabled, url: address }),
  z.strictObject({
    kind: z.literal('email'),
    name,
    enabled,
    recipients: z
      .array(z.string().trim().toLowerCase().max(254).pipe(z.email('must be an e-mail address')))
      .min(1, 'must name a recipient')
      .max(50, 'must be 50 at most'),
  }),
]);
export type ChannelBody = z.output<typeof channelBodySchema>;
export type ChannelKind = ChannelBody['kind'];
