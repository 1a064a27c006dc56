import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { call } from '../../platform/web/client.ts';
import { invalidate } from '../../platform/web/queries.ts';
import { ConfirmButton } from '../../platform/web/ui/confirm-button.tsx';
import { FormProblem } from '../../platform/web/ui/states.tsx';
import { type JobName, type JobRun, jobsContract } from '../core/contract.ts';
import { isActive, JOB_TITLES } from './words.ts';

/** Starts a job now; nothing for those who may not. */
export function RunNow({ name }: { name: JobName }) {
  const { user } = useSession();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(jobsContract.runJob, { params: { name } }),
    onSuccess: () => invalidate('jobs'),
  });
  if (!roleAllows(user.role, 'member')) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" loading={isPending} onClick={() => mutate()}>
        Run now<span className="visually-hidden">: {JOB_TITLES[name]}</span>
      </Button>
      <FormProblem error={error} />
    </>
  );
}

/** What can be done with a run: stop it while it is on its way. */
export function RunActions({ run }: { run: JobRun }) {
  const { user } = useSession();
  if (!roleAllows(user.role, 'member') || !isActive(run.status)) return null;
  const cancel = async (): Promise<void> => {
    await call(jobsContract.cancelJob, { params: { id: run.id } });
    await invalidate('jobs');
  };
  return (
    <Group>
      <ConfirmButton
        label="Cancel this run"
        question="What it has finished stays; the rest is done by the next run."
        verb="Cancel the run"
        run={cancel}
      />
    </Group>
  );
}
