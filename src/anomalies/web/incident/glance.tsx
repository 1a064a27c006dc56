import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Grouping, groupingTitle } from '../../../costs/core/dimensions.ts';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { dayText } from '../../../platform/web/format.ts';
import { columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import type { AnomalyDetail } from '../../core/contract.ts';
import { explorerSearch } from '../explorer-link.ts';
import { Impact, impactPercentText, SeverityMark, StatusBadge } from '../marks.tsx';
import { lastedText } from '../words.ts';
import { Actions } from './actions.tsx';
import { Owner } from './owner.tsx';

/** The rows of its days, in the cost explorer. */
export const RowsLink = ({ anomaly, children }: { anomaly: AnomalyDetail; children: ReactNode }) => (
  <Link to="/explorer" search={explorerSearch({ ...anomaly, first_day: anomaly.started_on })}>
    {children}
  </Link>
);

function Where({ scope }: Pick<AnomalyDetail, 'scope'>) {
  const groupings = Object.keys(scope) as Grouping[];
  if (groupings.length === 0) return 'All costs';
  return groupings.map(groupingTitle).join(' × ');
}

/** How much, where and since when, who looks after it, and what can be done. */
export function Glance({ anomaly }: { anomaly: AnomalyDetail }) {
  const formats = useFormats();
  const { user } = useSession();
  const { currency, expected, actual, impact, impact_percent } = anomaly;
  const digits = columnDigits([expected, actual, impact]);
  const amount = (value: number) => <Money amount={value} currency={currency} formats={formats} digits={digits} />;
  const facts: [string, ReactNode][] = [
    ['Severity', <SeverityMark key="severity" severity={anomaly.severity} />],
    ['State', <StatusBadge key="status" status={anomaly.status} />],
    ['Owner', <Owner key="owner" anomaly={anomaly} />],
    ['Duration', lastedText(anomaly)],
    ['Slice of the costs', <Where key="where" scope={anomaly.scope} />],
    ['Found with the costs of', dayText(anomaly.detected_on, formats)],
  ];
  return (
    <section className="panel incident-glance" aria-label="At a glance">
      <div className="incident-answer">
        <div>
          <div className="figure-value">
            <Impact impact={impact} currency={currency} formats={formats} digits={digits} />
          </div>
          <p className="quiet">
            {amount(actual)} where {amount(expected)} was expected ({impactPercentText(impact_percent, formats)}).{' '}
            <RowsLink anomaly={anomaly}>See the rows</RowsLink>
          </p>
        </div>
        {roleAllows(user.role, 'member') && <Actions anomaly={anomaly} />}
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
