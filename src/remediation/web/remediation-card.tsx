import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats } from '../../identity/web/session.ts';
import { countText } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import { Money } from '../../platform/web/ui/amounts.tsx';
import { Answer } from '../../platform/web/ui/states.tsx';
import type { RemediationSummary } from '../core/answers.ts';
import { remediationContract } from '../core/contract.ts';
import { DEFAULT_VIEW, searchOfView } from './list/remediations-view.ts';
import { countOf } from './list/summary-figures.tsx';
import { QUEUE_KINDS, type Queue } from './words.ts';
import '../../recommendations/web/card.css';

const HEIGHT = 104;
const LINES: Queue[] = ['waiting', 'running', 'done'];

function Stand({ summary }: { summary: RemediationSummary }) {
  const formats = useFormats();
  const { realised, promised, stops, waiting_for_you } = summary;
  if (countOf(summary, 'all') === 0)
    return (
      <p className="quiet">
        No change has been proposed. A finding of cost optimization becomes a change with “Fix…”, call by call and with
        a way back.
      </p>
    );
  const amounts = realised.length > 0 ? realised : promised;
  return (
    <>
      <p className="savings-figure">
        {stops.length > 0 ? (
          <strong>
            {stops.some((stop) => stop.provider_id === null) ? 'All changes are stopped' : 'Some changes are stopped'}
          </strong>
        ) : amounts.length === 0 ? (
          'No change is done yet'
        ) : (
          <>
            {amounts.map(({ currency, amount }, index) => (
              <span key={currency}>
                {index > 0 && ' and '}
                <strong>
                  <Money amount={amount} currency={currency} formats={formats} />
                </strong>
              </span>
            ))}{' '}
            a month {realised.length > 0 ? 'realised' : 'promised, to be measured on the bill'}
          </>
        )}
      </p>
      <ul className="savings-list">
        {LINES.map((queue) => (
          <li key={queue}>
            <Link to="/remediation" search={searchOfView({ ...DEFAULT_VIEW, queue })} className="link-button">
              {QUEUE_KINDS[queue].title}
              {queue === 'waiting' && waiting_for_you > 0 && `, ${countText(waiting_for_you, formats)} for you`}
            </Link>
            <span>{countText(countOf(summary, queue), formats)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What changes wait, run and have saved. Its content has the height the dashboard gives it while it loads. */
export function RemediationCard() {
  const summary = useQuery(ask(remediationContract.getRemediationSummary));
  return (
    <Answer of={summary} height={HEIGHT}>
      {(known) => <Stand summary={known} />}
    </Answer>
  );
}
