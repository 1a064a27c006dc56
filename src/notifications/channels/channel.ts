import type { Config } from '../../platform/server/config.ts';
import type { ChannelKind } from '../core/channels.ts';
import type { Message } from '../core/message.ts';

/** What is sent at once: one message, or several as a digest. */
export interface Letter {
  /** The delivery's id: the same with every attempt. */
  id: string;
  /** Why it is sent; `resolved` tells that what its messages told of is over. */
  reason: 'immediate' | 'digest' | 'escalation' | 'resolved' | 'test';
  organization_name: string;
  /** Where the product is reached, without a slash at the end; links are this and a message's `link`. Null when not known. */
  base_url: string | null;
  /** BCP 47, and a time zone: times and amounts in `facts` are written out already. */
  locale: string;
  timezone: string;
  /** When it was made: the same with every attempt, so that the body is. */
  created_at: string;
  messages: Message[];
}

/** Where a channel leads, its secrets included. Never logged, never returned. */
export type Target =
  | { kind: 'slack' | 'teams'; url: string }
  | { kind: 'webhook'; url: string; signing_secret: string }
  | { kind: 'email'; recipients: string[] };
export type TargetOf<Kind extends ChannelKind> = Extract<Target, { kind: Kind }>;

/** How a channel is reached. */
export interface Sending {
  config: Config;
  now: Date;
  /** Aborts when the process stops, or it takes too long. */
  signal: AbortSignal;
}

/** How sending went. `later` may go better (at `after` at the soonest), `never` not until somebody changes something, `gone`: there is nobody any more. */
export type SendResult =
  | { outcome: 'delivered'; status: number | null }
  | { outcome: 'later' | 'never' | 'gone'; status: number | null; error: string; after: Date | null };

/** A kind of channel: rendering is pure (`render`), sending is not. */
export interface ChannelType<Kind extends ChannelKind = ChannelKind> {
  kind: Kind;
  title: string;
  send(target: TargetOf<Kind>, letter: Letter, sending: Sending): Promise<SendResult>;
}
