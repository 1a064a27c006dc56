import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, type Formats, percentText } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import { Figure } from '../../../recommendations/web/list/summary-figures.tsx';
import type { policiesContract } from '../../core/contract.ts';
import { Amounts } from '../marks.tsx';
import { SEVERITY_WORDS } from '../words.ts';

type Summary = z.infer<typeof policiesContract.getPoliciesSummary.answer>;

/** How many are open of each severity, most severe first, in words. */
export function severitiesText({ by_severity }: Pick<Summary, 'by_severity'>, formats: Formats): string {
  const parts = by_severity
    .filter(({ open }) => open > 0)
    .map(({ severity, open }) => `${countText(open, formats)} ${SEVERITY_WORDS[severity].toLowerCase()}`);
  return parts.length > 0 ? parts.join(', ') : 'Nothing to look at';
}

/** The answer first: how much is kept, what is not, and what that costs. */
export function SummaryFigures({ summary }: { summary: Summary }) {
  const formats = useFormats();
  const { compliance_percent, kept, broken, excepted, unknown, open_violations, monthly_cost, checked_at } = summary;
  const never = 'No policy has been checked yet';
  const besides = [
    ...(excepted > 0 ? [`${countText(excepted, formats)} excepted`] : []),
    ...(unknown > 0 ? [`${countText(unknown, formats)} not known`] : []),
  ];
  return (
    <section className="panel figures" aria-label="Key figures">
      <Figure
        title="Kept"
        note={
          checked_at === null
            ? never
            : [`${countText(kept, formats)} of ${countText(kept + broken, formats)} judgements`, ...besides].join(', ')
        }
      >
        {compliance_percent === null ? (
          <Absent why={checked_at === null ? never : 'There is nothing that policies are about'} />
        ) : (
          percentText(compliance_percent, formats)
        )}
      </Figure>
      <Figure title="Open violations" note={severitiesText(summary, formats)}>
        <Link to="/violations">{countText(open_violations, formats)}</Link>
      </Figure>
      <Figure
        title="Their monthly cost"
        note="What accounts and resources in violation cost, each counted once; it is not what could be saved"
      >
        <Amounts of={monthly_cost} formats={formats} absent="No cost of them is known" />
      </Figure>
      <Figure title="Checked" note="Every night, and after every change of costs and inventory">
        {checked_at === null ? <Absent why={never} /> : <When at={checked_at} formats={formats} />}
      </Figure>
    </section>
  );
}
