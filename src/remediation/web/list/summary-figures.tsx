import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { Figure } from '../../../recommendations/web/list/summary-figures.tsx';
import type { RemediationSummary } from '../../core/answers.ts';
import { QUEUE_KINDS, type Queue } from '../words.ts';
import { DEFAULT_VIEW, searchOfView } from './remediations-view.ts';

/** How many changes are in a part of the queue. */
export function countOf({ by_state }: Pick<RemediationSummary, 'by_state'>, queue: Queue): number {
  const { states } = QUEUE_KINDS[queue];
  return by_state
    .filter(({ state }) => states.length === 0 || states.includes(state))
    .reduce((sum, { remediations }) => sum + remediations, 0);
}

function Amounts({ of, why }: { of: RemediationSummary['promised']; why: string }) {
  const formats = useFormats();
  if (of.length === 0) return <Absent why={why} />;
  return of.map(({ currency, amount }) => (
    <span key={currency} className="one-amount">
      <Money amount={amount} currency={currency} formats={formats} />
    </span>
  ));
}

const QueueLink = ({ queue, children }: { queue: Queue; children: string }) => (
  <Link to="/remediation" search={searchOfView({ ...DEFAULT_VIEW, queue })} resetScroll={false}>
    {children}
  </Link>
);

/** The answer first: what waits for you, what runs, and what all of it saves. */
export function SummaryFigures({ summary }: { summary: RemediationSummary }) {
  const formats = useFormats();
  const { waiting_for_you, promised, realised } = summary;
  const [waiting, running, scheduled] = (['waiting', 'running', 'scheduled'] as const).map((queue) =>
    countOf(summary, queue),
  ) as [number, number, number];
  return (
    <section className="panel figures remediation-figures" aria-label="Key figures">
      <Figure
        title="Waiting for you"
        note={
          <p>
            {waiting === 0 ? (
              'Nothing waits for approval'
            ) : (
              <>
                Of <QueueLink queue="waiting">{countText(waiting, formats)}</QueueLink> that{' '}
                {waiting === 1 ? 'waits' : 'wait'} for approval
              </>
            )}
          </p>
        }
      >
        {countText(waiting_for_you, formats)}
      </Figure>
      <Figure
        title="Running now"
        note={
          <p>
            {scheduled === 0 ? (
              'None is approved and to come'
            ) : (
              <>
                And <QueueLink queue="scheduled">{countText(scheduled, formats)}</QueueLink> approved, to come
              </>
            )}
          </p>
        }
      >
        {countText(running, formats)}
      </Figure>
      <Figure title="Promised a month" note="By the changes that are done, from your own bill">
        <Amounts of={promised} why="No change is done yet" />
      </Figure>
      <Figure
        title="Realised a month"
        note={
          realised.length === 0 ? (
            'Measured on the bill a day and a week after each change'
          ) : (
            <p>
              By those measured on the bill so far, which promised{' '}
              {realised.map(({ currency, promised: of_those }, index) => (
                <span key={currency}>
                  {index > 0 && ' and '}
                  <Money
                    amount={of_those}
                    currency={currency}
                    formats={formats}
                    absent="Their savings were not known"
                  />
                </span>
              ))}
            </p>
          )
        }
      >
        <Amounts of={realised} why="No change has been measured on the bill yet" />
      </Figure>
    </section>
  );
}
