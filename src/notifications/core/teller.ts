import type { z } from 'zod';
import type { Told } from './message.ts';

/** The organization that is told, as far as words depend on it. */
export interface About {
  organization_name: string;
  currency: string;
  /** BCP 47. */
  locale: string;
  timezone: string;
  /** Monthly saving, in `currency`, from which on a recommendation is worth a message. */
  recommendation_at_least: number;
}

/** An event of the outbox. */
export interface Happened<Payload = unknown> {
  type: string;
  payload: Payload;
  /** RFC 3339. */
  occurred_at: string;
}

/** What one kind of notification is made of: the events that it reads, and what they come to. */
export interface Teller {
  types: readonly string[];
  /** Throws a `ZodError` for a payload that is none of these events. */
  tell(happened: Happened, about: About): Told[];
}

/** A teller whose events carry what `payload` describes. */
export const teller = <Payload>(
  types: readonly string[],
  payload: z.ZodType<Payload>,
  tell: (happened: Happened<Payload>, about: About) => Told[],
): Teller => ({
  types,
  tell: (happened, about) => tell({ ...happened, payload: payload.parse(happened.payload) }, about),
});
