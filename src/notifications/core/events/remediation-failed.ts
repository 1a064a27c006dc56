import { remediationMessage, remediationPayload } from '../remediation-events.ts';
import { teller } from '../teller.ts';

/** A change could not be carried out, or not be undone. */
export const remediationFailed = teller(
  ['remediation.failed', 'remediation.rollback_failed', 'remediation.rolled_back'],
  remediationPayload,
  (happened, about) => {
    const { payload, type } = happened;
    const key = `remediation failed ${payload.id}`;
    if (type === 'remediation.rolled_back') return [{ kind: 'resolved', key, by: null }];
    const is_undoing = type === 'remediation.rollback_failed';
    const message = remediationMessage(happened, about, {
      event: 'remediation_failed',
      severity: is_undoing ? 'critical' : 'warning',
      title: `${is_undoing ? 'Could not be undone' : 'Failed'}: ${payload.title}`,
      text:
        payload.problem ?? (is_undoing ? 'The change is half undone: look at it.' : 'The change was not carried out.'),
    });
    return [{ kind: 'message', key, message }];
  },
);
