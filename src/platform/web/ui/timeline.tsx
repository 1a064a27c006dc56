import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Formats } from '../format.ts';
import { FormProblem } from './states.tsx';
import { When } from './when.tsx';
import './timeline.css';

interface Entry {
  id: string;
  kind: string;
  actor: string;
  text: string | null;
  created_at: string;
}

interface TimelineProps<E extends Entry> {
  entries: readonly E[];
  /** What an entry of a kind says after the name of who did it. */
  words: Readonly<Record<E['kind'], string>>;
  formats: Formats;
}

/** What happened to something and what people said of it, oldest first. */
export function Timeline<E extends Entry>({ entries, words, formats }: TimelineProps<E>) {
  const sorted = entries.toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
  return (
    <ol className="timeline">
      {sorted.map((entry) => (
        <li key={entry.id} data-kind={entry.kind}>
          <p>
            <strong>{entry.actor}</strong> {words[entry.kind as E['kind']]}{' '}
            <span className="entry-when">
              <When at={entry.created_at} formats={formats} />
            </span>
          </p>
          {entry.text && <p className="entry-text">{entry.text}</p>}
        </li>
      ))}
    </ol>
  );
}

interface CommentFormProps {
  most_letters: number;
  is_pending: boolean;
  error: Error | null;
  /** Sends it; `done` empties the form. */
  send: (text: string, done: () => void) => void;
}

/** A comment to write. */
export function CommentForm({ most_letters, is_pending, error, send }: CommentFormProps) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send(text.trim(), () => setText(''));
  };
  return (
    <form className="comment-form" onSubmit={submit}>
      <Textarea
        aria-label="Comment"
        placeholder="What is known about it?"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={most_letters}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <FormProblem error={error} />
      <Button type="submit" size="xs" variant="default" loading={is_pending} disabled={text.trim() === ''}>
        Comment
      </Button>
    </form>
  );
}
