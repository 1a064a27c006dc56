import type { ReactNode } from 'react';
import type { ChannelKind } from '../../core/channels.ts';

const GUIDES: Record<ChannelKind, ReactNode> = {
  slack: (
    <ol>
      <li>
        Open <strong>api.slack.com/apps</strong>, create an app from scratch in your workspace.
      </li>
      <li>
        Under <strong>Incoming Webhooks</strong>, switch them on and choose <strong>Add New Webhook</strong>.
      </li>
      <li>Choose the channel that messages go to, allow it, and copy the address to here.</li>
    </ol>
  ),
  teams: (
    <ol>
      <li>
        At the Teams channel, open <strong>⋯ → Workflows</strong>.
      </li>
      <li>
        Choose <strong>Send webhook alerts to a channel</strong>, and the team and channel it posts to.
      </li>
      <li>Copy the address that it shows at the end to here.</li>
    </ol>
  ),
  email: (
    <p>
      One mail goes to all recipients, as text and as HTML. They need no account here; the inbox keeps the same for
      those who have one.
    </p>
  ),
  webhook: (
    <p>
      A POST with JSON to an address of yours, signed as Standard Webhooks are: the headers <code>webhook-id</code>,
      which stays the same with every attempt, <code>webhook-timestamp</code> and <code>webhook-signature</code>. You
      are shown the secret for checking them once, when the channel is added.
    </p>
  ),
};

/** How to get what a channel of a kind needs. */
export const ChannelGuide = ({ kind }: { kind: ChannelKind }) => <div className="channel-guide">{GUIDES[kind]}</div>;
