import { IconBrandSlack, IconBrandTeams, IconMail, IconWebhook } from '@tabler/icons-react';
import type { ChannelKind } from '../../core/channels.ts';

const ICONS = { slack: IconBrandSlack, teams: IconBrandTeams, email: IconMail, webhook: IconWebhook };

export function ChannelIcon({ kind, size = 20 }: { kind: ChannelKind; size?: number }) {
  const Icon = ICONS[kind];
  return <Icon size={size} stroke={1.6} aria-hidden={true} />;
}
