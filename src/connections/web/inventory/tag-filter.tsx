import { Autocomplete, Button, Popover, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';

const keyOf = (tag: string): string => tag.slice(0, tag.indexOf('='));
const valueOf = (tag: string): string => tag.slice(tag.indexOf('=') + 1);
const textOf = (tag: string): string =>
  valueOf(tag) === '' ? `without tag ${keyOf(tag)}` : `${keyOf(tag)} is ${valueOf(tag)}`;

/** A tag that is filtered by, with a button that removes it. */
export function TagChip({ tag, remove }: { tag: string; remove: () => void }) {
  return (
    <span className="chip">
      <span className="chip-text" title={textOf(tag)}>
        {textOf(tag)}
      </span>
      <button type="button" aria-label={`Remove filter: ${textOf(tag)}`} onClick={remove}>
        <IconX size={14} aria-hidden={true} />
      </button>
    </span>
  );
}

function TagForm({ keys, add }: { keys: string[]; add: (tag: string) => void }) {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [is_missing, setMissing] = useState(false);
  const named = key.trim();
  const complete = named !== '' && !named.includes('=') && (is_missing || value.trim() !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (complete) add(`${named}=${is_missing ? '' : value.trim()}`);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Autocomplete
          label="Tag"
          data-autofocus
          placeholder="such as team"
          data={keys}
          value={key}
          onChange={setKey}
          comboboxProps={{ withinPortal: false }}
        />
        <SegmentedControl
          size="xs"
          aria-label="With a value or without the tag"
          data={[
            { value: 'has', label: 'Has the value' },
            { value: 'lacks', label: 'Does not have it' },
          ]}
          value={is_missing ? 'lacks' : 'has'}
          onChange={(choice) => setMissing(choice === 'lacks')}
        />
        {!is_missing && <TextInput label="Value" value={value} onChange={(e) => setValue(e.currentTarget.value)} />}
        <Button type="submit" disabled={!complete}>
          Add filter
        </Button>
      </Stack>
    </form>
  );
}

/** Adds a tag to filter by. */
export function TagFilter({ keys, add }: { keys: string[]; add: (tag: string) => void }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={300}
      position="bottom-start"
      trapFocus
      returnFocus
      withinPortal
      shadow="md"
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden={true} />}
          onClick={() => setOpened(!opened)}
        >
          Tag
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filter by a tag">
        <TagForm
          keys={keys}
          add={(tag) => {
            setOpened(false);
            add(tag);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
