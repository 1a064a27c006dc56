import { ActionIcon, TextInput } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { growthFrom } from '../view.ts';

const STEP = 5;

/** How much more a scenario's costs grow over a year, in percent: typed, or stepped up and down. */
export function GrowthField({ growth, change }: { growth: number; change: (growth: number) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string): void => {
    setTyped(null);
    const next = growthFrom(text);
    if (next !== null && next !== growth) change(next);
  };
  return (
    <span className="growth">
      <ActionIcon
        variant="default"
        aria-label={`${STEP} percent less growth`}
        onClick={() => take(String(growth - STEP))}
      >
        <IconMinus size={14} />
      </ActionIcon>
      <TextInput
        size="xs"
        w={72}
        inputMode="decimal"
        aria-label="More growth over a year, in percent"
        rightSection={<span aria-hidden="true">%</span>}
        value={typed ?? String(growth)}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={(event) => take(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
      />
      <ActionIcon
        variant="default"
        aria-label={`${STEP} percent more growth`}
        onClick={() => take(String(growth + STEP))}
      >
        <IconPlus size={14} />
      </ActionIcon>
    </span>
  );
}
