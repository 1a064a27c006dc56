import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, money, percentText, timeText } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { PolicyAnswer } from '../../core/contract.ts';
import { violationsOf } from '../violations/violations-view.ts';
import { SUBJECT_WORDS } from '../words.ts';

/** How well a policy is kept, as of its last check. */
export function Standing({ policy }: { policy: PolicyAnswer }) {
  const formats = useFormats();
  const { checked_at, problem, kept, open_violations, excepted, unknown, compliance_percent, monthly_cost } = policy;
  const { unknown_because } = policy;
  const { several } = SUBJECT_WORDS[policy.subject];
  if (problem !== null)
    return (
      <div className="notice" data-tone="bad" role="alert">
        <p>It could not be checked: {problem}</p>
      </div>
    );
  if (checked_at === null)
    return (
      <div className="notice" role="status">
        <p>{policy.enabled ? 'It is being checked for the first time.' : 'It is not checked: it is switched off.'}</p>
      </div>
    );
  return (
    <Panel
      title="How it is kept"
      note={`${policy.enabled ? 'Checked' : 'Switched off. Last checked'} ${timeText(checked_at, formats)}`}
    >
      <FactList
        facts={[
          [
            'Compliance',
            compliance_percent === null ? (
              <Absent key="compliance" why={`There are no ${several} that it is about and whose facts are known`} />
            ) : (
              percentText(compliance_percent, formats)
            ),
          ],
          [
            'Open violations',
            open_violations === 0 ? (
              <strong key="open">{countText(0, formats)}</strong>
            ) : (
              <Link key="open" to="/violations" search={violationsOf({ policy_id: policy.id })}>
                {countText(open_violations, formats)}
              </Link>
            ),
          ],
          ['Kept', countText(kept, formats)],
          ['Excepted', countText(excepted, formats)],
          ['Not known', countText(unknown, formats)],
          [
            'Their monthly cost',
            monthly_cost.length === 0 ? (
              <Absent key="cost" why="No cost of them is known" />
            ) : (
              monthly_cost.map(({ amount, currency }) => money(amount, currency, formats)).join(' and ')
            ),
          ],
        ]}
      />
      {unknown > 0 && unknown_because !== null && (
        <p className="quiet policy-notes">
          Not known is neither kept nor broken: a fact is missing there. Such as here: {unknown_because}
        </p>
      )}
    </Panel>
  );
}
