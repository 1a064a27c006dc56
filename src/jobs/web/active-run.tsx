import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../identity/web/session.ts';
import { ask } from '../../platform/web/queries.ts';
import { When } from '../../platform/web/ui/when.tsx';
import { jobsContract } from '../core/contract.ts';
import { RunProgress } from './run-progress.tsx';

/** A run that is on its way: how far it is, or when it goes on. */
export function ActiveRun({ run_id }: { run_id: string }) {
  const formats = useFormats();
  const { data: run } = useQuery(ask(jobsContract.getJob, { params: { id: run_id } }));
  if (run?.status === 'queued')
    return (
      <p className="quiet">
        The next try begins <When at={run.run_after} formats={formats} />.
      </p>
    );
  return <RunProgress run_id={run_id} known={run} />;
}
