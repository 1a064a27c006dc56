import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask } from '../../../platform/web/queries.ts';
import { remediationContract } from '../../core/contract.ts';
import { StateBadge } from '../marks.tsx';
import { QUEUE_KINDS } from '../words.ts';

/** As many as one page of the API holds; of more that are under way, the newest are marked. */
const MOST = 500;
const UNDER_WAY = (['waiting', 'scheduled', 'running'] as const).flatMap((queue) => QUEUE_KINDS[queue].states);

/** The state of the change that is under way for a recommendation, as a way to it. All rows share one request. */
export function RowMark({ id }: { id: string }) {
  const { data } = useQuery(ask(remediationContract.listRemediations, { query: { state: UNDER_WAY, limit: MOST } }));
  const change = data?.items.find(({ recommendation_id }) => recommendation_id === id);
  if (!change) return null;
  return (
    <Link to="/remediation/$id" params={{ id: change.id }} className="row-change">
      <StateBadge state={change.state} />
      <span className="visually-hidden"> The change of it</span>
    </Link>
  );
}
