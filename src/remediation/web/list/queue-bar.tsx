import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import type { RemediationSummary } from '../../core/answers.ts';
import { QUEUE_KINDS, QUEUES } from '../words.ts';
import { type RemediationsView, searchOfView } from './remediations-view.ts';
import { countOf } from './summary-figures.tsx';

/** The queue by state, with how many are in each part. */
export function QueueBar({ view, summary }: { view: RemediationsView; summary: RemediationSummary }) {
  const formats = useFormats();
  return (
    <nav className="queue-bar" aria-label="By state">
      {QUEUES.map((queue) => (
        <Link
          key={queue}
          to="/remediation"
          search={searchOfView({ ...view, queue })}
          resetScroll={false}
          aria-current={view.queue === queue ? 'true' : undefined}
          data-chosen={view.queue === queue || undefined}
          activeProps={{}}
        >
          {QUEUE_KINDS[queue].title} <span className="queue-count">{countText(countOf(summary, queue), formats)}</span>
        </Link>
      ))}
    </nav>
  );
}
