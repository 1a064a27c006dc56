import { Button, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { type DimensionName, groupingTitle, valueTitle } from '../../../costs/core/dimensions.ts';
import { ValuePicker } from '../../../costs/web/explorer/value-picker.tsx';

interface ValueFilterProps {
  grouping: DimensionName;
  /** What it narrows, of several: `services`. */
  several: string;
  values: string[];
  change: (values: string[]) => void;
}

/** Narrows to some values of a dimension of costs; says which in the sentence it stands in. */
export function ValueFilter({ grouping, several, values, change }: ValueFilterProps) {
  const [opened, setOpened] = useState(false);
  const [first] = values;
  const text =
    first === undefined
      ? `all ${several}`
      : values.length === 1
        ? valueTitle(grouping, first)
        : `${values.length} ${several}`;
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
          <span className="visually-hidden">{groupingTitle(grouping)}: </span>
          {text}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Choose ${several}`}>
        <ValuePicker grouping={grouping} values={values} setValues={change} />
      </Popover.Dropdown>
    </Popover>
  );
}
