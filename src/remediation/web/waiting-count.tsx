import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../identity/web/session.ts';
import { countText } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import { remediationContract } from '../core/contract.ts';
import './waiting-count.css';

/** How many changes whoever looks could approve now, beside the name of the page; nothing where none waits. */
export function WaitingCount() {
  const formats = useFormats();
  const { data } = useQuery(ask(remediationContract.getRemediationSummary));
  if (!data || data.waiting_for_you === 0) return null;
  return (
    <span className="waiting-count">
      {countText(data.waiting_for_you, formats)}
      <span className="visually-hidden"> for you to approve</span>
    </span>
  );
}
