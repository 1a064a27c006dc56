import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { OneTimeSecret } from '../../../identity/web/settings/one-time-secret.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import type { ChannelKind } from '../../core/channels.ts';
import { KIND_WORDS } from '../words.ts';
import { ChannelCard } from './channel-card.tsx';
import { ChannelDrawer, type EditedChannel } from './channel-drawer.tsx';
import { ChannelIcon } from './channel-icon.tsx';
import { useChannels } from './use-channels.ts';

const KINDS = Object.keys(KIND_WORDS) as ChannelKind[];

function AddMenu({ add }: { add: (kind: ChannelKind) => void }) {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden={true} />}>
          Add a channel
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item key={kind} leftSection={<ChannelIcon kind={kind} size={16} />} onClick={() => add(kind)}>
            {KIND_WORDS[kind]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function NoChannels({ may_change, add }: { may_change: boolean; add: (kind: ChannelKind) => void }) {
  return (
    <EmptyState
      title="No channel yet"
      action={
        may_change && (
          <div className="page-actions">
            {KINDS.map((kind) => (
              <Button
                key={kind}
                variant="default"
                leftSection={<ChannelIcon kind={kind} size={16} />}
                onClick={() => add(kind)}
              >
                {KIND_WORDS[kind]}
              </Button>
            ))}
          </div>
        )
      }
    >
      {may_change
        ? 'Everything is told in the inbox. Choose where it should go besides: it is tested before anything depends on it.'
        : 'Everything is told in the inbox. An admin of your organization can add Slack, Teams, e-mail or a webhook.'}
    </EmptyState>
  );
}

/** Where notifications can be sent, how each of them is, and ways to add one. */
export function ChannelsPanel({ may_change }: { may_change: boolean }) {
  const channels = useChannels();
  const [edited, setEdited] = useState<EditedChannel | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Panel
      title="Channels"
      note="Where notifications go besides the inbox."
      actions={may_change && channels.data && channels.data.items.length > 0 && <AddMenu add={setEdited} />}
    >
      <Answer of={channels} height={180}>
        {({ items, has_email_server }) => (
          <>
            {items.length === 0 ? (
              <NoChannels may_change={may_change} add={setEdited} />
            ) : (
              <div className="channels">
                {items.map((channel) => (
                  <ChannelCard
                    key={channel.id}
                    channel={channel}
                    may_change={may_change}
                    edit={() => setEdited(channel)}
                  />
                ))}
              </div>
            )}
            <ChannelDrawer
              edited={edited}
              has_email_server={has_email_server}
              close={() => setEdited(null)}
              showSecret={setSecret}
            />
          </>
        )}
      </Answer>
      <OneTimeSecret
        title="Signing secret"
        note="Give it to the receiver, which checks with it that a request comes from here. It is shown this once."
        secret={secret}
        close={() => setSecret(null)}
      />
    </Panel>
  );
}
