import type { Config } from '../../platform/server/config.ts';
import type { ChannelKind } from '../core/channels.ts';
import type { Letter } from '../core/letter.ts';

export type { Letter } from '../core/letter.ts';

interface Address {
  url: string;
  /** Set by whoever runs the server, who may lead it into a private network. */
  is_default?: boolean;
}

/** Where a channel leads, its secrets included. Never logged, never returned. */
export type Target =
  | ({ kind: 'slack' } & Address)
  | ({ kind: 'teams' } & Address)
  | ({ kind: 'webhook'; signing_secret: string } & Address)
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
