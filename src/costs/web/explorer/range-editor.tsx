import { TextInput } from '@mantine/core';
import { addDays } from '../../../platform/core/dates.ts';
import type { Range } from '../range.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Two dates, both included, as people count them. */
export function RangeEditor({ range, setRange }: { range: Range; setRange: (range: Range) => void }) {
  const change = (next: Range): void => {
    if (DAY.test(next.start) && DAY.test(next.end) && next.start < next.end) setRange(next);
  };
  return (
    <>
      <TextInput
        size="xs"
        type="date"
        aria-label="First day"
        defaultValue={range.start}
        key={`s${range.start}`}
        onBlur={(e) => change({ ...range, start: e.currentTarget.value })}
      />
      <span>to</span>
      <TextInput
        size="xs"
        type="date"
        aria-label="Last day"
        defaultValue={addDays(range.end, -1)}
        key={`e${range.end}`}
        onBlur={(e) => DAY.test(e.currentTarget.value) && change({ ...range, end: addDays(e.currentTarget.value, 1) })}
      />
    </>
  );
}
