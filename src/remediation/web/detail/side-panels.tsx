import { useFormats } from '../../../identity/web/session.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { TextFile } from '../../../platform/web/ui/text-file.tsx';
import { Timeline } from '../../../platform/web/ui/timeline.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import { nameText } from '../../../recommendations/web/words.ts';
import type { RemediationDetail } from '../../core/answers.ts';
import { ENTRY_WORDS, missingText, requirementText } from '../words.ts';

interface DetailProps {
  detail: RemediationDetail;
}

/** Who has to approve it and why, and who has. */
export function ApprovalPanel({ detail }: DetailProps) {
  const formats = useFormats();
  const { requirement, approvals, state } = detail;
  const missing = missingText(detail);
  return (
    <Panel title="Approval" note={requirementText(requirement)}>
      {approvals.length > 0 && (
        <ul className="side-list">
          {approvals.map(({ by_id, by, at }) => (
            <li key={by_id}>
              <span>{by}</span>
              <span className="quiet">
                <When at={at} formats={formats} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {approvals.length === 0 && requirement.approvals > 0 && (
        <p className="quiet">Nobody has approved it{state === 'proposed' ? ' yet' : ''}.</p>
      )}
      {missing !== null && state === 'proposed' && approvals.length > 0 && (
        <p className="quiet approval-missing">It waits for {missing}.</p>
      )}
    </Panel>
  );
}

/** What happened to it and who did it. */
export function HistoryPanel({ detail: { entries } }: DetailProps) {
  const formats = useFormats();
  return (
    <Panel title="History">
      <Timeline entries={entries} words={ENTRY_WORDS} formats={formats} />
    </Panel>
  );
}

/** What there was before the change, whole, and what the change made. */
export function CapturedPanel({ detail: { id, captured, kept } }: DetailProps) {
  // What it notes for its own steps besides is of no use to people.
  const names = Object.entries(kept).filter(([name]) => name.endsWith('_id'));
  if (captured === null && names.length === 0) return null;
  return (
    <Panel title="Captured" note="What was there before the change, as the cloud told it, and what the change made">
      {names.length > 0 && (
        <dl className="consequences kept">
          {names.map(([name, value]) => (
            <div key={name}>
              <dt>{nameText(name)}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {captured !== null && (
        <details className="more-steps">
          <summary>
            As it was before:{' '}
            {Object.keys(captured).length === 1 ? '1 answer' : `${Object.keys(captured).length} answers`} of the cloud
          </summary>
          <TextFile
            title="What was captured before the change"
            path={`before-${id}.json`}
            file_name={`before-${id}.json`}
            text={JSON.stringify(captured, null, 2)}
          />
        </details>
      )}
    </Panel>
  );
}
