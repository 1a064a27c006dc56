import type { ChannelType } from '../channel.ts';
import { postJson } from '../http.ts';
import { renderSlack } from './render.ts';

/** What Slack answers with, besides a status (docs.slack.dev, “Sending messages using incoming webhooks”). */
const GONE: Record<string, string> = {
  channel_is_archived: 'The Slack channel is archived. Restore it, or give the webhook of another.',
  channel_not_found: 'The Slack channel does not exist any more. Give the webhook of another.',
  no_active_hooks: 'The Slack webhook was switched off. Make a new one, and give its address.',
  no_service: 'The Slack webhook was removed or switched off. Make a new one, and give its address.',
  no_service_id: 'The Slack webhook was removed. Make a new one, and give its address.',
  no_team: 'The Slack workspace does not exist any more. Give the webhook of another.',
  team_disabled: 'The Slack workspace is switched off. Give the webhook of another.',
};
const NEVER: Record<string, string> = {
  action_prohibited: 'An admin of the Slack workspace does not let this webhook write. Ask them to.',
  invalid_token: 'Slack does not know this webhook. Check its address.',
  posting_to_general_channel_denied: 'This webhook may not write to the general channel. Choose another in Slack.',
};

/** An incoming webhook of Slack. */
export const slack: ChannelType<'slack'> = {
  kind: 'slack',
  title: 'Slack',
  send(target, letter, sending) {
    return postJson(target, { body: JSON.stringify(renderSlack(letter)) }, sending, ({ status, body }) => {
      const code = body.trim();
      if (GONE[code] !== undefined) return { outcome: 'gone', error: GONE[code] };
      if (NEVER[code] !== undefined) return { outcome: 'never', error: NEVER[code] };
      // Anything else that is a word of Slack's is told, so that it can be looked up.
      if (status === 400 && /^[a-z_]{1,60}$/.test(code))
        return { outcome: 'never', error: `Slack does not accept the message (${code}).` };
      return null;
    });
  },
};
