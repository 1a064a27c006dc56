import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { timeText } from '../../../platform/web/format.ts';
import type { RemediationDetail } from '../../core/answers.ts';
import { Saving } from '../marks.tsx';
import { callText, REVERSIBILITY_WORDS } from '../words.ts';
import { Dependents } from './preview-parts.tsx';

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
  const { interruption, reversibility, undo_text, steps, conditions, dependents } = preview;
  const known = conditions.filter(({ result }) => result === 'warning' || result === 'unknown');
  const calls = steps.flatMap(({ call }) => (call === null ? [] : [callText(call)]));
  return (
    <>
      <p>
        <strong>{title}</strong>, in {account_name ?? account_id} by {provider_name}.
      </p>
      {destructive && (
        <div className="notice" data-tone="bad">
          <p>
            <strong>It destroys something.</strong> {REVERSIBILITY_WORDS[reversibility].word}. {undo_text}
          </p>
        </div>
      )}
      <dl className="consequences">
        <div>
          <dt>Interruption</dt>
          <dd>{interruption ?? 'Nothing is interrupted.'}</dd>
        </div>
        {dependents.length > 0 && (
          <div>
            <dt>Also touched</dt>
            <dd>
              <Dependents dependents={dependents} />
            </dd>
          </div>
        )}
        {known.length > 0 && (
          <div>
            <dt>To be known</dt>
            <dd>
              <ul className="plain-list">
                {known.map(({ condition, detail: said }) => (
                  <li key={condition}>{said}</li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {!destructive && (
          <div>
            <dt>Undoing</dt>
            <dd>
              {REVERSIBILITY_WORDS[reversibility].word}. {undo_text}
            </dd>
          </div>
        )}
        <div>
          <dt>Calls</dt>
          <dd className="codes">
            {calls.map((text, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- the same call may come twice
              <code key={index}>{text}</code>
            ))}
          </dd>
        </div>
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
      </dl>
      {is_approval && (
        <p className="quiet">
          {begins(detail, detail.scheduled_for === null ? '' : timeText(detail.scheduled_for, formats))} Right before
          it, all is looked at again: where something differs from this preview, nothing is done.
        </p>
      )}
    </>
  );
}
