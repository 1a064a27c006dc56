import type { z } from 'zod';
import type { ChannelKind, channelBodySchema } from '../../core/channels.ts';
import type { Channel } from '../../core/contract.ts';

/** A channel as it is typed. */
export interface ChannelForm {
  kind: ChannelKind;
  name: string;
  enabled: boolean;
  /** Empty where the one that there is stays. */
  url: string;
  recipients: string[];
}

export const emptyForm = (kind: ChannelKind): ChannelForm => ({
  kind,
  name: '',
  enabled: true,
  url: '',
  recipients: [],
});

export const formOf = ({ kind, name, enabled, recipients }: Channel): ChannelForm => ({
  kind,
  name,
  enabled,
  url: '',
  recipients,
});

/** What is sent of a form. */
export function bodyOf({ kind, name, enabled, url, recipients }: ChannelForm): z.input<typeof channelBodySchema> {
  if (kind === 'email') return { kind, name, enabled, recipients };
  const address = url.trim();
  return { kind, name, enabled, ...(address === '' ? {} : { url: address }) };
}
