import { createHash } from 'node:crypto';
import type { Config } from '../../../platform/server/config.ts';
import { type DataDirectory, secretFrom } from '../../../platform/server/data-directory.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Target } from '../../channels/channel.ts';
import type { ChannelKind } from '../../core/channels.ts';

/** A channel that whoever runs the server has set: for organizations that have none of its kind. */
export interface DefaultChannel {
  /** The same as long as it leads to the same place. */
  id: string;
  kind: ChannelKind;
  name: string;
  /** Where it leads, for people; null where that is another place in each organization. */
  host: string | null;
  open(tx: Transaction): Promise<Target>;
}

/** An id that stands for what it is made of. */
function idOf(...parts: string[]): string {
  const hex = createHash('sha256')
    .update(['default channel', ...parts].join(' '))
    .digest('hex');
  // Version 8 of RFC 9562: made as its maker likes.
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** Who mail goes to where nobody was named: the admins of the organization that `tx` is bound to. */
export const readAdmins = async (tx: Transaction): Promise<string[]> =>
  (await tx.selectFrom('users').select('email').where('role', '=', 'admin').orderBy('email').execute()).map(
    ({ email }) => email,
  );

/** The channels that the environment sets (`NOTIFICATION_*`). */
export function defaultChannels(config: Config, directory: DataDirectory): DefaultChannel[] {
  const { NOTIFICATION_SLACK_WEBHOOK: slack, NOTIFICATION_EMAIL_SMTP_HOST: mail_server } = config;
  const webhooks = config.NOTIFICATION_WEBHOOK_URLS;
  const several = webhooks.length > 1;
  return [
    ...(slack === undefined
      ? []
      : [
          {
            id: idOf('slack', slack),
            kind: 'slack' as const,
            name: 'Slack',
            host: new URL(slack).host,
            open: async (): Promise<Target> => ({ kind: 'slack', url: slack, is_default: true }),
          },
        ]),
    ...(mail_server === undefined
      ? []
      : [
          {
            id: idOf('email'),
            kind: 'email' as const,
            name: 'Mail to admins',
            host: null,
            open: async (tx: Transaction): Promise<Target> => ({ kind: 'email', recipients: await readAdmins(tx) }),
          },
        ]),
    ...webhooks.map((url, index) => ({
      id: idOf('webhook', url),
      kind: 'webhook' as const,
      name: several ? `Webhook ${index + 1}` : 'Webhook',
      host: new URL(url).host,
      open: async (): Promise<Target> => ({
        kind: 'webhook',
        url,
        is_default: true,
        signing_secret: secretFrom(config.NOTIFICATION_WEBHOOK_SECRET, directory, 'notification-webhook-secret'),
      }),
    })),
  ];
}
