import type { ChannelKind } from '../core/channels.ts';
import type { ChannelType, Letter, Sending, SendResult, Target } from './channel.ts';
import { email } from './email/send.ts';
import { slack } from './slack/send.ts';
import { teams } from './teams/send.ts';
import { webhook } from './webhook/send.ts';

/** Every kind of channel, by its name. A new one is one more. */
export const CHANNELS: { [Kind in ChannelKind]: ChannelType<Kind> } = { slack, teams, webhook, email };

/** Sends a letter to where a channel leads, and says how it went; it does not throw for what the other side does. */
export function sendLetter(target: Target, letter: Letter, sending: Sending): Promise<SendResult> {
  const type = CHANNELS[target.kind] as ChannelType;
  return type.send(target, letter, sending);
}
