import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { timeText } from '../../../platform/web/format.ts';
import type { RemediationDetail } from '../../core/answers.ts';
import { Saving } from '../marks.tsx';
import { Consequences } from './consequences.tsx';

function begins({ execute_on_approval, scheduled_for, requirement, approvals }: RemediationDetail, time: string) {
  if (requirement.approvals - approvals.length > 1) return 'Others have to approve it as well before it may begin.';
  if (scheduled_for !== null) return `It begins ${time}.`;
  return execute_on_approval
    ? 'It begins at once, or as soon as freezes, allowed hours and its batch let it.'
    : 'It begins when somebody lets it.';
}

/** What is about to be approved or begun, once more: what is destroyed, interrupted and called, and whether it can be undone. */
export function Repeated({ detail, is_approval }: { detail: RemediationDetail; is_approval: boolean }) {
  const formats = useFormats();
  const { title, destructive, preview, provider_name, account_name, account_id, recommendation_id } = detail;
  return (
    <>
      <p>
        <strong>{title}</strong>, in {account_name ?? account_id} by {provider_name}.
      </p>
      <Consequences preview={preview} destructive={destructive}>
        <div>
          <dt>Saves a month</dt>
          <dd>
            <Saving one={detail} />
            {recommendation_id && (
              <>
                {' · '}
                <Link to="/recommendations/$id" params={{ id: recommendation_id }} target="_blank">
                  evidence
                </Link>
              </>
            )}
          </dd>
        </div>
      </Consequences>
      {is_approval && (
        <p className="quiet">
          {begins(detail, detail.scheduled_for === null ? '' : timeText(detail.scheduled_for, formats))} Right before
          it, all is looked at again: where something differs from this preview, nothing is done.
        </p>
      )}
    </>
  );
}
