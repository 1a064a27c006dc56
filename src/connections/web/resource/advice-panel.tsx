import { useFormats } from '../../../identity/web/session.ts';
import { titleOf } from '../../../jobs/web/words.ts';
import { dayText } from '../../../platform/web/format.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { ResourceDetail } from '../../core/resources-contract.ts';
import { AttributeTable } from './attribute-table.tsx';

type Advice = ResourceDetail['advice'][number];

const SOURCES: Record<string, string> = {
  'cost-optimization-hub': 'AWS Cost Optimization Hub',
  'compute-optimizer': 'AWS Compute Optimizer',
  'cost-explorer': 'AWS Cost Explorer',
  'azure-advisor': 'Azure Advisor',
};

function AdviceItem({ advice }: { advice: Advice }) {
  const formats = useFormats();
  const { title, source, action, monthly_savings, currency, first_seen_at, details } = advice;
  return (
    <li className="advice">
      <div className="advice-head">
        <div>
          <strong>{title}</strong>
          <span className="under">
            {SOURCES[source] ?? titleOf(source.replaceAll('-', '_'))}, since{' '}
            {dayText(first_seen_at.slice(0, 10), formats)}
          </span>
        </div>
        <div className="advice-saving">
          {monthly_savings === null || currency === null ? (
            <Absent why="Its cloud does not say what it would save" />
          ) : (
            <Money amount={monthly_savings} currency={currency} formats={formats} />
          )}
          <span className="under">a month</span>
        </div>
      </div>
      {Object.keys(details).length > 0 && (
        <details>
          <summary>
            Details<span className="visually-hidden"> of {action}</span>
          </summary>
          <AttributeTable attributes={details} />
        </details>
      )}
    </li>
  );
}

/** What its own cloud advises about a resource, with the savings it names. */
export function AdvicePanel({ advice }: Pick<ResourceDetail, 'advice'>) {
  if (advice.length === 0) return null;
  return (
    <Panel title="Advice of its cloud" note="As the cloud says it; savings of overlapping advice do not add up">
      <ul className="advice-list">
        {advice.map((one) => (
          <AdviceItem key={`${one.source} ${one.action} ${one.title}`} advice={one} />
        ))}
      </ul>
    </Panel>
  );
}
