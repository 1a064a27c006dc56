import type { Tone } from '../../jobs/web/words.ts';
import { clockText, type Formats } from '../../platform/web/format.ts';
import type { ConnectedProvider } from '../core/providers-contract.ts';

/** How a connection is, in words. */
export interface State {
  word: string;
  tone: Tone;
  /** What it means and what to do; null when there is nothing to say. */
  message: string | null;
}

type Told = Pick<ConnectedProvider, 'enabled' | 'status' | 'status_message' | 'throttled_until'>;

/** The state of a connection; what is switched off says so whatever it was before. */
export function stateOf({ enabled, status, status_message: message, throttled_until }: Told, formats: Formats): State {
  if (!enabled)
    return { word: 'Switched off', tone: 'none', message: 'It is not synced until it is switched on again.' };
  switch (status) {
    case 'connected':
      return { word: 'Connected', tone: 'good', message };
    case 'syncing':
      return { word: 'Syncing', tone: 'accent', message: null };
    case 'never_synced':
      return { word: 'Never synced', tone: 'none', message };
    case 'needs_attention':
      return { word: 'Needs attention', tone: 'warn', message };
    case 'failed':
      return { word: 'Failed', tone: 'bad', message };
    case 'throttled':
      return throttled_until === null
        ? { word: 'Asked to wait', tone: 'warn', message }
        : {
            word: `Waiting until ${clockText(throttled_until, formats)}`,
            tone: 'warn',
            message: message ?? 'The cloud asked to wait. The sync goes on by itself then.',
          };
  }
}
