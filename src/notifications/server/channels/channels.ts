import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Vault } from '../../../platform/server/vault.ts';
import type { Target } from '../../channels/channel.ts';
import type { Channel } from '../../core/contract.ts';
import { type DefaultChannel, readAdmins } from './defaults.ts';

/** What is kept sealed of a channel that is not mail. */
export interface ChannelSecret {
  url: string;
  /** Of webhooks alone. */
  signing_secret?: string;
}

/** The channels of organizations, and those of the server where an organization has none of a kind. */
export interface Channels {
  /** All channels of the organization that `tx` is bound to, the oldest first, defaults last. */
  read(tx: Transaction): Promise<Channel[]>;
  find(tx: Transaction, id: string): Promise<Channel | undefined>;
  /** Where a channel leads, its secrets included; null when it is not there any more. */
  open(tx: Transaction, organization_id: string, id: string): Promise<Target | null>;
  seal(tx: Transaction, organization_id: string, id: string, secret: ChannelSecret): Promise<Buffer>;
  openSecret(tx: Transaction, organization_id: string, id: string): Promise<ChannelSecret | null>;
}

const recordOf = (id: string): string => `notification channel ${id}`;

const SHOWN = [
  'id',
  'kind',
  'name',
  'enabled',
  'recipients',
  'host',
  'state',
  'last_error',
  'last_delivered_at',
] as const;

const readOwn = async (tx: Transaction): Promise<Channel[]> => {
  const rows = await tx.selectFrom('notification_channels').select(SHOWN).orderBy('created_at').orderBy('id').execute();
  return rows.map(({ host, ...row }) => ({ ...row, target: host ?? row.recipients.join(', '), is_default: false }));
};

/** How the last delivery of each channel stands: defaults have no row that keeps it. */
async function readLast(tx: Transaction, ids: string[]) {
  const { rows } = await sql<{
    channel_id: string;
    error: string | null;
    is_tried: boolean;
    delivered_at: string | null;
  }>`
    select id as channel_id, last.error, last.attempts > 0 as is_tried,
      (select max(delivered_at) from notification_deliveries where channel_id = one.id) as delivered_at
    from unnest(${ids}::uuid[]) as one (id)
    join lateral (select error, attempts from notification_deliveries where channel_id = one.id and attempts > 0
      order by created_at desc, id desc limit 1) as last on true`.execute(tx);
  return new Map(rows.map((row) => [row.channel_id, row]));
}

async function shownDefaults(tx: Transaction, defaults: readonly DefaultChannel[]): Promise<Channel[]> {
  if (defaults.length === 0) return [];
  const ids = defaults.map(({ id }) => id);
  const last = await readLast(tx, ids);
  const admins = defaults.some(({ kind }) => kind === 'email') ? await readAdmins(tx) : [];
  return defaults.map(({ id, kind, name, host }) => {
    const { error = null, delivered_at = null } = last.get(id) ?? {};
    const recipients = kind === 'email' ? admins : [];
    return {
      id,
      kind,
      name,
      enabled: true,
      target: host ?? recipients.join(', '),
      recipients,
      state: !last.has(id) ? 'untested' : error === null ? 'ok' : 'failing',
      last_error: error,
      last_delivered_at: delivered_at,
      is_default: true,
    };
  });
}

export function createChannels(vault: Vault, defaults: readonly DefaultChannel[]): Channels {
  const read = async (tx: Transaction): Promise<Channel[]> => {
    const own = await readOwn(tx);
    const kinds = new Set(own.map(({ kind }) => kind));
    return [
      ...own,
      ...(await shownDefaults(
        tx,
        defaults.filter(({ kind }) => !kinds.has(kind)),
      )),
    ];
  };
  const openSecret: Channels['openSecret'] = async (tx, organization_id, id) => {
    const row = await tx.selectFrom('notification_channels').select('secret').where('id', '=', id).executeTakeFirst();
    if (!row?.secret) return null;
    return JSON.parse((await vault.open(tx, organization_id, recordOf(id), row.secret)).reveal()) as ChannelSecret;
  };
  return {
    read,
    find: async (tx, id) => (await read(tx)).find((channel) => channel.id === id),
    seal: (tx, organization_id, id, secret) => vault.seal(tx, organization_id, recordOf(id), JSON.stringify(secret)),
    openSecret,
    open: async (tx, organization_id, id) => {
      const channel = (await read(tx)).find((one) => one.id === id);
      if (!channel) return null;
      if (channel.is_default) return (await defaults.find((one) => one.id === id)?.open(tx)) ?? null;
      if (channel.kind === 'email') return { kind: 'email', recipients: channel.recipients };
      const { url, signing_secret = '' } = (await openSecret(tx, organization_id, id)) ?? { url: '' };
      return channel.kind === 'webhook' ? { kind: 'webhook', url, signing_secret } : { kind: channel.kind, url };
    },
  };
}
