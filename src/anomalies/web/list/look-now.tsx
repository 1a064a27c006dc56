import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSession } from '../../../identity/web/session.ts';
import { type JobRun, jobsContract } from '../../../jobs/core/contract.ts';
import { ActiveRun } from '../../../jobs/web/active-run.tsx';
import { isActive } from '../../../jobs/web/words.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';

/** The latest look for anomalies; undefined until it is known, null where there was none. */
export function useLatestLook(): JobRun | null | undefined {
  const { data } = useQuery(ask(jobsContract.listJobs, { query: { name: 'anomaly_detect', limit: 1 } }));
  return data && (data.items[0] ?? null);
}

/** Starts a look for anomalies; nothing for those who may not. */
export function LookNow() {
  const { user } = useSession();
  const latest = useLatestLook();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(jobsContract.runJob, { params: { name: 'anomaly_detect' } }),
    onSuccess: () => invalidate('jobs'),
  });
  if (!roleAllows(user.role, 'member')) return null;
  return (
    <>
      <Button loading={isPending} disabled={latest ? isActive(latest.status) : false} onClick={() => mutate()}>
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
        <strong>Looking for anomalies</strong>
        <ActiveRun run_id={latest.id} />
      </div>
    );
  if (latest.status !== 'failed') return null;
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>The last look failed: what is shown is from the one before. {latest.error}</p>
    </div>
  );
}
