import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { type JobRun, jobsContract } from '../../../jobs/core/contract.ts';
import { ActiveRun } from '../../../jobs/web/active-run.tsx';
import { isActive } from '../../../jobs/web/words.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { countText } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { When } from '../../../platform/web/ui/when.tsx';
import { type RecommendationSummary, recommendationsContract } from '../../core/contract.ts';
import { windowText } from '../words.ts';

/** The latest look for recommendations; undefined until it is known, null where there was none. */
function useLatestLook(): JobRun | null | undefined {
  const { data } = useQuery(ask(jobsContract.listJobs, { query: { name: 'recommendations', limit: 1 } }));
  return data && (data.items[0] ?? null);
}

/** Starts a look for recommendations; nothing for those who may not. */
export function LookNow({ primary = false }: { primary?: boolean }) {
  const { user } = useSession();
  const latest = useLatestLook();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(recommendationsContract.generateRecommendations),
    onSuccess: () => invalidate('jobs'),
  });
  if (!roleAllows(user.role, 'member')) return null;
  return (
    <>
      <Button
        variant={primary ? 'filled' : 'default'}
        loading={isPending}
        disabled={latest ? isActive(latest.status) : false}
        onClick={() => mutate()}
      >
        Look now
      </Button>
      {error && (
        <div className="notice" data-tone="bad" role="alert">
          {error.message}
        </div>
      )}
    </>
  );
}

/** How the look that is on its way goes, or why the last one failed. */
export function LookStatus() {
  const latest = useLatestLook();
  if (!latest) return null;
  if (isActive(latest.status))
    return (
      <div className="panel look-status">
        <strong>Looking for what could cost less</strong>
        <ActiveRun run_id={latest.id} />
        {latest.error && <p className="quiet">The try before failed. {latest.error}</p>}
      </div>
    );
  if (latest.status !== 'failed') return null;
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>The last look failed: what is shown is from the one before. {latest.error}</p>
    </div>
  );
}

type LastRun = NonNullable<RecommendationSummary['last_run']>;

function FailedRules({ failed }: { failed: LastRun['failed_rules'] }) {
  if (failed.length === 0) return null;
  const what = failed.length === 1 ? 'A rule' : `${failed.length} rules`;
  return (
    <div className="notice" data-tone="warn">
      <p>{what} failed in the last look. What they had found before stays as it was.</p>
      <ul className="plain-list">
        {failed.map(({ rule_id, message }) => (
          <li key={rule_id}>
            <code>{rule_id}</code>: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the figures stand on: when was looked, at how much, and by which days of the bill; and what is missing. */
export function LookBasis({ summary: { last_run, note } }: { summary: RecommendationSummary }) {
  const formats = useFormats();
  if (last_run === null) return null;
  const { finished_at, resources, bill_window, failed_rules } = last_run;
  return (
    <>
      {note !== null && <div className="notice">{note}</div>}
      <FailedRules failed={failed_rules} />
      <p className="quiet">
        {countText(resources, formats)} resources were looked at <When at={finished_at} formats={formats} />.{' '}
        {bill_window === null ? (
          <>
            No bill is known, so no saving can be computed. <Link to="/data-sources">Add cost data</Link>
          </>
        ) : (
          `Savings are computed from the bill of ${windowText(bill_window, formats)}, for a month of 30 days.`
        )}
      </p>
    </>
  );
}
