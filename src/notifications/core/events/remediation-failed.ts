import { remediationMessage, remediationPayload } from '../remediation-events.ts';
import { teller } from '../teller.ts';

/** How the title begins, and what is said where nothing more is known. */
const WORDS: Record<string, { title: string; text: string }> = {
  'remediation.failed': { title: 'Failed', text: 'The change was not carried out.' },
  'remediation.cancelled': { title: 'Not carried out', text: 'The change may not begin any more.' },
  'remediation.rollback_failed': { title: 'Could not be undone', text: 'The change is half undone: look at it.' },
};

/** A change could not be carried out, or not be undone. One that somebody takes back has no problem, and is not told of. */
export const remediationFailed = teller(
  ['remediation.failed', 'remediation.cancelled', 'remediation.rollback_failed', 'remediation.rolled_back'],
  remediationPayload,
  (happened, about) => {
    const { payload, type } = happened;
    const key = `remediation failed ${payload.id}`;
    const words = WORDS[type];
    if (words === undefined) return [{ kind: 'resolved', key, by: null }];
    if (type === 'remediation.cancelled' && payload.problem === null) return [];
    const message = remediationMessage(happened, about, {
      event: 'remediation_failed',
      severity: type === 'remediation.rollback_failed' ? 'critical' : 'warning',
      title: `${words.title}: ${payload.title}`,
      text: payload.problem ?? words.text,
    });
    return [{ kind: 'message', key, message }];
  },
);
