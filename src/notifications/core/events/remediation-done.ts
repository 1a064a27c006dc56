import { remediationMessage, remediationPayload } from '../remediation-events.ts';
import { teller } from '../teller.ts';

/** A change was carried out, or undone. */
export const remediationDone = teller(
  ['remediation.completed', 'remediation.rolled_back'],
  remediationPayload,
  (happened, about) => {
    const { payload, type } = happened;
    const is_undone = type === 'remediation.rolled_back';
    const message = remediationMessage(happened, about, {
      event: 'remediation_done',
      severity: 'info',
      title: `${is_undone ? 'Undone' : 'Done'}: ${payload.title}`,
      text: is_undone ? 'The change was undone: all is as it was before.' : 'The change was carried out and checked.',
    });
    return [{ kind: 'message', key: `remediation done ${payload.id} ${type}`, message, is_over: true }];
  },
);
