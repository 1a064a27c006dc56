import { useFormats } from '../../identity/web/session.ts';
import { countText } from '../../platform/web/format.ts';
import { useJobProgress } from './live-jobs.ts';
import { titleOf } from './words.ts';
import './jobs.css';

/** How far a run is; `known` is what was last asked, until events tell more. */
export function RunProgress({
  run_id,
  known,
}: {
  run_id: string;
  known?: { stage: string | null; percent: number | null; message: string | null };
}) {
  const formats = useFormats();
  const told = useJobProgress().get(run_id) ?? known;
  const percent = told?.percent ?? null;
  const text = told?.message ?? (told?.stage ? titleOf(told.stage) : 'Starting');
  return (
    <div className="run-progress" role="status">
      <div
        className="run-bar"
        data-unknown={percent === null || undefined}
        role="progressbar"
        aria-label="Progress"
        aria-valuenow={percent ?? undefined}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div style={{ width: `${percent ?? 100}%` }} />
      </div>
      <p>
        <span>{text}</span>
        {percent !== null && <span>{countText(percent, formats)}%</span>}
      </p>
    </div>
  );
}
