import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats } from '../../identity/web/session.ts';
import { countText } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import { Money } from '../../platform/web/ui/amounts.tsx';
import { Answer } from '../../platform/web/ui/states.tsx';
import { type Recommendation, type RecommendationSummary, recommendationsContract } from '../core/contract.ts';
import { SavingAmount } from './marks.tsx';
import './card.css';

const SHOWN = 3;
const HEIGHT = 104;

function Attainable({ summary, largest }: { summary: RecommendationSummary; largest: Recommendation[] }) {
  const formats = useFormats();
  const { attainable, currency, recommendations, in_total, last_run } = summary;
  if (recommendations === 0)
    return (
      <p className="quiet">
        {last_run === null
          ? 'Nothing has been looked at yet. The first look begins after the next sync of a connected cloud.'
          : 'Nothing that is known could cost less.'}
      </p>
    );
  return (
    <>
      <p className="savings-figure">
        <strong>
          <Money
            amount={attainable?.effective ?? null}
            currency={currency ?? 'USD'}
            formats={formats}
            absent="No saving is known yet"
          />
        </strong>{' '}
        a month, by {countText(in_total, formats)} of {countText(recommendations, formats)} recommendations
      </p>
      <ul className="savings-list">
        {largest.map((one) => (
          <li key={one.id}>
            <Link to="/recommendations/$id" params={{ id: one.id }} className="link-button" title={one.title}>
              {one.title}
            </Link>
            <SavingAmount {...one} formats={formats} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** What can be saved, with the largest of it. Its content has the height the dashboard gives it while it loads. */
export function SavingsCard() {
  const summary = useQuery(ask(recommendationsContract.getRecommendationSummary));
  const largest = useQuery(ask(recommendationsContract.listRecommendations, { query: { limit: SHOWN } }));
  return (
    <Answer of={summary} height={HEIGHT}>
      {(known) => (
        <Answer of={largest} height={HEIGHT}>
          {({ items }) => <Attainable summary={known} largest={items} />}
        </Answer>
      )}
    </Answer>
  );
}
