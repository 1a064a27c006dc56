import type { ReactNode } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, dayText, type Formats, money, percentText } from '../../../platform/web/format.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { SEVERITIES } from '../../core/analysis-contract.ts';
import type { AnomalySummary } from '../../core/contract.ts';
import { SEVERITY_WORDS } from '../words.ts';

function Figure({ title, note, children }: { title: string; note: ReactNode; children: ReactNode }) {
  return (
    <div className="figure">
      <h2>{title}</h2>
      <div className="figure-value">{children}</div>
      <p>{note}</p>
    </div>
  );
}

const NOT_JUDGED = 'Nothing has been judged yet';

function severityText({ by_severity }: AnomalySummary, formats: Formats): string {
  const parts = SEVERITIES.toReversed().flatMap((severity) => {
    const count = by_severity[severity] ?? 0;
    return count > 0 ? [`${countText(count, formats)} ${SEVERITY_WORDS[severity].word.toLowerCase()}`] : [];
  });
  return parts.length > 0 ? parts.join(', ') : 'Nothing to look at';
}

function falseText({ reported, marked_expected, withdrawn }: AnomalySummary, formats: Formats): string {
  if (reported === 0) return 'None was reported in 90 days';
  const base = `${countText(marked_expected, formats)} marked as expected of ${countText(reported, formats)} reported in 90 days`;
  return withdrawn > 0 ? `${base}, ${countText(withdrawn, formats)} withdrawn` : base;
}

/** The answer first: what is open and costs, through which day was judged, and how often it was wrong. */
export function SummaryFigures({ summary }: { summary: AnomalySummary }) {
  const formats = useFormats();
  const { currency, open, acknowledged, open_impact, judged_through, false_percent, other_currencies } = summary;
  const is_judged = judged_through !== null;
  return (
    <section className="panel figures" aria-label="Key figures">
      <Figure
        title="Impact so far of what is open"
        note={
          other_currencies.length > 0
            ? `And ${other_currencies.map((other) => money(other.open_impact, other.currency, formats)).join(', ')}, never added up`
            : 'Beyond what was expected, increases only'
        }
      >
        <Money amount={is_judged ? open_impact : null} currency={currency} formats={formats} absent={NOT_JUDGED} />
      </Figure>
      <Figure title="Open" note={is_judged ? severityText(summary, formats) : 'Not known before the first look'}>
        {is_judged ? countText(open, formats) : <Absent why={NOT_JUDGED} />}
        {acknowledged > 0 && <span className="figure-more">{countText(acknowledged, formats)} acknowledged</span>}
      </Figure>
      <Figure
        title="Judged through"
        note={judged_through === null ? 'The first look judges the whole history' : 'Later days are not complete yet'}
      >
        {judged_through === null ? <Absent why={NOT_JUDGED} /> : dayText(judged_through, formats)}
      </Figure>
      <Figure title="False alarms" note={falseText(summary, formats)}>
        {false_percent === null ? <Absent why="Nobody has judged one yet" /> : percentText(false_percent, formats)}
      </Figure>
    </section>
  );
}
