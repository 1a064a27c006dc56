import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { ApiProblem } from '../../../platform/web/client.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { RemediationSettings } from '../../core/settings.ts';
import { EntryDialog } from './entry-dialog.tsx';
import { moved } from './setting-words.ts';
import { type SettingsProps, useSaveSettings } from './use-settings.ts';

/** The lists among the settings. */
type ListName = 'approval_rules' | 'freezes' | 'allowed_hours';
type Entry<N extends ListName> = RemediationSettings[N][number];

/** What a form of an entry is given; `problemOf` is what the server says of a field of it. */
export interface EntryFormProps<E> {
  entry: E;
  change: (entry: E) => void;
  problemOf: (field: string) => string | undefined;
}

interface EntriesProps<N extends ListName> extends SettingsProps {
  name: N;
  title: string;
  note: string;
  /** What one of them is called. */
  one: string;
  first: Entry<N>;
  /** In words. */
  tell: (entry: Entry<N>) => ReactNode;
  Form: (props: EntryFormProps<Entry<N>>) => ReactNode;
  /** Fields of the form that say themselves what is wrong. */
  fields: string[];
  /** The order counts. */
  is_ordered?: boolean;
  /** What holds besides, or where there is none. */
  children?: ReactNode;
}

/** A list among the settings: each in words, to add, edit, move and remove. */
export function Entries<N extends ListName>(props: EntriesProps<N>) {
  const { settings, may_change, name, title, note, one, first, tell, Form, fields, is_ordered = false } = props;
  const entries = settings[name] as Entry<N>[];
  const [edited, setEdited] = useState<{ index: number; entry: Entry<N> } | null>(null);
  const { mutate, mutateAsync, isPending, error, reset } = useSaveSettings();
  const withEntries = (next: Entry<N>[]): RemediationSettings => ({ ...settings, [name]: next });
  const open = (index: number, entry: Entry<N>): void => {
    reset();
    setEdited({ index, entry });
  };
  const save = (): void => {
    if (edited)
      mutate(withEntries(entries.toSpliced(edited.index, 1, edited.entry)), { onSuccess: () => setEdited(null) });
  };
  const at = `${name}.${edited?.index ?? 0}`;
  const problemOf = (field: string) => (error instanceof ApiProblem ? error.of(`${at}.${field}`) : undefined);
  const move = (from: number, to: number): void => mutate(withEntries(moved(entries, from, to)));
  const Numbered = is_ordered ? 'ol' : 'ul';
  return (
    <Panel
      title={title}
      note={note}
      actions={
        may_change && (
          <Button size="xs" variant="default" onClick={() => open(entries.length, first)}>
            Add {one}
          </Button>
        )
      }
    >
      <Numbered className="setting-entries">
        {entries.map((entry, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- entries have no other identity than their place
          <li key={`${index} ${entry.name}`}>
            <div>
              <strong>{entry.name}</strong>
              <span className="under">{tell(entry)}</span>
            </div>
            {may_change && (
              <div className="page-actions">
                {is_ordered && (
                  <>
                    <Tooltip label="Earlier">
                      <ActionIcon
                        aria-label={`Move “${entry.name}” up`}
                        disabled={index === 0 || isPending}
                        onClick={() => move(index, index - 1)}
                      >
                        <IconArrowUp size={15} />
                      </ActionIcon>
                    </Tooltip>
                    <Tooltip label="Later">
                      <ActionIcon
                        aria-label={`Move “${entry.name}” down`}
                        disabled={index === entries.length - 1 || isPending}
                        onClick={() => move(index, index + 1)}
                      >
                        <IconArrowDown size={15} />
                      </ActionIcon>
                    </Tooltip>
                  </>
                )}
                <Button size="xs" variant="default" onClick={() => open(index, entry)}>
                  Edit<span className="visually-hidden"> {entry.name}</span>
                </Button>
                <ConfirmButton
                  label="Remove"
                  question={`“${entry.name}” does not hold any more. Changes that were proposed under it keep what it asked.`}
                  verb="Remove it"
                  run={() => mutateAsync(withEntries(entries.toSpliced(index, 1)))}
                />
              </div>
            )}
          </li>
        ))}
      </Numbered>
      {props.children}
      <EntryDialog
        title={edited && edited.index < entries.length ? `Edit ${one}` : `Add ${one}`}
        is_opened={edited !== null}
        is_busy={isPending}
        error={error}
        fields={fields.map((field) => `${at}.${field}`)}
        save={save}
        close={() => setEdited(null)}
      >
        {edited && (
          <Form entry={edited.entry} change={(entry) => setEdited({ ...edited, entry })} problemOf={problemOf} />
        )}
      </EntryDialog>
    </Panel>
  );
}
