import { Popover } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { groupingTitle } from '../../core/dimensions.ts';
import type { Filter } from '../../core/filters.ts';
import { useValueTitles } from '../value-titles.ts';
import { ValuePicker } from './value-picker.tsx';

const MOST_NAMED = 2;

/** A filter in words: open it to change its values, or remove it. */
export function FilterChip({ filter, change }: { filter: Filter; change: (filter: Filter) => void }) {
  const [opened, setOpened] = useState(false);
  const { grouping, exclude, values } = filter;
  const named = useValueTitles(grouping, values.slice(0, MOST_NAMED)).join(', ');
  const list = values.length > MOST_NAMED ? `${named} and ${values.length - MOST_NAMED} more` : named;
  const text = `${groupingTitle(grouping)} ${exclude ? 'is not' : 'is'} ${list}`;
  return (
    <span className="chip">
      <Popover
        opened={opened}
        onClose={() => setOpened(false)}
        width={340}
        position="bottom-start"
        trapFocus
        withinPortal
        shadow="md"
      >
        <Popover.Target>
          <button type="button" className="link-button" onClick={() => setOpened(!opened)} title={text}>
            {text}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={`Change: ${text}`}>
          <ValuePicker grouping={grouping} values={values} setValues={(next) => change({ ...filter, values: next })} />
        </Popover.Dropdown>
      </Popover>
      <button type="button" aria-label={`Remove filter: ${text}`} onClick={() => change({ ...filter, values: [] })}>
        <IconX size={14} />
      </button>
    </span>
  );
}
