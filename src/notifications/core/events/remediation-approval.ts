import { remediationMessage, remediationPayload } from '../remediation-events.ts';
import { teller } from '../teller.ts';

/** A change waits for somebody to approve it. */
export const remediationApproval = teller(
  [
    'remediation.needs_approval',
    'remediation.approved',
    'remediation.rejected',
    'remediation.cancelled',
    'remediation.expired',
  ],
  remediationPayload,
  (happened, about) => {
    const { payload, type } = happened;
    const key = `remediation approval ${payload.id}`;
    if (type !== 'remediation.needs_approval') return [{ kind: 'resolved', key, by: null }];
    const destroys = payload.destructive ? ' It destroys something.' : '';
    const { approvals, rule } = payload.requirement ?? { approvals: 0, rule: '' };
    const people = approvals === 1 ? 'One person has' : `${approvals} people have`;
    const asked = approvals === 0 ? '' : ` ${people} to approve it, by the rule “${rule}”.`;
    const note = payload.known?.note ? ` “${payload.known.note}”` : '';
    const message = remediationMessage(happened, about, {
      event: 'remediation_approval',
      severity: 'warning',
      title: `Needs approval: ${payload.title}`,
      text: `${payload.proposed_by} has proposed this change.${destroys}${asked}${note}`,
    });
    return [{ kind: 'message', key, message }];
  },
);
