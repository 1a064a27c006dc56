import { randomUUID } from 'node:crypto';
import { audit } from '../../../identity/server/index.ts';
import { notFound } from '../../../platform/core/errors.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { SendResult } from '../../channels/channel.ts';
import { sendLetter } from '../../channels/index.ts';
import { testMessage } from '../../core/test-message.ts';
import type { Channels } from '../channels/channels.ts';
import { writeLetter } from './letter.ts';
import { takeMail, takeMailTest } from './mail-limits.ts';
import {
  endLeases,
  endLostTests,
  giveBack,
  LEASE_MS,
  readDueChannels,
  type Taken,
  takeNext,
  writeResult,
} from './take.ts';

/** Longest an attempt takes: shorter than its lease. */
const PATIENCE_MS = 45_000;
/** Channels that are sent to at a time, in one organization. */
const LANES = 4;

interface Scope {
  organization_id: string;
  now: () => Date;
  signal: AbortSignal;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

const never = (error: string): SendResult => ({ outcome: 'never', status: null, error, after: null });
const REMOVED = never('The channel was removed.');
const SWITCHED_OFF = never('The channel is switched off. Switch it on, and send this again.');

/** Sends what is due. */
export interface Sender {
  /** Sends all that is due in an organization, to several channels at a time; answers how many were delivered, and not. */
  sendDue(scope: Scope): Promise<{ delivered: number; not_delivered: number }>;
  /** Sends a test to a channel at once, and keeps how it went; it is not tried again. */
  test(context: Context, channel_id: string): Promise<{ ok: boolean; message: string; delivery_id: string }>;
}

export function createSender(
  { config, log, database, limiter }: Pick<Services, 'config' | 'log' | 'database' | 'limiter'>,
  channels: Channels,
): Sender {
  /** Organizations that this process has sent for. */
  const begun = new Set<string>();

  /** Takes up what others left: where the database is this process's alone, nobody else can be sending. */
  async function takeUp({ organization_id, transaction, now }: Scope): Promise<void> {
    await transaction(async (tx) => {
      if (database.is_embedded && !begun.has(organization_id)) await endLeases(tx, now());
      await endLostTests(tx, now());
    });
    begun.add(organization_id);
  }

  /** Sends a letter to where its channel leads now. */
  async function attempt({ channel_id, letter }: Taken, scope: Scope, is_test: boolean): Promise<SendResult> {
    const { organization_id, now, signal } = scope;
    const { channel, target } = await scope.transaction(async (tx) => ({
      channel: await channels.find(tx, channel_id),
      target: await channels.open(tx, organization_id, channel_id),
    }));
    if (!channel || !target) return REMOVED;
    if (!channel.enabled && !is_test) return SWITCHED_OFF;
    const held_back = await scope.transaction((tx) => takeMail(tx, { limiter, organization_id, now: now() }, target));
    if (held_back) return held_back;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    return sendLetter(target, letter, { config, now: now(), signal: limited });
  }

  /** Sends one delivery, and keeps how it went. What goes wrong with it keeps no other from being sent. */
  async function deliver(taken: Taken, scope: Scope, is_test: boolean): Promise<SendResult> {
    const result = await attempt(taken, scope, is_test).catch((error: unknown): SendResult => {
      log.error({ err: error, delivery_id: taken.id }, 'a delivery failed');
      const said = `Something went wrong on our side. The log has it under delivery ${taken.id}.`;
      return { outcome: 'later', status: null, error: said, after: null };
    });
    const now = scope.now();
    if (scope.signal.aborted && result.outcome === 'later' && !is_test) {
      await scope.transaction((tx) => giveBack(tx, taken, now));
      return result;
    }
    await scope.transaction((tx) => writeResult(tx, taken, result, { now, jitter: Math.random(), is_last: is_test }));
    return result;
  }

  /** Sends to one channel what is due, one after the other, until it is not taken. */
  async function sendTo(channel_id: string, scope: Scope, counts: { delivered: number; not_delivered: number }) {
    for (;;) {
      if (scope.signal.aborted) return;
      const taken = await scope.transaction((tx) => takeNext(tx, channel_id, scope.now(), config.PUBLIC_URL));
      if (!taken) return;
      const { outcome } = await deliver(taken, scope, false);
      counts[outcome === 'delivered' ? 'delivered' : 'not_delivered'] += 1;
      // What does not take this now takes the next no better; the rest stays due.
      if (outcome === 'later' || outcome === 'gone') return;
    }
  }

  return {
    sendDue: async (scope) => {
      const counts = { delivered: 0, not_delivered: 0 };
      await takeUp(scope);
      const waiting = await scope.transaction((tx) => readDueChannels(tx, scope.now()));
      const lane = async (): Promise<void> => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await sendTo(id, scope, counts);
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      scope.signal.throwIfAborted();
      return counts;
    },
    test: async (context, channel_id) => {
      const { organization_id, now, actor, signal, transaction } = context;
      const id = randomUUID();
      const created_at = now.toISOString();
      const taken = await transaction(async (tx): Promise<Taken> => {
        const channel = await channels.find(tx, channel_id);
        if (!channel) throw notFound('This channel');
        if (channel.kind === 'email') takeMailTest(limiter, organization_id);
        const letter = await writeLetter(tx, config.PUBLIC_URL, [testMessage(actor.name, channel.name, created_at)]);
        await tx
          .insertInto('notification_deliveries')
          .values({
            id,
            organization_id,
            channel_id,
            channel_kind: channel.kind,
            channel_name: channel.name,
            reason: 'test',
            state: 'sending',
            notification_ids: [],
            letter: JSON.stringify(letter),
            attempts: 1,
            due_at: created_at,
            leased_until: new Date(now.getTime() + LEASE_MS).toISOString(),
            error: null,
            answer_status: null,
            created_at,
            delivered_at: null,
          })
          .execute();
        const change = { action: 'notification_channel.tested', target_kind: 'notification_channel' };
        await audit(tx, context, { ...change, target_id: channel_id, after: { name: channel.name } });
        return { id, channel_id, attempts: 1, letter: { ...letter, id, reason: 'test', created_at } };
      });
      const result = await deliver(taken, { organization_id, now: () => now, signal, transaction }, true);
      return result.outcome === 'delivered'
        ? { ok: true, message: 'The test message was delivered.', delivery_id: id }
        : { ok: false, message: result.error, delivery_id: id };
    },
  };
}
