import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { percentText, vanishes } from '../../../platform/web/format.ts';
import { columnDigits } from '../../../platform/web/ui/amounts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { Cause } from '../../core/cause.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import { Impact } from '../marks.tsx';
import { causeGroupingTitle, causeValueTitle, shareOf, splitParts, valueSearch } from './cause-words.ts';

interface PartProps {
  anomaly: AnomalyDetail;
  cause: Cause;
}

/** The way down: at each step the value that makes most of what the step before left. */
export function PathPanel({ anomaly, cause }: PartProps) {
  const formats = useFormats();
  if (cause.path.length === 0) return null;
  return (
    <Panel title="The way down" note="At each step the value that makes most of it">
      <ol className="cause-path">
        {cause.path.map(({ grouping, value, label, share_percent }, index) => {
          const above = cause.path.slice(0, index + 1).map((step): [string, string] => [step.grouping, step.value]);
          const search = valueSearch(anomaly, cause, above);
          const text = causeValueTitle(grouping, value, label);
          return (
            <li key={grouping}>
              <span className="under">{causeGroupingTitle(grouping)}</span>
              <span className="cause-path-value" title={value}>
                {search ? (
                  <Link to="/explorer" search={search} className="link-button">
                    {text}
                  </Link>
                ) : (
                  text
                )}
              </span>
              <span className="cause-path-share">{percentText(share_percent, formats)}</span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

/** The difference by what changed: price, use, what is new and what has gone. */
export function SplitPanel({ anomaly: { currency }, cause }: PartProps) {
  const formats = useFormats();
  const all = splitParts(cause);
  const total = cause.actual - cause.expected;
  const digits = columnDigits([total, ...all.map(({ amount }) => amount)]);
  const parts = all.filter(({ amount }) => !vanishes(amount, digits));
  if (parts.length === 0) return null;
  return (
    <Panel title="Price or usage" note="Against as many days before, not the expected cost">
      <dl className="cause-split">
        {parts.map(({ name, title, note, amount }) => {
          const share = shareOf(cause, amount);
          return (
            <div key={name}>
              <dt>
                {title}
                <span className="under">{note}</span>
              </dt>
              <dd>
                <Impact impact={amount} currency={currency} formats={formats} digits={digits} />
                {share !== null && <span className="under">{percentText(share, formats)}</span>}
              </dd>
            </div>
          );
        })}
        <div className="cause-split-total">
          <dt>Together</dt>
          <dd>
            <Impact impact={total} currency={currency} formats={formats} digits={digits} />
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
