import { Button, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type JobRun, jobsContract } from '../../../jobs/core/contract.ts';
import { CountsList } from '../../../jobs/web/counts.tsx';
import { RunProgress } from '../../../jobs/web/run-progress.tsx';
import { isActive } from '../../../jobs/web/words.ts';
import { call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import { providersContract } from '../../core/providers-contract.ts';
import { StepPanel } from './step-panel.tsx';

function StartSync({
  provider_id,
  started,
  verb,
}: {
  provider_id: string;
  started: (run_id: string) => void;
  verb: string;
}) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(providersContract.syncProvider, { params: { id: provider_id } }),
    onSuccess: async ({ job_id }) => {
      started(job_id);
      await invalidate('jobs');
    },
  });
  return (
    <>
      <FormProblem error={error} />
      <Button loading={isPending} onClick={() => mutate()}>
        {verb}
      </Button>
    </>
  );
}

const Ways = ({ children }: { children?: ReactNode }) => (
  <Group className="step-actions" data-end>
    <Button component={Link} to="/connections" variant="default">
      Connections
    </Button>
    {children}
  </Group>
);

function Outcome({ run, again }: { run: JobRun; again: ReactNode }) {
  if (isActive(run.status))
    return (
      <>
        <RunProgress run_id={run.id} known={run} />
        <p className="step-note">You can leave this page: the sync goes on by itself.</p>
        <Ways />
      </>
    );
  if (run.status === 'succeeded')
    return (
      <>
        <div className="notice" data-tone="good" role="status">
          The first sync is done.
        </div>
        <CountsList counts={run.counts} />
        {run.warnings.length > 0 && (
          <ul className="notice warning-list" data-tone="warn">
            {run.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        )}
        <Ways>
          <Button component={Link} to="/inventory" variant="default">
            See the inventory
          </Button>
          <Button component={Link} to="/">
            See the costs
          </Button>
        </Ways>
      </>
    );
  return (
    <>
      <div className="notice" data-tone="bad" role="alert">
        {run.error ?? 'The sync was cancelled. What it had finished stays.'}
      </div>
      <Ways>{again}</Ways>
    </>
  );
}

/** Follows the first sync to its end. */
export function SyncStep({
  provider_id,
  run_id,
  started,
}: {
  provider_id: string;
  run_id: string | undefined;
  started: (run_id: string) => void;
}) {
  const provider = useQuery(ask(providersContract.getProvider, { params: { id: provider_id } }));
  const run = useQuery({
    ...ask(jobsContract.getJob, { params: { id: run_id ?? '' } }),
    enabled: run_id !== undefined,
    // Events tell of the end; asking now and then covers one that was missed.
    refetchInterval: ({ state }) => (state.data && !isActive(state.data.status) ? false : 2_000),
  });
  return (
    <StepPanel
      title="First sync"
      lead={provider.data ? `${provider.data.name} is connected.` : 'What the cloud holds is read now.'}
    >
      {run_id === undefined ? (
        <>
          <p>The sync has not been started yet.</p>
          <Ways>
            <StartSync provider_id={provider_id} started={started} verb="Start the first sync" />
          </Ways>
        </>
      ) : (
        <Answer of={run} height={120}>
          {(data) => (
            <Outcome run={data} again={<StartSync provider_id={provider_id} started={started} verb="Try again" />} />
          )}
        </Answer>
      )}
    </StepPanel>
  );
}
