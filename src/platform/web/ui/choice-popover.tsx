import { Button, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

interface ChoicePopoverProps {
  /** What it narrows: `Type`, and of several: `types`. */
  one: string;
  several: string;
  values: string[];
  /** What the value is called where there is one alone. */
  titleOf: (value: string) => string;
  children: ReactNode;
}

/** A part of a sentence that opens choices, and says what is chosen: `all types`, the only one, or how many. */
export function ChoicePopover({ one, several, values, titleOf, children }: ChoicePopoverProps) {
  const [opened, setOpened] = useState(false);
  const [first] = values;
  const some = values.length === 1 && first !== undefined ? titleOf(first) : `${values.length} ${several}`;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={320}
      position="bottom-start"
      trapFocus
      returnFocus
      withinPortal
      shadow="md"
    >
      <Popover.Target>
        <Button
          size="xs"
          variant={values.length > 0 ? 'light' : 'default'}
          className="facet-button"
          rightSection={<IconChevronDown size={14} aria-hidden={true} />}
          onClick={() => setOpened(!opened)}
        >
          <span className="visually-hidden">{one}: </span>
          {values.length === 0 ? `all ${several}` : some}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Choose ${several}`}>{children}</Popover.Dropdown>
    </Popover>
  );
}
