import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormats, useSession } from '../../identity/web/session.ts';
import { jobsContract } from '../../jobs/core/contract.ts';
import { ActiveRun } from '../../jobs/web/active-run.tsx';
import { isActive } from '../../jobs/web/words.ts';
import { call } from '../../platform/web/client.ts';
import { ask, invalidate } from '../../platform/web/queries.ts';
import { Panel } from '../../platform/web/ui/page.tsx';
import { EmptyState, FormProblem } from '../../platform/web/ui/states.tsx';
import { When } from '../../platform/web/ui/when.tsx';
import type { ForecastRun } from '../core/contract.ts';

/** The newest run of the forecast job; undefined until it is known, null when there was none. */
function useNewestRun() {
  const { data } = useQuery(ask(jobsContract.listJobs, { query: { name: 'forecast', limit: 1 } }));
  return data === undefined ? undefined : (data.items[0] ?? null);
}

function useMake() {
  return useMutation({
    mutationFn: () => call(jobsContract.runJob, { params: { name: 'forecast' } }),
    onSuccess: () => invalidate('jobs'),
  });
}

/** Makes the forecasts anew, for those who may; says so while they are being made. */
export function MakeButton() {
  const { user } = useSession();
  const run = useNewestRun();
  const { mutate, isPending, error } = useMake();
  const is_making = run !== undefined && run !== null && isActive(run.status);
  if (user.role === 'viewer') return null;
  return (
    <>
      <FormProblem error={error} />
      <Button variant="default" loading={isPending} disabled={is_making} onClick={() => mutate()}>
        {is_making ? 'Being made' : 'Make them now'}
      </Button>
    </>
  );
}

/** What stands where there are no forecasts yet: that they are being made, that making them failed, or how to begin. */
export function NotMade({ reason }: { reason: string | null }) {
  const run = useNewestRun();
  const is_making = run !== undefined && run !== null && isActive(run.status);
  return (
    <Panel>
      {is_making ? (
        <EmptyState title="The forecasts are being made" action={<ActiveRun run_id={run.id} />}>
          They appear here by themselves when they are there.
        </EmptyState>
      ) : run?.status === 'failed' ? (
        <EmptyState title="The forecasts could not be made">{run.error ?? 'The run does not say why.'}</EmptyState>
      ) : (
        <EmptyState title="No forecasts yet">
          {reason ?? 'They are made every night, and after each load of costs.'}
        </EmptyState>
      )}
    </Panel>
  );
}

/** When forecasts were made and from what, and that newer ones are on their way. */
export function MadeNote({ run, children }: { run: ForecastRun; children?: ReactNode }) {
  const formats = useFormats();
  const newest = useNewestRun();
  return (
    <>
      Made <When at={run.made_at} formats={formats} />
      {children}
      {newest && isActive(newest.status) && '. Newer ones are being made and appear by themselves'}
    </>
  );
}
