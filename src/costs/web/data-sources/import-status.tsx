import { useFormats } from '../../../identity/web/session.ts';
import { countText, durationText, percentText } from '../../../platform/web/format.ts';
import type { Import } from '../../core/imports-contract.ts';
import { useImportProgress } from '../live-events.ts';

const WORDS = { queued: 'Waiting', running: 'Importing', succeeded: 'Loaded', failed: 'Failed' } as const;
const TONES = { queued: 'none', running: 'accent', succeeded: 'good', failed: 'bad' } as const;

/** How an import stands; while it runs, how far it is and how long it will take. */
export function ImportStatus({
  imported,
}: {
  imported: Pick<Import, 'id' | 'status' | 'rows_rejected' | 'duplicate_of'>;
}) {
  const formats = useFormats();
  const progress = useImportProgress().get(imported.id);
  if (imported.status === 'running' && progress) {
    const left = progress.seconds_left === null ? '' : `, ${durationText(progress.seconds_left)} left`;
    return (
      <div role="status">
        <div
          className="progress"
          data-step={progress.step}
          role="progressbar"
          aria-label="Import"
          aria-valuenow={progress.percent}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <div style={{ width: `${progress.percent}%` }} />
        </div>
        {progress.step === 'storing'
          ? `Storing ${countText(progress.rows_read, formats)} rows`
          : `${countText(progress.rows_read, formats)} rows read, ${percentText(progress.percent, formats)}`}
        {left}
      </div>
    );
  }
  const word = imported.duplicate_of
    ? 'Already loaded'
    : imported.status === 'succeeded' && imported.rows_rejected
      ? 'Loaded in part'
      : WORDS[imported.status];
  const tone = imported.duplicate_of
    ? 'none'
    : imported.status === 'succeeded' && imported.rows_rejected
      ? 'warn'
      : TONES[imported.status];
  return (
    <span className="badge" data-tone={tone}>
      {word}
    </span>
  );
}
