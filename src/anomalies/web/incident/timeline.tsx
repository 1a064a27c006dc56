import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { CommentForm, Timeline } from '../../../platform/web/ui/timeline.tsx';
import type { AnomalyDetail } from '../../core/contract.ts';
import { ENTRY_WORDS } from '../words.ts';
import { commentChange, useChange } from './change.ts';

const MOST_LETTERS = 5_000;

/** What happened to it and what people said, oldest first. */
export function IncidentTimeline({ anomaly: { id, entries } }: { anomaly: AnomalyDetail }) {
  const { user } = useSession();
  const formats = useFormats();
  const { mutate, isPending, error } = useChange(id);
  return (
    <Panel title="Timeline">
      <Timeline entries={entries} words={ENTRY_WORDS} formats={formats} />
      {roleAllows(user.role, 'member') && (
        <CommentForm
          most_letters={MOST_LETTERS}
          is_pending={isPending}
          error={error}
          send={(text, done) => mutate(commentChange(text), { onSuccess: done })}
        />
      )}
    </Panel>
  );
}
