import { Chip, Group, Input, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AllowedHours, Freeze } from '../../core/settings.ts';
import { fieldOf, instantOf, WhenField } from '../when-field.tsx';
import type { EntryFormProps } from './entries.tsx';
import { EnvironmentsField } from './environments-field.tsx';
import { WEEKDAYS } from './setting-words.ts';

interface InstantProps {
  label: string;
  value: string;
  error: string | undefined;
  change: (value: string) => void;
}

/** An instant to choose; what is no time is left for the server to refuse. */
function Instant({ label, value, error, change }: InstantProps) {
  const [typed, setTyped] = useState(() => (value === '' ? '' : fieldOf(value)));
  return (
    <WhenField
      label={label}
      value={typed}
      error={error !== undefined && value === '' ? 'Choose a time' : error}
      change={(next) => {
        setTyped(next);
        change(instantOf(next) ?? '');
      }}
    />
  );
}

/** A time in which nothing begins. */
export function FreezeForm({ entry, change, problemOf }: EntryFormProps<Freeze>) {
  const set = (part: Partial<Freeze>): void => change({ ...entry, ...part });
  return (
    <>
      <TextInput
        label="Name"
        placeholder="Black Friday"
        value={entry.name}
        error={problemOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <Instant label="From" value={entry.start} error={problemOf('start')} change={(start) => set({ start })} />
        <Instant label="Until" value={entry.end} error={problemOf('end')} change={(end) => set({ end })} />
      </Group>
      <EnvironmentsField
        value={entry.environments}
        error={problemOf('environments')}
        change={(environments) => set({ environments })}
      />
    </>
  );
}

/** Hours of the week in which changes may begin. */
export function HoursForm({ entry, change, problemOf }: EntryFormProps<AllowedHours>) {
  const set = (part: Partial<AllowedHours>): void => change({ ...entry, ...part });
  return (
    <>
      <TextInput
        label="Name"
        placeholder="Working hours"
        value={entry.name}
        error={problemOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Input.Wrapper label="Days" error={problemOf('weekdays')} labelElement="div">
        <Chip.Group
          multiple
          value={entry.weekdays.map(String)}
          onChange={(weekdays) => set({ weekdays: weekdays.map(Number).toSorted((a, b) => a - b) })}
        >
          <Group gap={6} mt={4}>
            {WEEKDAYS.map(({ value, short }) => (
              <Chip key={value} size="xs" value={String(value)}>
                {short}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      <Group grow align="flex-start">
        <NumberInput
          label="From hour"
          min={0}
          max={23}
          allowDecimal={false}
          suffix=":00"
          value={entry.start_hour}
          error={problemOf('start_hour')}
          onChange={(hour) => set({ start_hour: Number(hour) || 0 })}
        />
        <NumberInput
          label="Until hour"
          min={1}
          max={24}
          allowDecimal={false}
          suffix=":00"
          value={entry.end_hour}
          error={problemOf('end_hour')?.replace('start_hour', '“From hour”')}
          onChange={(hour) => set({ end_hour: Number(hour) || 0 })}
        />
      </Group>
      <TextInput
        label="Time zone"
        value={entry.timezone}
        error={problemOf('timezone')}
        onChange={(event) => set({ timezone: event.currentTarget.value })}
      />
      <EnvironmentsField
        value={entry.environments}
        error={problemOf('environments')}
        change={(environments) => set({ environments })}
      />
    </>
  );
}
