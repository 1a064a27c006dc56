import { type Formats, fractionDigits, percentText, vanishes } from '../../platform/web/format.ts';
import { Money } from '../../platform/web/ui/amounts.tsx';
import type { Severity } from '../core/analysis-contract.ts';
import type { Anomaly, AnomalyStatus } from '../core/contract.ts';
import { SEVERITY_WORDS, STATUS_WORDS } from './words.ts';
import './marks.css';

const BARS = [1, 2, 3, 4];

/** How severe it is: a word, and as many bars as it has rank. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const { word, bars } = SEVERITY_WORDS[severity];
  return (
    <span className="severity" data-severity={severity}>
      <svg width="14" height="12" aria-hidden="true">
        {BARS.map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 3.75}
            y={12 - bar * 3}
            width="2.75"
            height={bar * 3}
            rx="0.75"
            data-filled={bar <= bars || undefined}
          />
        ))}
      </svg>
      {word}
    </span>
  );
}

/** The state it is in. */
export function StatusBadge({ status }: { status: AnomalyStatus }) {
  const { word, tone } = STATUS_WORDS[status];
  return (
    <span className="badge" data-tone={tone}>
      {word}
    </span>
  );
}

type ImpactProps = Pick<Anomaly, 'impact' | 'currency'> & { formats: Formats; digits?: number };

/** What it costs beyond what was expected, or less: arrow, sign and colour; more is bad. */
export function Impact({ impact, currency, formats, digits }: ImpactProps) {
  const tone = impact > 0 ? 'bad' : impact < 0 ? 'good' : 'none';
  return (
    <span className="delta" data-tone={tone}>
      <span aria-hidden="true">{impact > 0 ? '↑' : impact < 0 ? '↓' : '→'}</span>
      <span>
        {impact > 0 && !vanishes(impact, digits ?? fractionDigits(impact)) && '+'}
        <Money amount={impact} currency={currency} formats={formats} digits={digits} />
      </span>
    </span>
  );
}

/** The same in percent of what was expected; nothing was expected where it is null. */
export const impactPercentText = (percent: number | null, formats: Formats): string =>
  percent === null ? 'none was expected' : `${percent > 0 ? '+' : ''}${percentText(percent, formats)}`;
