import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { audit } from '../../../identity/server/index.ts';
import { badRequest, notFound, refused } from '../../../platform/core/errors.ts';
import type { Config } from '../../../platform/server/config.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { networkOf, refusalOf } from '../../../platform/server/outbound.ts';
import type { ChannelBody } from '../../core/channels.ts';
import type { Channel, notificationsContract } from '../../core/contract.ts';
import type { ChannelSecret, Channels } from './channels.ts';
import { leaveRoutes, replaceInRoutes } from './in-routes.ts';

/** What the endpoints of channels are made from. */
export interface ChannelServices {
  config: Config;
  channels: Channels;
  /** Tells pages that something about notifications is other than before. */
  changed(organization_id: string): void;
  test(context: Context, channel_id: string): Promise<{ ok: boolean; message: string; delivery_id: string }>;
}

const NO_DEFAULT = 'This channel is set by whoever runs the server. Add a channel of its kind, which is used instead.';
const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** What the audit log says of a channel: addresses are secrets, hosts are not. */
const audited = ({ kind, name, enabled, target }: Channel) => ({ kind, name, enabled, target });

const needed = () => badRequest('This channel has no address yet.', [{ path: 'body.url', message: 'must be given' }]);

/** The columns that a body sets; `kept` is the secret so far. */
function columnsOf(body: ChannelBody, kept: ChannelSecret | null) {
  const { name, enabled } = body;
  if (body.kind === 'email')
    return { columns: { name, enabled, recipients: [...new Set(body.recipients)], host: null }, secret: null };
  const url = body.url ?? kept?.url;
  if (url === undefined) throw needed();
  const signing = body.kind === 'webhook' ? { signing_secret: kept?.signing_secret ?? newSigningSecret() } : {};
  return { columns: { name, enabled, recipients: [], host: new URL(url).host }, secret: { url, ...signing } };
}

/** Channels over HTTP. */
export function channelHandlers({ config, channels, changed, test }: ChannelServices) {
  async function findOwn(tx: Transaction, id: string): Promise<Channel> {
    const channel = await channels.find(tx, id);
    if (!channel) throw notFound('This channel');
    if (channel.is_default) throw refused(NO_DEFAULT);
    return channel;
  }

  /** Makes one change with its entry in the audit log. */
  async function write<T>(
    context: Context,
    verb: 'created' | 'changed' | 'deleted' | 'signing_secret_renewed',
    id: string,
    change: (tx: Transaction, before: Channel | undefined) => Promise<T>,
  ): Promise<{ result: T; after: Channel | undefined }> {
    const outcome = await context.transaction(async (tx) => {
      const before = verb === 'created' ? undefined : await findOwn(tx, id);
      const result = await change(tx, before);
      const after = await channels.find(tx, id);
      await audit(tx, context, {
        action: `notification_channel.${verb}`,
        target_kind: 'notification_channel',
        target_id: id,
        ...(before ? { before: audited(before) } : {}),
        ...(after ? { after: audited(after) } : {}),
      });
      return { result, after };
    });
    changed(context.organization_id);
    return outcome;
  }

  /** An address that nothing would be sent to is refused when it is given. It is looked at again whenever something is sent. */
  async function checkAddress(body: ChannelBody): Promise<void> {
    if (body.kind === 'email' || body.url === undefined) return;
    const message = await refusalOf(body.url, networkOf(config));
    if (message !== null) throw badRequest('Nothing can be sent to this address.', [{ path: 'body.url', message }]);
  }

  const present = (channel: Channel | undefined): Channel => {
    if (!channel) throw notFound('This channel');
    return channel;
  };

  return {
    listChannels: async (context) => ({
      items: await context.transaction((tx) => channels.read(tx)),
      has_email_server: config.NOTIFICATION_EMAIL_SMTP_HOST !== undefined,
    }),
    createChannel: async (context, { body }) => {
      const { organization_id, actor, now } = context;
      const id = randomUUID();
      await checkAddress(body);
      const { columns, secret } = columnsOf(body, null);
      const { after } = await write(context, 'created', id, async (tx) => {
        const defaults = (await channels.read(tx)).filter(({ kind, is_default }) => is_default && kind === body.kind);
        await tx
          .insertInto('notification_channels')
          .values({
            ...columns,
            id,
            organization_id,
            kind: body.kind,
            secret: secret && (await channels.seal(tx, organization_id, id, secret)),
            state: 'untested',
            last_error: null,
            last_delivered_at: null,
            created_by: actor.name,
            created_at: now.toISOString(),
          })
          .execute();
        const replaced = defaults.map((one) => one.id);
        await replaceInRoutes(tx, replaced, id);
      });
      return { ...present(after), signing_secret: secret?.signing_secret ?? null };
    },
    updateChannel: async (context, { params: { id }, body }) => {
      const { organization_id } = context;
      await checkAddress(body);
      const { after } = await write(context, 'changed', id, async (tx, before) => {
        if (before?.kind !== body.kind) throw refused('A channel stays what it is. Remove it, and add another.');
        const kept = await channels.openSecret(tx, organization_id, id);
        const { columns, secret } = columnsOf(body, kept);
        const leads_elsewhere = secret?.url !== kept?.url || body.kind === 'email';
        await tx
          .updateTable('notification_channels')
          .set({
            ...columns,
            secret: secret && (await channels.seal(tx, organization_id, id, secret)),
            ...(leads_elsewhere ? { state: 'untested', last_error: null } : {}),
          })
          .where('id', '=', id)
          .execute();
      });
      return present(after);
    },
    deleteChannel: async (context, { params: { id } }) => {
      await write(context, 'deleted', id, async (tx) => {
        await leaveRoutes(tx, id);
        await tx.deleteFrom('notification_channels').where('id', '=', id).execute();
        await sql`update notification_deliveries set state = 'failed', due_at = null, error = ${'The channel was removed.'}
          where channel_id = ${id} and state = 'waiting'`.execute(tx);
      });
    },
    testChannel: (context, { params: { id } }) => test(context, id),
    renewSigningSecret: async (context, { params: { id } }) => {
      const signing_secret = newSigningSecret();
      await write(context, 'signing_secret_renewed', id, async (tx, before) => {
        if (before?.kind !== 'webhook') throw refused('Only webhooks are signed.');
        const kept = await channels.openSecret(tx, context.organization_id, id);
        if (!kept) throw needed();
        const secret = await channels.seal(tx, context.organization_id, id, { ...kept, signing_secret });
        await tx.updateTable('notification_channels').set({ secret }).where('id', '=', id).execute();
      });
      return { signing_secret };
    },
  } satisfies Partial<Handlers<typeof notificationsContract>>;
}
