import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats } from '../../identity/web/session.ts';
import { countText, dayText } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import { Money } from '../../platform/web/ui/amounts.tsx';
import { Answer } from '../../platform/web/ui/states.tsx';
import { type Anomaly, type AnomalySummary, anomaliesContract } from '../core/contract.ts';
import { Impact, SeverityMark } from './marks.tsx';

const SHOWN = 3;
const PENDING = ['open', 'acknowledged'];

function Open({ summary, worst }: { summary: AnomalySummary; worst: Anomaly[] }) {
  const formats = useFormats();
  const count = summary.open + summary.acknowledged;
  if (count === 0)
    return (
      <p className="quiet">
        {summary.judged_through === null
          ? 'Nothing has been judged yet. The first look begins after the next load of costs.'
          : `None is open. Every day through ${dayText(summary.judged_through, formats)} was judged.`}
      </p>
    );
  return (
    <>
      <p className="card-figure">
        <strong>{countText(count, formats)} open</strong>,{' '}
        <Money amount={summary.open_impact} currency={summary.currency} formats={formats} /> more than expected so far
      </p>
      <ul className="card-anomalies">
        {worst.map((anomaly) => (
          <li key={anomaly.id}>
            <SeverityMark severity={anomaly.severity} />
            <Link to="/anomalies/$id" params={{ id: anomaly.id }} className="link-button" title={anomaly.title}>
              {anomaly.title}
            </Link>
            <Impact {...anomaly} formats={formats} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** What is open and costs, with the largest. Its content has the height the dashboard gives it while it loads. */
export function AnomaliesCard() {
  const summary = useQuery(ask(anomaliesContract.getAnomalySummary));
  const worst = useQuery(
    ask(anomaliesContract.listAnomalies, { query: { status: PENDING, sort: 'impact', limit: SHOWN } }),
  );
  return (
    <Answer of={summary} height={104}>
      {(known) => (
        <Answer of={worst} height={104}>
          {({ items }) => <Open summary={known} worst={items} />}
        </Answer>
      )}
    </Answer>
  );
}
