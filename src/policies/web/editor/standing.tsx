import { useFormats } from '../../../identity/web/session.ts';
import { countText, money, percentText, timeText } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { PolicyAnswer } from '../../core/contract.ts';

/** How well a policy is kept, as of its last check. */
export function Standing({ policy }: { policy: PolicyAnswer }) {
  const formats = useFormats();
  const { checked_at, problem, kept, open_violations, excepted, unknown, compliance_percent, monthly_cost } = policy;
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
    <Panel title="How it is kept" note={`Checked ${timeText(checked_at, formats)}`}>
      <FactList
        facts={[
          [
            'Compliance',
            compliance_percent === null ? (
              <Absent key="compliance" why="There is nothing that it is about" />
            ) : (
              percentText(compliance_percent, formats)
            ),
          ],
          ['Open violations', <strong key="open">{countText(open_violations, formats)}</strong>],
          ['Kept', countText(kept, formats)],
          ['Excepted', countText(excepted, formats)],
          ['Not known', countText(unknown, formats)],
          [
            'They cost a month',
            monthly_cost.length === 0 ? (
              <Absent key="cost" why="No cost of them is known" />
            ) : (
              monthly_cost.map(({ amount, currency }) => money(amount, currency, formats)).join(' and ')
            ),
          ],
        ]}
      />
    </Panel>
  );
}
