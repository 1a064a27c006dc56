import { SeverityMark as AnomalySeverityMark } from '../../anomalies/web/marks.tsx';
import { type Formats, percentText } from '../../platform/web/format.ts';
import { Absent, Money } from '../../platform/web/ui/amounts.tsx';
import type { PolicyAnswer, Violation } from '../core/contract.ts';
import { STATE_WORDS } from './words.ts';
import './policies.css';

/** How bad it is to break a policy: the same mark as that of anomalies. */
export { AnomalySeverityMark as SeverityMark };

/** The state a violation is in. */
export const StateBadge = ({ state }: { state: Violation['state'] }) => (
  <span className="badge" data-tone={STATE_WORDS[state].tone}>
    {STATE_WORDS[state].word}
  </span>
);

/** A share that is kept, as a figure and a bar. */
export function Compliance({ percent, formats, absent }: { percent: number | null; formats: Formats; absent: string }) {
  if (percent === null) return <Absent why={absent} />;
  return (
    <span className="compliance">
      <span className="compliance-bar" aria-hidden="true">
        <span style={{ inlineSize: `${percent}%` }} />
      </span>
      {percentText(percent, formats)}
    </span>
  );
}

/** Amounts of several currencies, never added up. */
export function Amounts({
  of,
  formats,
  absent,
}: {
  of: PolicyAnswer['monthly_cost'];
  formats: Formats;
  absent: string;
}) {
  if (of.length === 0) return <Absent why={absent} />;
  return of.map(({ amount, currency }) => (
    <span key={currency} className="one-amount">
      <Money amount={amount} currency={currency} formats={formats} />
    </span>
  ));
}
