import type { ReactNode } from 'react';
import { AttributeTable } from '../../../connections/web/resource/attribute-table.tsx';
import { useFormats } from '../../../identity/web/session.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import type { RecommendationDetail } from '../../core/contract.ts';
import { LevelMark, SavingAmount } from '../marks.tsx';
import { EFFORT_WORDS, sourceTitle } from '../words.ts';
import { Part } from './part.tsx';

type Detail = RecommendationDetail;

function Judgement({ title, mark, reasons }: { title: string; mark: ReactNode; reasons: string[] }) {
  return (
    <div className="judgement">
      <dt>{title}</dt>
      <dd>
        <strong>{mark}</strong>
        {reasons.length > 0 && (
          <ul className="plain-list">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </dd>
    </div>
  );
}

/** How sure it is, what could go wrong and what it takes, each with its reasons. */
export function JudgedPart({ detail: { finding } }: { detail: Detail }) {
  const { confidence, risk, effort, restart_needed, reversible } = finding;
  const takes = [
    restart_needed ? 'It is stopped or restarted for it.' : 'Nothing is restarted.',
    reversible ? 'It can be undone.' : 'It cannot be undone: keep a backup.',
  ];
  return (
    <Part title="How sure, how risky, how much work">
      <dl className="judgements">
        <Judgement title="Confidence" mark={<LevelMark level={confidence.level} />} reasons={confidence.reasons} />
        <Judgement title="Risk" mark={<LevelMark level={risk.level} />} reasons={risk.reasons} />
        <Judgement title="Effort" mark={EFFORT_WORDS[effort]} reasons={takes} />
      </dl>
    </Part>
  );
}

/** What the clouds' own advisors say of the same resource. */
export function AdvicePart({ detail: { advice } }: { detail: Detail }) {
  const formats = useFormats();
  if (advice.length === 0) return null;
  return (
    <Part title="The cloud’s own advice" note="As the cloud says it; its saving is not in the total beside this one">
      <ul className="side-list">
        {advice.map(({ source, action, title, monthly_savings, currency, details }) => (
          <li key={`${source} ${action} ${title}`} className="one-advice">
            <span>
              {title}
              <span className="under">{sourceTitle(source)}</span>
              {Object.keys(details).length > 0 && (
                <details>
                  <summary>
                    Details<span className="visually-hidden"> of {title}</span>
                  </summary>
                  <AttributeTable attributes={details} />
                </details>
              )}
            </span>
            <span>
              {monthly_savings === null || currency === null ? (
                <Absent why="Its cloud does not say what it would save" />
              ) : (
                <Money amount={monthly_savings} currency={currency} formats={formats} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

interface AlternativesProps {
  detail: Detail;
  /** Leads to another recommendation. */
  linkTo: (id: string, title: string) => ReactNode;
}

/** Others that can't be done together with it, and which of them counts. */
export function AlternativesPart({ detail, linkTo }: AlternativesProps) {
  const formats = useFormats();
  const { alternatives, in_total, currency, monthly_savings } = detail;
  if (alternatives.length === 0) return null;
  const counted = alternatives.find((one) => one.in_total);
  const note = in_total
    ? 'They take hold of the same as this one, so only one can be done. This one is in the total.'
    : counted
      ? `Only one of them can be done. “${counted.title}” is in the total, not this one.`
      : 'Only one of them can be done; none is in the total.';
  return (
    <Part title="Alternatives" note={monthly_savings === null ? `${note} The saving of this one is unknown.` : note}>
      <ul className="side-list">
        {alternatives.map((one) => (
          <li key={one.id}>
            <span>
              {linkTo(one.id, one.title)}
              <span className="under">{one.in_total ? 'In the total' : 'Not in the total'}</span>
            </span>
            <span>
              <SavingAmount monthly_savings={one.monthly_savings} currency={currency} formats={formats} />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
