import { Popover } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { groupingTitle, valueTitle } from '../../core/dimensions.ts';
import type { Filter } from '../../core/query.ts';
import { ValuePicker } from './value-picker.tsx';

/** A filter in words: open it to change its values, or remove it. */
export function FilterChip({ filter, change }: { filter: Filter; change: (filter: Filter) => void }) {
  const [opened, setOpened] = useState(false);
  const { grouping, exclude, values } = filter;
  const named = values.map((value) => valueTitle(grouping, value));
  const list = named.length > 2 ? `${named.slice(0, 2).join(', ')} and ${named.length - 2} more` : named.join(', ');
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
