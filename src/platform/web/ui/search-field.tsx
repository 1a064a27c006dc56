import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 250;

interface SearchFieldProps {
  /** What is searched: `Search the inventory`. */
  label: string;
  /** What can be searched for. */
  placeholder: string;
  value: string;
  change: (value: string) => void;
}

/** Searches when the typing pauses; follows the address when that changes by itself, such as by going back. */
export function SearchField({ label, placeholder, value, change }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    change(next);
  }, PAUSE_MS);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  return (
    <TextInput
      size="xs"
      w={220}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={14} aria-hidden={true} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
    />
  );
}
