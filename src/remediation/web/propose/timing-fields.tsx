import { Radio, Stack, Textarea } from '@mantine/core';
import { instantOf, WhenField } from '../when-field.tsx';

const MOST_LETTERS = 2_000;
const BEGINNINGS = ['at_once', 'by_hand', 'at_a_time'] as const;
type Beginning = (typeof BEGINNINGS)[number];

/** When a change begins and what others are told of it, as it is typed. */
export interface Timing {
  beginning: Beginning;
  time: string;
  note: string;
}

export const FIRST_TIMING: Timing = { beginning: 'at_once', time: '', note: '' };

/** What the API is sent; undefined where a time is chosen that is none. */
export function timingOf({ beginning, time, note }: Timing) {
  const at = instantOf(time);
  if (beginning === 'at_a_time' && at === null) return undefined;
  return {
    execute_on_approval: beginning !== 'by_hand',
    ...(beginning === 'at_a_time' && at !== null ? { scheduled_for: at } : {}),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  };
}

const WORDS: Record<Beginning, { label: string; description: string }> = {
  at_once: {
    label: 'Once it is approved',
    description: 'By itself, as soon as freezes and allowed hours let it.',
  },
  at_a_time: { label: 'Not before a time', description: 'By itself, once it is approved and the time has come.' },
  by_hand: { label: 'When somebody lets it', description: 'It waits after the approval, until “Run now” or a time.' },
};

interface TimingFieldsProps {
  timing: Timing;
  /** What the API says of a field, or that no time was chosen. */
  problemOf: (field: string) => string | undefined;
  change: (timing: Timing) => void;
}

/** When it is to begin, and a note for who approves it. */
export function TimingFields({ timing, problemOf, change }: TimingFieldsProps) {
  return (
    <>
      <Radio.Group
        label="Begins"
        value={timing.beginning}
        onChange={(beginning) => change({ ...timing, beginning: beginning as Beginning })}
      >
        <Stack gap={8} mt={6}>
          {BEGINNINGS.map((value) => (
            <Radio key={value} size="xs" value={value} {...WORDS[value]} />
          ))}
        </Stack>
      </Radio.Group>
      {timing.beginning === 'at_a_time' && (
        <WhenField
          label="Not before"
          value={timing.time}
          error={problemOf('scheduled_for')}
          change={(time) => change({ ...timing, time })}
        />
      )}
      <Textarea
        label="Note"
        description="For who approves it. May stay empty."
        autosize
        minRows={2}
        maxRows={8}
        maxLength={MOST_LETTERS}
        value={timing.note}
        error={problemOf('note')}
        onChange={(event) => change({ ...timing, note: event.currentTarget.value })}
      />
    </>
  );
}
