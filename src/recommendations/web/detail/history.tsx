import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { CommentForm, Timeline } from '../../../platform/web/ui/timeline.tsx';
import type { RecommendationDetail } from '../../core/contract.ts';
import { ENTRY_WORDS } from '../words.ts';
import { commentChange, useChange } from './change.ts';
import { Part } from './part.tsx';

const MOST_LETTERS = 2_000;

/** What happened to it and what people said, oldest first. */
export function History({ detail: { id, entries } }: { detail: RecommendationDetail }) {
  const { user } = useSession();
  const formats = useFormats();
  const { mutate, isPending, error } = useChange(id);
  return (
    <Part title="History">
      <Timeline entries={entries} words={ENTRY_WORDS} formats={formats} />
      {roleAllows(user.role, 'member') && (
        <CommentForm
          most_letters={MOST_LETTERS}
          is_pending={isPending}
          error={error}
          send={(text, done) => mutate(commentChange(text), { onSuccess: done })}
        />
      )}
    </Part>
  );
}
