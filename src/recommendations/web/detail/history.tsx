import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { RecommendationDetail, RecommendationEntry } from '../../core/contract.ts';
import { ENTRY_WORDS } from '../words.ts';
import { commentChange, useChange } from './change.ts';
import { Part } from './part.tsx';

const MOST_LETTERS = 2_000;

function Entry({ entry: { kind, actor, text, created_at } }: { entry: RecommendationEntry }) {
  const formats = useFormats();
  return (
    <li data-kind={kind}>
      <p>
        <strong>{actor}</strong> {ENTRY_WORDS[kind]}{' '}
        <span className="entry-when">
          <When at={created_at} formats={formats} />
        </span>
      </p>
      {text && <p className="entry-text">{text}</p>}
    </li>
  );
}

function CommentForm({ id }: { id: string }) {
  const [text, setText] = useState('');
  const { mutate, isPending, error } = useChange(id);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate(commentChange(text.trim()), { onSuccess: () => setText('') });
  };
  return (
    <form className="comment-form" onSubmit={submit}>
      <Textarea
        aria-label="Comment"
        placeholder="What is known about it?"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={MOST_LETTERS}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <FormProblem error={error} />
      <Button type="submit" size="xs" variant="default" loading={isPending} disabled={text.trim() === ''}>
        Comment
      </Button>
    </form>
  );
}

/** What happened to it and what people said, oldest first. */
export function History({ detail: { id, entries } }: { detail: RecommendationDetail }) {
  const { user } = useSession();
  const sorted = entries.toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
  return (
    <Part title="History">
      <ol className="timeline">
        {sorted.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {roleAllows(user.role, 'member') && <CommentForm id={id} />}
    </Part>
  );
}
