import { Button, Popover, SegmentedControl, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Grouping } from '../../core/dimensions.ts';
import type { Filter } from '../../core/filters.ts';
import { ValuePicker } from './value-picker.tsx';

interface FilterEditorProps {
  groupings: { group: string; items: { value: string; label: string }[] }[];
  add: (filter: Filter) => void;
}

/** Adds a filter: on what, only these or all but these, and which values. */
export function FilterEditor({ groupings, add }: FilterEditorProps) {
  const [opened, setOpened] = useState(false);
  const [grouping, setGrouping] = useState<Grouping>('service');
  const [exclude, setExclude] = useState(false);
  const [values, setValues] = useState<string[]>([]);
  const close = (): void => {
    setOpened(false);
    setValues([]);
    setExclude(false);
  };
  return (
    <Popover opened={opened} onClose={close} width={340} position="bottom-start" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button size="xs" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => setOpened(!opened)}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="New filter">
        <Stack gap="sm">
          <Select
            label="On"
            data={groupings}
            searchable
            allowDeselect={false}
            value={grouping}
            comboboxProps={{ withinPortal: false }}
            onChange={(value) => {
              setGrouping(value as Grouping);
              setValues([]);
            }}
          />
          <SegmentedControl
            size="xs"
            aria-label="Keep or leave out"
            data={[
              { value: 'include', label: 'Only these' },
              { value: 'exclude', label: 'All but these' },
            ]}
            value={exclude ? 'exclude' : 'include'}
            onChange={(value) => setExclude(value === 'exclude')}
          />
          <ValuePicker grouping={grouping} values={values} setValues={setValues} />
          <Button
            disabled={values.length === 0}
            onClick={() => {
              add({ grouping, exclude, values });
              close();
            }}
          >
            Add filter
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
