import type { ChannelType } from '../channel.ts';
import { postJson } from '../http.ts';
import { renderTeams } from './render.ts';

/** What the flow says is wrong, such as `TriggerNotEnabled`; null where it says nothing of that form. */
function codeOf(body: string): string | null {
  try {
    const code: unknown = JSON.parse(body)?.error?.code;
    return typeof code === 'string' && /^[A-Za-z]{1,60}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}

/** A flow of Power Automate (“Workflows” in Teams) that is started by a webhook; it answers with 202. */
export const teams: ChannelType<'teams'> = {
  kind: 'teams',
  title: 'Microsoft Teams',
  send(target, letter, sending) {
    return postJson(target, { body: JSON.stringify(renderTeams(letter)) }, sending, ({ status, body }) => {
      const code = codeOf(body);
      if (code === null || status < 400 || status >= 500 || [404, 408, 410, 429].includes(status)) return null;
      return {
        outcome: 'never',
        error: `The flow in Teams does not accept the message (${code}). Check that it is switched on, and that its address is whole.`,
      };
    });
  },
};
