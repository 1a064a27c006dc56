import type { JobRun } from '../core/contract.ts';
import { RunProgress } from './run-progress.tsx';
import { statusOf } from './words.ts';

/** How a run stands; while it runs, how far it is. */
export function RunStatus({ run }: { run: JobRun }) {
  if (run.status === 'running') return <RunProgress run_id={run.id} known={run} />;
  const { word, tone } = statusOf(run);
  return (
    <span className="badge" data-tone={tone}>
      {word}
    </span>
  );
}
